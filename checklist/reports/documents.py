"""The pages that are printed: self-contained HTML, laid out by ``print.css``."""
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask import render_template
from flask_babel import get_locale

from checklist.reports.qr import qr_data_uri
from checklist.reports.summary import Summary, Violation
from checklist.reports.version_differences import VersionDifference
from checklist.services.tasks import Task
from checklist.services.tokens import grouped

Tasks = Mapping[str, Task]
NO_TASKS: Tasks = MappingProxyType({})


def result_html(summary: Summary, verify_url: str) -> str:
    """Return the report of a self-inspection in the language that is set."""
    return render_template(
        'documents/result.html', summary=summary, verify_url=verify_url,
        language=str(get_locale()), qr=qr_data_uri(verify_url),
        code=grouped(summary.verification_code), plan=plan_of_work(summary))


def difference_html(difference: VersionDifference, fingerprints: str) -> str:
    """Return the difference of two versions, with both wordings, in the language that is set."""
    return render_template(
        'documents/difference.html', difference=difference, language=str(get_locale()),
        fingerprints=fingerprints.split('-'))


def planned(summary: Summary, tasks: Tasks) -> list[tuple[Violation, Task | None]]:
    """Return everything to mend with its task, where there is one, by the day it is due."""
    found = [(item, tasks.get(item.code)) for item in summary.to_mend]
    return sorted(found, key=lambda pair: (
        pair[1].due_on or date.max) if pair[1] else pair[0].due_on)


def plan_of_work(summary: Summary) -> tuple[Violation, ...]:
    """Return everything to mend by its day; on one day the most dangerous comes first."""
    return tuple(sorted(summary.to_mend, key=lambda item: item.due_on))
