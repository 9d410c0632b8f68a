"""The pages that are printed: self-contained HTML, laid out by ``print.css``."""
from flask import render_template
from flask_babel import get_locale

from checklist.reports.qr import qr_data_uri
from checklist.reports.summary import Summary, Violation
from checklist.services.tokens import grouped


def result_html(summary: Summary, verify_url: str) -> str:
    """Return the report of a self-inspection in the language that is set."""
    return render_template(
        'documents/result.html', summary=summary, verify_url=verify_url,
        language=str(get_locale()), qr=qr_data_uri(verify_url),
        code=grouped(summary.verification_code), plan=plan_of_work(summary))


def plan_of_work(summary: Summary) -> tuple[Violation, ...]:
    """Return everything to mend by its day; on one day the most dangerous comes first."""
    return tuple(sorted(summary.to_mend, key=lambda item: item.due_on))
