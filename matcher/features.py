"""The features of the model: each a function whose docstring is its explanation, with values in 0..1 for every pair.

Axes are those of the law: appearance, sound, meaning, dominant element; ``against`` speaks against a conflict.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Postfix, Prefix
from rapidfuzz.process import cpdist

from matcher.columns import Numbers, Shares
from matcher.meaning import agreement_of
from matcher.pairs import ACROSS, Closest, Pairs

EDGE = 4
"""So many letters in common at the beginning or end tell as much as they can."""

TELLING_ENOUGH = 0.3
"""A mark whose most telling word weighs so much, by its sort and rarity, is no mere trade word."""

Measure = Callable[[Pairs], Shares]


@dataclass(frozen=True, slots=True)
class Feature:
    """One line of the model's table."""

    name: str
    axis: str
    measure: Measure

    @property
    def explanation(self) -> str:
        """What it means, in a sentence."""
        return (self.measure.__doc__ or "").strip()


def spelling(pairs: Pairs) -> Shares:
    """The readings share most of their letters in the same order, generic words counting half."""
    return (0.5 * (pairs.forms.ratio + pairs.core_ratio)) ** 2


def near_spelling(pairs: Pairs) -> Shares:
    """The readings differ in a letter or two; the shorter they are, the more a letter counts."""
    return pairs.forms.few_edits


def same_start(pairs: Pairs) -> Shares:
    """The telling words of both begin with the same letters, where a reader looks first."""
    return _at_edge(pairs, cpdist(*pairs.cores, scorer=Prefix.similarity, dtype=np.float64))


def same_end(pairs: Pairs) -> Shares:
    """The telling words of both end with the same letters."""
    return _at_edge(pairs, cpdist(*pairs.cores, scorer=Postfix.similarity, dtype=np.float64))


def _at_edge(pairs: Pairs, shared: Shares) -> Shares:
    """Share of the shorter one's letters; fewer than ``EDGE`` letters tell less."""
    return _share(shared, np.minimum(*pairs.core_lengths)) * np.minimum(1.0, shared / EDGE)


def near_sound(pairs: Pairs) -> Shares:
    """Said aloud, the marks differ in a sound or two at most."""
    return pairs.heard.few_edits


def heard_alike(pairs: Pairs) -> Shares:
    """Said aloud, the marks share most of their sounds."""
    return pairs.heard.ratio**2


def one_inside_other(pairs: Pairs) -> Shares:
    """Every telling word of one mark stands in the other one."""
    return np.maximum(pairs.words.covered_a, pairs.words.covered_b) ** 2


def shared_word(pairs: Pairs) -> Shares:
    """They share a telling word, or one nearly like it; rarer and longer words tell more."""
    words = pairs.words
    return words.best(words.like * words.tells) ** 2


def exact_inside(pairs: Pairs) -> Shares:
    """All telling words of one mark stand, letter by letter, in the other one; common words prove less."""
    told = [
        covered**3 * np.minimum(1.0, side.most_telling[views] / TELLING_ENOUGH)
        for covered, side, views in (
            (pairs.words.exact_a, pairs.a, pairs.left),
            (pairs.words.exact_b, pairs.b, pairs.right),
        )
    ]
    return np.asarray(np.maximum(*told), dtype=np.float64)


def exact_both(pairs: Pairs) -> Shares:
    """Both marks are made of the same telling words."""
    return np.minimum(pairs.words.exact_a, pairs.words.exact_b) ** 3


def contained(pairs: Pairs) -> Shares:
    """The telling letters of one stand unbroken inside the other."""
    a, b = pairs.cores
    length_a, length_b = pairs.core_lengths
    shorter = np.minimum(length_a, length_b)
    found = np.zeros(len(pairs))
    for row in np.flatnonzero((pairs.core_ratio * (length_a + length_b) >= 2 * shorter - 0.01) & (shorter >= 3)).tolist():
        one, other = (a[row], b[row]) if length_a[row] <= length_b[row] else (b[row], a[row])
        if one in other:
            found[row] = min(1.0, len(one) / 7) * (1.0 if other.startswith(one) else 0.8)
    return found


def same_characters(pairs: Pairs) -> Shares:
    """The marks share most of their Chinese characters in the same order, look-alike ones included."""
    return pairs.han_ratio**2


def characters_inside(pairs: Pairs) -> Shares:
    """All Chinese characters of one mark stand together in the other one."""
    found = np.zeros(len(pairs))
    for row in np.flatnonzero(pairs.han_ratio > 0).tolist():
        short, long = sorted((pairs.a.han[pairs.left[row]], pairs.b.han[pairs.right[row]]), key=len)
        found[row] = float(len(short) > 1 and short in long)
    return found


