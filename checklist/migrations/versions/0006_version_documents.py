"""Create the table of documents about versions, which their fingerprints name."""
from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table('version_document',
        sa.Column('fingerprints', sa.String(length=129), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('template_version', sa.String(length=16), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('body_hash', sa.String(length=64), nullable=True),
        sa.Column('body', sa.LargeBinary(), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('fingerprints', 'kind', 'language', name=op.f('pk_version_document'))
    )
    op.create_index('ix_version_document_state', 'version_document', ['state'])
    # What a draft said is found by its fingerprint.
    op.create_index('ix_draft_revision_fingerprint', 'draft_revision', ['fingerprint'])


def downgrade() -> None:
    op.drop_index('ix_draft_revision_fingerprint', 'draft_revision')
    op.drop_table('version_document')
