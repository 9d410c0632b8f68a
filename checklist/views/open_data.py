"""Statistics that everybody may read: what businesses find hardest, by checklist and month."""
from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklist.errors import Missing
from checklist.reports.open_data_dictionary import COLUMNS, LICENCE, LICENCE_NAME
from checklist.reports.public_statistics import MOST_MONTHS, PublicMonths
from checklist.services.catalog import PublishedVersion, newest_versions
from checklist.services.statistics import FrameHead, frame_heads
from checklist.statistics.method import METHOD
from checklist.statistics.periods import read_month, write_month
from checklist.views.guards import public

blueprint = Blueprint('open_data', __name__)


@blueprint.get('/statistics/')
@public
def index() -> ResponseReturnValue:
    """The checklists with the newest month of each."""
    return render_template('open_data/index.html', entries=[
        (published, _newest(heads, 1)) for published, heads in _heads_by_checklist()])


@blueprint.get('/statistics/<code>/')
@public
def checklist(code: str) -> ResponseReturnValue:
    """The newest month of a checklist."""
    for published, heads in _heads_by_checklist():
        if published.code == code:
            return _page(published, _newest(heads, MOST_MONTHS), newest=True)
    raise Missing('There is no such checklist.')


@blueprint.get('/statistics/<code>/<month>/')
@public
def month_page(code: str, month: str) -> ResponseReturnValue:
    heads, number = frame_heads([code]), read_month(month)
    if number not in {head.month for head in heads}:
        raise Missing('This month is not frozen.')
    found = PublicMonths(heads, number or 0, MOST_MONTHS)
    return _page(found.published, found, newest=False)


@blueprint.get('/open-data/')
@public
def files() -> ResponseReturnValue:
    """What is published, under which licence, and what each column means."""
    return render_template(
        'open_data/files.html', columns=COLUMNS, method=METHOD, licence=LICENCE,
        licence_name=LICENCE_NAME, write_month=write_month, checklists=[
            (published, sorted({head.month for head in heads}, reverse=True))
            for published, heads in _heads_by_checklist() if heads])


@blueprint.get('/open-data/how-to-read')
@public
def how_to_read() -> ResponseReturnValue:
    return render_template('open_data/how_to_read.html', method=METHOD)


def _heads_by_checklist() -> list[tuple[PublishedVersion, list[FrameHead]]]:
    """Return every checklist with its frozen months, those of old versions too."""
    versions = newest_versions()
    heads = frame_heads([published.code for published in versions])
    return [(published, [head for head in heads if head.checklist == published.code])
            for published in versions]


def _newest(heads: Sequence[FrameHead], months: int) -> PublicMonths | None:
    return PublicMonths(heads, heads[-1].month, months) if heads else None


def _page(published: PublishedVersion, found: PublicMonths | None, *, newest: bool) -> str:
    return render_template('open_data/checklist.html', published=published, found=found,
                           newest=newest, write_month=write_month)