def read_alike(pairs: Pairs) -> Shares:
    """Spelt in Latin letters, the marks read the same; short ones tell less."""
    return _backed(pairs.forms) ** 2


def other_script(pairs: Pairs) -> Shares:
    """Written in different scripts, the marks read or sound the same."""
    return np.where(pairs.forms.shorter >= 4, np.maximum(pairs.forms.ratio, pairs.heard.ratio) ** 2, 0.0)


def led_alike(pairs: Pairs) -> Shares:
    """Written in different scripts, what leads one mark sounds like the other one, or like what leads it."""
    found = np.zeros(len(pairs))
    rows = np.flatnonzero(pairs.regime == ACROSS)
    some = pairs.only(rows)
    found[rows] = _backed(Closest(some, some.a.led, some.b.led)) ** 3
    return found


def _backed(closest: Closest) -> Shares:
    """A ratio of short strings tells less."""
    backing = 1.0 - 1.6 / np.maximum(closest.length_a + closest.length_b, 2)
    return np.asarray(np.clip(closest.ratio * backing, 0.0, 1.0), dtype=np.float64)


def known_apart(pairs: Pairs) -> Shares:
    """Both are words that everybody knows, and not the same one."""
    known = pairs.a.known[pairs.left] & pairs.b.known[pairs.right]
    return np.where(known & (pairs.core_ratio < 1.0), 1.0, 0.0)


def same_meaning(pairs: Pairs) -> Shares:
    """In different words or languages, the marks say the same; words that are the same do not count."""
    return _agreement(pairs, np.zeros(len(pairs)))


def meaning_from(pairs: Pairs, least: Shares) -> Shares:
    """``same_meaning``, 0 where it is less than ``least``."""
    return _agreement(pairs, least)


def _agreement(pairs: Pairs, least: Shares) -> Shares:
    a, b = pairs.a, pairs.b
    apart = 1.0 - np.maximum(pairs.words.exact_a, pairs.words.exact_b)
    rows = np.flatnonzero(apart >= least)
    rows = rows[(a.meaning[pairs.left[rows]] & b.meaning[pairs.right[rows]]).all(axis=1)]
    wanted = (least[rows] / np.maximum(apart[rows], 1e-9)).tolist()
    found = np.zeros(len(pairs))
    for row, left, right, enough in zip(rows.tolist(), pairs.left[rows].tolist(), pairs.right[rows].tolist(), wanted, strict=True):
        one, other = a.reach(left), b.reach(right)
        shared = one.keys() & other.keys()
        if shared and sum(map(one.__getitem__, shared)) * sum(map(other.__getitem__, shared)) >= enough:
            found[row] = agreement_of(a.sense(left), b.sense(right))
    return np.asarray(found * apart, dtype=np.float64)


def crowded(pairs: Pairs) -> Shares:
    """Many known words are written like them, so that likeness tells less."""
    return np.asarray(np.minimum(pairs.a.crowd[pairs.left], pairs.b.crowd[pairs.right]) / 6, dtype=np.float64)


def length_differs(pairs: Pairs) -> Shares:
    """One is much longer than the other."""
    return 1.0 - _share(pairs.forms.shorter, pairs.forms.longer)


def numbers_differ(pairs: Pairs) -> Shares:
    """They carry different numbers."""
    return np.asarray(pairs.a.numbers[pairs.left] != pairs.b.numbers[pairs.right], dtype=np.float64)


def _share(part: Shares | Numbers, whole: Numbers) -> Shares:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)


FEATURES: tuple[Feature, ...] = (
    Feature("spelling", "appearance", spelling),
    Feature("near_spelling", "appearance", near_spelling),
    Feature("same_start", "appearance", same_start),
    Feature("same_end", "appearance", same_end),
    Feature("same_characters", "appearance", same_characters),
    Feature("read_alike", "sound", read_alike),
    Feature("heard_alike", "sound", heard_alike),
    Feature("near_sound", "sound", near_sound),
    Feature("other_script", "sound", other_script),
    Feature("led_alike", "sound", led_alike),
    Feature("one_inside_other", "dominant", one_inside_other),
    Feature("exact_inside", "dominant", exact_inside),
    Feature("exact_both", "dominant", exact_both),
    Feature("shared_word", "dominant", shared_word),
    Feature("contained", "dominant", contained),
    Feature("characters_inside", "dominant", characters_inside),
    Feature("same_meaning", "meaning", same_meaning),
    Feature("known_apart", "against", known_apart),
    Feature("crowded", "against", crowded),
    Feature("length_differs", "against", length_differs),
    Feature("numbers_differ", "against", numbers_differ),
)
