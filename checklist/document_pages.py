"""The pages that a worker prints, by the names of documents."""
from flask import Flask
from flask_babel import force_locale

from checklist.printed import Printer, print_wanted
from checklist.reports.documents import difference_html, result_html
from checklist.reports.summary_writer import SummaryWriter
from checklist.reports.version_differences import difference_of
from checklist.services.documents import DIFFERENCE, DocumentId, shelf_of
from checklist.services.submissions import get_previous, get_submitted
from checklist.services.version_documents import versions_of


def make_document(app: Flask, printer: Printer, document_id: DocumentId) -> None:
    """Print one wanted document."""
    print_wanted(app, printer, shelf_of(document_id), document_id, document_page)


def document_page(app: Flask, document_id: DocumentId) -> str:
    """Return the page to print of a document, in its language."""
    subject, kind, language = document_id
    with app.app_context(), force_locale(language):
        if kind == DIFFERENCE:
            return difference_html(difference_of(*versions_of(subject)), subject)
        return _result_page(app, subject)


def _result_page(app: Flask, inspection_id: str) -> str:
    submitted = get_submitted(inspection_id)
    summary = SummaryWriter(
        submitted, app.config['BABEL_DEFAULT_TIMEZONE']).write(get_previous(submitted))
    return result_html(summary, f"{app.config['PUBLIC_URL']}/verify/{summary.verification_code}")
