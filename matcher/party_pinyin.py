"""Syllables of Mandarin in pinyin: whether a word is made of them, and where they part."""

import re
from collections.abc import Iterator
from functools import lru_cache

_FINALS = {
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve ue",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue",
    "g k h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j q x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang",
    "r": "e ao ou an en ang eng ong i u ua uo ui uan un",
    "z c s": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "y": "a o e ao ou an ang ong i in ing u ue uan un",
    "w": "a o ai ei an en ang eng u",
    "": "a o e ai ei ao ou an en ang eng er",
}
"""The syllables of Hanyu Pinyin without tones, ü as v or u (ISO 7098)."""
_ALL = sorted(
    {initial + final for initials, finals in _FINALS.items() for initial in initials.split() or [""] for final in finals.split()},
    key=lambda syllable: (-len(syllable), syllable),
)
_SYLLABLE = f"(?:{'|'.join(_ALL)})"
_WORD = re.compile(f"{_SYLLABLE}+")
_ONE = re.compile(_SYLLABLE)
_FIRST = re.compile(f"({_SYLLABLE})((?:{_SYLLABLE})*)")


@lru_cache(maxsize=65536)
def is_pinyin(word: str) -> bool:
    """The word is made of Mandarin syllables (it may be an English word, too: ``lumen``)."""
    return _WORD.fullmatch(word) is not None


@lru_cache(maxsize=32768)
def syllables(word: str) -> tuple[str, ...]:
    """A pinyin word cut into syllables, each as long as the rest allows; ``()`` where it is no pinyin."""
    cut: list[str] = []
    while word:
        hit = _FIRST.fullmatch(word)
        if hit is None:
            return ()
        cut.append(hit[1])
        word = hit[2]
    return tuple(cut)


def cuts(word: str, count: int) -> Iterator[tuple[str, ...]]:
    """Every way to cut a pinyin word into so many syllables (``xian``, 2: ``xi``, ``an``)."""
    if count == 1:
        if _ONE.fullmatch(word):
            yield (word,)
        return
    for at in range(min(6, len(word) - 1), 0, -1):
        if _ONE.fullmatch(word[:at]):
            yield from ((word[:at], *rest) for rest in cuts(word[at:], count - 1))
