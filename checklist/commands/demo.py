"""flask demo: synthetic data for trying the service out."""
from functools import partial

import click
from flask import current_app
from flask.cli import AppGroup

from checklist.errors import DomainError
from checklist.extensions import begin_writing, db, run_in
from checklist.freezing import Freezer
from checklist.services.demo import add_demo
from checklist.services.demo_companies import add_companies, note_companies
from checklist.views.clock import now

demo = AppGroup('demo', help='Synthetic data for trying the service out.')


@demo.command()
def add() -> None:
    """Add a synthetic business with finished self-inspections and print its links."""
    begin_writing()
    links = add_demo(now())
    db.session.commit()
    for title, key in links:
        click.echo(f'{title}: /inspections/resume/{key}')


@demo.command()
@click.option('--self-inspections', 'number', type=click.IntRange(1, 10_000_000), required=True,
              help='How many.')
@click.option('--months', type=click.IntRange(0, 60), default=6, show_default=True,
              help='How many full months before this one they are spread over.')
@click.option('--seed', type=int, default=2026, show_default=True,
              help='The same seed makes the same companies and answers.')
@click.option('--force', is_flag=True, help='Even where CHECKLIST_PRODUCTION is set.')
def companies(number: int, months: int, seed: int, force: bool) -> None:
    """Add self-inspections of many synthetic companies, and freeze the months that are over.

    They cannot be told from real ones any more, so production refuses them.
    """
    if current_app.config['PRODUCTION'] and not force:
        raise click.ClickException('This is production: made-up companies would stand among real'
                                   ' ones for ever. --force adds them all the same.')
    app, moment = current_app._get_current_object(), now()  # type: ignore[attr-defined]
    try:
        lots = add_companies(number, months, seed, now=moment)
        while done := run_in(app, partial(next, lots, 0)):
            click.echo(f'\r{done} of {number}', nl=False, err=True)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    run_in(app, partial(note_companies, number, moment))
    frozen = Freezer(app).freeze_due(moment)
    click.echo('', err=True)
    click.echo(f'Added {number} self-inspections; froze {frozen} months of checklists.')
