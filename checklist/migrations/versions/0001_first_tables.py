"""Create the first tables.

What is published, submitted or written into the journal is guarded by triggers: the database
itself refuses to change it, whatever the program above does.
"""
from alembic import op
import sqlalchemy as sa

revision = '0001'
down_revision = None

# Table -> the statements that are refused on it, with the columns that matter for an update.
GUARDED = {
    'checklist_version': (
        'UPDATE OF checklist_code, number, fingerprint, content, effective_from', 'DELETE'),
    'control_question': ('UPDATE', 'DELETE'),
    'submission': ('UPDATE',),
    'journal_entry': ('UPDATE', 'DELETE'),
}


def _triggers():
    for table, events in GUARDED.items():
        for event in events:
            yield table, event, f'{table}_refuses_{event.split()[0].lower()}'


def _guard() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table, event, name in _triggers():
            op.execute(f'CREATE TRIGGER {name} BEFORE {event} ON {table} '
                       f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END")
        return
    op.execute("CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
               "$$BEGIN RAISE EXCEPTION '% is immutable', TG_TABLE_NAME; END$$")
    for table, event, name in _triggers():
        op.execute(f'CREATE TRIGGER {name} BEFORE {event} ON {table} '
                   'FOR EACH ROW EXECUTE FUNCTION refuse_change()')


def _unguard() -> None:
    postgresql = op.get_bind().dialect.name != 'sqlite'
    for table, _, name in _triggers():
        op.execute(f'DROP TRIGGER {name}' + (f' ON {table}' if postgresql else ''))
    if postgresql:
        op.execute('DROP FUNCTION refuse_change()')


def upgrade() -> None:
    op.create_table('checklist_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('checklist_code', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_version')),
    sa.UniqueConstraint('checklist_code', 'number', name=op.f('uq_checklist_version_checklist_code_number')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_checklist_version_fingerprint'))
    )
    op.create_table('journal_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('object_id', sa.String(length=64), nullable=False),
    sa.Column('details', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_entry'))
    )
    op.create_table('rate_limit_counter',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('window', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'window', name=op.f('pk_rate_limit_counter'))
    )
    op.create_table('respondent_profile',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_respondent_profile'))
    )
    with op.batch_alter_table('respondent_profile', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_respondent_profile_updated_at'), ['updated_at'], unique=False)

    op.create_table('control_question',
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('section_code', sa.String(length=64), nullable=False),
    sa.Column('requirement_code', sa.String(length=64), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('critical', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['checklist_version.id'], name=op.f('fk_control_question_version_id_checklist_version')),
    sa.PrimaryKeyConstraint('version_id', 'code', name=op.f('pk_control_question'))
    )
    with op.batch_alter_table('control_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_control_question_requirement_code'), ['requirement_code'], unique=False)

    op.create_table('self_inspection',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('previous_id', sa.String(length=26), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('profile', sa.Text(), nullable=False),
    sa.Column('draft', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'draft') = (draft IS NOT NULL)", name=op.f('ck_self_inspection_draft_has_answers')),
    sa.ForeignKeyConstraint(['version_id'], ['checklist_version.id'], name=op.f('fk_self_inspection_version_id_checklist_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_inspection')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_self_inspection_key_hash'))
    )
    with op.batch_alter_table('self_inspection', schema=None) as batch_op:
        batch_op.create_index('ix_self_inspection_state_updated_at', ['state', 'updated_at'], unique=False)

    op.create_table('document',
    sa.Column('inspection_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('template_version', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('body_hash', sa.String(length=64), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['self_inspection.id'], name=op.f('fk_document_inspection_id_self_inspection'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('inspection_id', 'kind', 'language', name=op.f('pk_document'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_state'), ['state'], unique=False)

    op.create_table('submission',
    sa.Column('inspection_id', sa.String(length=26), nullable=False),
    sa.Column('submission_key', sa.String(length=26), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('document_hash', sa.String(length=64), nullable=False),
    sa.Column('packed', sa.Text(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('attainable', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Numeric(precision=4, scale=1), nullable=True),
    sa.Column('verdict', sa.String(length=24), nullable=False),
    sa.Column('scoring_rules', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['self_inspection.id'], name=op.f('fk_submission_inspection_id_self_inspection'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('inspection_id', name=op.f('pk_submission')),
    sa.UniqueConstraint('submission_key', name=op.f('uq_submission_submission_key'))
    )
    op.create_table('verification',
    sa.Column('code', sa.String(length=26), nullable=False),
    sa.Column('inspection_id', sa.String(length=26), nullable=False),
    sa.Column('shows_score', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['self_inspection.id'], name=op.f('fk_verification_inspection_id_self_inspection'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_verification')),
    sa.UniqueConstraint('inspection_id', name=op.f('uq_verification_inspection_id'))
    )
    _guard()


def downgrade() -> None:
    _unguard()
    op.drop_table('verification')
    op.drop_table('submission')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_state'))

    op.drop_table('document')
    with op.batch_alter_table('self_inspection', schema=None) as batch_op:
        batch_op.drop_index('ix_self_inspection_state_updated_at')

    op.drop_table('self_inspection')
    with op.batch_alter_table('control_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_control_question_requirement_code'))

    op.drop_table('control_question')
    with op.batch_alter_table('respondent_profile', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_respondent_profile_updated_at'))

    op.drop_table('respondent_profile')
    op.drop_table('rate_limit_counter')
    op.drop_table('journal_entry')
    op.drop_table('checklist_version')
