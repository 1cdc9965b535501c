"""Reads groups of leaf elements and keeps account of what has no field: nothing the office sends is lost without a trace."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from lxml import etree

from crawler.parse.uspto_dates import full_date, is_absent, iso_date
from records.filing import IsoDate

MAX_UNREAD = 1000
"""Different paths of unread elements that are told apart in one file; a hostile file could name millions."""


class Reading:
    """One case being read: the values without a field of their own, and the elements nobody read.

    ``seen`` counts the elements looked at; where a case holds more, some stand inside what should be text.
    """

    __slots__ = ("office_fields", "partial_dates", "seen", "unread")

    def __init__(self, unread: Counter[str]) -> None:
        self.office_fields: dict[str, str] = {}
        self.partial_dates: dict[str, IsoDate] = {}
        self.unread = unread
        self.seen = 1

    def leaves(self, group: etree._Element, known: frozenset[str], *, repeated: str = "") -> dict[str, str]:
        """Texts of a group's leaf elements by name, stripped, ``""`` where empty; those of ``repeated`` on lines of their own."""
        found = {leaf.tag: (leaf.text or "").strip() for leaf in group}
        size = len(group)
        self.seen += size
        if len(found) != size:
            found = self._first_of_each(group, repeated)
        if not known.issuperset(found):
            for tag in found.keys() - known:
                self.note_unread(f"{group.tag}/{tag}")
        return found

    def _first_of_each(self, group: etree._Element, repeated: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for leaf in group:
            tag, text = leaf.tag, (leaf.text or "").strip()
            if tag not in found:
                found[tag] = text
            elif tag == repeated:
                found[tag] = f"{found[tag]}\n{text}"
            else:
                self.note_unread(f"{group.tag}/{tag}")
        return found

    def full_date(self, values: Mapping[str, str], element: str, field: str) -> date | None:
        """A date of the filing itself; a partial one goes to ``partial_dates``, an impossible one to ``office_fields``."""
        text = values.get(element)
        if text is None or is_absent(text):
            return None
        found = full_date(text)
        if found is None:
            iso = iso_date(text)
            if iso is None:
                self.office_fields[element] = text
            else:
                self.partial_dates[field] = iso
        return found

    def iso_date(self, values: Mapping[str, str], name: str, group: etree._Element) -> IsoDate | None:
        """A date of a part of the filing, reduced to what is known; an impossible one goes to ``office_fields``."""
        text = values.get(name)
        if not text:
            return None
        iso = iso_date(text)
        if iso is None and not is_absent(text):
            self.keep(f"{_place(group)}/{name}", text)
        return iso

    def keep(self, name: str, text: str) -> None:
        """Keep a value that has no field; several under one name stand on lines of their own."""
        kept = self.office_fields.get(name)
        self.office_fields[name] = text if kept is None else f"{kept}\n{text}"

    def note_unread(self, path: str) -> None:
        """Count an element that nobody reads."""
        self.unread[path if path in self.unread or len(self.unread) < MAX_UNREAD else "(others)"] += 1


def flag(text: str | None) -> bool | None:
    """An indicator: T, F, or not stated."""
    return {"T": True, "F": False}.get(text or "")


def _place(group: etree._Element) -> str:
    """Name of a group with its position among its like: ``classification[2]``."""
    return f"{group.tag}[{sum(1 for _ in group.itersiblings(group.tag, preceding=True)) + 1}]"


@lru_cache(maxsize=4096)
def number(text: str | None) -> int | None:
    """A whole number, ``None`` where the office gives none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
