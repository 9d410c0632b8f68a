"""Files in which a draft is edited elsewhere: kept while they are looked through, then taken over.

A file that nobody takes over is removed within hours, as every file is that no row names.
"""
from dataclasses import replace
from datetime import datetime

from checklist.access import Actor
from checklist.errors import Missing, Refused
from checklist.extensions import evidence_store
from checklist.services.evidence_files import keep_file, remove_later
from checklist.services.reference import library
from checklist.services.tokens import is_token
from checklist.services.version_drafts import OpenDraft, save_version
from requirements_catalog.conditions import Source, comparisons
from requirements_catalog.library import conditions_of
from requirements_catalog.model import CatalogVersion


def keep_upload(draft: OpenDraft, body: bytes) -> str:
    """Keep a file for a draft and return its id."""
    return keep_file(_mark(draft) + body)


def read_upload(draft: OpenDraft, file_id: str) -> bytes:
    """Return a file that was sent for this very draft; Missing where it is none or gone."""
    kept = evidence_store().read(file_id) if is_token(file_id) else None
    mark = _mark(draft)
    if kept is None or not kept.startswith(mark):
        raise Missing('There is no such file.')
    return kept[len(mark):]


def fitted(draft: OpenDraft, sent: CatalogVersion) -> CatalogVersion:
    """Return what a file says as the content of a draft; Refused where it is of another one.

    The number is that of the draft, and so is what follows from it: a version that was published
    can be taken as the beginning of the next one.
    """
    mine, content = draft.version, sent.content
    for name, own in (('checklist', draft.head.checklist), ('authority', draft.head.authority),
                      ('kind_of_control', mine.content.kind_of_control)):
        if getattr(content, name) != own:
            raise Refused(name)
    if sent.policy.authority not in (None, draft.head.authority):
        raise Refused('authority')
    if not _territories(sent) <= library().territories.keys():
        raise Refused('territory')
    same = content.version == draft.head.number
    whole = replace(content, version=draft.head.number, supersedes=mine.content.supersedes,
                    lineage=content.lineage if same else mine.content.lineage)
    return replace(sent, content=whole, authority=mine.authority,
                   kind_of_control=mine.kind_of_control)


def take_over(actor: Actor, draft: OpenDraft, file_id: str, version: CatalogVersion, *,
              now: datetime) -> None:
    """Put the content of a file in place of all that the draft says, and remove the file."""
    save_version(actor, draft, version, action='file', now=now)
    remove_later([file_id])


def _territories(version: CatalogVersion) -> set[str]:
    return {value for condition in conditions_of(version.content)
            for comparison in comparisons(condition)
            if comparison.source is Source.FACT and comparison.name == 'territory'
            for value in (comparison.value if isinstance(comparison.value, tuple)
                          else (str(comparison.value),))}


def _mark(draft: OpenDraft) -> bytes:
    return f'draft {draft.id}\n'.encode()
