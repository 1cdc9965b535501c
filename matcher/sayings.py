"""What the words of a mark say in English.

A mark is cut into units (a Latin word, a Chinese character), and every unit or run of units that a dictionary knows becomes a slot
with its English meanings: all ways of cutting 大白兔 into words at once, because only the other mark tells which one is meant.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import msgspec

from matcher import cedict, foreign
from matcher.roots import root, split_compound
from matcher.foreign import ARTICLES
from matcher.packaged import rows
from matcher.scripts import scripts_of

MAX_UNITS = 12
"""Units of a mark that are looked at."""
MAX_SAYS = 8
"""Meanings kept of one slot."""
_CUT_BY_CHARACTER = frozenset({"han", "kana", "hangul"})

Gloss = tuple[str, ...]


class Slot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A word of a mark and what it may say."""

    word: str
    part: int
    """Bits of the units it takes up; a mark's first slots are its units, one bit each."""
    weight: float
    """How much the unit tells, 0..1; 0.0 for a slot of several units, whose units are weighed."""
    says: tuple[Gloss, ...]
    """Its meanings, each as the English roots it takes to say it; empty where it says nothing known."""

    @property
    def vague(self) -> bool:
        """A single character, which seldom says by itself what the word it stands in says."""
        return bool(self.weight) and len(self.word) == 1 and not self.word.isascii()


@lru_cache(maxsize=65536)
def slots(pieces: tuple[str, ...]) -> tuple[Slot, ...]:
    """What a mark's words say: its units in order, then the longer words made of them; empty where nothing is told at all.

    ``pieces``: folded words in simplified characters, cut where the script changes and at generic Chinese words.
    """
    units: list[Slot] = []
    longer: list[Slot] = []
    tongues = foreign.spoken(pieces)
    for piece in _with_idioms(pieces):
        if piece in ARTICLES or len(units) >= MAX_UNITS:
            continue
        if _generic().get(piece) is None and not piece.isascii() and scripts_of(piece) & _CUT_BY_CHARACTER:
            _cut(piece, units, longer)
        else:
            weight = _generic().get(piece, 1.0)
            units.append(Slot(piece, 1 << len(units), weight, _kept(_meanings(piece, tongues))))
    return (*units, *longer) if any(slot.says for slot in (*units, *longer)) else ()


def stems(told: Iterable[Slot]) -> frozenset[str]:
    """Every root in the meanings of a mark: marks that share none do not agree."""
    return frozenset(one for slot in told for said in slot.says for one in said)


def _cut(run: str, units: list[Slot], longer: list[Slot]) -> None:
    """The characters of a run as units, and its dictionary words as slots over them; every way of cutting it at once."""
    first = len(units)
    run = run[: MAX_UNITS - first]
    for at, char in enumerate(run):
        units.append(Slot(char, 1 << (first + at), 1.0, _kept(_meanings_of_run(char, whole=len(run) == 1))))
        for width in range(2, min(cedict.LONGEST, len(run) - at) + 1):
            word = run[at : at + width]
            says = _kept(_meanings_of_run(word, whole=width == len(run)))
            if says:
                longer.append(Slot(word, ((1 << width) - 1) << (first + at), 0.0, says))


def _meanings_of_run(word: str, *, whole: bool) -> Iterator[Gloss]:
    scripts = scripts_of(word)
    if scripts == _HAN:
        yield from (said for language in ("ja",) for said in foreign.told(word).get(language, ()))
        yield from cedict.glosses(word)
    elif whole or len(word) >= _SHORTEST:
        yield from (said for glosses in foreign.told(word).values() for said in glosses)


_HAN = frozenset({"han"})
_DIGITS = dict(zip(map(str, range(13)), "zero one two three four five six seven eight nine ten eleven twelve".split(), strict=True))
_SHORTEST = 3
"""Characters of a kana or hangul word that is looked for inside a longer one."""


def _meanings(word: str, tongues: frozenset[str]) -> Iterator[Gloss]:
    """Of a Latin, Cyrillic or generic word: itself as English, cut as a compound, and what it means elsewhere."""
    if word in _glossed():
        yield _glossed()[word]
    if scripts_of(word) == _HAN:
        yield from cedict.glosses(word)
    if word in _DIGITS:
        yield (_DIGITS[word],)
    if word.isascii():
        yield (root(word),)
        yield from split_compound(word)
    if len(word) > 2:
        by_language = foreign.told(word)
        spoken = tongues & by_language.keys()
        if spoken or not foreign.is_english(word):
            yield from (said for language in sorted(spoken or by_language) for said in by_language[language])


def _kept(says: Iterable[Gloss]) -> tuple[Gloss, ...]:
    return tuple(dict.fromkeys(filter(None, says)))[:MAX_SAYS]


def _with_idioms(pieces: tuple[str, ...]) -> Iterator[str]:
    """The pieces, two or three that stand together in the table as one."""
    at = 0
    while at < len(pieces):
        width = next((width for width in (3, 2) if at + width <= len(pieces) and _is_idiom(pieces[at : at + width])), 1)
        yield " ".join(pieces[at : at + width])
        at += width


def _is_idiom(pieces: tuple[str, ...]) -> bool:
    return foreign.listed(" ".join(pieces))


@cache
def _generic() -> dict[str, float]:
    """Weight of generic words, which tell little."""
    return {row["word"]: max(float(row["weight"]), 0.05) for row in rows("generic_words")}


@cache
def _glossed() -> dict[str, Gloss]:
    return {row["word"]: foreign.gloss(row["gloss"]) for row in rows("generic_words") if row["gloss"]}
