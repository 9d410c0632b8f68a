"""The next round of a self-inspection that was submitted."""
from datetime import datetime

from checklist.services.catalog import PublishedVersion
from checklist.services.inspections import Viewer, begin_inspection, get_inspection
from checklist.services.moves import move_inspection
from checklist.services.submissions import Submitted


def renew_inspection(submitted: Submitted, current: PublishedVersion, *,
                     now: datetime) -> tuple[str, str, str]:
    """Begin a new self-inspection with the answers of a submitted one, for the same company.

    Where the checklist has a newer version, the answers are moved to it and not all of them
    stay. Returns the id, the key, and the id of the move or an empty text.
    """
    inspection_id, key = begin_inspection(
        submitted.respondent, submitted.published, now=now, draft=submitted.answers,
        previous_id=submitted.inspection_id, place=submitted.place)
    if current.id == submitted.published.id:
        return inspection_id, key, ''
    inspection = get_inspection(inspection_id, Viewer(key))
    return inspection_id, key, move_inspection(inspection, current, now=now)
