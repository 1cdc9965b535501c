"""The pool: of very many entries the few ten thousand worth a closer look, by what a likeness can rest on.

Every ground has a share of its own, so that a frequent one crowds out no other: alike in writing, in sound, a word in common,
Chinese characters in common, the same meaning. Ranks depend on the two sketches alone and ties are kept or left together, so the
pool is the same however the entries are parted.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from matcher.letter_pairs import MARK, LetterPairs, Places, Ranks
from matcher.near_columns import Columns, Lists
from matcher.pairs import SOUNDS
from matcher.sketch import Sketch

WRITTEN, HEARD, WORD, HAN, MEANING = 10_000, 4_000, 6_000, 3_000, 3_000
"""Entries of the pool by each ground, ties aside."""
LIKE_WORD = 0.5
"""Words less alike than this are different words."""
_ONE = 1 << 16
_NONE = np.empty(0, np.int32)


def pool(parts: Sequence[Columns], asked: Sketch, *, gone: Sequence[Places] = (), scale: float = 1.0) -> list[Places]:
    """For each part the entries that are worth a closer look, ascending.

    ``gone``: for each part the entries that do not count any more. ``scale`` makes every share larger or smaller.
    """
    grounds = [
        _texts([(part.written, part.of_written) for part in parts], (*asked.readings, asked.core), round(scale * WRITTEN)),
        _texts([(part.heard, part.of_heard) for part in parts], asked.sounds, round(scale * HEARD)),
        _words(parts, asked, gone or [_NONE] * len(parts), round(scale * WORD)),
        _han(parts, asked.han, round(scale * HAN)),
        _meanings(parts, asked, round(scale * MEANING)),
    ]
    return [_united([ground[at] for ground in grounds], len(part)) for at, part in enumerate(parts)]


def _united(grounds: Sequence[Places], count: int) -> Places:
    met = np.zeros(count, bool)
    for entries in grounds:
        met[entries] = True
    return np.flatnonzero(met).astype(np.int32)


def _texts(parts: Sequence[tuple[LetterPairs, Lists]], texts: Sequence[str], size: int) -> list[Places]:
    """Entries that have one of the texts most like any that is asked for."""
    told = []
    for pairs, _ in parts:
        ranked = [pairs.ranks(text) for text in dict.fromkeys(texts) if text]
        told.append((_joined([places for places, _ in ranked]), _joined([ranks for _, ranks in ranked])))
    least = _least([ranks for _, ranks in told], size)
    return [
        owners.at(places[ranks >= least].astype(np.int32))[0] for (_, owners), (places, ranks) in zip(parts, told, strict=True)
    ]


def _words(parts: Sequence[Columns], asked: Sketch, gone: Sequence[Places], size: int) -> list[Places]:
    """Entries with a word like one that is asked for: the likest and most telling words first, in the shorter marks first."""
    told = [_like_words(part, asked) for part in parts]
    counts = np.zeros(_ONE + 1)
    for part, (words, values), dead in zip(parts, told, gone, strict=True):
        sizes = part.of_word.starts[words + 1] - part.of_word.starts[words]
        if len(dead):
            sizes = sizes - np.bincount(part.words.at(dead)[0], minlength=len(part.word_texts))[words]
        counts += np.bincount(values, weights=sizes, minlength=_ONE + 1)
    enough = np.flatnonzero(np.cumsum(counts[:0:-1]) >= size)
    least = _ONE - int(enough[0]) if len(enough) else 1
    ranked = []
    for part, (words, values) in zip(parts, told, strict=True):
        entries, rows = part.of_word.at(words[values >= least])
        ranked.append((entries, _ranks(part, entries, values[values >= least][rows])))
    cut = _least([ranks for _, ranks in ranked], size)
    return [entries[ranks >= cut] for entries, ranks in ranked]


def _like_words(part: Columns, asked: Sketch) -> tuple[Places, NDArray[np.int64]]:
    """Words like any that is asked for, and what meeting each would tell, in 65,536ths."""
    met: list[Places] = [_NONE]
    told: list[NDArray[np.float64]] = [np.empty(0)]
    for text, sound, weight in zip(asked.words, asked.word_sounds, asked.word_weights, strict=False):
        for pairs, wanted, worth in ((part.word_sounds, sound, SOUNDS), (part.word_texts, text, 1.0)):
            places, ranks = pairs.ranks(wanted, least=LIKE_WORD / (2 - LIKE_WORD))
            like = worth * ((ranks >> MARK) / _ONE)
            places, like = places[like >= LIKE_WORD], like[like >= LIKE_WORD]
            tells = part.word_weight[places] * np.minimum(1.0, part.word_length[places] / 5)
            met.append(places)
            told.append(like * np.minimum(tells, weight * min(1.0, len(text) / 5)))
    places, values = np.concatenate(met), np.round(np.concatenate(told) * _ONE).astype(np.int64)
    order = np.argsort(places, kind="stable")
    places, values = places[order], values[order]
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    return places[starts], np.maximum.reduceat(values, starts) if len(starts) else values


def _han(parts: Sequence[Columns], han: str, size: int) -> list[Places]:
    """Entries that share Chinese characters."""
    if not han:
        return [_NONE] * len(parts)
    told = []
    for part in parts:
        texts = part.han_texts
        like = cdist([han], texts, scorer=Indel.normalized_similarity, dtype=np.float64)[0] if len(texts) else np.zeros(0)
        met = np.flatnonzero(like > 0.0)
        told.append((met, (np.round(like[met] * _ONE).astype(np.int64) << MARK) | part.han_marks[met]))
    least = _least([ranks for _, ranks in told], size)
    return [
        np.flatnonzero(np.isin(part.han, met[ranks >= least])).astype(np.int32)
        for part, (met, ranks) in zip(parts, told, strict=True)
    ]


def _meanings(parts: Sequence[Columns], asked: Sketch, size: int) -> list[Places]:
    """Entries that share English stems: the greater share of all the words of both first."""
    if not asked.stems:
        return [_NONE] * len(parts)
    told = []
    for part in parts:
        met, _ = part.of_stem.at(np.array(part.stem_numbers(asked.stems), np.int32))
        entries, shared = np.unique(met, return_counts=True)
        whole = np.maximum(asked.slots + part.slots[entries], 1)
        told.append((entries, _ranks(part, entries, np.minimum(_ONE, (2 * _ONE * shared) // whole))))
    least = _least([ranks for _, ranks in told], size)
    return [entries[ranks >= least] for entries, ranks in told]


def _ranks(part: Columns, entries: Places, values: NDArray[np.int64]) -> Ranks:
    """Ranks by value (17 bits), of equal ones the shorter first."""
    return (values << MARK) | (np.int64(0xFFFF) - np.minimum(part.length[entries], 0xFFFF))


def _least(ranks: Sequence[Ranks], size: int) -> int:
    """The rank from which on the ``size`` best different ranks are taken."""
    told = _joined(ranks)
    if len(told) <= size:
        return 0
    coarse = told >> MARK
    above = np.cumsum(np.bincount(coarse, minlength=_ONE + 1)[::-1])
    for wanted in (2 * size, len(told)):
        level = len(above) - 1 - int(np.searchsorted(above, min(wanted, len(told))))
        best = np.sort(told[coarse >= level])
        best = best[np.flatnonzero(np.diff(best, prepend=-1))]
        if len(best) >= size:
            return int(best[-size])
    return 0


def _joined(parts: Sequence[NDArray[np.generic]]) -> NDArray[np.int64]:
    return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, np.int64)
