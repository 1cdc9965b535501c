"""Writing systems: which one a word is in, what it looks like in Latin letters, how it is read in them."""

import unicodedata
from functools import cache, lru_cache
from itertools import islice

from anyascii import anyascii
from opencc import OpenCC

from matcher.packaged import rows
from matcher.pinyin import pinyin

MAX_READINGS = 4
"""Readings of one Han word: the usual one and single-character alternatives."""

_RANGES = (
    (0x0041, 0x024F, "latin"),
    (0x0250, 0x02AF, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x0E00, 0x0E7F, "thai"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"),
    (0x13A0, 0x13FF, "cherokee"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
    (0x3005, 0x3007, "han"),
    (0x3040, 0x30FF, "kana"),
    (0x3130, 0x318F, "hangul"),
    (0x31F0, 0x31FF, "kana"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xA720, 0xA7FF, "latin"),
    (0xAB70, 0xABBF, "cherokee"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0x20000, 0x3FFFF, "han"),
)
SCRIPTS = (*dict.fromkeys(name for _, _, name in _RANGES), "other")
"""Every writing system that ``scripts_of`` tells."""


@lru_cache(maxsize=16384)
def script_of(char: str) -> str:
    """Writing system of one character; ``digit`` for digits, ``other`` where it does not matter to us."""
    code = ord(char)
    if char.isdigit():
        return "digit"
    for low, high, name in _RANGES:
        if low <= code <= high:
            return name
    return "other"


def scripts_of(text: str) -> frozenset[str]:
    """Writing systems of a text's letters, digits and symbols left out."""
    if text.isascii():
        return _LATIN if any(map(str.isalpha, text)) else frozenset()
    return frozenset(map(script_of, filter(str.isalpha, text))) - {"digit"}


_LATIN = frozenset({"latin"})


def runs(word: str) -> tuple[tuple[str, str], ...]:
    """A word cut where its script changes, as (script, run)."""
    if word.isascii():
        return (("latin", word),)
    cut: list[tuple[str, str]] = []
    for char in word:
        script = script_of(char)
        if script in {"digit", "other"} and cut:
            script = cut[-1][0]
        if cut and cut[-1][0] == script:
            cut[-1] = (script, cut[-1][1] + char)
        else:
            cut.append((script, char))
    return tuple(cut)


def unmask(word: str) -> str:
    """Letters of other alphabets that pass for Latin ones, folded inside a word that is otherwise Latin."""
    if word.isascii():
        return word
    scripts = scripts_of(word)
    if "latin" not in scripts or not scripts & _MASKS:
        return word
    table = _letter_lookalikes()
    return "".join(table.get(char, char) for char in word)


def disguise(word: str) -> str | None:
    """What a word passes for at a glance: a word of look-alikes only (``сосо``), digits and symbols among letters (``g00gle``).

    ``None`` where nothing in it passes for anything else.
    """
    if word.isascii():
        if word.isalpha() or sum(map(str.isalpha, word)) < 2:
            return None
        table = _digit_lookalikes()
    else:
        table = _letter_lookalikes()
        if not all(char in table or char.isascii() for char in word):
            return None
    seen = "".join(table.get(char, char) for char in word)
    return seen if seen != word and seen.isalpha() and seen.isascii() else None


def simplified(text: str) -> str:
    """Traditional Han characters as simplified ones."""
    return str(_converter().convert(text))


@lru_cache(maxsize=32768)
def han_shape(text: str) -> str:
    """Han characters, simplified, with easily confused ones folded together (大 太)."""
    table = _han_lookalikes()
    return "".join(table.get(char, char) for char in text)


@lru_cache(maxsize=32768)
def readings(run: str) -> tuple[str, ...]:
    """Pinyin of a Han run, toneless and joined: the reading in context first, then single heteronym changes."""
    usual = [_plain(options[0]) for options in pinyin(run)]
    found = {"".join(usual): None}
    options_by_place = pinyin(run[:8], heteronym=True)
    for place, options in enumerate(options_by_place[: len(usual)]):
        for option in options[:2]:
            found.setdefault("".join([*usual[:place], _plain(option), *usual[place + 1 :]]), None)
    return tuple(islice(filter(None, found), MAX_READINGS))


@lru_cache(maxsize=65536)
def romanised(run: str) -> str:
    """A run of any other script in plain lower-case Latin letters and digits; empty where there is nothing to read."""
    if run.isascii():
        return run
    return "".join(filter(str.isalnum, anyascii(run).lower()))


def _plain(syllable: str) -> str:
    bare = unicodedata.normalize("NFKD", syllable.replace("ü", "u"))
    return "".join(char for char in bare.replace("v", "u") if char.isascii() and char.isalnum())


_MASKS = frozenset({"cyrillic", "greek", "cherokee", "armenian"})


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _letter_lookalikes() -> dict[str, str]:
    return {
        form: row["latin"]
        for row in rows("lookalikes")
        if row["script"] not in {"digit", "symbol"}
        for form in (row["character"], row["character"].casefold())
    }


@cache
def _digit_lookalikes() -> dict[str, str]:
    return {row["character"]: row["latin"] for row in rows("lookalikes") if row["script"] in {"digit", "symbol"}}


@cache
def _han_lookalikes() -> dict[str, str]:
    return {char: row["group"][0] for row in rows("han_lookalikes") for char in row["group"]}
