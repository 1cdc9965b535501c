"""What the words of a mark say in English.

A mark is cut into units (a Latin word, a Chinese character), and every unit or run of units that a dictionary knows becomes a
slot with its English meanings: all ways of cutting 大白兔 into words at once, because only the other mark tells which is meant.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice

import msgspec

from matcher import cedict, foreign
from matcher.packaged import rows
from matcher.roots import root, split_compound
from matcher.scripts import scripts_of

MAX_UNITS = 12
"""Units of a mark that are looked at."""
MAX_SAYS = 8
"""Meanings kept of one slot."""
TELLING = 0.5
"""Units that weigh no more than this are generic."""
_KANA_ENDING = ("ぁ", "ゖ")
"""A lone hiragana is an ending or a particle (赤い星, 金の星) and says nothing."""
_CUT_BY_CHARACTER = frozenset({"han", "kana", "hangul"})

_HAN = frozenset({"han"})
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SHORTEST = 3
"""Characters of a kana or hangul word that is looked for inside a longer one."""

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
    starts = [_add(piece, tongues, units, longer) for piece in pieces]
    for at, idiom, width in _idioms(pieces):
        part = sum(unit.part for unit in units[starts[at] : (*starts, len(units))[at + width]])
        longer.append(Slot(idiom, part, 0.0, _kept(said for glosses in foreign.told(idiom).values() for said in glosses)))
    return (*units, *longer) if units and any(slot.says for slot in (*units, *longer)) else ()


def _add(piece: str, tongues: frozenset[str], units: list[Slot], longer: list[Slot]) -> int:
    """Add a piece's units and words; the number of units that stood before it."""
    first = len(units)
    if piece in foreign.articles() or first >= MAX_UNITS or (len(piece) == 1 and _KANA_ENDING[0] <= piece <= _KANA_ENDING[1]):
        return first
    if piece not in _generic() and not piece.isascii() and scripts_of(piece) & _CUT_BY_CHARACTER:
        _cut(piece, units, longer)
    else:
        units.append(Slot(piece, 1 << first, _generic().get(piece, 1.0), _kept(_meanings(piece, tongues))))
    return first


def stems(told: Iterable[Slot]) -> frozenset[str]:
    """Every root in the meanings of a mark: marks that share none do not agree."""
    return frozenset(one for slot in told for said in slot.says for one in said)


def wholes(told: tuple[Slot, ...], most: int = 6) -> tuple[tuple[str, ...], ...]:
    """How a mark may be said in English as a whole and without its generic words, longer words first, at most ``most`` ways.

    Each is its roots in the order of the alphabet: marks of full agreement mostly share one.
    """
    by_first: dict[int, list[Slot]] = {}
    for slot in sorted(told, key=lambda one: -one.part.bit_count()):
        if slot.says:
            by_first.setdefault(slot.part & -slot.part, []).append(slot)
    every, telling = (sum(slot.part for slot in told if slot.weight > least) for least in (0.0, TELLING))
    known: dict[int, tuple[Gloss, ...]] = {0: ((),)}
    ways = (sorted(set(said)) for wanted in (every, telling) if wanted for said in _said(wanted, by_first, known, most // 2))
    return tuple(dict.fromkeys(map(tuple, ways)))


def _said(wanted: int, by_first: dict[int, list[Slot]], known: dict[int, tuple[Gloss, ...]], most: int) -> tuple[Gloss, ...]:
    """At most ``most`` ways of saying the wanted units; ``known`` keeps what was found, so that no rest is tried twice."""
    if wanted not in known:
        ways: Iterator[Gloss] = (
            (*said, *rest)
            for slot in by_first.get(wanted & -wanted, ())
            if not slot.part & ~wanted
            for rest in _said(wanted & ~slot.part, by_first, known, most)
            for said in slot.says[:2]
        )
        known[wanted] = tuple(islice(ways, most))
    return known[wanted]


def _cut(run: str, units: list[Slot], longer: list[Slot]) -> None:
    """The characters of a run as units, and its dictionary words as slots over them; every way of cutting it at once."""
    first = len(units)
    run = run[: MAX_UNITS - first]
    for at, char in enumerate(run):
        units.append(Slot(char, 1 << (first + at), _generic().get(char, 1.0), _kept(_meanings_of_run(char, whole=len(run) == 1))))
        for width in range(2, min(cedict.LONGEST, len(run) - at) + 1):
            word = run[at : at + width]
            says = _kept(_meanings_of_run(word, whole=width == len(run)))
            if says:
                longer.append(Slot(word, ((1 << width) - 1) << (first + at), 0.0, says))


def _meanings_of_run(word: str, *, whole: bool) -> Iterator[Gloss]:
    if scripts_of(word) == _HAN:
        yield from foreign.told(word).get("ja", ())
        yield from cedict.glosses(word)
    elif whole or len(word) >= _SHORTEST:
        yield from (said for glosses in foreign.told(word).values() for said in glosses)


def _meanings(word: str, tongues: frozenset[str]) -> Iterator[Gloss]:
    """Of a Latin, Cyrillic or generic word: itself as English, cut as a compound, and what it means elsewhere."""
    if word in _glossed():
        yield _glossed()[word]
    if scripts_of(word) == _HAN:
        yield from cedict.glosses(word)
    if word.isdecimal() and len(word) < 3 and int(word) < len(_NUMBERS):
        yield (_NUMBERS[int(word)],)
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


def _idioms(pieces: tuple[str, ...]) -> Iterator[tuple[int, str, int]]:
    """Two or three pieces that stand together in the table: (place of the first, the words, how many)."""
    for width in (2, 3):
        for at in range(len(pieces) - width + 1):
            words = " ".join(pieces[at : at + width])
            if foreign.listed(words):
                yield at, words, width


@cache
def _generic() -> dict[str, float]:
    """Weight of generic words, which tell little."""
    return {row["word"]: max(float(row["weight"]), 0.05) for row in rows("generic_words")}


@cache
def _glossed() -> dict[str, Gloss]:
    return {row["word"]: foreign.gloss(row["gloss"]) for row in rows("generic_words") if row["gloss"]}
