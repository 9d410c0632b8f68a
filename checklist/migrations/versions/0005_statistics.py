"""Create the tables of statistics, and let nobody change what was frozen."""
from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
# Two counts of one month would tell what came between them.
FROZEN = ('frozen_frame', 'frozen_table')
TABLES = ('report_subscription', 'statistics_report', 'frozen_table', 'frozen_frame', 'observation')


def _guard(table: str, event: str) -> None:
    head = f'CREATE TRIGGER {table}_refuses_{event.lower()} BEFORE {event} ON {table} '
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f"{head}BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END")
    else:
        op.execute(f'{head}FOR EACH ROW EXECUTE FUNCTION refuse_change()')


def upgrade() -> None:
    op.create_table('observation',
        sa.Column('version_id', ID, nullable=False),
        sa.Column('month', sa.Integer(), nullable=False),
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('business', sa.BigInteger(), nullable=True),
        sa.Column('moment', sa.Integer(), nullable=False),
        sa.Column('traits', sa.String(length=8), nullable=False),
        sa.Column('marks', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['version_id'], ['checklist_version.id'], name=op.f('fk_observation_version_id_checklist_version')),
        sa.PrimaryKeyConstraint('version_id', 'month', 'id', name=op.f('pk_observation')),
        sqlite_with_rowid=False
    )
    op.create_table('frozen_frame',
        sa.Column('id', ID, nullable=False),
        sa.Column('checklist_code', sa.String(length=64), nullable=False),
        sa.Column('version_id', ID, nullable=False),
        sa.Column('month', sa.Integer(), nullable=False),
        sa.Column('businesses', sa.Integer(), nullable=True),
        sa.Column('without_inn', sa.Integer(), nullable=True),
        sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['version_id'], ['checklist_version.id'], name=op.f('fk_frozen_frame_version_id_checklist_version')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_frozen_frame')),
        sa.UniqueConstraint('version_id', 'month', name=op.f('uq_frozen_frame_version_id_month'))
    )
    op.create_table('frozen_table',
        sa.Column('frame_id', ID, nullable=False),
        sa.Column('grouping', sa.String(length=32), nullable=False),
        sa.Column('item', sa.String(length=64), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['frame_id'], ['frozen_frame.id'], name=op.f('fk_frozen_table_frame_id_frozen_frame')),
        sa.PrimaryKeyConstraint('frame_id', 'grouping', 'item', name=op.f('pk_frozen_table'))
    )
    op.create_table('statistics_report',
        sa.Column('authority_code', sa.String(length=64), nullable=False),
        sa.Column('period', sa.String(length=16), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('body_hash', sa.String(length=64), nullable=True),
        sa.Column('body', sa.LargeBinary(), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('authority_code', 'period', 'language', name=op.f('pk_statistics_report'))
    )
    op.create_index('ix_statistics_report_state', 'statistics_report', ['state'], unique=False)
    op.create_table('report_subscription',
        sa.Column('account_id', sa.String(length=26), nullable=False),
        sa.Column('told_of', sa.String(length=16), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_report_subscription_account_id_user_account'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('account_id', name=op.f('pk_report_subscription'))
    )
    for table in FROZEN:
        _guard(table, 'UPDATE')
        _guard(table, 'DELETE')


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
