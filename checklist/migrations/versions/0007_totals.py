"""Add up all questions of what was frozen before totals were kept."""
import json
from collections import Counter

from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'

TOTAL = '@questions'
FROZEN = sa.table('frozen_table', *map(sa.column, ('frame_id', 'grouping', 'item', 'body')))


def _guard() -> None:
    head = 'CREATE TRIGGER frozen_table_refuses_delete BEFORE DELETE ON frozen_table '
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f"{head}BEGIN SELECT RAISE(ABORT, 'frozen_table is immutable'); END")
    else:
        op.execute(f'{head}FOR EACH ROW EXECUTE FUNCTION refuse_change()')


def _total(size: int, splits: list[tuple[str, dict[str, int]]]) -> list[object]:
    numbers: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for rest, measured in splits:
        numbers.update({**measured, rest: max(0, size - sum(measured.values()))})
        shown.update([rest, *measured])
    return [len(splits), dict(numbers), dict(shown),
            ''.join(sorted({rest for rest, _ in splits}))]


def upgrade() -> None:
    bind = op.get_bind()
    for frame_id, grouping, body in bind.execute(
            sa.select(FROZEN.c.frame_id, FROZEN.c.grouping, FROZEN.c.body)
            .where(FROZEN.c.item == '')).all():
        sizes = json.loads(body)
        splits = {key: [] for key in sizes}
        for (found,) in bind.execute(sa.select(FROZEN.c.body).where(
                FROZEN.c.frame_id == frame_id, FROZEN.c.grouping == grouping,
                FROZEN.c.item != '', sa.not_(FROZEN.c.item.startswith('@')))):
            for key, split in json.loads(found).items():
                splits[key].append(split)
        bind.execute(sa.insert(FROZEN).values(
            frame_id=frame_id, grouping=grouping, item=TOTAL, body=json.dumps(
                {key: _total(sizes[key], found) for key, found in splits.items()},
                ensure_ascii=False, separators=(',', ':'))))


def downgrade() -> None:
    on = '' if op.get_bind().dialect.name == 'sqlite' else ' ON frozen_table'
    op.execute(f'DROP TRIGGER frozen_table_refuses_delete{on}')
    op.execute(sa.delete(FROZEN).where(FROZEN.c.item == TOTAL))
    _guard()
