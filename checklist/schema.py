"""The revision of the database and how it is brought to the newest one.

Alembic is called directly: the web process needs none of it, and Flask-Migrate would load it
there.
"""
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from checklist.extensions import db

MIGRATIONS = Path(__file__).parent / 'migrations'


def alembic_config() -> Config:
    config = Config()
    config.set_main_option('script_location', str(MIGRATIONS))
    return config


def is_current() -> bool:
    """Return whether the database is at the newest revision."""
    with db.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    return revision == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def upgrade(revision: str = 'head') -> None:
    """Bring the database to a revision, all in one transaction."""
    command.upgrade(alembic_config(), revision)


def downgrade(revision: str) -> None:
    command.downgrade(alembic_config(), revision)
