"""Captions of United States cases: who sues whom, and whether it is one of the Schedule A kind."""

import re
from dataclasses import dataclass
from functools import lru_cache

from records.docket import Docket, DocketEntry


@dataclass(frozen=True, slots=True)
class Caption:
    """The two sides as the caption names them; a caption without ``v.`` names its subject as plaintiff."""

    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]


_VERSUS = re.compile(
    r"(?:\s+v(?:s|ersus)?\.?\s+|(?<=[\w.,)])\s*\bvs?\.(?=\S)|(?<=[a-z.,)])v\.\s*(?=[A-Z])|\s+v\.(?=[A-Z]))", re.IGNORECASE
)
_NO_PLAINTIFF = re.compile(r"^vs?\.\s+", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:\d{1,2}:)?\d{2,4}-[a-z~]{2,4}-\d+(?:-[A-Za-z0-9]+)*\s+", re.IGNORECASE)
_NOTE = re.compile(r"(?<=\S)\s*<[A-Za-z][^>]*>.*$", re.DOTALL)
"""What a clerk added to the caption in bold or colour (``<B><font color=red>Case transferred …``)."""
_ET_AL = re.compile(r"[,\s]*\b(?:et\.?\s*al\.?|and others)[,.\s]*$", re.IGNORECASE)
_IN_RE = re.compile(
    r"^\s*(?:in\s+(?:re|the\s+matter\s+of)\b|matter\s+of\b|ex\s+parte\b|(?:in\s+re\s+)?application\s+of\b)[:\s]*", re.IGNORECASE
)
_TRAILING_THE = re.compile(r",\s*the\s*$", re.IGNORECASE)
_QUOTES = re.compile(r"[\"'“”‘’«»*_]|&quot;|&#x?2[27];?")

_SCHEDULE = re.compile(
    r"\b(?:identified|listed|named|set\s+forth|shown|described|specified|enumerated|appearing|in|on|by)\b[^.;]{0,60}?"
    r"\b(?:schedules?|sched\.?)\s*[-:]?\s*a\b(?!\s*[/&,-]\s*[b-j]\b)(?!\s+(?:and|through|to)\s+[b-j]\b)",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"\b(?:individuals?|partnerships?|corporations?|business\s+entit(?:y|ies)|limited\s+liability\s+compan(?:y|ies)|entities|persons)\b"
    r"[^.;]{0,120}?\b(?:and|or)\s+un(?:incorporated|identified)\s+associat",
    re.IGNORECASE,
)
_COLLECTIVE_CUT = re.compile(
    r"^(?:the\s+)?(?:individuals?|partnerships?|corporations?)\s*,?\s*(?:(?:and|or)\s+)?"
    r"(?:,?\s*(?:(?:and|or)\s+)?(?:individuals?|corporations?|partnerships?|business(?:\s+entit\w*)?|limited(?:\s+liab\w*)?(?:\s+comp\w*)?"
    r"|un(?:inc\w*|iden\w*)?(?:\s+assoc\w*)?)\s*)+(?:\.\.\.|…)?\s*$",
    re.IGNORECASE,
)
_NOT_A_SELLER_LIST = re.compile(r"responsible\s+for\s+registering|\bd/?b/?a\b|subscriber|ip\s+address", re.IGNORECASE)
_DOES = re.compile(r"^(?:the\s+)?does?\s+(?:nos?\.?\s*)?1\s*(?:-|–|—|through|thru|to)\s*(\d+)\b", re.IGNORECASE)
_BANKRUPTCY = re.compile(r"\bschedules?\s+a\s*(?:/|and|&|through|-|,)\s*[b-j]\b", re.IGNORECASE)
_PSEUDONYM = re.compile(
    r"^(?:(?:abc|xyz|def|acme|zyx|lmn)\b[\s,.]*(?:corporation|corp|company|co|inc|llc|ltd|limited)?[\s,.]*$"
    r"|(?:(?:john|jane|j\.?|r\.?)\s+)?(?:doe|roe)(?:\(?s\)?)?\b(?![-\w])|john\s*/\s*jane\s+doe\b|trademark\s+rightsholder\b|(?:mark|copyright|patent)\s+owner\b)",
    re.IGNORECASE,
)
_REAL_SURNAME = re.compile(r"^(?:doe|roe)\s*,", re.IGNORECASE)


FEWEST_DOES = 10
"""Suing fewer unknown persons than this says nothing about the kind of case."""


@lru_cache(maxsize=65536)
def split_caption(case_name: str) -> Caption:
    """Cut a caption (a docket number in front is passed over) into its two sides, ``et al`` taken off."""
    bare = _NOTE.sub("", _NUMBER.sub("", case_name)).strip()
    sides = _VERSUS.split(bare, maxsplit=1)
    if len(sides) == 2:
        return Caption(_names(sides[0]), _names(sides[1]))
    if (alone := _NO_PLAINTIFF.match(bare)) is not None:
        return Caption((), _names(bare[alone.end() :]))
    subject = _names(_IN_RE.sub("", bare))
    return Caption(subject, ())


@lru_cache(maxsize=65536)
def is_schedule_a(text: str) -> bool:
    """The caption or text names defendants by a schedule, or sues Does 1–n in the style of such cases.

    Not the schedules of a bankruptcy (A/B, A–J).
    """
    plain = " ".join(_QUOTES.sub(" ", text).split())
    if _BANKRUPTCY.search(plain):
        return False
    if _SCHEDULE.search(plain):
        return True
    sides = _VERSUS.split(_NUMBER.sub("", plain), maxsplit=1)
    defendants = sides[-1].strip()
    if _NOT_A_SELLER_LIST.search(defendants):
        return False
    if _COLLECTIVE.search(defendants) or _COLLECTIVE_CUT.match(_TRAILING_THE.sub("", defendants)):
        return True
    does = _DOES.match(defendants)
    return does is not None and len(sides) == 2 and int(does[1]) >= FEWEST_DOES


@lru_cache(maxsize=65536)
def is_pseudonymous(case_name: str) -> bool:
    """The plaintiff hides its name: ABC Corp., XYZ, John or Jane Doe. Mere initials do not count."""
    caption = split_caption(case_name)
    return bool(caption.defendants) and any(
        _PSEUDONYM.match(name) and not _REAL_SURNAME.match(name) for name in caption.plaintiffs
    )


def case_name_of(entry: DocketEntry | Docket) -> str:
    """The caption, empty where the source gave none."""
    return entry.case_name or ""


def _names(side: str) -> tuple[str, ...]:
    bare = _TRAILING_THE.sub("", _ET_AL.sub("", side.strip().strip(",")).strip()).strip(" ,;")
    return (bare,) if bare else ()
