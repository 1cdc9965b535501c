"""Spelling of one word of a name: slips, romanisations, abbreviations."""

from rapidfuzz.distance import OSA, Indel

from matcher import sound
from matcher.party_parts import Own
from matcher.party_pinyin import is_pinyin
from matcher.party_words import Weak

_ROMANISED = 0.94
"""No higher for two romanisations that differ."""
_VOWELS = frozenset("aeiou")


def same_word(a: Own, b: Own) -> float:
    """How surely two words are one, 0..1: by letters, by any reading, with slips."""
    if a.text == b.text or (a.han and a.han == b.han):
        return 1.0
    if a.han and b.han:
        return 0.0
    if any(reading in b.readings for reading in a.readings):
        return 1.0
    loose = a.foreign or b.foreign
    if len(a.readings) == len(b.readings) == 1:
        return spelling(a.text, b.text, loose=loose)
    return max(spelling(one, other, loose=loose) for one in a.readings[:2] for other in b.readings[:2])


def spelling(a: str, b: str, *, loose: bool) -> float:
    """One slip in a longer word, two in a long one; none in pinyin, where every letter makes another name."""
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return 0.6 if long.startswith(short) else 0.0
    if loose and len(short) > 3:
        return _romanised_alike(a, b)
    if len(short) < 6 or len(long) - len(short) > 2 or (is_pinyin(a) and is_pinyin(b)):
        return 0.0
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips > (2 if len(short) >= 11 else 1):
        return 0.0
    return 1.0 - 0.06 * slips - (0.1 if a[0] != b[0] else 0.0) - (0.1 if len(short) < 7 else 0.0)


def _romanised_alike(a: str, b: str) -> float:
    """Two romanisations of one word differ in vowels first (``samseong``, ``samsung``)."""
    alike = Indel.normalized_similarity(a, b)
    skeleton = _skeleton(a)
    if alike >= 0.6 and len(skeleton) >= 3 and skeleton == _skeleton(b):
        return max(alike, _ROMANISED)
    return alike if alike >= 0.75 else 0.0


def _skeleton(word: str) -> str:
    return "".join(letter for letter in sound.broad(word) if letter not in _VOWELS)


def abbreviates(short: str, weak: Weak) -> bool:
    """A word that can stand for a place or trade: its start, its consonants (``mfg``), or the word with one slip."""
    long = weak.latin
    if not short or short[:1] != long[:1] or not short.isascii():
        return False
    if len(short) >= len(long):
        return len(long) > 6 and OSA.distance(short, long, score_cutoff=1) <= 1
    if len(short) >= 3 and long.startswith(short) and weak.kind != "place":
        return True
    if len(long) > 6 and OSA.distance(short, long, score_cutoff=1) <= 1:
        return True
    return 2 <= len(short) <= 5 and not set(short[1:]) & _VOWELS and _subsequence(short, long)


def _subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
