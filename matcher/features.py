"""The features of the model: each a function whose docstring is its explanation, with values in 0..1 for every pair.

Axes are those of the law: appearance, sound, meaning, dominant element; ``against`` speaks against a conflict.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Hamming, Postfix, Prefix

from matcher import family
from matcher.columns import Numbers, Shares, spans
from matcher.couples import Couples
from matcher.meaning import agreement_of
from matcher.pairs import ACROSS, EXACT, Closest, Pairs

EDGE = 4
"""So many letters in common at the beginning or end tell as much as they can."""

SHORT = 3
"""Shorter strings are not compared letter by letter."""

LONG = 5
"""Letters from which on a word inside another is no chance."""

_ROUNDED = 1e-9
"""By so little a sum may differ with the order of what is added."""

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


def same_places(pairs: Pairs) -> Shares:
    """Letters and sounds of both stand in the same places; neither do where the marks are not equally long."""
    return ((_in_place(pairs.forms) + _in_place(pairs.heard)) / 2) ** 3


def _in_place(closest: Closest) -> Shares:
    """Share of the letters that stand in the same place of both, of strings of one length."""
    found = np.zeros(len(closest.ratio))
    rows = np.flatnonzero((closest.length_a == closest.length_b) & (closest.length_a >= SHORT))
    found[rows] = closest.couples.only(rows).told(Hamming.normalized_similarity)
    return found


def same_start(pairs: Pairs) -> Shares:
    """The telling words of both begin with the same letters, where a reader looks first."""
    return _at_edge(pairs, pairs.cores.told(Prefix.similarity))


def same_end(pairs: Pairs) -> Shares:
    """The telling words of both end with the same letters."""
    return _at_edge(pairs, pairs.cores.told(Postfix.similarity))


def _at_edge(pairs: Pairs, shared: Shares) -> Shares:
    """Share of the shorter one's letters; fewer than ``EDGE`` letters tell less."""
    return _share(shared, np.minimum(*pairs.core_lengths)) * np.minimum(1.0, shared / EDGE)


def near_sound(pairs: Pairs) -> Shares:
    """Said aloud, the marks differ in a sound or two at most; the shorter they are, the more a sound counts."""
    return pairs.heard.few_edits


def heard_alike(pairs: Pairs) -> Shares:
    """Said aloud, the marks share most of their sounds."""
    return pairs.heard.ratio**2


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


def inside_word(pairs: Pairs) -> Shares:
    """A word that is much of the one mark begins or ends a longer word of the other; the longer it is, the more it tells."""
    words, a, b = pairs.words, pairs.a, pairs.b
    rows = np.flatnonzero(words.like < EXACT)
    letters_a, letters_b = a.token_letters[words.at_a[rows]], b.token_letters[words.at_b[rows]]
    rows = rows[((letters_a & ~letters_b) == 0) | ((letters_b & ~letters_a) == 0)]
    at_a, at_b, rows = words.at_a[rows], words.at_b[rows], words.rows[rows]
    both = Couples(a.tokens.flat, at_a, b.tokens.flat, at_b)
    shared = np.maximum(*(both.told(edge.similarity) for edge in (Prefix, Postfix)))
    found = np.zeros(len(pairs))
    for side, views, at in ((a, pairs.left, at_a), (b, pairs.right, at_b)):
        inside = np.flatnonzero((shared == side.token_length[at]) & ~side.token_part[at])
        into, words_in = rows[inside], at[inside]
        told = _share(side.token_mass[words_in], side.mass[views[into]]) * np.minimum(1.0, side.token_length[words_in] / LONG)
        np.maximum.at(found, into, told**2)
    return found


def one_family(pairs: Pairs) -> Shares:
    """Both begin with MC or MAC, and what follows is a plain word in one of them, as in a family of marks."""
    rows = np.flatnonzero(pairs.a.in_family[pairs.left] & pairs.b.in_family[pairs.right])
    cores = pairs.cores.only(rows)
    found = np.zeros(len(pairs))
    found[rows] = [family.same(one, other) for one, other in zip(cores.a.tolist(), cores.b.tolist(), strict=True)]
    return found


def same_characters(pairs: Pairs) -> Shares:
    """The marks share most of their Chinese characters in the same order, look-alike ones included."""
    return pairs.han_ratio**2


