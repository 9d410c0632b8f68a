"""Commands that prove the journal."""
import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from checklist.anchors import read_anchors
from checklist.extensions import journal_key
from checklist.journal_chain import Damage
from checklist.services.journal_proof import journal_damages, journal_head
from checklist.views.clock import now

# A journal that was re-made has nothing but damages.
MOST_NAMED = 100

journal = AppGroup('journal', help='The journal of what was done.')


@journal.command('anchor')
def newest_anchor() -> None:
    """Print the newest anchor, to be kept on paper or on another machine."""
    newest = read_anchors(current_app.config['ANCHORS'], journal_key()).newest
    if newest is None:
        raise click.ClickException('There is no anchor yet; the worker writes one a day.')
    click.echo(f'{newest.day}  entry {newest.entries}  {newest.mac}')


@click.command()
@click.option('--json', 'as_json', is_flag=True, help='Print JSON for programs.')
@with_appcontext
def verify(as_json: bool) -> None:
    """Check the journal, its anchors and what it speaks of; name every damaged row."""
    head = journal_head(now().date())
    damages = journal_damages(current_app.config['ANCHORS'], now())
    named = list(islice(damages, MOST_NAMED))
    more = sum(1 for _ in damages)
    entries = head.entries if head else 0
    if as_json:
        click.echo(json.dumps({'entries': entries, 'damages': [*map(asdict, named)],
                               'more': more}, ensure_ascii=False))
    else:
        _print_proof(entries, named, more)
    if named:
        raise SystemExit(1)


def _print_proof(entries: int, named: Iterable[Damage], more: int) -> None:
    for damage in named:
        click.echo(f'{damage.table} {damage.row}: {damage.problem}')
    if more:
        click.echo(f'and {more} more')
    if not named:
        click.echo(f'The journal is whole: {entries} entries, and everything they speak of.')
