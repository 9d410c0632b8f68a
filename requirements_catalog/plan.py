"""What becomes of answers when a catalog changes: carried, to be confirmed, or given anew.

The author's lineage rules. Where it is silent, an answer is carried only if nothing changed
that bears on it, and everything else is asked rather than guessed.
"""
from collections import defaultdict
from dataclasses import replace

from requirements_catalog.canonical import fingerprint
from requirements_catalog.entries import (
    AnyCatalog, Entries, Entry, changed_wordings, entries_of, same_content)
from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.model import CatalogVersion
from requirements_catalog.recognition import Recognised, recognise
from requirements_catalog.similarity import unrelated
from requirements_catalog.steps import AnswerPlan, Drop, Outcome, Step, Why
from requirements_catalog.texts import LocalText


def plan(old: AnyCatalog, new: AnyCatalog,
         lineage: tuple[LineageLink, ...] | None = None) -> AnswerPlan:
    """Return what becomes of answers to an old catalog in a new one.

    The lineage is that of the new version if it follows the old one, unless another is given.
    """
    links = lineage_between(old, new) if lineage is None else lineage
    return Planner(entries_of(old), entries_of(new), links).plan()


def lineage_between(old: AnyCatalog, new: AnyCatalog) -> tuple[LineageLink, ...]:
    """Return what the author of a catalog says of another one: nothing of any but the one before.

    A lineage that names no version is taken to speak of the one at hand.
    """
    links = lineage_of(new)
    if not links or not isinstance(old, CatalogVersion) or not isinstance(new, CatalogVersion):
        return links
    return links if new.content.supersedes in (None, fingerprint(old)) else ()


def lineage_of(catalog: AnyCatalog) -> tuple[LineageLink, ...]:
    """Return what the author of a catalog says of the one before; other formats say nothing."""
    return catalog.content.lineage if isinstance(catalog, CatalogVersion) else ()


class Planner:
    """Two catalogs, with what is known of how the one became the other."""

    def __init__(self, old: Entries, new: Entries, lineage: tuple[LineageLink, ...]) -> None:
        self.old, self.new = old, new
        self.links_to: defaultdict[str, list[LineageLink]] = defaultdict(list)
        self.links_of: defaultdict[str, list[LineageLink]] = defaultdict(list)
        for link in lineage:
            for code in link.new:
                self.links_to[code].append(link)
            for code in link.old:
                self.links_of[code].append(link)
        self.recognised = {found.new: found for found in self._recognise()}
        self.known = {found.old for found in self.recognised.values() if found.sure}

    def plan(self) -> AnswerPlan:
        steps = tuple(map(self._step, self.new.asked.values()))
        used = {source for step in steps for source in step.sources}
        return AnswerPlan(steps, tuple(
            self._drop(code) for code in self.old.asked if code not in used))

    def _recognise(self) -> tuple[Recognised, ...]:
        """Look for the same content under other codes, where neither lineage nor code has it."""
        stayed = {code for code in self.new.asked.keys() & self.old.asked.keys()
                  if same_content(self.old.asked[code], self.new.asked[code])}
        return recognise(self.old, self.new,
                         [code for code in self.old.asked
                          if code not in stayed and code not in self.links_of],
                         [code for code in self.new.asked
                          if code not in stayed and code not in self.links_to])

    def _step(self, entry: Entry) -> Step:
        links = self.links_to.get(entry.code, [])
        sources = self._sources(entry, links)
        if sources:
            return self._linked(entry, links, sources)
        if any(link.kind is LineageKind.ADDED for link in links):
            return Step(entry.code, Outcome.ASKED, Why.ADDED, reasons=_reasons(links))
        return self._unlinked(entry)

    def _sources(self, entry: Entry, links: list[LineageLink]) -> list[str]:
        """Return the old questions that links name, and the one of the same code if left out."""
        named = [old for link in links for old, new in link.pairs if new == entry.code]
        if named and entry.code not in self.links_of:
            named.append(entry.code)
        return [code for code in dict.fromkeys(named) if code in self.old.asked]

    def _linked(self, entry: Entry, links: list[LineageLink], sources: list[str]) -> Step:
        """Return what the author's links say, where they are classed, and else the content."""
        found = self._from(entry, sources)
        outcome, why = _said(links, sources) or (found.outcome, found.why)
        if found.why is Why.OTHER_ANSWERS:
            outcome, why = found.outcome, found.why
        return replace(found, outcome=outcome, why=why, reasons=_reasons(links))

    def _unlinked(self, entry: Entry) -> Step:
        old, found = self.old.asked.get(entry.code), self.recognised.get(entry.code)
        if found and found.sure:
            return self._from(entry, [found.old], Why.SAME_CONTENT)
        if old and not changed_wordings(old, entry):
            return self._from(entry, [entry.code])
        if old and self._is_other(old, entry):
            return Step(entry.code, Outcome.ASKED, Why.OTHER_QUESTION)
        if old:
            return self._from(entry, [entry.code])
        if found:
            step = self._from(entry, [found.old])
            return replace(step, outcome=Outcome.CONFIRM, why=Why.REPEATED_CONTENT)
        return Step(entry.code, Outcome.ASKED, Why.ADDED)

    def _is_other(self, old: Entry, new: Entry) -> bool:
        """Return whether a code was given to another question, the old one being elsewhere."""
        return (old.code in self.known or old.code in self.links_of
                or unrelated(old.wording, new.wording))

    def _from(self, entry: Entry, sources: list[str], why: Why = Why.UNCHANGED) -> Step:
        """Return what becomes of an answer by the content alone."""
        old = [self.old.asked[code] for code in sources]
        changed = tuple(dict.fromkeys(
            name for one in old for name in changed_wordings(one, entry)))
        outcome, why = _by_content(entry, old, changed, why)
        return Step(
            entry.code, outcome, why, tuple(sources), changed,
            refuses_not_applicable=not entry.not_applicable,
            other_conditions=any(one.conditions != entry.conditions for one in old))

    def _drop(self, code: str) -> Drop:
        links = self.links_of.get(code, [])
        see = tuple(dict.fromkeys(new for link in links for new in link.new))
        return Drop(code, Why.COVERED if see else Why.DROPPED, see, _reasons(links))


def _by_content(entry: Entry, old: list[Entry], changed: tuple[str, ...],
                why: Why) -> tuple[Outcome, Why]:
    if any(one.answer_set != entry.answer_set for one in old):
        return Outcome.ASKED, Why.OTHER_ANSWERS
    if len(old) > 1:
        return Outcome.CONFIRM, Why.MERGED
    return (Outcome.CONFIRM, Why.REWORDED) if changed else (Outcome.CARRIED, why)


def _said(links: list[LineageLink], sources: list[str]) -> tuple[Outcome, Why] | None:
    """Return what links say of an answer, or None where they leave it to the content."""
    classes = {link.change for link in links}
    if ChangeClass.SCOPE in classes:
        return Outcome.ASKED, Why.SCOPE
    if any(len(link.new) > 1 for link in links):
        return Outcome.CONFIRM, Why.SPLIT
    if classes == {ChangeClass.EDITORIAL}:
        return Outcome.CARRIED, Why.MERGED if len(sources) > 1 else Why.EDITORIAL
    if len(sources) > 1:
        return Outcome.CONFIRM, Why.MERGED
    return (Outcome.CONFIRM, Why.MEANING) if ChangeClass.MEANING in classes else None


def _reasons(links: list[LineageLink]) -> tuple[LocalText, ...]:
    return tuple(dict.fromkeys(link.reason for link in links if link.reason))
