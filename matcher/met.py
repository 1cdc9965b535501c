"""One pair of marks out of many, with what the comparison found, laid out for saying why they are close."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from matcher.columns import Numbers, spans
from matcher.fold import fold, words
from matcher.pairs import ACROSS, CHINESE, Pairs
from matcher.readings import USUAL, spellings
from matcher.scripts import disguise, scripts_of
from matcher.views import View

MAX_SHOWN = 80
"""Characters of a mark that are repeated in a reason."""
MAX_CHUNKS = 20
_AROUND = "\"'.,;:!?()[]®™℠“”«»"
AS_WRITTEN, LOOK, ALOUD = "", "look", "aloud"
"""Habits by which a form may be read, besides those of ``matcher.readings``: as it stands, at a glance, with its signs spoken."""
_BOTH_ALOUD = (ALOUD, ALOUD)

_USUAL_OF = (("han", "pinyin"), ("kana", "romaji"), ("hangul", "korean"))
_OF_SYSTEM = {
    "hong kong": "cantonese",
    "hong kong shop": "cantonese",
    "jyutping": "cantonese",
    "on": "japanese",
    "japanese name": "japanese",
}


class Saying(NamedTuple):
    """One thing to say of two marks: a code, how strongly it holds (0..1) and what was compared."""

    code: str
    score: float
    detail: str


Found = tuple[int, int, int, str, str, float, float]
"""Places of the views, regime, the forms that come closest, how like they are, how like they sound."""


class AlignedWords(NamedTuple):
    """Words of a pair that are alike: (likeness, place in ``a``, place in ``b``), places counted from the first of each mark."""

    found: list[tuple[float, int, int]]
    base_a: int
    """Place of the new mark's first word among those of all."""


class Met:
    """Two marks that met: ``a`` the new one, ``b`` the earlier one."""

    __slots__ = ("a", "across", "aligned", "alike", "b", "chinese", "form_a", "form_b", "habits", "heard", "pairs", "row")

    def __init__(self, pairs: Pairs, row: int, found: "Found", aligned: "AlignedWords") -> None:
        left, right, regime, self.form_a, self.form_b, self.alike, self.heard = found
        self.pairs, self.row = pairs, row
        self.a: View = pairs.a.views[left]
        self.b: View = pairs.b.views[right]
        self.across = regime == ACROSS
        """They have no writing system in common."""
        self.chinese = regime == CHINESE
        """Both hold Chinese characters."""
        self.aligned = aligned
        habits = _habit(self.a, self.form_a), _habit(self.b, self.form_b)
        self.habits = habits if habits != _BOTH_ALOUD else (AS_WRITTEN, AS_WRITTEN)
        """By which habits the two are read in these forms; signs that both marks speak aloud make no difference."""

    @property
    def text_a(self) -> str:
        """The new mark as it is shown."""
        return cut(self.a.text)

    @property
    def text_b(self) -> str:
        """The earlier mark as it is shown."""
        return cut(self.b.text)

    def pair(self, sign: str = "/") -> str:
        """Both marks, ``HONGXING = 红星``."""
        return f"{self.text_a} {sign} {self.text_b}"

    def noted(self, note: str, sign: str = "/") -> str:
        """Both marks and a note behind a bar."""
        return f"{self.text_a} {sign} {self.text_b} | {note}"


def all_met(pairs: Pairs, rows: Numbers) -> Iterator[Met]:
    """Some of the pairs, laid out together: much cheaper than one by one."""
    left, right = pairs.left[rows], pairs.right[rows]
    forms, heard = pairs.forms, pairs.heard
    found = (left, right, pairs.regime[rows], forms.a[rows], forms.b[rows], forms.ratio[rows], heard.ratio[rows])
    told = zip(*(column.tolist() for column in found), strict=True)
    for row, one, aligned in zip(rows.tolist(), told, _aligned(pairs, rows), strict=True):
        yield Met(pairs, row, one, aligned)


def _aligned(pairs: Pairs, rows: Numbers) -> Iterator[AlignedWords]:
    words = pairs.words
    starts, ends = words.rows.searchsorted(rows), words.rows.searchsorted(rows + 1)
    sizes = ends - starts
    owners, at = spans(starts, sizes)
    bases_a, bases_b = pairs.a.tokens.starts[pairs.left[rows]], pairs.b.tokens.starts[pairs.right[rows]]
    places_a, places_b = words.at_a[at] - bases_a[owners], words.at_b[at] - bases_b[owners]
    found = list(zip(words.like[at].tolist(), places_a.tolist(), places_b.tolist(), strict=True))
    end = 0
    for size, base in zip(sizes.tolist(), bases_a.tolist(), strict=True):
        start, end = end, end + size
        yield AlignedWords(found[start:end], base)


def cut(text: str) -> str:
    """A mark's text on one line, its beginning only where it is long."""
    line = text if text.isprintable() else " ".join(text.split())
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


def _habit(view: View, form: str) -> str:
    if form == view.joined:
        return AS_WRITTEN
    return habit(view.folded, form) if view.forms and form != view.forms[0] else usual_habit(view.joined)


@lru_cache(maxsize=16384)
def habit(folded: str, form: str) -> str:
    """The habit of reading that makes ``form`` of a folded mark: pinyin, cantonese, hokkien, wade-giles, loanword …"""
    spelt = tuple(folded.split(" "))
    joined = "".join(spelt)
    if "".join(disguise(word) or word for word in spelt) == form:
        return LOOK
    if not joined.isascii():
        for system, text in spellings(spelt):
            if text == form:
                return usual_habit(joined) if system == USUAL or system.startswith("pinyin") else _OF_SYSTEM.get(system, system)
    return ALOUD


@lru_cache(maxsize=16384)
def as_written(text: str, word: str) -> str:
    """A folded word as it stands in the mark, where it can be found there."""
    low = text.casefold()
    at = low.find(word)
    if at >= 0 and len(low) == len(text):
        return text[at : at + len(word)]
    chunks = (chunk.strip(_AROUND) for chunk in text.split()[:MAX_CHUNKS])
    return next((chunk for chunk in chunks if "".join(words(fold(chunk))) == word), word)


@lru_cache(maxsize=16384)
def usual_habit(joined: str) -> str:
    """The habit of a mark's usual reading."""
    scripts = scripts_of(joined)
    return next((name for script, name in _USUAL_OF if script in scripts), "letters")
