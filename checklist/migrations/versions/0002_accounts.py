"""Create accounts, companies and what belongs to them, and chain the journal.

Tables that others refer to are not rebuilt, as Alembic does on SQLite: dropping the old one
would delete what refers to it. Columns are added and dropped one by one instead.
"""
from datetime import UTC, datetime
import hashlib
import hmac
import json

from alembic import op
from flask import current_app
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'

CHAINED = (('tenant', 64), ('account_id', 26), ('role', 64), ('network', 48),
           ('request_id', 16), ('mac', 64))
INDEXED = ('account_id', 'object_id', 'tenant')
GUARDED = {'consent': ('UPDATE', 'DELETE'), 'consent_text': ('UPDATE', 'DELETE')}
# SQLite knows no TRUNCATE; PostgreSQL does not ask the triggers of single rows about it.
NEVER_EMPTIED = ('checklist_version', 'consent', 'consent_text', 'control_question',
                 'journal_entry', 'submission')


def _triggers():
    for table, events in GUARDED.items():
        for event in events:
            yield table, event, f'{table}_refuses_{event.lower()}'


def _guard() -> None:
    for table, event, name in _triggers():
        _refuse(table, event, name)
    if op.get_bind().dialect.name != 'sqlite':
        for table in NEVER_EMPTIED:
            op.execute(f'CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} '
                       'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def _refuse(table: str, event: str, name: str) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'CREATE TRIGGER {name} BEFORE {event} ON {table} '
                   f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END")
    else:
        op.execute(f'CREATE TRIGGER {name} BEFORE {event} ON {table} '
                   'FOR EACH ROW EXECUTE FUNCTION refuse_change()')


def _allow(table: str, name: str) -> None:
    postgresql = op.get_bind().dialect.name != 'sqlite'
    op.execute(f'DROP TRIGGER {name}' + (f' ON {table}' if postgresql else ''))


def _unguard() -> None:
    for table, _, name in _triggers():
        _allow(table, name)
    if op.get_bind().dialect.name != 'sqlite':
        for table in NEVER_EMPTIED:
            _allow(table, f'{table}_refuses_truncate')


def _write_down_what_was_forgotten() -> None:
    """Add the entries of self-inspections that were forgotten when nobody wrote that down."""
    op.get_bind().execute(sa.text(
        'INSERT INTO journal_entry (id, at, action, object_id, details)'
        ' SELECT (SELECT max(id) FROM journal_entry) + row_number() OVER (ORDER BY id),'
        " :now, 'expire', object_id, '' FROM journal_entry AS begun WHERE action = 'begin'"
        ' AND object_id NOT IN (SELECT id FROM self_inspection) AND object_id NOT IN'
        " (SELECT object_id FROM journal_entry WHERE action = 'delete')").bindparams(
            sa.bindparam('now', datetime.now(UTC), sa.DateTime(timezone=True))))


def _chain_journal() -> None:
    """Add what the chain needs, and chain the entries that are there."""
    for name, length in CHAINED:
        op.add_column('journal_entry', sa.Column(
            name, sa.String(length), nullable=False, server_default=sa.text("''")))
    for name in INDEXED:
        op.create_index(f'ix_journal_entry_{name}', 'journal_entry', [name])
    _write_down_what_was_forgotten()
    _allow('journal_entry', 'journal_entry_refuses_update')
    entries, mac = _chain_entries(op.get_bind())
    _refuse('journal_entry', 'UPDATE', 'journal_entry_refuses_update')
    op.get_bind().execute(
        sa.text('INSERT INTO journal_head (id, entries, mac) VALUES (1, :entries, :mac)'),
        {'entries': entries, 'mac': mac})


def _chain_entries(connection) -> tuple[int, str]:
    """Number the entries without gaps and seal each with the seal before it."""
    table = sa.table('journal_entry', *map(sa.column, ('id', 'action', 'object_id', 'details')),
                     sa.column('at', sa.DateTime(timezone=True)), sa.column('mac'))
    mac = '0' * 64
    number = 0
    for number, row in enumerate(
            connection.execute(sa.select(table).order_by(table.c.id)).all(), 1):
        at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
        mac = _mac(number, at, row, mac)
        connection.execute(sa.update(table).where(table.c.id == row.id).values(
            id=number, mac=mac))
    return number, mac


def _mac(number: int, at: datetime, row, previous: str) -> str:
    fields = {
        'account_id': '', 'action': row.action, 'at': at.isoformat(), 'details': row.details,
        'id': number, 'network': '', 'object_id': row.object_id, 'previous': previous,
        'request_id': '', 'role': '', 'tenant': ''}
    text = json.dumps(fields, ensure_ascii=False, separators=(',', ':'))
    key = current_app.config['JOURNAL_KEY'].encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _unchain_journal() -> None:
    for name in INDEXED:
        op.drop_index(f'ix_journal_entry_{name}', 'journal_entry')
    for name, _ in reversed(CHAINED):
        op.drop_column('journal_entry', name)


def _let_companies_have_self_inspections() -> None:
    op.execute(
        'ALTER TABLE self_inspection ADD COLUMN person_id VARCHAR(26) '
        'CONSTRAINT fk_self_inspection_person_id_controlled_person '
        'REFERENCES controlled_person (id) ON DELETE CASCADE')
    op.add_column('self_inspection', sa.Column('object_id', sa.String(26)))
    op.add_column('self_inspection', sa.Column('warned_at', sa.DateTime(timezone=True)))
    op.create_index('ix_self_inspection_person_id', 'self_inspection', ['person_id'])


def upgrade() -> None:
    op.create_table('consent',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('object_id', sa.String(length=64), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('text_version', sa.String(length=16), nullable=False),
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('network', sa.String(length=48), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_account_id_purpose', ['account_id', 'purpose'], unique=False)

    op.create_table('consent_text',
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('text_version', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('text_hash', name=op.f('pk_consent_text'))
    )
    op.create_table('controlled_person',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('legal_form', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('inn', sa.String(length=12), nullable=False),
    sa.Column('ogrn', sa.String(length=15), nullable=False),
    sa.Column('kpp', sa.String(length=9), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_controlled_person'))
    )
    with op.batch_alter_table('controlled_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_controlled_person_inn'), ['inn'], unique=False)

    op.create_table('erasure',
    sa.Column('account_digest', sa.String(length=64), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('act', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('account_digest', name=op.f('pk_erasure'))
    )
    op.create_table('journal_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entries', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_head'))
    )
    op.create_table('mail_message',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=True),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('values', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('send_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_message'))
    )
    with op.batch_alter_table('mail_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_message_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_message_state'), ['state'], unique=False)

    op.create_table('user_account',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('email_digest', sa.String(length=64), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('authority_code', sa.String(length=64), nullable=True),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('totp_secret', sa.Text(), nullable=True),
    sa.Column('totp_step', sa.Integer(), nullable=True),
    sa.Column('reminders', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_account')),
    sa.UniqueConstraint('email_digest', name=op.f('uq_user_account_email_digest'))
    )
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_account_authority_code'), ['authority_code'], unique=False)

    op.create_table('account_identity',
    sa.Column('provider', sa.String(length=32), nullable=False),
    sa.Column('subject_digest', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_account_identity_account_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('provider', 'subject_digest', name=op.f('pk_account_identity'))
    )
    with op.batch_alter_table('account_identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_identity_account_id'), ['account_id'], unique=False)

    op.create_table('account_link',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=True),
    sa.Column('tenant', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_account_link_account_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_account_link'))
    )
    with op.batch_alter_table('account_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_link_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_link_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_account_link_tenant'), ['tenant'], unique=False)

    op.create_table('account_role',
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_account_role_account_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'role', name=op.f('pk_account_role'))
    )
    op.create_table('controlled_object',
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('profile', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['controlled_person.id'], name=op.f('fk_controlled_object_person_id_controlled_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'id', name=op.f('pk_controlled_object'))
    )
    op.create_table('membership',
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('owner', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_membership_account_id_user_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['controlled_person.id'], name=op.f('fk_membership_person_id_controlled_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'account_id', name=op.f('pk_membership'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_account_id'), ['account_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_recovery_code_account_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'code_hash', name=op.f('pk_recovery_code'))
    )
    op.create_table('user_session',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('browser', sa.String(length=80), nullable=False),
    sa.Column('network', sa.String(length=48), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['user_account.id'], name=op.f('fk_user_session_account_id_user_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_user_session_token_hash'))
    )
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_session_account_id'), ['account_id'], unique=False)

    op.create_table('evidence',
    sa.Column('inspection_id', sa.String(length=26), nullable=False),
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('question_code', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('body_hash', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['self_inspection.id'], name=op.f('fk_evidence_inspection_id_self_inspection'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('inspection_id', 'id', name=op.f('pk_evidence'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_state'), ['state'], unique=False)

    op.create_table('remedy_task',
    sa.Column('inspection_id', sa.String(length=26), nullable=False),
    sa.Column('question_code', sa.String(length=64), nullable=False),
    sa.Column('responsible', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['self_inspection.id'], name=op.f('fk_remedy_task_inspection_id_self_inspection'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('inspection_id', 'question_code', name=op.f('pk_remedy_task'))
    )
    with op.batch_alter_table('remedy_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remedy_task_due_on'), ['due_on'], unique=False)

    _chain_journal()
    _let_companies_have_self_inspections()
    _guard()


def downgrade() -> None:
    _unguard()
    op.drop_index('ix_self_inspection_person_id', 'self_inspection')
    op.drop_column('self_inspection', 'warned_at')
    op.drop_column('self_inspection', 'object_id')
    op.drop_column('self_inspection', 'person_id')
    _unchain_journal()

    with op.batch_alter_table('remedy_task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remedy_task_due_on'))

    op.drop_table('remedy_task')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_state'))

    op.drop_table('evidence')
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_session_account_id'))

    op.drop_table('user_session')
    op.drop_table('recovery_code')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_account_id'))

    op.drop_table('membership')
    op.drop_table('controlled_object')
    op.drop_table('account_role')
    with op.batch_alter_table('account_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_link_tenant'))
        batch_op.drop_index(batch_op.f('ix_account_link_expires_at'))
        batch_op.drop_index(batch_op.f('ix_account_link_account_id'))

    op.drop_table('account_link')
    with op.batch_alter_table('account_identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_identity_account_id'))

    op.drop_table('account_identity')
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_account_authority_code'))

    op.drop_table('user_account')
    with op.batch_alter_table('mail_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_message_state'))
        batch_op.drop_index(batch_op.f('ix_mail_message_account_id'))

    op.drop_table('mail_message')
    op.drop_table('journal_head')
    op.drop_table('erasure')
    with op.batch_alter_table('controlled_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_controlled_person_inn'))

    op.drop_table('controlled_person')
    op.drop_table('consent_text')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index('ix_consent_account_id_purpose')

    op.drop_table('consent')
