"""Dates of the USPTO files: ``YYYYMMDD`` where zeros stand for what is not known (``19480200`` is February 1948)."""

from datetime import date
from functools import lru_cache

from records.filing import IsoDate

_YEARS = range(1000, 2200)
_CACHED = 16384


@lru_cache(maxsize=_CACHED)
def iso_date(text: str) -> IsoDate | None:
    """ISO 8601 form, reduced to what is known; ``None`` where the text names no possible date.

    Six digits are year and month, four a year, unless they could as well be a date without its century (``201112``).
    """
    if not (text.isascii() and text.isdigit()):
        return None
    if len(text) == 6 and not _could_be_short(text):
        text += "00"
    elif len(text) == 4:
        text += "0000"
    if len(text) != 8 or int(text[:4]) not in _YEARS:
        return None
    year, month, day = text[:4], text[4:6], text[6:]
    if month == "00":
        return year if day == "00" else None
    if day == "00":
        return f"{year}-{month}" if int(month) <= 12 else None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=_CACHED)
def full_date(text: str) -> date | None:
    """The date, where the text gives year, month and day of a possible one."""
    iso = iso_date(text)
    return date.fromisoformat(iso) if iso is not None and len(iso) == len("2024-09-25") else None


def is_absent(text: str | None) -> bool:
    """True for what the office writes where there is no date: nothing, ``0``, ``00000000``."""
    return not text or not text.strip("0")


def _could_be_short(text: str) -> bool:
    return 1 <= int(text[2:4]) <= 12 and 1 <= int(text[4:]) <= 31
