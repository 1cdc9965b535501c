"""``case-file-header``: dates, status, mark, indicators; what has no field keeps its element name in ``office_fields``."""

from dataclasses import dataclass

from lxml import etree

from crawler.parse.uspto_dates import is_absent
from crawler.parse.uspto_reading import Reading, flag

_CURRENT_BASES = {
    "use-application-currently": "1a",
    "intent-to-use-current": "1b",
    "filing-basis-current-44d": "44d",
    "filing-basis-current-44e": "44e",
    "filing-basis-current-66a": "66a",
    "filing-current-no-basis": "none",
}
_ORIGINAL_BASES = {
    "filed-as-use-application": "1a",
    "intent-to-use": "1b",
    "filing-basis-filed-as-44d": "44d",
    "filing-basis-filed-as-44e": "44e",
    "filing-basis-filed-as-66a": "66a",
    "without-basis-currently": "none",  # its name misleads: the office sets it for no basis at filing (OCE: lb_none_file_in)
}
_TYPED = frozenset(
    {
        "filing-date",
        "registration-date",
        "status-code",
        "status-date",
        "mark-identification",
        "mark-drawing-code",
        "published-for-opposition-date",
        "abandonment-date",
        "cancellation-date",
        "domestic-representative-name",
        "attorney-name",
    }
)
_KEPT = frozenset(
    {
        "amend-to-register-date",
        "attorney-docket-number",
        "cancellation-code",
        "current-location",
        "employee-name",
        "law-office-assigned-location-code",
        "location-date",
        "renewal-date",
        "republished-12c-date",
    }
)


_INDICATORS = frozenset(
    f"{name}-in"
    for name in (
        *_CURRENT_BASES,
        *_ORIGINAL_BASES,
        "principal-register-amended",
        "supplemental-register-amended",
        "trademark",
        "collective-trademark",
        "service-mark",
        "collective-service-mark",
        "collective-membership-mark",
        "certification-mark",
        "cancellation-pending",
        "published-concurrent",
        "concurrent-use",
        "concurrent-use-proceeding",
        "interference-pending",
        "opposition-pending",
        "section-12c",
        "section-2f",
        "section-2f-in-part",
        "renewal-filed",
        "section-8-filed",
        "section-8-partial-accept",
        "section-8-accepted",
        "section-15-acknowledged",
        "section-15-filed",
        "supplemental-register",
        "foreign-priority",
        "change-registration",
        "amended-to-use-application",
        "amended-to-itu-application",
        "amended-to-44d-application",
        "amended-to-44e-application",
        "color-drawing-filed",
        "color-drawing-current",
        "drawing-3d-filed",
        "drawing-3d-current",
    )
)
"""Indicators that most cases carry unset; passing over them first is a third of the header's time."""


@dataclass(frozen=True, slots=True)
class Header:
    """Values by element name, names of the indicators that are set, and whether standard characters are claimed."""

    values: dict[str, str]
    flags: tuple[str, ...]
    standard_characters: bool | None

    @property
    def filing_basis(self) -> tuple[str, ...]:
        """Bases the filing rests on today."""
        return _bases(self.flags, _CURRENT_BASES)

    @property
    def original_filing_basis(self) -> tuple[str, ...]:
        """Bases it was filed under."""
        return _bases(self.flags, _ORIGINAL_BASES)


def read_header(group: etree._Element | None, reading: Reading) -> Header:
    """Sort the header's leaves; an indicator that is neither T nor F is kept as a value."""
    values: dict[str, str] = {}
    flags: list[str] = []
    standard_characters: bool | None = None
    for leaf in group if group is not None else ():
        tag, text = leaf.tag, leaf.text
        if text == "F" and tag in _INDICATORS:
            continue
        text = text.strip() if text else ""
        if tag == "standard-characters-claimed-in":
            standard_characters = flag(text)
        if tag.endswith("-in"):
            if text == "T":
                flags.append(tag[:-3])
            elif text not in {"", "F"}:
                reading.keep(tag, text)
        elif tag in values:
            reading.note_unread(f"case-file-header/{tag}")
        elif text:
            values[tag] = text
    if group is not None:
        reading.seen += len(group)
    _keep_rest(values, reading)
    return Header(values, tuple(flags), standard_characters)


def _bases(flags: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted([names[name] for name in flags if name in names]))


def _keep_rest(values: dict[str, str], reading: Reading) -> None:
    for tag, text in values.items():
        if tag in _TYPED or (tag.endswith("-date") and is_absent(text)):
            continue
        if tag not in _KEPT:
            reading.note_unread(f"case-file-header/{tag}")
        reading.office_fields[tag] = text
