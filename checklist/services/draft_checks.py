"""What keeps a draft from being shown, approved or published, and what is worth a look."""
from collections.abc import Iterator
from datetime import date

from checklist.services.version_drafts import OpenDraft
from requirements_catalog.lint import Finding, lint
from requirements_catalog.part_uses import pruned
from requirements_catalog.problems import Level, said
from requirements_catalog.succession import wrong_lineage, wrong_succession


def check_draft(draft: OpenDraft, on: date) -> tuple[Finding, ...]:
    """Return what the rules find in a draft on the day it will be in force, today at least."""
    version = pruned(draft.version)
    found = lint(version, on=max(on, version.content.effective_from),
                 before=draft.base.version if draft.base else None)
    return (*_lineage(draft), *found)


def has_errors(draft: OpenDraft, on: date) -> bool:
    """Return whether the rules find anything that keeps a draft from being published."""
    return any(finding.level is Level.ERROR for finding in check_draft(draft, on))


def _lineage(draft: OpenDraft) -> Iterator[Finding]:
    """Yield that what is said of old questions does not fit them: answers would go astray."""
    wrong = list(wrong_lineage(draft.version.content))
    if draft.base:
        wrong += wrong_succession(draft.base.version, draft.version)
    if wrong:
        yield Finding('wrong-lineage', Level.ERROR, '', said(
            'what became of old questions names questions that are not there: confirm it anew'))
