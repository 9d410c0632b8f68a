"""Create the tables of the regulator's workshop, and of what moves drafts to a new version."""
from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'

# A checklist has one draft that is not at its end.
ENDED = "state IN ('published', 'discarded')"
OPEN = {'sqlite_where': sa.text(f'NOT ({ENDED})'), 'postgresql_where': sa.text(f'NOT ({ENDED})')}
# Who changed what, and what was approved, is what the second pair of eyes rests on.
NEVER_CHANGED = ('draft_revision', 'draft_approval')
# What was approved is what is published: only its state may change, and at its end nothing.
SETTLED = "OLD.state IN ('approved', 'published', 'discarded')"
CHANGED = ('OLD.revision <> NEW.revision OR OLD.fingerprint <> NEW.fingerprint OR'
           ' OLD.number <> NEW.number OR OLD.checklist_code <> NEW.checklist_code OR'
           ' OLD.authority_code <> NEW.authority_code')
REFUSED = f"({SETTLED} AND ({CHANGED})) OR OLD.{ENDED}"
TABLES = ('inspection_move', 'draft_revision', 'draft_approval', 'discussion_proposal',
          'version_draft', 'radar_notice')
# PostgreSQL keeps no samples of what people typed (0003).
TYPED = (('discussion_proposal', 'author'), ('discussion_proposal', 'text'),
         ('discussion_proposal', 'answer'), ('version_draft', 'returned_for'),
         ('inspection_move', 'old_draft'), ('inspection_move', 'receipt'))


def _guard(table: str, event: str, when: str = '') -> None:
    head = f'CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} '
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'{head}{when and f"WHEN {when} "}'
                   f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END")
    else:
        op.execute(f'{head}FOR EACH ROW {when and f"WHEN ({when}) "}'
                   'EXECUTE FUNCTION refuse_change()')


def _keep_no_samples() -> None:
    if op.get_bind().dialect.name != 'sqlite':
        for table, column in TYPED:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')


def upgrade() -> None:
    op.create_table('radar_notice',
        sa.Column('authority_code', sa.String(length=64), nullable=False),
        sa.Column('act_code', sa.String(length=64), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=False),
        sa.Column('days_before', sa.Integer(), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('authority_code', 'act_code', 'ends_on', 'days_before', name=op.f('pk_radar_notice'))
    )
    op.create_table('version_draft',
        sa.Column('id', sa.String(length=26), nullable=False),
        sa.Column('authority_code', sa.String(length=64), nullable=False),
        sa.Column('checklist_code', sa.String(length=64), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('fingerprint', sa.String(length=64), nullable=False),
        sa.Column('discussed', sa.Integer(), nullable=True),
        sa.Column('discussion_from', sa.Date(), nullable=True),
        sa.Column('discussion_to', sa.Date(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('published_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('returned_for', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['base_id'], ['checklist_version.id'], name=op.f('fk_version_draft_base_id_checklist_version')),
        sa.ForeignKeyConstraint(['published_id'], ['checklist_version.id'], name=op.f('fk_version_draft_published_id_checklist_version')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_version_draft'))
    )
    op.create_index('ix_version_draft_authority_code_changed_at', 'version_draft', ['authority_code', 'changed_at'], unique=False)
    op.create_index('uq_version_draft_open', 'version_draft', ['checklist_code'], unique=True, **OPEN)

    op.create_table('discussion_proposal',
        sa.Column('id', sa.String(length=26), nullable=False),
        sa.Column('draft_id', sa.String(length=26), nullable=False),
        sa.Column('place', sa.String(length=64), nullable=False),
        sa.Column('author', sa.Text(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('answered_by', sa.String(length=26), nullable=True),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['draft_id'], ['version_draft.id'], name=op.f('fk_discussion_proposal_draft_id_version_draft'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_discussion_proposal'))
    )
    op.create_index('ix_discussion_proposal_draft_id_at', 'discussion_proposal', ['draft_id', 'at'], unique=False)

    op.create_table('draft_approval',
        sa.Column('draft_id', sa.String(length=26), nullable=False),
        sa.Column('fingerprint', sa.String(length=64), nullable=False),
        sa.Column('account_id', sa.String(length=26), nullable=False),
        sa.Column('act', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['draft_id'], ['version_draft.id'], name=op.f('fk_draft_approval_draft_id_version_draft'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('draft_id', 'fingerprint', name=op.f('pk_draft_approval'))
    )
    op.create_table('draft_revision',
        sa.Column('draft_id', sa.String(length=26), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.String(length=26), nullable=False),
        sa.Column('action', sa.String(length=32), nullable=False),
        sa.Column('place', sa.String(length=96), nullable=False),
        sa.Column('fingerprint', sa.String(length=64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['draft_id'], ['version_draft.id'], name=op.f('fk_draft_revision_draft_id_version_draft'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('draft_id', 'revision', name=op.f('pk_draft_revision'))
    )
    op.create_table('inspection_move',
        sa.Column('inspection_id', sa.String(length=26), nullable=False),
        sa.Column('id', sa.String(length=26), nullable=False),
        sa.Column('from_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('to_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('old_draft', sa.Text(), nullable=True),
        sa.Column('receipt', sa.Text(), nullable=False),
        sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('reverted_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['from_version_id'], ['checklist_version.id'], name=op.f('fk_inspection_move_from_version_id_checklist_version')),
        sa.ForeignKeyConstraint(['inspection_id'], ['self_inspection.id'], name=op.f('fk_inspection_move_inspection_id_self_inspection'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['to_version_id'], ['checklist_version.id'], name=op.f('fk_inspection_move_to_version_id_checklist_version')),
        sa.PrimaryKeyConstraint('inspection_id', 'id', name=op.f('pk_inspection_move'))
    )
    for table in NEVER_CHANGED:
        _guard(table, 'UPDATE')
        _guard(table, 'DELETE')
    _guard('version_draft', 'UPDATE', REFUSED)
    _keep_no_samples()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
