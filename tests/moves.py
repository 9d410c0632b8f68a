"""A checklist in three versions, and drafts that are moved from one to the next."""
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from checklist.answers import GivenAnswer
from checklist.models.catalog import ChecklistVersion
from checklist.services.catalog import PublishedVersion, newest_versions
from checklist.services.inspections import Inspection, Viewer, get_inspection
from checklist.services.moves import move_inspection
from checklist.services.successors import successor_of
from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.model import CatalogVersion
from tests.databases import Database
from tests.factories import NO, NOT_APPLICABLE, YES, Held, begin, committed, publish
from tests.unit.examples import act, policy, question, section, text, version_of

MOVING = 'moving-list'
NEW_WORDING = text('Ведёте ли вы журнал каждую смену?')
REASON = text('Акт теперь требует записи в каждую смену.')
# M-1 stays, M-2 changes its meaning, M-3 is gone, M-4 and M-5 become M-6, M-7 is new.
ANSWERS: Mapping[str, GivenAnswer] = {
    'M-1': YES, 'M-2': NO, 'M-3': NOT_APPLICABLE, 'M-4': YES, 'M-5': NO}


def moving_version(number: int, **changes: object) -> CatalogVersion:
    """Return one of the versions; the third says what the second says, and a question more."""
    if number == 1:
        parts = [section('S-1', question('M-1'), question('M-2', requirement='R-2')),
                 section('S-2', *(question(code, requirement='R-3')
                                  for code in ('M-3', 'M-4', 'M-5')))]
    else:
        more = (question('M-8', requirement='R-8'),) if number == 3 else ()
        parts = [section('S-1', question('M-1'),
                         question('M-2', requirement='R-2', text=NEW_WORDING)),
                 section('S-2', question('M-6', requirement='R-3'),
                         question('M-7', requirement='R-7'), *more)]
    lineage = (
        LineageLink(kind=LineageKind.REWORDED, old=('M-2',), new=('M-2',),
                    change=ChangeClass.MEANING, reason=REASON),
        LineageLink(kind=LineageKind.MERGED, old=('M-4', 'M-5'), new=('M-6',),
                    change=ChangeClass.EDITORIAL)) if number == 2 else ()
    version = version_of(*parts, judged_by=policy(valid_from=date(2019, 1, 1)), **{
        'checklist': MOVING, 'title': text('Журналы смен'), 'short': text('Журналы'),
        'summary': text('Какие журналы ведут каждую смену'), 'version': number,
        'effective_from': date(2020, 1, number), 'lineage': lineage, **changes})
    return replace(version, acts=(
        act(short=text('закон о контроле'), title=text('О государственном контроле')),))


def begun(database: Database, answers: Mapping[str, GivenAnswer] = ANSWERS,
          checklist: str = MOVING) -> Held:
    """Return a draft under the first version, with answers."""
    publish(database, moving_version(1, checklist=checklist))
    first = committed(database, lambda: newest_versions(
        ChecklistVersion.checklist_code == checklist, ChecklistVersion.number == 1)[0])
    return begin(database, answers, published=first)


def opened(held: Held) -> Inspection:
    return get_inspection(held.id, Viewer(held.key), lock=True)


def current(inspection: Inspection) -> PublishedVersion:
    found = successor_of(inspection.published, datetime.now(UTC))
    assert found is not None
    return found.published


def moved(database: Database, held: Held) -> str:
    """Move a draft to the version in force and return the id of the move."""
    def work() -> str:
        inspection = opened(held)
        return move_inspection(inspection, current(inspection), now=datetime.now(UTC))

    move_id: str = committed(database, work)
    return move_id
