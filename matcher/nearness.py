"""Nearness: how near pooled entries are to a sketch, by a table of weights over what the full model looks at.

It only orders candidates, so that those which the full model flags come first; nobody is shown it. The weights of
tables/nearness.csv are a logistic fit of the full model's verdict (``python -m bench.nearness``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler, Postfix, Prefix
from rapidfuzz.process import cdist

from matcher.letter_pairs import Places
from matcher.near_columns import Columns, Lists
from matcher.packaged import rows
from matcher.sketch import Sketch

Shares = NDArray[np.float64]

ALIGNED = 0.75
"""Words less alike than this are different words."""
UNLIKE = 0.5
SOUNDS = 0.94
_WORTH_EDITS = 0.5
"""Texts less alike than this are no few edits apart."""
_STEP = 1e-6


def nearness(part: Columns, entries: Places, asked: Sketch) -> Shares:
    """How near each of the entries is to what is asked for: higher is nearer, the same for the same two sketches anywhere."""
    total = np.zeros(len(entries))
    for name, measured in measures(part, entries, asked).items():
        total += _weights()[name] * measured
    return np.round(total / _STEP) * _STEP


def measures(part: Columns, entries: Places, asked: Sketch) -> Mapping[str, Shares]:
    """What nearness is made of, each 0..1, for each of the entries."""
    read, read_edits = _closest(part.written.texts, part.readings, entries, asked.readings)
    heard, heard_edits = _closest(part.heard.texts, part.sounds, entries, asked.sounds)
    core = _core(part, entries, asked.core)
    word, covered, covers = _words(part, entries, asked)
    han, other_han = _han(part, entries, asked.han)
    length, own = part.length[entries], len(asked.readings[0]) if asked.readings else 0
    shorter, longer = np.minimum(length, own), np.maximum(np.maximum(length, own), 1)
    apart = part.scripts[entries] != part.scripts_number(asked.scripts)
    return {
        "reading": read**2,
        "core": core["like"] ** 2,
        "both": (0.5 * (read + core["like"])) ** 2,
        "few_letters": read_edits,
        "heard": heard**2,
        "few_sounds": heard_edits,
        "start": core["start"],
        "end": core["end"],
        "contained": core["contained"],
        "word": word**2,
        "covered": np.maximum(covered, covers) ** 2,
        "both_covered": np.minimum(covered, covers) ** 2,
        "han": han,
        "other_han": other_han,
        "meaning": _meaning(part, entries, asked) ** 2,
        "short": np.where(read < 1.0, np.clip((6 - shorter) / 3, 0.0, 1.0), 0.0),
        "length": 1.0 - shorter / longer,
        "other_script": np.where(apart, np.maximum(read, heard) ** 2, 0.0),
        "numbers": (part.numbers[entries] != part.numbers_number(asked.numbers)).astype(np.float64),
    }


def _closest(texts: NDArray[np.object_], lists: Lists, entries: Places, asked: Sequence[str]) -> tuple[Shares, Shares]:
    """Of each entry's texts the one closest to any that is asked for: share of letters in common, and nearness by edits."""
    numbers, owners = lists.at(entries)
    known, at = np.unique(numbers, return_inverse=True)
    told = texts[known].tolist()
    if not told or not asked:
        return np.zeros(len(entries)), np.zeros(len(entries))
    like = _compared(asked, told, Indel.normalized_similarity)
    lengths = np.fromiter(map(len, told), np.float64, len(told))
    few = np.zeros(len(told))
    for text, alike in zip(asked, like, strict=True):
        near = np.flatnonzero(alike > _WORTH_EDITS)
        longer = np.maximum(lengths[near], len(text))
        edits = _compared([text], [told[one] for one in near.tolist()], OSA.distance)[0]
        share = np.clip(1.0 - 2.0 * edits / np.maximum(longer - 1, 1), 0.0, 1.0)
        few[near] = np.maximum(few[near], np.where(longer < 3, 0.0, np.where(edits == 0, 1.0, share)))
    return _most(like.max(axis=0)[at], owners, len(entries)), _most(few[at], owners, len(entries))


def _core(part: Columns, entries: Places, asked: str) -> Mapping[str, Shares]:
    """Likeness of the telling words joined: letters in common, at the start, at the end; one whole in the other."""
    known, at = np.unique(part.core[entries], return_inverse=True)
    told = part.written.texts[known].tolist()
    lengths = np.fromiter(map(len, told), np.float64, len(told))
    shorter = np.maximum(np.minimum(lengths, len(asked)), 1.0)
    like, start, end = (
        _compared([asked], told, scorer)[0] for scorer in (Indel.normalized_similarity, Prefix.similarity, Postfix.similarity)
    )
    whole = like * (lengths + len(asked)) >= 2 * shorter - 0.01
    contained = np.zeros(len(told))
    for one in np.flatnonzero(whole & (shorter >= 3)).tolist():
        if told[one] in asked or asked in told[one]:
            contained[one] = min(1.0, shorter[one] / 7)
    return {"like": like[at], "start": (start / shorter)[at], "end": (end / shorter)[at], "contained": contained[at]}


