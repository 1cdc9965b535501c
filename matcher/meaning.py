"""Meaning: what the words of a mark say in English, for the words that marks are often made of (a small table)."""

from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from matcher.goods import stem
from matcher.packaged import rows
from matcher.scripts import scripts_of

MAX_SLOTS = 8
LONGEST = 4
"""Characters of the longest Chinese word in the table."""
_UNTOLD = frozenset({"the", "a", "an", "of", "and", "el", "la", "le", "les", "los", "las", "der", "die", "das", "il", "lo"})


class Slot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One word of a mark and the English stems it may stand for."""

    word: str
    says: frozenset[str]


@lru_cache(maxsize=65536)
def slots(pieces: tuple[str, ...]) -> tuple[Slot, ...]:
    """What a mark's words say, word by word; empty where a Chinese part of it is not in the table."""
    found: list[Slot] = []
    for piece in _with_idioms(pieces):
        told = tuple(_cut(piece) if "han" in scripts_of(piece) else _told(piece))
        if not told and piece not in _UNTOLD:
            return ()
        found += told
    return tuple(found[:MAX_SLOTS])


def agreement(a: tuple[Slot, ...], b: tuple[Slot, ...]) -> float:
    """Share of the words of both that mean the same, 0..1, symmetric; 0 where only equal words meet."""
    met = [(one, other) for one in a for other in b if one.says & other.says]
    if all(one.word == other.word for one, other in met):
        return 0.0
    return (len({one.word for one, _ in met}) + len({other.word for _, other in met})) / (len(a) + len(b))


def _told(word: str) -> Iterator[Slot]:
    if word in _UNTOLD:
        return
    phrases = _table().get(word)
    if phrases is None:
        yield Slot(word, frozenset({stem(word)}))
    else:
        yield from _slots_of(word, ((stem(word),), *phrases) if len(word) > 3 and len(phrases[0]) == 1 else phrases)


def _cut(run: str) -> list[Slot]:
    """A Han run cut into words of the table, the longest first; empty where a part is not in it."""
    found: list[Slot] = []
    at = 0
    while at < len(run):
        width = next((width for width in range(min(LONGEST, len(run) - at), 0, -1) if run[at : at + width] in _table()), 0)
        if not width:
            return []
        word = run[at : at + width]
        found += _slots_of(word, _table()[word])
        at += width
    return found


def _slots_of(word: str, phrases: tuple[tuple[str, ...], ...]) -> list[Slot]:
    """One slot of all one-word meanings, or the words of the first meaning where none is one word."""
    single = frozenset(phrase[0] for phrase in phrases if len(phrase) == 1)
    return [Slot(word, single)] if single else [Slot(f"{word}{at}", frozenset({one})) for at, one in enumerate(phrases[0])]


def _with_idioms(pieces: tuple[str, ...]) -> Iterator[str]:
    """The pieces, two that stand together in the table as one."""
    at = 0
    while at < len(pieces):
        idiom = " ".join(pieces[at : at + 2])
        together = " " in idiom and idiom in _table()
        yield idiom if together else pieces[at]
        at += 2 if together else 1


@cache
def _table() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Word → its meanings, each as its English stems."""
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in rows("glosses"):
        told = tuple(tuple(stem(word) for word in phrase.split() if word not in _UNTOLD) for phrase in row["english"].split("/"))
        table[row["word"]] = (*table.get(row["word"], ()), *told)
    for row in rows("generic_words"):
        if row["gloss"]:
            table.setdefault(row["word"], (tuple(map(stem, row["gloss"].split())),))
    return table
