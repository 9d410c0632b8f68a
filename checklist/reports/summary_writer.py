"""Writes the view model of a result from what was submitted."""
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_decimal, gettext, ngettext

from checklist.answers import GivenAnswer, options
from checklist.reports.summary import (
    Changes, Fine, LeftOut, Met, NotApplicable, Path, SectionScore, Summary, Violation)
from checklist.reports.wording import (
    ReasonWording, critical_sentence, fine, language, local, path_sentence)
from checklist.score_path import Fix, ScorePath, score_path
from checklist.scoring import Tally, Verdict
from checklist.services.submissions import Submitted
from requirements_catalog.applicability import Applicable, applicable
from requirements_catalog.legal import Clause
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogRequirement, CatalogVersion, Severity)

_SEVERITY_ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


class SummaryWriter:
    """Writes the summary of one submitted self-inspection in the language that is set."""

    def __init__(self, submitted: Submitted, time_zone: str) -> None:
        self.submitted = submitted
        self.version: CatalogVersion = submitted.published.version
        self.profile = submitted.respondent.profile
        self.given = options(submitted.answers)
        self.shown: Applicable = applicable(self.version, self.profile, self.given)
        self.score = submitted.score
        self.path: ScorePath = score_path(self.version, self.profile, self.given)
        self.numbers = {q.code: n for n, q in enumerate(self.shown.questions, 1)}
        self.submitted_at = submitted.submitted_at.astimezone(ZoneInfo(time_zone))

    def write(self, previous: Submitted | None = None) -> Summary:
        content, total = self.version.content, self.score.total
        violations = self._violations()
        return Summary(
            title=local(content.title), name=self.submitted.respondent.name,
            inn=self.submitted.respondent.inn, checklist_code=content.checklist,
            version_number=content.version, superseded=self._superseded(),
            fingerprint=self.submitted.published.fingerprint,
            document_hash=self.submitted.document_hash, as_of=content.as_of,
            submitted_at=self.submitted_at, authority=local(self.version.authority.title),
            kind_of_control=local(self.version.kind_of_control.title),
            verdict=self.score.verdict.value, verdict_sentence=self._verdict_sentence(violations),
            arithmetic=tuple(self._arithmetic()), points=total.points,
            attainable=total.attainable, percent=total.percent,
            threshold_percent=self.version.policy.threshold_percent,
            sections=tuple(_section(local(section.title), tally)
                           for section, tally in self.score.sections),
            violations=tuple(v for v in violations if not v.unknown),
            unknown=tuple(v for v in violations if v.unknown),
            path=self._path(violations), met=tuple(self._met()),
            not_applicable=tuple(self._not_applicable()), left_out=tuple(self._left_out()),
            changes=self._changes(previous) if previous else None,
            policy_basis=local(self.version.policy.legal_basis),
            policy_verified=self.version.policy.provenance.verified,
            verification_code=self.submitted.verification_code,
            shows_score=self.submitted.shows_score)

    def _verdict_sentence(self, violations: list[Violation]) -> str:
        total, threshold = self.score.total, self.version.policy.threshold_percent
        if self.score.verdict is Verdict.PASSED:
            return gettext('You meet the requirements: %(percent)s %% with a threshold of'
                           ' %(threshold)d %%.', percent=_plain(total.percent),
                           threshold=threshold)
        if self.score.verdict is Verdict.CRITICAL_BROKEN:
            critical = [violation.unknown for violation in violations if violation.critical]
            return critical_sentence(critical.count(False), critical.count(True))
        if self.score.verdict is Verdict.BELOW_THRESHOLD:
            return gettext('You have %(percent)s %%, which is below the threshold of'
                           ' %(threshold)d %%.', percent=_plain(total.percent),
                           threshold=threshold)
        return gettext('Too few requirements apply to you for a score.')

    def _superseded(self) -> str:
        """Say so where a newer version was in force already when this was submitted."""
        successor = self.submitted.successor
        if successor is None:
            return ''
        return gettext(
            'Begun before version %(new)d came into force on %(day)s and submitted within the'
            ' days of grace.', new=successor.published.version.content.version,
            day=format_date(successor.since, 'long'))

    def _arithmetic(self) -> Iterator[str]:
        total, policy = self.score.total, self.version.policy
        yield ngettext('%(num)d question applied to you.', '%(num)d questions applied to you.',
                       total.asked)
        yield gettext('Answers: yes %(met)d, no %(not_met)d, need to find out %(unknown)d,'
                      ' not applicable %(na)d.', met=total.met, not_met=total.not_met,
                      unknown=total.unknown, na=total.not_applicable)
        if total.not_applicable:
            yield gettext('Answers “not applicable” are left out of the count.')
        if total.attainable:
            yield gettext(
                'Points: %(points)d of %(attainable)d. %(points)d × 100 ÷ %(attainable)d ='
                ' %(percent)s %%, cut down to one decimal place.', points=total.points,
                attainable=total.attainable, percent=_plain(total.percent))
            yield gettext('The threshold is %(threshold)d %%: at least %(needed)d of'
                          ' %(attainable)d points.', threshold=policy.threshold_percent,
                          needed=-(-policy.threshold_percent * total.attainable // 100),
                          attainable=total.attainable)
        if not policy.provenance.verified:
            yield gettext('This threshold is a working setting of the service, not a figure of'
                          ' the law.')

    def _violations(self) -> list[Violation]:
        fixes = {fix.code: fix for fix in self.path.fixes}
        found = [self._violation(question, fixes[question.code])
                 for question in self.shown.questions if question.code in fixes]
        return sorted(found, key=lambda v: (not v.critical, _SEVERITY_ORDER[Severity(v.severity)],
                                            -v.gain_points, v.number))

    def _violation(self, question: CatalogQuestion, fix: Fix) -> Violation:
        requirement = self.version.requirement_of(question)
        answer = self.submitted.answers[question.code]
        return Violation(
            code=question.code, number=self.numbers[question.code],
            question=local(question.text), topic=local(requirement.topic),
            severity=requirement.severity.value, critical=question.critical,
            unknown=answer.option == AnswerOption.UNKNOWN, note=answer.note,
            duty=local(requirement.text),
            cited=self._clauses(requirement, cited=True),
            current=self._clauses(requirement, cited=False),
            verified=_verified(requirement),
            fines=tuple(self._fines(requirement)), evidence=local(requirement.evidence),
            remedy=local(requirement.remedy), remedy_days=requirement.remedy_days,
            due_on=self.submitted_at.date() + timedelta(days=requirement.remedy_days),
            gain_points=fix.points, gain_percent=fix.percent,
            passes=fix.verdict is Verdict.PASSED and self.score.verdict is not Verdict.PASSED)

    def _clauses(self, requirement: CatalogRequirement, *, cited: bool) -> tuple[str, ...]:
        return tuple(clause_name(self.version, clause) for clause in requirement.clauses
                     if (clause.cited if cited else clause.current))

    def _fines(self, requirement: CatalogRequirement) -> Iterator[Fine]:
        for liability in self.version.liabilities_of(requirement):
            act = self.version.acts_by_code[liability.act]
            article = article_name(local(act.short), liability.article, liability.part)
            for sanction in liability.sanctions:
                if sanction.subject.value == self.profile.legal_form.value:
                    yield Fine(article, local(liability.offence), fine(sanction),
                               local(sanction.alternative), liability.provenance.verified)

    def _path(self, violations: list[Violation]) -> Path:
        smallest = self.path.smallest
        by_code = {violation.code: violation for violation in violations}
        if smallest is None:
            return Path(gettext('Putting the violations right is not enough for a high score.'), ())
        if not smallest:
            return Path(gettext('The threshold is reached. What is left to put right is below.')
                        if violations else gettext('There is nothing to put right.'), ())
        steps = tuple(sorted((by_code[code] for code in smallest),
                             key=lambda v: (not v.critical, -v.gain_points, v.number)))
        return Path(path_sentence(len(steps), all(step.unknown for step in steps)), steps)

    def _met(self) -> Iterator[Met]:
        for question, answer in self._answered(AnswerOption.YES):
            yield Met(self.numbers[question.code], local(question.text), answer.note)

    def _not_applicable(self) -> Iterator[NotApplicable]:
        for question, answer in self._answered(AnswerOption.NOT_APPLICABLE):
            yield NotApplicable(self.numbers[question.code], local(question.text), answer.note)

    def _answered(self, option: AnswerOption) -> Iterator[tuple[CatalogQuestion, GivenAnswer]]:
        for question in self.shown.questions:
            answer = self.submitted.answers[question.code]
            if answer.option == option:
                yield question, answer

    def _left_out(self) -> Iterator[LeftOut]:
        wording = ReasonWording(self.version)
        for section, reasons in self.shown.left_out_sections:
            yield LeftOut(local(section.title),
                          tuple(wording.sentences(reasons, self.profile)))
        for question, reasons in self.shown.left_out_questions:
            yield LeftOut(local(question.text), tuple(wording.sentences(reasons, self.profile)))

    def _changes(self, previous: Submitted) -> Changes:
        before, mended, broken, other = options(previous.answers), [], [], []
        bad = (AnswerOption.NO, AnswerOption.UNKNOWN)
        for question in self.shown.questions:
            old, new = before.get(question.code), self.given[question.code]
            if old in bad and new == AnswerOption.YES:
                mended.append(local(question.text))
            elif old == AnswerOption.YES and new == AnswerOption.NO:
                broken.append(local(question.text))
            elif old != new:
                other.append(local(question.text))
        day = previous.submitted_at.astimezone(self.submitted_at.tzinfo).date()
        return Changes(day, previous.percent, tuple(mended), tuple(broken), tuple(other))


def clause_name(version: CatalogVersion, clause: Clause) -> str:
    """Return the short name of the act, then the unit: either is in the nominative case."""
    return f'{local(version.acts_by_code[clause.act].short)}, {clause.unit}'


def _verified(requirement: CatalogRequirement) -> bool:
    """Return whether the clauses that people are shown first were read in their source."""
    current = [clause for clause in requirement.clauses if clause.current]
    return all(clause.provenance.verified for clause in current or requirement.clauses)


def article_name(act: str, article: str, part: str | None) -> str:
    """Return an article of the code of offences as people cite it."""
    return _article_name(act, article, part, language())


@lru_cache(maxsize=1024)
def _article_name(act: str, article: str, part: str | None, _language: str) -> str:
    if part:
        return gettext('%(act)s, art. %(article)s part %(part)s',
                       act=act, article=article, part=part)
    return gettext('%(act)s, art. %(article)s', act=act, article=article)


def _section(title: str, tally: Tally) -> SectionScore:
    return SectionScore(title, tally.points, tally.attainable, tally.percent, tally.met,
                        tally.not_met, tally.unknown, tally.not_applicable)


def _plain(value: Decimal | None) -> str:
    return '' if value is None else format_decimal(value, format='0.0')
