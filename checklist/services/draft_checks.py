"""What keeps a draft from being shown, approved or published, and what is worth a look."""
from datetime import date

from checklist.services.version_drafts import OpenDraft
from requirements_catalog.lint import Finding, lint
from requirements_catalog.part_uses import pruned
from requirements_catalog.problems import Level


def check_draft(draft: OpenDraft, on: date) -> tuple[Finding, ...]:
    """Return what the rules find in a draft on the day it will be in force, today at least."""
    version = pruned(draft.version)
    return lint(version, on=max(on, version.content.effective_from))


def has_errors(draft: OpenDraft, on: date) -> bool:
    """Return whether the rules find anything that keeps a draft from being published."""
    return any(finding.level is Level.ERROR for finding in check_draft(draft, on))
