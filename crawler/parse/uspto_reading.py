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

MAX_PATH = 120


class Reading:
    """One case being read: the values without a field of their own, and the elements nobody read.

    ``seen`` counts the elements looked at; where a case holds more, some stand inside what should be text. ``position`` is
    which of several like groups is being read, 0 where there is but one.
    """

    __slots__ = ("_aside", "office_fields", "partial_dates", "position", "seen", "unread")

    def __init__(self, unread: Counter[str]) -> None:
        self.office_fields: dict[str, str] = {}
        self._aside: dict[str, list[str]] = {}
        self.partial_dates: dict[str, IsoDate] = {}
        self.unread = unread
        self.seen = 1
        self.position = 0

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
        lines: list[str] = []
        for leaf in group:
            tag, text = leaf.tag, (leaf.text or "").strip()
            if tag == repeated:
                lines.append(text)
            elif tag not in found:
                found[tag] = text
            else:
                self.note_unread(f"{group.tag}/{tag}")
        return found | {repeated: "\n".join(lines)} if lines else found

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
            self.keep(f"{group.tag}[{self.position}]/{name}" if self.position else f"{group.tag}/{name}", text)
        return iso

    def keep(self, name: str, text: str) -> None:
        """Keep a value that has no field; several under one name stand on lines of their own."""
        self._aside.setdefault(name, []).append(text)

    def all_fields(self) -> dict[str, str]:
        """Everything that has no field of its own, under the office's names."""
        if not self._aside:
            return self.office_fields
        return self.office_fields | {name: "\n".join(texts) for name, texts in self._aside.items()}

    def note_unread(self, path: str) -> None:
        """Count an element that nobody reads."""
        path = path[:MAX_PATH]
        self.unread[path if path in self.unread or len(self.unread) < MAX_UNREAD else "(others)"] += 1


def flag(text: str | None) -> bool | None:
    """An indicator: T, F, or not stated."""
    return {"T": True, "F": False}.get(text or "")


@lru_cache(maxsize=4096)
def number(text: str | None) -> int | None:
    """A whole number, ``None`` where the office gives none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
