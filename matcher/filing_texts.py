"""What a filing can be found and compared by: its mark in every wording the office gives."""

import re
from functools import lru_cache

import msgspec

from matcher.views import View, view
from records.filing import Filing

_QUOTED = re.compile(r"[\"“”‘«]([^\"“”‘’»]{1,120})[\"“”’»]|(?<!\w)'([^']{1,120})'(?!\w)")
_MEANS = re.compile(
    r"english translation of\s+(?:.{1,160}?)\s+(?:in|as used in)?\s*(?:the )?mark\s+(?:is|means)\s+(?P<to>.{1,200}?)(?:[.;]|$)"
    r"|(?:.{1,160}?)\s+(?:translates?|translated)\s+(?:to|as|into)\s+(?P<to2>.{1,200}?)(?:\s+in english)?(?:[.;]|$)",
    re.IGNORECASE,
)
_READS = re.compile(
    r"transliterates?\s+(?:to|as|into)\s+(.{1,160}?)(?:\s+and\s+this\s+means\s+(.{1,160}?))?(?:\s+in\s+english)?(?:[.;]|$)",
    re.IGNORECASE,
)
_NO_MEANING = re.compile(r"\bno\s+(?:meaning|english|significance|translation)\b|\bnot\s+(?:have|translat)", re.IGNORECASE)
_PLACEHOLDERS = re.compile(
    r"^(?:the |a )?(?:wording|word|term|non-latin characters?|mark|character)s?\b|\bin english\b", re.IGNORECASE
)
MAX_WORDINGS = 8


class Wording(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One wording of a mark: ``mark`` itself, or what the office adds to it, with how far it may be relied on."""

    kind: str
    """``mark``, ``pseudo_mark``, ``transliteration``, ``translation``."""
    view: View
    trust: float


_TRUST = {"mark": 1.0, "pseudo_mark": 0.97, "transliteration": 0.98, "translation": 0.95}


def wordings(filing: Filing) -> tuple[Wording, ...]:
    """The filing's mark and the office's pseudo marks, transliterations and translations, at most ``MAX_WORDINGS``."""
    mark = filing.mark
    return _wordings(mark.verbal_element_text or "", mark.pseudo_marks, mark.transliteration, mark.translation)


@lru_cache(maxsize=50_000)
def _wordings(text: str, pseudo: tuple[str, ...], readings: tuple[str, ...], meanings: tuple[str, ...]) -> tuple[Wording, ...]:
    found: dict[str, Wording] = {}
    told = [("mark", text)] if text else []
    told += [("pseudo_mark", one) for one in pseudo]
    told += [("transliteration", word) for one in readings for word in read_as(one)]
    told += [("translation", word) for one in meanings for word in translated(one)]
    told += [("translation", word) for one in readings for word in meant(one)]
    for kind, word in told:
        seen = view(word)
        if not seen.empty:
            found.setdefault(seen.joined, Wording(kind, seen, _TRUST[kind]))
    return tuple(found.values())[:MAX_WORDINGS]


def translated(statement: str) -> tuple[str, ...]:
    """The English of a translation statement: ``The English translation of "ESTRELLA" in the mark is "STAR".`` → ``STAR``.

    A statement that says there is no meaning gives nothing.
    """
    if _NO_MEANING.search(statement):
        return ()
    found: list[str] = []
    for hit in _MEANS.finditer(statement):
        found += _words(hit["to"] or hit["to2"] or "")
    return tuple(dict.fromkeys(found))


def read_as(statement: str) -> tuple[str, ...]:
    """The Latin reading of a transliteration statement; one that is a bare word is the reading itself."""
    found = [word for hit in _READS.finditer(statement) for word in _words(hit[1])]
    if not found and len(statement) <= 60 and "translit" not in statement.lower():
        found = [statement.strip(' ."')]
    return tuple(dict.fromkeys(found))


def meant(statement: str) -> tuple[str, ...]:
    """The meaning a transliteration statement adds: ``… transliterate to HONG XING and this means RED STAR in English``."""
    if _NO_MEANING.search(statement):
        return ()
    return tuple(word for hit in _READS.finditer(statement) if hit[2] for word in _words(hit[2]))


def _words(phrase: str) -> list[str]:
    quoted = [(one or other).strip(" ,.") for one, other in _QUOTED.findall(phrase)]
    if quoted:
        return [word for word in quoted if word]
    bare = phrase.strip(" ,.\"'")
    return [bare] if bare and len(bare) <= 60 and not _PLACEHOLDERS.search(bare) else []
