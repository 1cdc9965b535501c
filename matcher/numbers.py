"""Numbers of filings and cases, so written that two spellings of one number are equal."""

import re
from functools import lru_cache

_DOCKET = re.compile(r"^(?:(\d{1,2})\s*:\s*)?(\d{2}|\d{4})\s*-?\s*([a-z]{2,4})\s*-?\s*0*(\d{1,6})(?:-[a-z0-9]+)*$", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:US|EM|EU|WO|IR|CN|GB|UK|DE|JP|KR|NO|SERIAL|REG|APP|SN)+(?=\d)")


@lru_cache(maxsize=65536)
def docket_number(text: str) -> tuple[str | None, str] | None:
    """(office, ``22-cv-7087``) of a docket number in any spelling, office ``None`` where it is not given; else ``None``."""
    hit = _DOCKET.match(text.strip())
    if hit is None:
        return None
    office, year, kind, serial = hit.groups()
    return office, f"{year[-2:]}-{kind.lower()}-{serial}"


@lru_cache(maxsize=65536)
def register_number(text: str) -> str:
    """An application or registration number as bare digits and letters: ``US 98/763,166`` → ``98763166``."""
    bare = "".join(filter(str.isalnum, text.upper()))
    return _PREFIX.sub("", bare).lstrip("0")


def same_docket(a: str, b: str) -> bool:
    """Two spellings of one docket number; the office counts only where both give it."""
    one, other = docket_number(a), docket_number(b)
    if one is None or other is None or one[1] != other[1]:
        return False
    return one[0] is None or other[0] is None or one[0] == other[0]


def same_register(a: str, b: str) -> bool:
    """Two spellings of one register number."""
    one = register_number(a)
    return bool(one) and one == register_number(b)
