"""Let PostgreSQL keep no samples of what people typed.

``ANALYZE``, which runs by itself, copies frequent values of a column into ``pg_statistic``, where
they outlive the rows: even ``VACUUM FULL`` leaves them. No query plan needs these columns.
SQLite keeps no samples.
"""
from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'

TYPED = {
    'controlled_object': ('title', 'address', 'profile'),
    'controlled_person': ('name', 'inn', 'ogrn', 'kpp'),
    'evidence': ('name', 'reason'),
    'journal_entry': ('network', 'details'),
    'mail_message': ('recipient', 'values'),
    'remedy_task': ('responsible', 'note'),
    'respondent_profile': ('data',),
    'self_inspection': ('profile', 'draft', 'asked'),
    'submission': ('document', 'packed'),
    'user_account': ('email', 'name'),
    'user_session': ('browser', 'network')}


def _keep_samples(target: int) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        return
    for table, columns in TYPED.items():
        for column in columns:
            _forget_samples(table, column)
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS {target}')


def _forget_samples(table: str, column: str) -> None:
    """Give a column the type it has: that drops its samples, and only that, for any owner."""
    kind = op.get_bind().scalar(sa.text(
        'SELECT format_type(atttypid, atttypmod) FROM pg_attribute'
        ' WHERE attrelid = CAST(:table AS regclass) AND attname = :column'),
        {'table': table, 'column': column})
    op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE {kind}')


def upgrade() -> None:
    _keep_samples(0)


def downgrade() -> None:
    _keep_samples(-1)
