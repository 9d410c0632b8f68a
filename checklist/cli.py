"""Commands for operators: parse, call, commit or roll back, say one line."""
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from checklist.commands.accounts import accounts
from checklist.commands.journal import journal, verify
from checklist.errors import DomainError
from checklist.extensions import begin_writing, db
from checklist.jobs import prepare_queue
from checklist.schema import upgrade
from checklist.services.catalog import publish_version
from checklist.services.demo import add_demo
from requirements_catalog.loader import load_catalog
from requirements_catalog.problems import CatalogError

catalog = AppGroup('catalog', help='The catalog of requirements.')
database = AppGroup('database', help='The database.')
demo = AppGroup('demo', help='Synthetic data for trying the service out.')


def register_commands(app: Flask) -> None:
    app.cli.add_command(accounts)
    app.cli.add_command(catalog)
    app.cli.add_command(database)
    app.cli.add_command(journal)
    app.cli.add_command(verify)
    app.cli.add_command(demo)


@catalog.command()
@click.option('--dry-run', is_flag=True, help='Check the files and change nothing.')
def publish(dry_run: bool) -> None:
    """Publish every shipped version that is not published yet."""
    try:
        count = publish_shipped()
    except (CatalogError, DomainError) as error:
        raise click.ClickException(str(error)) from error
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    click.echo(f'{count} new versions.')


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


def publish_shipped() -> int:
    """Publish the shipped catalog; return how many versions were new. Does not commit."""
    begin_writing()
    now = datetime.now(UTC)
    return sum(publish_version(version, now=now) for version in load_catalog().versions)
