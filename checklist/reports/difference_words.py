"""The words in which a difference of two versions is told."""
from collections.abc import Mapping

from flask_babel import gettext

from requirements_catalog.changes import ChangeKind
from requirements_catalog.meanings import Meaning
from requirements_catalog.parts import Thing


def meaning_name(meaning: Meaning) -> str:
    """Return what a change means for somebody who answered the version before."""
    found: Mapping[Meaning, str] = {
        Meaning.ASK: gettext('Asked anew'), Meaning.CONFIRM: gettext('To confirm'),
        Meaning.DROPPED: gettext('Not asked any more'),
        Meaning.SCORE: gettext('The score changes'), Meaning.LAW: gettext('The law changes'),
        Meaning.NOTHING: gettext('Nothing to do')}
    return found[meaning]


def thing_name(thing: Thing) -> str:
    """Return what a thing of a version is called."""
    found: Mapping[Thing, str] = {
        Thing.SECTION: gettext('Section'), Thing.QUESTION: gettext('Question'),
        Thing.REQUIREMENT: gettext('Requirement'), Thing.ACT: gettext('Legal act'),
        Thing.LIABILITY: gettext('Liability'), Thing.FEATURE: gettext('Fact about the object'),
        Thing.CHECKLIST: gettext('About the checklist'),
        Thing.POLICY: gettext('How it is judged'), Thing.AUTHORITY: gettext('Authority'),
        Thing.KIND_OF_CONTROL: gettext('Kind of control')}
    return found[thing]


def kind_name(kind: ChangeKind) -> str:
    """Return what became of a thing."""
    found: Mapping[ChangeKind, str] = {
        ChangeKind.ADDED: gettext('Added'), ChangeKind.DROPPED: gettext('Dropped'),
        ChangeKind.MOVED: gettext('Moved'), ChangeKind.CHANGED: gettext('Changed')}
    return found[kind]
