"""Pages open to everybody: the start, the checklists, what the service is."""
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.reports.data_map import privacy_rows
from checklist.reports.wording import local
from checklist.services.catalog import (
    PublishedVersion, current_version, current_versions, minutes)
from checklist.statistics.figures import Share
from checklist.templating import drawn_page
from checklist.views.clock import today
from checklist.views.guards import public
from checklist.views.question_cards import clauses
from forms.public import SearchForm
from requirements_catalog.model import CatalogVersion
from requirements_catalog.texts import LocalText

blueprint = Blueprint('public', __name__)


@dataclass(frozen=True)
class Entry:
    """A checklist in a list."""

    code: str
    title: LocalText
    short: LocalText
    summary: LocalText
    audience: LocalText
    kind: LocalText
    kind_code: str
    authority: LocalText
    questions: int
    questions_at_least: int
    minutes: int
    number: int
    effective_from: date

    @classmethod
    def of(cls, published: PublishedVersion, least: int | None = None,
           most: int | None = None) -> 'Entry':
        version = published.version
        content = version.content
        count = published.question_count if most is None else most
        return cls(
            code=content.checklist, title=content.title, short=content.short,
            summary=content.summary, audience=content.audience,
            kind=version.kind_of_control.title, kind_code=version.kind_of_control.code,
            authority=version.authority.short, questions=count,
            questions_at_least=count if least is None else least, minutes=minutes(count),
            number=content.version, effective_from=content.effective_from)


@blueprint.get('/')
@public
def start() -> ResponseReturnValue:
    versions = current_versions(today())
    return drawn_page(tuple(published.fingerprint for published in versions),
                      lambda: _start_page(versions), {})


@blueprint.get('/checklists/<code>')
@public
def checklist(code: str) -> ResponseReturnValue:
    return _checklist_page('public/checklist.html', code)


@blueprint.get('/checklists/<code>/blank')
@public
def blank(code: str) -> ResponseReturnValue:
    return _checklist_page('public/blank.html', code)


@blueprint.get('/about')
@public
def about() -> ResponseReturnValue:
    return render_template('public/about.html')


@blueprint.get('/privacy')
@public
def privacy() -> ResponseReturnValue:
    """What is kept, made from the map of all columns."""
    keep = current_app.config['RETENTION']
    return render_template('public/privacy.html', rows=privacy_rows(keep).values(),
                           operator=current_app.config['OPERATOR'],
                           operator_address=current_app.config['OPERATOR_ADDRESS'])


@blueprint.get('/accessibility')
@public
def accessibility() -> ResponseReturnValue:
    return render_template('public/accessibility.html')


@blueprint.get('/design')
@public
def design() -> ResponseReturnValue:
    if not current_app.config['DESIGN_PAGE']:
        abort(404)
    return render_template('design/index.html', share=Share)


def _start_page(versions: list[PublishedVersion]) -> str:
    entries = [Entry.of(published) for published in versions]
    form = SearchForm(request.args)
    form.kind.choices = [('', gettext('All kinds')),
                         *sorted({(entry.kind_code, local(entry.kind)) for entry in entries},
                                 key=lambda choice: choice[1])]
    form.validate()
    found = [entry for entry in entries if _fits(entry, form)]
    return render_template('public/start.html', entries=found, form=form, found=len(found),
                           total=len(entries))


def _checklist_page(template: str, code: str) -> str:
    published = current_version(code, today())
    version = published.version
    return drawn_page((published.fingerprint,), lambda: render_template(
        template, entry=Entry.of(published), version=version, published=published,
        unverified=count_unverified(version),
        clauses={requirement.code: clauses(version, requirement)
                 for requirement in version.content.requirements}), {})


def count_unverified(version: CatalogVersion) -> int:
    """Return how many legal facts of a version nobody has read in their source yet."""
    facts = [clause.provenance for requirement in version.content.requirements
             for clause in requirement.clauses]
    facts += [liability.provenance for liability in version.liabilities]
    return sum(not fact.verified for fact in facts)


def _fits(entry: Entry, form: SearchForm) -> bool:
    if form.kind.data and form.kind.data != entry.kind_code:
        return False
    text = ' '.join(local(part) for part in (
        entry.title, entry.summary, entry.audience, entry.kind, entry.authority)).casefold()
    return all(word[:5] in text for word in (form.q.data or '').casefold().split())
