"""What the law's calendar means for an authority: what ends of it, and all that hangs on that."""
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from checklist.access import Role
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.inspections import SelfInspection
from checklist.models.version_drafts import RadarNotice, VersionDraft
from checklist.services.catalog import PublishedVersion, current_versions, newest_versions
from checklist.services.colleagues import active_with
from checklist.services.draft_revisions import content_at
from checklist.services.mail import ask_for_mail
from checklist.services.reference import library
from checklist.services.version_drafts import DraftHead, find_heads
from requirements_catalog.legal import Clause, LegalAct
from requirements_catalog.model import CatalogVersion

DAYS_AHEAD = 365
DAYS_BEFORE = (90, 30, 7)
# Fewer self-inspections than this are told as "fewer than", more are told in steps.
LEAST_TOLD, STEP = 10, 5


@dataclass(frozen=True)
class Use:
    """One version or draft that rests on what ends: by which clauses, and for which questions."""

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
    """What of an act ends on one day, the whole or some clauses, and what hangs on it."""

    act: LegalAct
    ends_on: date
    uses: tuple[Use, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The clauses that end while the act goes on; none where the act ends."""
        units = [] if self.act.valid_to == self.ends_on else [
            unit for use in self.uses for unit in use.units]
        return tuple(dict.fromkeys(units))


def endings(authority: str, today: date, days: int = DAYS_AHEAD) -> list[Ending]:
    """Return what has ended or will of the law on which checklists of an authority rest."""
    found: dict[tuple[str, date], list[Use]] = {}
    acts: dict[str, LegalAct] = {}
    for version, draft, begun in _versions(authority, today):
        for (code, ends_on), clauses in _rests_on(version).items():
            acts.setdefault(code, _act(version, code))
            found.setdefault((code, ends_on), []).append(_use(version, draft, begun, clauses))
    last = today + timedelta(days=days)
    ending = [Ending(acts[code], ends_on, tuple(uses))
              for (code, ends_on), uses in found.items() if ends_on <= last]
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


def _rests_on(version: CatalogVersion) -> dict[tuple[str, date], set[Clause]]:
    """Return what a version rests on today and of which an end is known, by act and last day.

    What is only cited may have ended. A clause ends with its act at the latest. Sanctions and the
    approved form rest on an act without a clause.
    """
    found: dict[tuple[str, date], set[Clause]] = {}
    for requirement in version.content.requirements:
        for clause in requirement.clauses:
            ends = [day for day in (clause.valid_to, _act(version, clause.act).valid_to) if day]
            if clause.current and ends:
                found.setdefault((clause.act, min(ends)), set()).add(clause)
    form = version.content.approved_form
    for act in (*(each.act for each in version.liabilities), *([form.act] if form else ())):
        if ends_on := _act(version, act).valid_to:
            found.setdefault((act, ends_on), set())
    return found


def _use(version: CatalogVersion, draft: DraftHead | None, begun: int,
         clauses: Set[Clause]) -> Use:
    units = [clause.unit for requirement in version.content.requirements
             for clause in requirement.clauses if clause in clauses]
    questions = [question.code for question in version.questions.values()
                 if not clauses.isdisjoint(version.requirement_of(question).clauses)]
    return Use(version, draft, tuple(dict.fromkeys(units)), tuple(questions), begun)


def _act(version: CatalogVersion, code: str) -> LegalAct:
    """Return an act as it is known by now: its end may have become known after publication."""
    return library().acts.get(code) or version.acts_by_code[code]


def _tell(authority: str, today: date, now: datetime) -> int:
    readers = active_with(Role.CATALOG_EDITOR, authority)
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


def _lines(due: Iterable[Ending], language: str) -> list[str]:
    return [f'{format_date(ending.ends_on, "long", language)} – '
            + ', '.join((ending.act.short.in_language(language), *ending.units))
            for ending in due]
