"""Sound: phonetic codes of Latin words, and symbols and digits read aloud."""

from functools import cache, lru_cache

from metaphone import doublemetaphone
from rapidfuzz.distance import Indel

from matcher.packaged import rows

MIN_CODE = 3
"""Shorter codes collide too often to mean anything."""


@lru_cache(maxsize=65536)
def codes(word: str) -> tuple[str, ...]:
    """Double metaphone codes of a Latin word, primary first, those under ``MIN_CODE`` left out."""
    return tuple(dict.fromkeys(code for code in doublemetaphone(_respelt(word)) if len(code) >= MIN_CODE))


def agreement(codes_a: tuple[str, ...], codes_b: tuple[str, ...], spelling: float) -> float:
    """Likeness of two words' codes, 0..1, backed by their spelling: codes alone never carry a verdict."""
    best = 0.0
    for a in codes_a:
        for b in codes_b:
            best = max(best, 1.0 if a == b else Indel.normalized_similarity(a, b))
    return best * min(1.0, spelling / 0.6)


def read_aloud(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with digits and symbols as they are spoken: ``("gr8", "&", "u")`` → ``("greight", "and", "you")``."""
    table = _spoken()
    return tuple(
        table[word] if word in table and (len(words) > 1 or not word.isalpha()) else _digits_read(word) for word in words
    )


def _digits_read(word: str) -> str:
    if word.isalpha() or word.isdigit() or not word.isascii():
        return word
    table = _spoken()
    return "".join(table.get(char, char) if char.isdigit() else char for char in word)


def _respelt(word: str) -> str:
    """Pinyin initials that English codes misread: q is read ch, x is read sh."""
    if word.startswith("x"):
        word = "sh" + word[1:]
    return word.replace("qi", "chi")


@cache
def _spoken() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in rows("spoken"):
        table.setdefault(row["written"], row["spoken"])
    return table
