"""Sound: phonetic codes of Latin words, and symbols and digits read aloud."""

import re
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


@lru_cache(maxsize=32768)
def broad(word: str) -> str:
    """A Latin word spelt broadly as it sounds, so that borrowings meet: ``difanni`` and ``tiffany`` → ``tifani``.

    Voiced and unvoiced, l and r, and the many spellings of s, k, f and i fall together; double letters and a mute e go.
    """
    spelt = _CODA_R.sub("", word)
    for found, put in _BROAD:
        spelt = spelt.replace(found, put)
    spelt = _MUTE.sub("", _DOUBLE.sub(r"\1", spelt.translate(_MERGED)))
    return spelt or word


@lru_cache(maxsize=32768)
def as_english(pinyin: str) -> str:
    """Pinyin spelt as an English reader would: ``qiaodan`` → ``chaodan``, ``guge`` → ``kuke``."""
    for found, put in _PINYIN:
        pinyin = pinyin.replace(found, put)
    return pinyin


@lru_cache(maxsize=32768)
def skeleton(broad_word: str) -> str:
    """The consonants of a broadly spelt word, the first vowel as ``a``: ``stapaks`` → ``stpks``."""
    bones = _VOWEL.sub("", broad_word)
    return "a" + bones if broad_word[:1] in _VOWELS else bones


def read_aloud(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with digits and symbols as they are spoken: ``("gr8", "&", "u")`` → ``("greight", "and", "you")``."""
    table = _spoken()
    return tuple(
        table[word] if word in table and (len(words) > 1 or not word.isalpha()) else _digits_read(word) for word in words
    )


_VOWELS = tuple("aeiou")
_VOWEL = re.compile("[aeiouwyh]")
_PINYIN = (
    ("zh", "j"),
    ("qia", "cha"),
    ("xia", "sha"),
    ("jia", "ja"),
    ("qio", "cho"),
    ("xio", "sho"),
    ("jio", "jo"),
    ("q", "ch"),
    ("x", "sh"),
    ("g", "k"),
    ("ie", "e"),
    ("uo", "o"),
    ("nk", "ng"),
)
_BROAD = (
    ("sch", "s"),
    ("tch", "s"),
    ("tsch", "s"),
    ("ch", "s"),
    ("sh", "s"),
    ("zh", "s"),
    ("ts", "s"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ge", "se"),
    ("qu", "kw"),
    ("qi", "si"),
    ("ph", "f"),
    ("th", "t"),
    ("gh", "g"),
    ("kh", "h"),
    ("ck", "k"),
    ("oo", "u"),
    ("ou", "u"),
    ("ee", "i"),
    ("ea", "i"),
    ("ie", "i"),
    ("ei", "i"),
    ("ey", "i"),
    ("ai", "e"),
    ("ay", "e"),
    ("au", "o"),
    ("aw", "o"),
    ("ng", "n"),
)
_MERGED = str.maketrans("bcdgjqvxyzr", "pktksswsisl")
_DOUBLE = re.compile(r"(.)\1+")
_MUTE = re.compile(r"(?<=...)e$|(?<=.)h")
_CODA_R = re.compile(r"(?<=[aeiou])r(?=[^aeiou]|$)")


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
