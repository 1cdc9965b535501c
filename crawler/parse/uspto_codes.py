"""The USPTO's own codes, in the terms every office shares.

Status: table ``tables/uspto_status.csv`` (USPTO "Trademark Status Codes", Table 1 of the daily file's documentation, with its
Live/Dead/Indifferent indicator). Drawing: first digit of ``mark-drawing-code`` (TMEP § 807.18). Party types: ``party-type``.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from records.codes import FilingStatus, MarkFeature

FEATURES = {
    "1": MarkFeature.WORD,
    "2": MarkFeature.FIGURATIVE,
    "3": MarkFeature.COMBINED,
    "4": MarkFeature.WORD,
    "5": MarkFeature.STYLIZED,
    "6": MarkFeature.SOUND,
}
"""First digit of the drawing code; 1 (typeset) ended in 2003, 4 was block letters before and standard characters since."""

NO_DRAWING = "6"
CORRESPONDENT_PARTY_TYPE = 70
"""Legacy records list the correspondent among the owners from this party type on."""

NOT_SOUND = ("scent", "smell", "odor", "odour", "fragrance", "aroma", "flavor", "motion", "tactile", "texture")


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """One row of the status table: the office's words and our status."""

    text: str
    status: FilingStatus


@cache
def statuses() -> dict[str, OfficeStatus]:
    """The status table by three-digit code; read once."""
    table = files("crawler.parse").joinpath("tables/uspto_status.csv").read_text(encoding="utf-8")
    return {
        row["code"]: OfficeStatus(text=row["description"], status=FilingStatus(row["status"]))
        for row in csv.DictReader(table.splitlines())
    }


def filing_status(code: str | None, *, opposition_pending: bool) -> tuple[FilingStatus, str | None]:
    """Our status and the office's words for a status code; an unknown code is UNKNOWN without words.

    A pending application whose opposition flag is set is OPPOSED whatever its code says: the code may lag behind the Board.
    """
    known = statuses().get(code) if code else None
    if known is None:
        return FilingStatus.UNKNOWN, None
    if opposition_pending and known.status in {FilingStatus.PENDING, FilingStatus.PUBLISHED}:
        return FilingStatus.OPPOSED, known.text
    return known.status, known.text


def mark_feature(
    drawing_code: str | None, *, standard_characters: bool | None, three_dimensional: bool, description: str | None
) -> MarkFeature:
    """The kind of mark from the drawing code's first digit, the standard-character claim and the 3-D drawing flag."""
    if standard_characters:
        return MarkFeature.WORD
    first = drawing_code[:1] if drawing_code else ""
    feature = FEATURES.get(first, MarkFeature.UNKNOWN)
    if three_dimensional and feature in {MarkFeature.FIGURATIVE, MarkFeature.COMBINED}:
        return MarkFeature.THREE_DIMENSIONAL
    if feature is MarkFeature.SOUND and description and any(word in description.lower() for word in NOT_SOUND):
        return MarkFeature.OTHER
    return feature
