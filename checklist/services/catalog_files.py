"""Versions as operators name them: a file, or the code of a checklist with or without a number."""
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from checklist.access import Actor, Role
from checklist.errors import Missing, WrongState
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.services.accounts import find_account
from checklist.services.catalog import PublishedVersion, newest_versions, published_version
from checklist.services.draft_files import fitted
from checklist.services.reference import library
from checklist.services.version_drafts import (
    begin_draft, get_draft, open_draft_of, save_version)
from requirements_catalog.formats import read_any
from requirements_catalog.imported import ImportedCatalog
from requirements_catalog.model import CatalogVersion


def named_version(name: str) -> CatalogVersion:
    """Return the version of a file, of a code (the newest one) or of CODE@NUMBER."""
    path = Path(name)
    return version_of_file(path) if path.is_file() else _published(name).version


def version_of_file(path: Path) -> CatalogVersion:
    """Return the version in a file of any of our formats, with all that it names."""
    found = read_any(path)
    if isinstance(found, ImportedCatalog):
        raise WrongState('This is a catalog of another format: import it in the browser.')
    if isinstance(found, CatalogVersion):
        return found
    try:
        return library().resolve(found)
    except KeyError as error:
        raise WrongState(f'The file names {error.args[0]}, which is not in the catalog.'
                         ) from error


def editor_of(email: str) -> Actor:
    """Return the editor of the catalog in whose name an operator changes a draft."""
    account = find_account(email)
    if account is None or Role.CATALOG_EDITOR not in account.roles or account.blocked:
        raise Missing('There is no editor of the catalog with this address.')
    return Actor(account.id, '', frozenset({Role.CATALOG_EDITOR}), account.authority,
                 account.created_at)


def import_version(actor: Actor, version: CatalogVersion, *, now: datetime) -> tuple[str, bool]:
    """Put a version into the open draft of its checklist, or begin one.

    Return the id of the draft and whether it says anything else than before.
    """
    code = version.content.checklist
    draft_id = open_draft_of(code) or begin_draft(actor, _published(code), now=now)
    draft = get_draft(actor, draft_id, lock=True)
    changed = save_version(actor, draft, fitted(draft, version), action='file', now=now)
    return draft_id, changed


def _published(name: str) -> PublishedVersion:
    code, _, number = name.partition('@')
    conditions = [ChecklistVersion.checklist_code == code]
    if number:
        conditions.append(ChecklistVersion.number == (int(number) if number.isdecimal() else 0))
    row = db.session.execute(
        select(ChecklistVersion.id, ChecklistVersion.fingerprint).where(*conditions)
        .order_by(ChecklistVersion.number.desc()).limit(1)).first()
    if row is None:
        raise Missing(f'There is neither a file nor a published version named {name}.')
    return published_version(row.id, row.fingerprint)


def living_versions() -> list[CatalogVersion]:
    """Return the newest version of each checklist."""
    return [published.version for published in newest_versions()]
