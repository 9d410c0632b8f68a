"""What keeps a draft from being shown, approved or published, and what is worth a look."""
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from checklist.access import Actor
from checklist.errors import WrongState
from checklist.services.version_drafts import OpenDraft, get_draft, save_version
from requirements_catalog.lint import Finding, lint
from requirements_catalog.model import CatalogVersion
from requirements_catalog.part_uses import pruned
from requirements_catalog.problems import Level, said
from requirements_catalog.succession import wrong_lineage, wrong_succession
from requirements_catalog.wholeness import faults_of


def check_draft(draft: OpenDraft, on: date) -> tuple[Finding, ...]:
    """Return what the rules find in a draft on the day it will be in force, today at least."""
    version = pruned(draft.version)
    found = lint(version, on=max(on, version.content.effective_from),
                 before=draft.base.version if draft.base else None)
    told = {finding.where for finding in found if finding.level is Level.ERROR}
    faults = (fault for fault in _faults(version) if fault.where not in told)
    return (*_lineage(draft), *faults, *found)


def has_errors(draft: OpenDraft, on: date) -> bool:
    """Return whether the rules find anything that keeps a draft from being published."""
    return any(finding.level is Level.ERROR for finding in check_draft(draft, on))


def finish(actor: Actor, draft: OpenDraft, *, today: date, now: datetime,
           effective_from: date | None = None) -> OpenDraft:
    """Leave out the shared things that nothing in a draft names, and return it as it is then.

    Raises WrongState where the rules find an error.
    """
    version = pruned(draft.version)
    content = version.content
    version = replace(version, content=replace(
        content, effective_from=effective_from or content.effective_from))
    save_version(actor, draft, version, action='finish', now=now)
    finished = get_draft(actor, draft.id)
    if has_errors(finished, today):
        raise WrongState('The draft has errors.')
    return finished


def _faults(version: CatalogVersion) -> Iterator[Finding]:
    """Yield what editors can bring about part by part, and no version may be published with.

    A question may have been moved before the one on whose answer it depends, say.
    """
    for code, message in faults_of(version):
        yield Finding('not-whole', Level.ERROR, code, message)


def _lineage(draft: OpenDraft) -> Iterator[Finding]:
    """Yield that what is said of old questions does not fit them: answers would go astray."""
    wrong = list(wrong_lineage(draft.version.content))
    if draft.base:
        wrong += wrong_succession(draft.base.version, draft.version)
    if wrong:
        yield Finding('wrong-lineage', Level.ERROR, '', said(
            'what became of old questions names questions that are not there: confirm it anew'))
