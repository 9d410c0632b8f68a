"""flask statistics: freezing months by hand, and saying what is frozen."""
import click
from flask import current_app
from flask.cli import AppGroup

from checklist.freezing import Freezer
from checklist.services.observations import count_observations
from checklist.views.clock import now

statistics = AppGroup('statistics', help='Frozen statistics.')


@statistics.command()
def freeze() -> None:
    """Freeze every month that is over, and forget its rows. The worker does so every hour."""
    frozen = Freezer(current_app._get_current_object()).freeze_due(  # type: ignore[attr-defined]
        now())
    click.echo(f'Froze {frozen} months of checklists; statistics still hold rows of'
               f' {count_observations()} self-inspections.')
