"""How far each section of a self-inspection is."""
from collections.abc import Sequence
from dataclasses import dataclass

from checklist.services.inspections import Inspection, is_complete
from requirements_catalog.model import CatalogQuestion, CatalogSection
from requirements_catalog.texts import LocalText


@dataclass(frozen=True)
class SectionProgress:
    """One section in the task list. ``number`` is its place in the version."""

    number: int
    code: str
    title: LocalText
    answered: int
    total: int
    problems: int

    @property
    def state(self) -> str:
        if not self.answered and not self.problems:
            return 'not_started'
        return 'done' if self.answered == self.total else 'started'


def section_progress(inspection: Inspection) -> list[SectionProgress]:
    """Return how far each applicable section is."""
    places = {section.code: place for place, section in enumerate(
        inspection.published.version.content.sections, 1)}
    return [_progress_of(places[section.code], section, questions, inspection)
            for section, questions in inspection.applicable.sections]


def _progress_of(number: int, section: CatalogSection, questions: Sequence[CatalogQuestion],
                 inspection: Inspection) -> SectionProgress:
    draft = inspection.draft
    done = sum(is_complete(question, draft.get(question.code)) for question in questions)
    begun = sum(question.code in draft and not draft[question.code].empty
                for question in questions)
    return SectionProgress(number, section.code, section.title, done, len(questions),
                           begun - done)
