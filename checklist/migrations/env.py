"""How Alembic reaches the database of the application."""
from alembic import context

from checklist.extensions import db

target_metadata = db.metadata


def run() -> None:
    """Migrate in one transaction that holds the write lock from its beginning."""
    with db.engine.connect().execution_options(checklist_writing=True) as connection:
        context.configure(
            connection=connection, target_metadata=target_metadata, render_as_batch=True,
            compare_type=True, transaction_per_migration=False)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
