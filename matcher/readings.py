"""How a mark may be read: spellings in Latin letters, sounds spelt broadly, and bare consonants, whatever its script.

Three families of strings, coarser from one to the next, each made so that plain Indel similarity tells likeness.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from matcher import alphabets, han_readings, hangul, kana, sound
from matcher.scripts import readings as pinyin_readings
from matcher.scripts import runs

MAX_SPELLINGS = 10
MAX_SOUNDS = 6
MAX_WORDS = 12

USUAL = "usual"
"""Pinyin, Hepburn, Revised Romanization; letter by letter for alphabets."""


class Reading(NamedTuple):
    """A mark in Latin letters, and by which habit it is read so."""

    system: str
    text: str


@lru_cache(maxsize=65536)
def word_spellings(word: str) -> tuple[Reading, ...]:
    """Spellings of one folded, simplified word in any script, the usual one first; at most ``MAX_SPELLINGS``."""
    if word.isascii():
        return (Reading(USUAL, word),)
    parts = [_run_spellings(script, run) for script, run in runs(word)]
    return tuple(islice(_joined(tuple(parts)), MAX_SPELLINGS))


@lru_cache(maxsize=65536)
def spellings(words: tuple[str, ...]) -> tuple[Reading, ...]:
    """Spellings of a whole mark without spaces, one for each habit of reading; at most ``MAX_SPELLINGS``."""
    return tuple(islice(_joined(tuple(word_spellings(word) for word in words[:MAX_WORDS])), MAX_SPELLINGS))


@lru_cache(maxsize=65536)
def sounds(words: tuple[str, ...]) -> tuple[str, ...]:
    """A mark spelt broadly as it sounds, in each of its readings, doubles left out; at most ``MAX_SOUNDS``."""
    made = (_SOUND_OF.get(system, sound.broad)(text) for system, text in spellings(words))
    return tuple(islice(dict.fromkeys(filter(None, made)), MAX_SOUNDS))


@lru_cache(maxsize=65536)
def skeletons(words: tuple[str, ...]) -> tuple[str, ...]:
    """Consonant classes of a mark, in each of its readings, doubles left out; at most ``MAX_SOUNDS``."""
    made = (sound.skeleton(one) for one in sounds(words))
    return tuple(dict.fromkeys(filter(None, made)))


def _joined(parts: tuple[tuple[Reading, ...], ...]) -> dict[Reading, None]:
    """One reading for each system that any part has; parts without it give their usual reading. The same text counts once."""
    systems = dict.fromkeys(system for part in parts for system, _ in part)
    found: dict[str, str] = {}
    for system in systems:
        text = "".join(_in_system(part, system) for part in parts)
        if text:
            found.setdefault(text, system)
    return dict.fromkeys(Reading(system, text) for text, system in found.items())


def _in_system(part: tuple[Reading, ...], system: str) -> str:
    return next((text for name, text in part if name == system), part[0].text if part else "")


def _run_spellings(script: str, run: str) -> tuple[Reading, ...]:
    if script == "han":
        return _han(run)
    if script == "kana":
        return Reading(USUAL, kana.romaji(run)), Reading("loanword", kana.loanword(run))
    if script == "hangul":
        return Reading(USUAL, hangul.revised(run)), Reading("loanword", hangul.loanword(run))
    if script == "latin" and run.isascii():
        return (Reading(USUAL, run),)
    return tuple(Reading(system, text) for system, text in zip((USUAL, "loanword"), alphabets.latin(script, run), strict=False))


def _han(run: str) -> tuple[Reading, ...]:
    pinyin = pinyin_readings(run)
    run = run[: han_readings.MAX_CHARS]
    found = [Reading(USUAL, text) for text in pinyin[:1]]
    for system, texts in (
        ("hong kong", han_readings.hong_kong(run)[:1]),
        ("on", (han_readings.on_reading(run),)),
        ("japanese name", (han_readings.name_reading(run),)),
        ("wade-giles", (han_readings.wade_giles(run),)),
        ("postal", (han_readings.postal(run),)),
        ("hong kong shop", han_readings.hong_kong(run)[1:]),
        ("hokkien", (han_readings.hokkien(run),)),
        ("jyutping", (han_readings.jyutping(run),)),
    ):
        found += [Reading(system, text) for text in texts if text]
    found += [Reading(f"pinyin {place}", text) for place, text in enumerate(pinyin[1:], 2)]
    return tuple(found)


_SOUND_OF: dict[str, Callable[[str], str]] = {}
