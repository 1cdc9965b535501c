"""How a mark may be read: spellings in Latin letters, sounds spelt broadly, and bare consonants, whatever its script.

Three families of strings, coarser from one to the next, each made so that plain Indel similarity tells likeness.
"""

from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from matcher import alphabets, english, han_readings, hangul, kana, sound
from matcher.scripts import readings as pinyin_readings
from matcher.scripts import runs

MAX_SPELLINGS = 10
MAX_SOUNDS = 6
MAX_WORDS = 12

MIN_HEAD = 4
"""Latin words shorter than this do not lead a mark by themselves."""
_HEAD_LENGTHS = {"han": ((2, 1), (3, 2)), "hangul": ((2, 2), (3, 2))}
"""Script → lengths of a head, each with how many characters must stand behind it."""

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
    """A mark as it sounds, in each of its readings, spelt by ``sound.merged``; at most ``MAX_SOUNDS``."""
    made = map(sound.merged, _said(words))
    return tuple(islice(dict.fromkeys(filter(None, made)), MAX_SOUNDS))


@lru_cache(maxsize=65536)
def skeletons(words: tuple[str, ...]) -> tuple[str, ...]:
    """Consonant classes of a mark, in each of its readings, doubles left out; at most ``MAX_SOUNDS``."""
    made = map(sound.skeleton, _said(words))
    return tuple(islice(dict.fromkeys(filter(None, made)), MAX_SOUNDS))


@lru_cache(maxsize=65536)
def heads(words: tuple[str, ...]) -> tuple[str, ...]:
    """What leads a mark, spelt as in ``sounds``; empty where nothing stands behind it; at most ``MAX_SOUNDS``.

    Chinese and Korean write the name first and the trade after it without a space: the first two and three characters
    (小林 of 小林眼镜); of other marks the first word and the first two (KOBAYASHI OPTICAL).
    """
    if not words or not words[0]:
        return ()
    script, first = runs(words[0])[0]
    led: list[tuple[str, ...]]
    if script in _HEAD_LENGTHS:
        led = [(first[:length],) for length, behind in _HEAD_LENGTHS[script] if len(first) >= length + behind]
    else:
        led = [words[:count] for count in (1, 2) if len(words) > count and sum(map(len, words[:count])) >= MIN_HEAD]
    return tuple(islice(dict.fromkeys(one for head in led for one in sounds(head)), MAX_SOUNDS))


def _said(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for _, text in _joined(tuple(_word_said(word) for word in words[:MAX_WORDS])))


@lru_cache(maxsize=65536)
def _word_said(word: str) -> tuple[Reading, ...]:
    if word.isascii():
        return _run_said("latin", word)
    return tuple(_joined(tuple(_run_said(script, run) for script, run in runs(word))))


def _run_said(script: str, run: str) -> tuple[Reading, ...]:
    """Ways a run is said, the likeliest first, one letter a sound."""
    ways: tuple[tuple[str, str], ...]
    if run.isdigit() and run.isascii():
        ways = (("letters", run), ("pinyin", han_readings.sounds(run)))
    elif script == "latin" and run.isascii():
        ways = (
            ("english", english.said(run)),
            ("letters", sound.plainly(run)),
            ("pinyin", han_readings.pinyin_sounds(run)),
        )
    elif script == "han":
        ways = _han_said(run[: han_readings.MAX_CHARS])
    elif script == "kana":
        ways = (("english", sound.plainly(kana.loanword(run))), ("letters", sound.plainly(kana.romaji(run))))
    elif script == "hangul":
        ways = (("english", sound.plainly(hangul.loanword(run))), ("letters", sound.plainly(hangul.revised(run))))
    else:
        spelt = alphabets.latin(script, run)[::-1]
        ways = tuple(zip(("english", "letters"), map(sound.plainly, spelt), strict=False))
    return tuple(Reading(system, text) for system, text in ways if text)


def _han_said(run: str) -> tuple[tuple[str, str], ...]:
    return (
        ("letters", han_readings.sounds(run)),
        ("english", han_readings.loan_sounds(run)),
        *(("hong kong", sound.plainly(text)) for text in han_readings.hong_kong(run)[:1]),
        ("on", sound.plainly(han_readings.on_reading(run))),
        ("japanese name", sound.plainly(han_readings.name_reading(run))),
    )


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
