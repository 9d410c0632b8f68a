"""What the parts of a draft may name, under the names that people know."""
from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext

from checklist.reports.wording import local
from checklist.services.reference import library
from forms.draft_parts import Context
from forms.part_conditions import Subjects
from requirements_catalog.legal import LegalAct, Liability
from requirements_catalog.model import CatalogQuestion, CatalogVersion, FeatureKind
from requirements_catalog.parts import Thing

MOST_LETTERS = 90


def context_of(version: CatalogVersion, kind: Thing, part: Any = None,
               section: str = '') -> Context:
    """Return what one part may name; a new question will stand at the end of a section."""
    shared = library()
    acts = _all(shared.acts.values(), version.acts)
    liabilities = _all(shared.liabilities.values(), version.liabilities)
    choices = {
        'acts': sorted(((act.code, act_name(act)) for act in acts.values()),
                       key=lambda pair: pair[1]),
        'liabilities': sorted(
            ((code, liability_name(liability, acts)) for code, liability in liabilities.items()),
            key=lambda pair: pair[1]),
        'requirements': [(each.code, f'{local(each.topic)} – {shorten(local(each.text))}')
                         for each in version.content.requirements],
        'sections': [(each.code, local(each.title)) for each in version.content.sections]}
    return Context(choices, subjects_of(version, _earlier(version, kind, part, section)),
                   getattr(part, 'applies_if', None))


def subjects_of(version: CatalogVersion, earlier: Iterable[tuple[int, CatalogQuestion]]
                ) -> Subjects:
    """Return what conditions may look at: features of the draft and the library, and answers."""
    features = _all(library().features.values(), version.features).values()
    flags = {f'flag:{each.code}': capital(local(each.phrase)) for each in features
             if each.kind is FeatureKind.FLAG}
    numbers = {f'number:{each.code}': capital(local(each.phrase)) for each in features
               if each.kind is FeatureKind.NUMBER}
    return Subjects({
        gettext('The business'): {
            'form': gettext('Legal form'), 'activities': gettext('Activity'),
            'territory': gettext('Municipality'),
            'number:staff': capital(gettext('number of employees'))},
        gettext('What is there at the object'): flags,
        gettext('Numbers of the object'): numbers,
        gettext('Answers given before'): {
            f'answer:{question.code}': f'{number}. {shorten(local(question.text))}'
            for number, question in earlier},
    }, {code: local(each.name) for code, each in sorted(
        library().territories.items(), key=lambda pair: str(pair[1].name))})


def act_name(act: LegalAct) -> str:
    return shorten(f'{local(act.short)} – {local(act.title)}')


def liability_name(liability: Liability, acts: dict[str, Any]) -> str:
    """Return an article with what it punishes."""
    act = acts.get(liability.act)
    short = local(act.short) if act else liability.act
    place = gettext('art. %(article)s part %(part)s', article=liability.article,
                    part=liability.part) if liability.part else (
        gettext('art. %(article)s', article=liability.article))
    return f'{short}, {place}: {shorten(local(liability.offence))}'


def shorten(text: str) -> str:
    """Return the beginning of a text, as much as fits into a list."""
    return text if len(text) <= MOST_LETTERS else f'{text[:MOST_LETTERS].rstrip()}…'


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _all(shared: Iterable[Any], own: Iterable[Any]) -> dict[str, Any]:
    """Return shared things by their codes; those of the version stand before the library's."""
    return {each.code: each for each in (*shared, *own)}


def _earlier(version: CatalogVersion, kind: Thing, part: Any,
             section: str) -> Iterator[tuple[int, CatalogQuestion]]:
    """Yield the questions that are asked before a part, each with its number."""
    if kind not in (Thing.SECTION, Thing.QUESTION):
        return
    number = 0
    code = getattr(part, 'code', '')
    for each in version.content.sections:
        if kind is Thing.SECTION and each.code == code:
            return
        for question in each.questions:
            if kind is Thing.QUESTION and question.code == code:
                return
            number += 1
            yield number, question
        if kind is Thing.QUESTION and not part and each.code == section:
            return
