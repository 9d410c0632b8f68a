"""Open data as files for programs. They are the same for everybody and may be kept a while."""
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from checklist.errors import Missing
from checklist.reports.open_data import REGION, TERRITORIES, Row, open_rows
from checklist.reports.open_data_dictionary import FORMAT, csvw_metadata
from checklist.reports.open_data_files import dictionary_json, open_csv, open_json
from checklist.services.catalog import newest_versions
from checklist.services.reference import library
from checklist.services.statistics import FrameHead, frame_heads
from checklist.statistics.method import METHOD
from checklist.statistics.periods import read_month, write_month
from checklist.views.guards import public

blueprint = Blueprint('open_data_files', __name__, url_prefix='/open-data')

# A frozen month never changes, so what was kept for an hour is not wrong, only not the newest.
KEPT_SECONDS = 3600
CSV, JSON, CSVW = 'text/csv; charset=utf-8', 'application/json', 'application/csvm+json'


@blueprint.get('/dictionary.json')
@public
def dictionary() -> ResponseReturnValue:
    """The dictionary for programs, which names every file that there is."""
    heads = _all_heads()
    return _file(heads, 'dictionary.json', CSVW,
                 lambda: dictionary_json(csvw_metadata(_addresses(heads))))


@blueprint.get('/all-months.<any(csv, json):file_type>')
@public
def all_months(file_type: str) -> ResponseReturnValue:
    heads = _all_heads()
    return _data(heads, 'all-months', file_type, lambda: open_rows(heads))


@blueprint.get('/<code>/<month>.<any(csv, json):file_type>')
@public
def month(code: str, month: str, file_type: str) -> ResponseReturnValue:
    heads = _heads_of(code, month)
    return _data(heads, f'{code}-{month}', file_type, lambda: open_rows(heads, REGION))


@blueprint.get('/<code>/<month>/territories.<any(csv, json):file_type>')
@public
def territories(code: str, month: str, file_type: str) -> ResponseReturnValue:
    """The same by territory, with those whose numbers are hidden."""
    heads = _heads_of(code, month)
    return _data(heads, f'{code}-{month}-territories', file_type,
                 lambda: open_rows(heads, TERRITORIES, library().territories))


def _all_heads() -> list[FrameHead]:
    return frame_heads([published.code for published in newest_versions()])


def _heads_of(code: str, month: str) -> list[FrameHead]:
    number = read_month(month)
    heads = frame_heads([code], number, number) if number else []
    if not heads:
        raise Missing('This month is not frozen.')
    return heads


def _addresses(heads: Iterable[FrameHead]) -> list[str]:
    """Return the addresses of all tables, as seen from the dictionary."""
    months = dict.fromkeys((head.checklist, write_month(head.month)) for head in heads)
    return ['all-months.csv', *(f'{code}/{month}{kind}.csv' for code, month in months
                                for kind in ('', '/territories'))]


def _data(heads: Sequence[FrameHead], name: str, file_type: str,
          rows: Callable[[], Iterable[Row]]) -> Response:
    address = url_for('.dictionary')
    if file_type == 'json':
        return _file(heads, f'{name}.json', JSON, lambda: open_json(rows(), address))
    response = _file(heads, f'{name}.csv', CSV, lambda: open_csv(rows()))
    response.headers['Link'] = f'<{address}>; rel="describedby"; type="{CSVW}"'
    return response


def _file(heads: Sequence[FrameHead], name: str, content_type: str,
          make: Callable[[], bytes]) -> Response:
    """Return a file, or that nothing has changed since it was fetched.

    What is frozen and the format of the files decide what stands in them.
    """
    response = Response(content_type=content_type)
    response.headers['Content-Disposition'] = f'attachment; filename="{name}"'
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    frozen = ' '.join(f'{head.id}:{head.published.fingerprint}' for head in heads)
    response.set_etag(sha256(f'{METHOD}.{FORMAT} {name} {frozen}'.encode()).hexdigest()[:32])
    response.last_modified = max((head.frozen_at for head in heads), default=None)
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(make())
    return response