def _words(part: Columns, entries: Places, asked: Sketch) -> tuple[Shares, Shares, Shares]:
    """The best pair of words, 0..1; share of the asked words that each entry has the like of; share of its own that are asked."""
    numbers, owners = part.words.at(entries)
    known, at = np.unique(numbers, return_inverse=True)
    if not len(known) or not asked.words:
        return np.zeros(len(entries)), np.zeros(len(entries)), np.zeros(len(entries))
    like = _word_likeness(part, known, asked)
    weight, length = part.word_weight[known], part.word_length[known]
    lengths = np.array([len(word) for word in asked.words], np.float64)
    weights = np.array(asked.word_weights, np.float64)
    tells = np.minimum((weights * np.minimum(1.0, lengths / 5))[:, None], (weight * np.minimum(1.0, length / 5))[None, :])
    best = _most((like * tells).max(axis=0)[at], owners, len(entries))
    aligned = np.where(like >= ALIGNED, like, 0.0)
    mass = (weight * np.sqrt(length))[at]
    whole = np.maximum(np.bincount(owners, mass, len(entries)), _STEP)
    covered = np.bincount(owners, aligned.max(axis=0)[at] * mass, len(entries)) / whole
    asked_mass = weights * np.sqrt(lengths)
    covers = np.zeros(len(entries))
    for share, alike in zip(asked_mass / max(float(asked_mass.sum()), _STEP), aligned, strict=True):
        covers += share * _most(alike[at], owners, len(entries))
    return best, covered, covers


def _word_likeness(part: Columns, known: NDArray[np.int32], asked: Sketch) -> Shares:
    """Every asked word against words of the part."""
    texts, sounds = part.word_texts.texts[known].tolist(), part.word_sounds.texts[known].tolist()
    like = _compared(asked.words, texts, Indel.normalized_similarity)
    like[(part.word_length[known] < 3)[None, :] & (like < 1.0)] = 0.0
    for row, (word, sound) in enumerate(zip(asked.words, asked.word_sounds, strict=True)):
        near = np.flatnonzero((like[row] >= UNLIKE) & (like[row] < 1.0) & (len(word) > 2))
        like[row, like[row] < UNLIKE] = 0.0
        if len(near):
            spelt = 0.5 * (like[row, near] + _compared([word], [texts[one] for one in near], JaroWinkler.similarity)[0])
            told = SOUNDS * _compared([sound], [sounds[one] for one in near], Indel.normalized_similarity)[0]
            like[row, near] = np.maximum(spelt, told)
    return like


def _han(part: Columns, entries: Places, asked: str) -> tuple[Shares, Shares]:
    """Share of Chinese characters in common, and its contrary where both have some."""
    none = np.zeros(len(entries))
    if not asked:
        return none, none
    known, at = np.unique(part.han[entries], return_inverse=True)
    texts = list(part.han_texts)
    told = [texts[one] for one in known.tolist()]
    like = _compared([asked], told, Indel.normalized_similarity)[0]
    some = np.fromiter(map(bool, told), bool, len(told))
    return np.where(some, like, 0.0)[at], np.where(some, 1.0 - like, 0.0)[at]


def _meaning(part: Columns, entries: Places, asked: Sketch) -> Shares:
    """Share of the words of both that mean the same."""
    stems = part.stem_numbers(asked.stems)
    if not stems:
        return np.zeros(len(entries))
    numbers, owners = part.stems.at(entries)
    shared = np.bincount(owners[np.isin(numbers, stems)], minlength=len(entries))
    return np.minimum(1.0, 2.0 * shared / np.maximum(asked.slots + part.slots[entries], 1))


def _most(values: Shares, owners: NDArray[np.int64], count: int) -> Shares:
    """The greatest value of each owner; owners ascend."""
    most = np.zeros(count)
    if len(values):
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        most[owners[starts]] = np.maximum.reduceat(values, starts)
    return most


def _compared(asked: Iterable[str], texts: Sequence[str], scorer: Callable[..., Any]) -> Shares:
    """Every asked text against every other one."""
    found: Any = cdist(list(asked), texts, scorer=scorer, dtype=np.float32)
    return np.asarray(found, np.float64)


@cache
def _weights() -> Mapping[str, float]:
    return {row["measure"]: float(row["weight"]) for row in rows("nearness")}