def characters_inside(pairs: Pairs) -> Shares:
    """All Chinese characters of one mark stand together in the other one."""
    found = np.zeros(len(pairs))
    lengths = pairs.a.han_length[pairs.left], pairs.b.han_length[pairs.right]
    shorter = np.minimum(*lengths)
    rows = np.flatnonzero((shorter > 1) & (pairs.han_ratio * sum(lengths) >= 2 * shorter - _ROUNDED))  # all are in common
    some = Couples(pairs.a.han, pairs.left[rows], pairs.b.han, pairs.right[rows])
    found[rows] = [one in other or other in one for one, other in zip(some.a.tolist(), some.b.tolist(), strict=True)]
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
    known = np.flatnonzero(pairs.a.known[pairs.left] & pairs.b.known[pairs.right])
    cores = pairs.cores.only(known)
    found = np.zeros(len(pairs))
    found[known] = cores.a != cores.b
    return found


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
    may = _may_agree(pairs.only(rows))
    rows = rows[(may > 0) & (apart[rows] * may >= least[rows] - _ROUNDED)]
    left, right = pairs.left[rows].tolist(), pairs.right[rows].tolist()
    found = np.zeros(len(pairs))
    if len(b) == 1:
        only = b.sense(0)
        found[rows] = [agreement_of(a.sense_against(place, only), only) for place in left]
    else:
        found[rows] = [agreement_of(a.sense(one), b.sense(other)) for one, other in zip(left, right, strict=True)]
    return np.asarray(found * apart, dtype=np.float64)


def _may_agree(pairs: Pairs) -> Shares:
    """What ``agreement_of`` tells at most, 0..1: the product of the shares of both marks that roots in common may say.

    0 where they have nothing but equal words in common.
    """
    a, b = pairs.a, pairs.b
    of, at = spans(a.roots.starts[pairs.left], a.roots.sizes[pairs.left])
    met = b.root_places(pairs.right[of], a.root_hash[at])
    same = np.flatnonzero(met >= 0)
    of, at, met = of[same], at[same], met[same]
    one, other = (np.minimum(1.0, np.bincount(of, shares, len(pairs))) for shares in (a.root_share[at], b.root_share[met]))
    more = np.zeros(len(pairs), bool)
    more[of[a.root_translated[at] | b.root_translated[met]]] = True
    return np.asarray(one * other * more, dtype=np.float64)


def crowded(pairs: Pairs) -> Shares:
    """Many known words are written like them, so that likeness tells less."""
    return np.asarray(np.minimum(pairs.a.crowd[pairs.left], pairs.b.crowd[pairs.right]) / 6, dtype=np.float64)


def length_differs(pairs: Pairs) -> Shares:
    """One is much longer than the other."""
    return 1.0 - _share(pairs.forms.shorter, pairs.forms.longer)


def numbers_differ(pairs: Pairs) -> Shares:
    """They carry different numbers."""
    return np.asarray(pairs.a.numbers[pairs.left] != pairs.b.numbers[pairs.right], dtype=np.float64)


def _share(part: Shares | Numbers, whole: Shares | Numbers) -> Shares:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)


FEATURES: tuple[Feature, ...] = (
    Feature("same_places", "appearance", same_places),
    Feature("same_start", "appearance", same_start),
    Feature("same_end", "appearance", same_end),
    Feature("same_characters", "appearance", same_characters),
    Feature("read_alike", "sound", read_alike),
    Feature("heard_alike", "sound", heard_alike),
    Feature("near_sound", "sound", near_sound),
    Feature("other_script", "sound", other_script),
    Feature("led_alike", "sound", led_alike),
    Feature("exact_inside", "dominant", exact_inside),
    Feature("exact_both", "dominant", exact_both),
    Feature("shared_word", "dominant", shared_word),
    Feature("inside_word", "dominant", inside_word),
    Feature("one_family", "dominant", one_family),
    Feature("characters_inside", "dominant", characters_inside),
    Feature("same_meaning", "meaning", same_meaning),
    Feature("known_apart", "against", known_apart),
    Feature("crowded", "against", crowded),
    Feature("length_differs", "against", length_differs),
    Feature("numbers_differ", "against", numbers_differ),
)
