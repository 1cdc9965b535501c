"""Meaning: what the words of a mark say in English, and how much of two marks says the same.

English is the pivot: a mark is cut into units (a Latin word, a Chinese character), and every unit or run of units that a dictionary
knows becomes a slot with its English meanings. Two marks agree as far as their units are met by meanings of the other one.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import msgspec

from matcher import cedict, foreign
from matcher.english import root, split_compound
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


class Meeting(msgspec.Struct, frozen=True, gc=False):
    """How two marks meet in meaning."""

    covered_a: float
    """Share of a's telling units that are met by meanings of b, 0..1."""
    covered_b: float
    met_a: tuple[str, ...]
    """Words of a that are met, the longest reading of each."""
    met_b: tuple[str, ...]
    rest_a: tuple[str, ...]
    """Units of a that are not met: what the sound may still explain."""
    rest_b: tuple[str, ...]


NOTHING = Meeting(0.0, 0.0, (), (), (), ())


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


def agreement(a: tuple[Slot, ...], b: tuple[Slot, ...]) -> float:
    """How far two marks say the same, 0..1, symmetric: share met of the one times share met of the other.

    0 where only equal words meet, which is no translation.
    """
    met = meet(a, b)
    return met.covered_a * met.covered_b


def meet(a: tuple[Slot, ...], b: tuple[Slot, ...]) -> Meeting:
    """Which parts of two marks are met by meaning, and which are left; ``NOTHING`` where none is, or only equal words are."""
    said_a, said_b = _alive(a, stems(b)), _alive(b, stems(a))
    for _ in range(2):
        said_a, said_b = _still(said_a, _roots(said_b)), _still(said_b, _roots(said_a))
    if not said_a or not said_b or _only_equal(said_a, said_b):
        return NOTHING
    share_a, rest_a = _share(a, said_a)
    share_b, rest_b = _share(b, said_b)
    return Meeting(share_a, share_b, _longest(said_a), _longest(said_b), rest_a, rest_b)


_Said = list[tuple[Slot, Gloss]]


def _alive(told: tuple[Slot, ...], pool: frozenset[str]) -> _Said:
    return [(slot, said) for slot in told for said in slot.says if pool.issuperset(said)]


def _still(said: _Said, pool: set[str]) -> _Said:
    return [one for one in said if pool.issuperset(one[1])]


def _roots(said: _Said) -> set[str]:
    return {one for _, gloss in said for one in gloss}


def _only_equal(said_a: _Said, said_b: _Said) -> bool:
    return {slot.word for slot, _ in said_a} == {slot.word for slot, _ in said_b}


def _share(told: tuple[Slot, ...], said: _Said) -> tuple[float, tuple[str, ...]]:
    """Weight of the units that are met in that of all, and the units that are not."""
    met = 0
    for slot, _ in said:
        met |= slot.part
    units = [slot for slot in told if slot.weight]
    whole = sum(slot.weight for slot in units)
    return sum(slot.weight for slot in units if slot.part & met) / whole, tuple(s.word for s in units if not s.part & met)


def _longest(said: _Said) -> tuple[str, ...]:
    parts = sorted({(slot.part, slot.word) for slot, _ in said}, key=lambda one: -one[0].bit_count())
    taken: list[tuple[int, str]] = []
    for part, word in parts:
        if all(part & other != part for other, _ in taken):
            taken.append((part, word))
    return tuple(word for _, word in sorted(taken))


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
_SHORTEST = 3
"""Characters of a kana or hangul word that is looked for inside a longer one."""


def _meanings(word: str, tongues: frozenset[str]) -> Iterator[Gloss]:
    """Of a Latin, Cyrillic or generic word: itself as English, cut as a compound, and what it means elsewhere."""
    if word in _glossed():
        yield _glossed()[word]
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
