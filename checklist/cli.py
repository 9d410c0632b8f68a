"""Commands for operators: parse, call, commit or roll back, say one line."""
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from checklist.commands.accounts import accounts
from checklist.commands.catalog import catalog
from checklist.commands.journal import journal, verify
from checklist.commands.statistics import statistics
from checklist.extensions import begin_writing, db
from checklist.jobs import prepare_queue
from checklist.schema import upgrade
from checklist.services.demo import add_demo

database = AppGroup('database', help='The database.')
demo = AppGroup('demo', help='Synthetic data for trying the service out.')


def register_commands(app: Flask) -> None:
    app.cli.add_command(accounts)
    app.cli.add_command(catalog)
    app.cli.add_command(database)
    app.cli.add_command(journal)
    app.cli.add_command(verify)
    app.cli.add_command(demo)
    app.cli.add_command(statistics)


@database.command('upgrade')
def upgrade_database() -> None:
    """Bring the database to the newest revision, and make the tables of the queue."""
    upgrade()
    prepare_queue(current_app.extensions['queue'])
    click.echo('The database is up to date.')


@demo.command()
def add() -> None:
    """Add a synthetic business with finished self-inspections and print its links."""
    begin_writing()
    links = add_demo(datetime.now(UTC))
    db.session.commit()
    for title, key in links:
        click.echo(f'{title}: /inspections/resume/{key}')
