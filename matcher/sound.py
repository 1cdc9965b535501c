"""Sound: phonetic codes of Latin words, and symbols and digits read aloud."""

import re
from functools import cache, lru_cache

from metaphone import doublemetaphone

from matcher import english
from matcher.packaged import rows

MIN_CODE = 3
"""Shorter codes collide too often to mean anything."""


@lru_cache(maxsize=65536)
def codes(word: str) -> tuple[str, ...]:
    """Double metaphone codes of a Latin word, primary first, those under ``MIN_CODE`` left out."""
    return tuple(dict.fromkeys(code for code in doublemetaphone(_respelt(word)) if len(code) >= MIN_CODE))


@lru_cache(maxsize=65536)
def broad(word: str) -> str:
    """A Latin word, read in English, as ``merged`` sounds: ``tiffany`` and ``tifany`` → ``ttiffanni``."""
    return merged(english.said(word))


@lru_cache(maxsize=65536)
def plainly(word: str) -> str:
    """A word read as most languages and romanisations spell, one letter a sound as in ``english.said``: ``shochu`` → ``xocu``."""
    for found, put in _PLAIN:
        word = word.replace(found, put)
    return word.lower()


@lru_cache(maxsize=65536)
def merged(sounds: str) -> str:
    """Sounds with those fallen together that borrowing confuses, for Indel: ``makdonaldz`` → ``mmakkttonnallttss``.

    Voiced and voiceless, l and r, the hisses, the affricates; diphthongs become one vowel; r goes after a vowel, h inside a word.
    Consonants are written twice, so that they weigh twice as much as vowels.
    """
    return _single(sounds).translate(_TWICE)


@lru_cache(maxsize=65536)
def skeleton(sounds: str) -> str:
    """The consonants of ``merged``, once each, a vowel at the beginning as ``a``: ``makdonaldz`` → ``mktnlts``."""
    single = _single(sounds)
    bones = _WEAK.sub("", single)
    return "a" + bones if single[:1] in _VOWELS else bones


def _single(sounds: str) -> str:
    for found, put in _DIPHTHONGS:
        sounds = sounds.replace(found, put)
    sounds = _CODA_R.sub("", sounds).translate(_MERGED)
    return _INNER_H.sub("", english.single(sounds))


def read_aloud(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with digits and symbols as they are spoken: ``("gr8", "&", "u")`` → ``("greight", "and", "you")``."""
    return _aloud(words, 0)


def spoken(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Other ways to say the words than as they are written, at most two; none where there is nothing to read aloud.

    Digits, symbols, ordinals, Roman numerals beside words, titles: ``("1st", "4", "u")`` → ``("first", "four", "you")`` and
    ``("first", "for", "you")``.
    """
    return tuple(dict.fromkeys(said for said in (_aloud(words, 0), _aloud(words, -1)) if said != words))


def _aloud(words: tuple[str, ...], which: int) -> tuple[str, ...]:
    table = _spoken()
    return tuple(
        table[word][which] if word in table and (len(words) > 1 or not word.isalpha()) else _digits_read(word, which)
        for word in words
    )


_PLAIN = (
    ("shch", "X"),
    ("tch", "C"),
    ("sch", "X"),
    ("sh", "X"),
    ("ch", "C"),
    ("zh", "J"),
    ("kh", "h"),
    ("th", "Q"),
    ("ph", "f"),
    ("gh", "g"),
    ("x", "ks"),
    ("c", "k"),
    ("qu", "kw"),
    ("q", "k"),
)
_DIPHTHONGS = (
    ("ng", "n"),
    ("ou", "o"),
    ("au", "o"),
    ("ao", "o"),
    ("ai", "e"),
    ("ei", "e"),
    ("ie", "e"),
    ("ea", "ia"),
)
_MERGED = str.maketrans("bdgxzqjvry", "ptkssscwli")
_VOWELS = ("a", "e", "i", "o", "u")
_WEAK = re.compile("[aeiouwh]")
_TWICE = {ord(letter): letter * 2 for letter in "bcdfghjklmnpqrstvwxyz"}
_INNER_H = re.compile("(?<=.)h")
_CODA_R = re.compile("(?<=[aeiou])r(?=[^aeiou]|$)")


def _digits_read(word: str, which: int) -> str:
    if word.isalpha() or word.isdigit() or not word.isascii():
        return word
    table = _spoken()
    return "".join(table[char][which] if char.isdigit() and char in table else char for char in word)


def _respelt(word: str) -> str:
    """Pinyin initials that English codes misread: q is read ch, x is read sh."""
    if word.startswith("x"):
        word = "sh" + word[1:]
    return word.replace("qi", "chi")


@cache
def _spoken() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for row in rows("spoken"):
        table[row["written"]] = (*table.get(row["written"], ()), row["spoken"])
    return table
