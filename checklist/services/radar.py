"""What the law's calendar means for an authority: acts that end, and all that hangs on them."""
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from checklist.access import Role
from checklist.extensions import db
from checklist.models.accounts import AccountRole, UserAccount
from checklist.models.catalog import ChecklistVersion
from checklist.models.inspections import SelfInspection
from checklist.models.version_drafts import RadarNotice, VersionDraft
from checklist.services.catalog import PublishedVersion, current_versions, newest_versions
from checklist.services.draft_revisions import content_at
from checklist.services.mail import ask_for_mail
from checklist.services.reference import library
from checklist.services.version_drafts import DraftHead, find_heads
from requirements_catalog.legal import LegalAct
from requirements_catalog.model import CatalogVersion

DAYS_AHEAD = 365
DAYS_BEFORE = (90, 30, 7)
# Fewer self-inspections than this are told as "fewer than", more are told in steps.
LEAST_TOLD, STEP = 10, 5


@dataclass(frozen=True)
class Use:
    """One version or draft that rests on an act: by which clauses, and for which questions."""

    version: CatalogVersion
    draft: DraftHead | None
    units: tuple[str, ...]
    questions: tuple[str, ...]
    begun: int

    @property
    def told(self) -> int:
        """How many self-inspections are begun on it, in steps; 0 where they are too few to tell."""
        return self.begun // STEP * STEP if self.begun >= LEAST_TOLD else 0


@dataclass(frozen=True)
class Ending:
    """An act with its last day in force and what hangs on it."""

    act: LegalAct
    ends_on: date
    uses: tuple[Use, ...]


def endings(authority: str, today: date, days: int = DAYS_AHEAD) -> list[Ending]:
    """Return the acts that have ended or will, and on which checklists of an authority rest."""
    found: dict[str, list[Use]] = {}
    for version, draft, begun in _versions(authority, today):
        for code in _living_acts(version):
            found.setdefault(code, []).append(_use(version, draft, begun, code))
    acts = {code: _act(uses[0].version, code) for code, uses in found.items()}
    last = today + timedelta(days=days)
    ending = [Ending(act, act.valid_to, tuple(found[code]))
              for code, act in acts.items() if act.valid_to and act.valid_to <= last]
    return sorted(ending, key=lambda each: (each.ends_on, each.act.code))


def tell_of_endings(today: date, *, now: datetime) -> int:
    """Ask for the messages of a day; each authority hears of each day before an end once."""
    return sum(_tell(authority, today, now) for authority in library().authorities)


def _versions(authority: str, today: date
              ) -> Iterator[tuple[CatalogVersion, DraftHead | None, int]]:
    """Yield what is in force or will be, with the self-inspections begun on it, and open drafts."""
    begun = _begun()
    published: dict[int, PublishedVersion] = {
        each.id: each for each in (*current_versions(today), *newest_versions(
            or_(ChecklistVersion.effective_to.is_(None), ChecklistVersion.effective_to >= today)))}
    for each in published.values():
        if each.version.authority.code == authority:
            yield each.version, None, begun[each.id]
    for head in find_heads(VersionDraft.authority_code == authority,
                           VersionDraft.state.not_in(('published', 'discarded'))):
        yield content_at(head.id, head.revision), head, 0


def _begun() -> Counter[int]:
    """Return how many drafts of self-inspections there are on each version."""
    rows = db.session.execute(
        select(SelfInspection.version_id, func.count())
        .where(SelfInspection.state == 'draft').group_by(SelfInspection.version_id))
    return Counter({version_id: count for version_id, count in rows})


def _living_acts(version: CatalogVersion) -> Iterable[str]:
    """Return the acts that a version rests on today: what is only cited may have ended."""
    acts = [clause.act for requirement in version.content.requirements
            for clause in requirement.clauses if clause.current]
    acts += [liability.act for liability in version.liabilities]
    if version.content.approved_form:
        acts.append(version.content.approved_form.act)
    return dict.fromkeys(acts)


def _use(version: CatalogVersion, draft: DraftHead | None, begun: int, act: str) -> Use:
    units = [clause.unit for requirement in version.content.requirements
             for clause in requirement.clauses if clause.current and clause.act == act]
    questions = [question.code for question in version.questions.values()
                 if any(clause.current and clause.act == act
                        for clause in version.requirement_of(question).clauses)]
    return Use(version, draft, tuple(dict.fromkeys(units)), tuple(questions), begun)


def _act(version: CatalogVersion, code: str) -> LegalAct:
    """Return an act as it is known by now: its end may have become known after publication."""
    return library().acts.get(code) or version.acts_by_code[code]


def _tell(authority: str, today: date, now: datetime) -> int:
    readers = _editors(authority)
    due = [ending for ending in endings(authority, today, max(DAYS_BEFORE))
           if _is_news(authority, ending, today, now)] if readers else []
    for reader in readers if due else []:
        ask_for_mail('radar', reader.email, {
            'count': str(len(due)), 'link': '/authority/radar',
            'authority': library().authorities[authority].short.in_language(reader.language),
            'lines': '\n'.join(_lines(due, reader.language))},
            language=reader.language, now=now, account_id=reader.id)
    return len(readers) if due else 0


def _is_news(authority: str, ending: Ending, today: date, now: datetime) -> bool:
    """Mark every day before an end that has come, and return whether the newest is new.

    Of two workers one marks it. Who was not told in time hears of it once, not three times.
    """
    left = (ending.ends_on - today).days
    reached = [days for days in DAYS_BEFORE if 0 <= left <= days]
    marked = [_mark(authority, ending, days, now) for days in reached]
    return bool(marked and marked[-1])


def _mark(authority: str, ending: Ending, days: int, now: datetime) -> bool:
    insert = postgresql_insert if db.engine.dialect.name == 'postgresql' else sqlite_insert
    marked = db.session.execute(
        insert(RadarNotice).values(
            authority_code=authority, act_code=ending.act.code, ends_on=ending.ends_on,
            days_before=days, sent_at=now)
        .on_conflict_do_nothing().returning(RadarNotice.days_before))
    return marked.first() is not None


def _editors(authority: str) -> list[UserAccount]:
    return list(db.session.scalars(
        select(UserAccount).join(AccountRole, AccountRole.account_id == UserAccount.id)
        .where(AccountRole.role == Role.CATALOG_EDITOR, UserAccount.state == 'active',
               UserAccount.authority_code == authority)))


def _lines(due: Iterable[Ending], language: str) -> list[str]:
    return [f'{format_date(ending.ends_on, "long", language)} – '
            f'{ending.act.short.in_language(language)}' for ending in due]
