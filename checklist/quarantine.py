"""What a worker does with evidence files: cleaning them, and tidying up after crashes."""
import logging
from datetime import UTC, datetime
from typing import Protocol

from flask import Flask

from checklist.errors import Refused
from checklist.extensions import run_in
from checklist.file_store import FileStore
from checklist.scanner import ScannerAway
from checklist.services.evidence_cleaning import (
    EvidenceId, give_back_evidence, keep_clean, refuse_evidence, take_evidence)
from checklist.services.evidence_files import tidy_files

logger = logging.getLogger(__name__)


class Cleaner(Protocol):
    """Makes an evidence file harmless, or raises Refused, or ScannerAway."""

    def clean(self, kind: str, body: bytes) -> bytes: ...


class Quarantine:
    """Cleans what waits in quarantine, each step in a transaction of its own."""

    def __init__(self, app: Flask, cleaner: Cleaner) -> None:
        self.app = app
        self.cleaner = cleaner

    def clean(self, evidence_id: EvidenceId) -> None:
        """Clean one file: lease it, clean it outside any transaction, keep it.

        A file is replaced before its row says so. Dying in between leaves a cleaned file in
        quarantine, which is cleaned once more.
        """
        found = run_in(self.app, lambda: take_evidence(evidence_id, now=_now()))
        if found is None:
            return
        store: FileStore = self.app.extensions['evidence']
        try:
            body = self.cleaner.clean(found.kind, _stored(store, evidence_id))
            store.write(evidence_id[1], body)
        except Refused as refused:
            reason = refused.reason
            run_in(self.app, lambda: refuse_evidence(evidence_id, reason, now=_now()))
        except (ScannerAway, OSError) as error:
            logger.error('An evidence file has to wait: %s', error)
            run_in(self.app, lambda: give_back_evidence(evidence_id, now=_now(), count=False))
        except Exception:
            logger.exception('An evidence file could not be cleaned.')
            run_in(self.app, lambda: give_back_evidence(evidence_id, now=_now()))
        else:
            run_in(self.app, lambda: keep_clean(evidence_id, body, now=_now()))

    def tidy(self) -> None:
        """Remove the files that no row names, and tell of rows whose file is gone."""
        removed, missing = run_in(self.app, lambda: tidy_files(_now()))
        if removed:
            logger.warning('Removed %d evidence files that nothing named.', removed)
        for file_id in missing:
            logger.error('The evidence file %s is missing.', file_id)


def _now() -> datetime:
    return datetime.now(UTC)


def _stored(store: FileStore, evidence_id: EvidenceId) -> bytes:
    body = store.read(evidence_id[1])
    if body is None:
        raise Refused('lost')
    return body
