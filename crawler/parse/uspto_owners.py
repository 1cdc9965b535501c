"""``case-file-owners``: who owns the filing now, who owned it before, and the people who speak for them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import etree
from msgspec import convert

from crawler.parse.uspto_codes import CORRESPONDENT_PARTY_TYPE
from crawler.parse.uspto_groups import members
from crawler.parse.uspto_reading import Reading, number
from records.codes import PartyRole
from records.filing import Party

_ADDRESS = ("address-1", "address-2", "city", "postcode")
_ASIDE = ("entity-statement", "composed-of-statement", "name-change-explanation")
"""Words about an owner that have no field; kept under the owner's place."""
_LETTER_LINES = frozenset(f"address-{line}" for line in range(1, 6))
_NATIONALITY = ("state", "country", "other")
_KNOWN = frozenset(
    {
        "entry-number",
        "party-type",
        "nationality",
        "legal-entity-type-code",
        "party-name",
        "state",
        "country",
        "other",
        "dba-aka-text",
        *_ADDRESS,
        *_ASIDE,
    }
)


class Owners(NamedTuple):
    """The parties of one case, in the order the office lists them."""

    applicants: tuple[Party, ...]
    previous: tuple[Party, ...]
    correspondents: tuple[Party, ...]


def read_owners(group: etree._Element | None, reading: Reading) -> Owners:
    """Owners of the highest party type are those of today (10 applied, 20 at publication, 30 registered, 31 and up since)."""
    rows = [_row(element, reading) for element in members(group, "case-file-owner", reading)]
    ranks = [number(row["party_type"]) or 0 for row in rows]
    newest = max([rank for rank in ranks if rank < CORRESPONDENT_PARTY_TYPE], default=0)
    ranked = list(zip(ranks, convert(rows, list[Party]), strict=True))
    return Owners(
        applicants=tuple([party for rank, party in ranked if rank == newest]),
        previous=tuple([party for rank, party in ranked if rank < CORRESPONDENT_PARTY_TYPE and rank != newest]),
        correspondents=tuple([party for rank, party in ranked if rank >= CORRESPONDENT_PARTY_TYPE]),
    )


def representatives(header: Mapping[str, str], owners: Owners) -> tuple[Party, ...]:
    """Attorney of record, domestic representative, and the correspondents that legacy records list among the owners."""
    named = (
        Party(name=name, role=PartyRole.REPRESENTATIVE, party_type=position)
        for position in ("attorney", "domestic-representative")
        if (name := header.get(f"{position}-name"))
    )
    return (*named, *owners.correspondents)


def read_correspondent(group: etree._Element | None, reading: Reading) -> tuple[str, ...]:
    """The address lines for letters, as printed, empty ones left out."""
    if group is None:
        return ()
    lines = reading.leaves(group, _LETTER_LINES)
    return tuple([lines[name] for name in sorted(lines) if name in _LETTER_LINES and lines[name]])


def _row(element: etree._Element, reading: Reading) -> dict[str, Any]:
    """The fields of one Party; the parties of a case are made all at once, which takes a quarter of the time."""
    values = reading.leaves(element, _KNOWN, repeated="name-change-explanation")
    party_type = values.get("party-type") or None
    for tag in _ASIDE:
        if text := values.get(tag):
            reading.keep(f"case-file-owner[{party_type or ''}-{values.get('entry-number', '')}]/{tag}", text)
    return {
        "name": values.get("party-name", ""),
        "role": _role(party_type),
        "other_names": (values["dba-aka-text"],) if values.get("dba-aka-text") else (),
        "country": values.get("country") or values.get("other") or None,
        "state": values.get("state") or None,
        "nationality": _nationality(next(element.iterchildren("nationality")), reading) if "nationality" in values else None,
        "legal_entity": values.get("legal-entity-type-code") or None,
        "address": [values[name] for name in _ADDRESS if values.get(name)],
        "party_type": party_type,
    }


def _nationality(element: etree._Element, reading: Reading) -> str | None:
    """The country, or the state as ISO 3166-2 has it (``US-CA``, for ``CA`` alone is Canada), or the office's own words.

    The DTD allows one of ``state``, ``country`` and ``other``; the annual files give a state with its country.
    """
    found: dict[str, str] = {}
    reading.seen += len(element)
    for leaf in element:
        if leaf.tag in _NATIONALITY and leaf.tag not in found:
            found[leaf.tag] = (leaf.text or "").strip()
        else:
            reading.note_unread(f"nationality/{leaf.tag}")
    state, country, other = (found.get(tag) or None for tag in _NATIONALITY)
    return f"{country or 'US'}-{state}" if state else country or other


def _role(party_type: str | None) -> PartyRole:
    return PartyRole.CORRESPONDENT if (number(party_type) or 0) >= CORRESPONDENT_PARTY_TYPE else PartyRole.APPLICANT
