"""Nearness: how near pooled entries are to a sketch, by a table of weights over what the full model looks at.

It only orders candidates, so that those which the full model flags come first; nobody is shown it. The weights of
tables/nearness.csv are a logistic fit of the full model's verdict (``python -m bench.nearness``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler, LCSseq, Postfix, Prefix
from rapidfuzz.process import cdist

from matcher.features import EDGE
from matcher.letter_pairs import LetterPairs, Places
from matcher.near_columns import Columns, Lists
from matcher.packaged import rows
from matcher.pairs import ALIGNED, EXACT, SOUNDS, UNLIKE
from matcher.sketch import Sketch

Shares = NDArray[np.float64]

_WORTH_EDITS = 0.5
"""Texts less alike than this are no few edits apart."""
_STEP = 1e-6
OTHER = " in another script"
"""Behind the name of a measure: of entries in other writing systems than what is asked for."""


def nearness(part: Columns, entries: Places, asked: Sketch) -> Shares:
    """How near each of the entries is to what is asked for: higher is nearer, the same for the same two sketches anywhere."""
    return _summed(measures(part, entries, asked), len(entries))


def promising(part: Columns, entries: Places, asked: Sketch) -> Shares:
    """A first estimate of nearness, from the cheap measures alone; what they stand for counts in them."""
    return _summed(_by_script(part, entries, asked, _cheap(part, entries, asked)), len(entries), _for_others())


def measures(part: Columns, entries: Places, asked: Sketch) -> Mapping[str, Shares]:
    """What nearness is made of, each 0..1, for each of the entries."""
    return _by_script(part, entries, asked, {**_cheap(part, entries, asked), **_dear(part, entries, asked)})


def _by_script(part: Columns, entries: Places, asked: Sketch, measured: Mapping[str, Shares]) -> dict[str, Shares]:
    """Every measure twice: for entries in the same writing systems, and for those in others, which are judged differently."""
    other = (part.scripts[entries] != part.scripts_number(asked.scripts)).astype(np.float64)
    near = {name: share * (1.0 - other) for name, share in measured.items()}
    return {**near, **{name + OTHER: share * other for name, share in measured.items()}, "other" + OTHER: other}


def _cheap(part: Columns, entries: Places, asked: Sketch) -> dict[str, Shares]:
    read = _closest(part.written, part.readings, entries, asked.readings)
    core = _core(part, entries, asked.core)
    apart = part.scripts[entries] != part.scripts_number(asked.scripts)
    heard = np.where(
        apart, _closest(part.heard, part.sounds, entries, asked.sounds), _first(part.heard, part.sounds, entries, asked.sounds)
    )
    word, covered, covers, exact = _words(part, entries, asked)
    han, other_han = _han(part, entries, asked.han)
    length, own = part.length[entries], len(asked.readings[0]) if asked.readings else 0
    shorter, longer = np.minimum(length, own), np.maximum(np.maximum(length, own), 1)
    return {
        "reading": read**2,
        "core": core**2,
        "both": (0.5 * (read + core)) ** 2,
        "heard": heard**2,
        "word": word**2,
        "covered": np.maximum(covered, covers) ** 2,
        "both_covered": np.minimum(covered, covers) ** 2,
        "exact": exact**3,
        "crowd": np.minimum(part.crowd[entries], asked.crowd) / 6,
        "han": han**2,
        "other_han": other_han,
        "meaning": _meaning(part, entries, asked) ** 2,
        "short": np.where(read < 1.0, np.clip((6 - shorter) / 3, 0.0, 1.0), 0.0),
        "length": 1.0 - shorter / longer,
        "most": np.maximum(read, heard) ** 2,
        "numbers": (part.numbers[entries] != part.numbers_number(asked.numbers)).astype(np.float64),
    }


def _dear(part: Columns, entries: Places, asked: Sketch) -> dict[str, Shares]:
    return {
        "few_letters": _few_edits(part.written, part.readings, entries, asked.readings),
        "few_sounds": _few_edits(part.heard, part.sounds, entries, asked.sounds),
        **_edges(part, entries, asked.core),
    }


def _closest(texts: LetterPairs, lists: Lists, entries: Places, asked: Sequence[str]) -> Shares:
    """Share of letters in common of each entry's text that is closest to any that is asked for."""
    numbers, owners = lists.at(entries)
    known, at = _each_once(numbers, len(texts))
    if not len(known) or not asked:
        return np.zeros(len(entries))
    like = _compared(asked, texts.texts[known], Indel.normalized_similarity).max(axis=0)
    return _most(like[at], owners, len(entries))


def _first(texts: LetterPairs, lists: Lists, entries: Places, asked: Sequence[str]) -> Shares:
    """Share of letters in common of each entry's first text with the first that is asked for."""
    starts = lists.starts[entries]
    some = lists.starts[entries + 1] > starts
    found = np.zeros(len(entries))
    if not asked or not some.any():
        return found
    known, at = _each_once(lists.flat[starts[some]], len(texts))
    found[some] = _compared(asked[:1], texts.texts[known], Indel.normalized_similarity)[0][at]
    return found


def _few_edits(texts: LetterPairs, lists: Lists, entries: Places, asked: Sequence[str]) -> Shares:
    """Nearness by letters put in, left out, changed or swapped: 1 for none, less the shorter the texts."""
    numbers, owners = lists.at(entries)
    known, at = _each_once(numbers, len(texts))
    if not len(known) or not asked:
        return np.zeros(len(entries))
    told, lengths = texts.texts[known], texts.lengths[known]
    few = np.zeros(len(known))
    for text in asked:
        near = np.flatnonzero(_compared([text], told, Indel.normalized_similarity)[0] > _WORTH_EDITS)
        longer = np.maximum(lengths[near], len(text))
        edits = _compared([text], told[near], OSA.distance)[0]
        share = np.clip(1.0 - 2.0 * edits / np.maximum(longer - 1, 1), 0.0, 1.0)
        few[near] = np.maximum(few[near], np.where(longer < 3, 0.0, np.where(edits == 0, 1.0, share)))
    return _most(few[at], owners, len(entries))


def _core(part: Columns, entries: Places, asked: str) -> Shares:
    """Share of letters in common of the telling words joined."""
    known, at = _each_once(part.core[entries], len(part.written))
    like = _compared([asked], part.written.texts[known], Indel.normalized_similarity)[0]
    return np.take(like, at)


def _edges(part: Columns, entries: Places, asked: str) -> dict[str, Shares]:
    """Of the telling words joined: letters in common at the start, at the end; one whole in the other."""
    known, at = _each_once(part.core[entries], len(part.written))
    told = part.written.texts[known]
    shorter = np.maximum(np.minimum(part.written.lengths[known], len(asked)), 1)
    edges = (_compared([asked], told, scorer)[0] for scorer in (Prefix.similarity, Postfix.similarity))
    start, end = (shared / shorter * np.minimum(1.0, shared / EDGE) for shared in edges)
    shared = _compared([asked], told, LCSseq.similarity)[0]
    contained = np.zeros(len(told))
    for one in np.flatnonzero((shared >= shorter) & (shorter >= 3)).tolist():
        if told[one] in asked or asked in told[one]:
            contained[one] = min(1.0, shorter[one] / 7)
    return {"start": start[at], "end": end[at], "contained": contained[at]}


def _words(part: Columns, entries: Places, asked: Sketch) -> tuple[Shares, Shares, Shares, Shares]:
    """The best pair of words, 0..1; share of its own words that are asked; of the asked ones that it has; the same exactly."""
    numbers, owners = part.words.at(entries)
    known, at = _each_once(numbers, len(part.word_texts))
    if not len(known) or not asked.words:
        return np.zeros(len(entries)), np.zeros(len(entries)), np.zeros(len(entries)), np.zeros(len(entries))
    like = _word_likeness(part, known, asked)
    weight, length = part.word_weight[known], part.word_length[known]
    lengths = np.array([len(word) for word in asked.words], np.float64)
    weights = np.array(asked.word_weights, np.float64)
    tells = np.minimum((weights * np.minimum(1.0, lengths / 5))[:, None], (weight * np.minimum(1.0, length / 5))[None, :])
    best = _most((like * tells).max(axis=0)[at], owners, len(entries))
    mass = (weight * np.sqrt(length))[at]
    whole = np.maximum(np.bincount(owners, mass, len(entries)), _STEP)
    asked_mass = weights * np.sqrt(lengths)
    told = []
    for least in (ALIGNED, EXACT):
        aligned = np.where(like >= least, like, 0.0)
        covered = np.bincount(owners, aligned.max(axis=0)[at] * mass, len(entries)) / whole
        covers = np.zeros(len(entries))
        for share, alike in zip(asked_mass / max(float(asked_mass.sum()), _STEP), aligned, strict=True):
            covers += share * _most(alike[at], owners, len(entries))
        told.append((covered, covers))
    return best, *told[0], np.maximum(*told[1])


def _word_likeness(part: Columns, known: NDArray[np.int32], asked: Sketch) -> Shares:
    """Every asked word against words of the part."""
    texts, sounds = part.word_texts.texts[known], part.word_sounds.texts[known]
    like = _compared(asked.words, texts, Indel.normalized_similarity)
    like[(part.word_length[known] < 3)[None, :] & (like < 1.0)] = 0.0
    for row, (word, sound) in enumerate(zip(asked.words, asked.word_sounds, strict=True)):
        near = np.flatnonzero((like[row] >= UNLIKE) & (like[row] < 1.0) & (len(word) > 2))
        like[row, like[row] < UNLIKE] = 0.0
        if len(near):
            spelt = 0.5 * (like[row, near] + _compared([word], texts[near], JaroWinkler.similarity)[0])
            told = SOUNDS * _compared([sound], sounds[near], Indel.normalized_similarity)[0]
            like[row, near] = np.maximum(spelt, told)
    return like


def _han(part: Columns, entries: Places, asked: str) -> tuple[Shares, Shares]:
    """Share of Chinese characters in common, and its contrary where both have some."""
    none = np.zeros(len(entries))
    if not asked:
        return none, none
    known, at = _each_once(part.han[entries], len(part.han_texts))
    told = part.han_texts[known]
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


def _each_once(numbers: Places, count: int) -> tuple[Places, Places]:
    """The different ones of numbers below ``count``, ascending, and where each number is among them."""
    met = np.zeros(count, bool)
    met[numbers] = True
    known = np.flatnonzero(met).astype(np.int32)
    place = np.empty(count, np.int32)
    place[known] = np.arange(len(known), dtype=np.int32)
    return known, place[numbers]


def _most(values: Shares, owners: NDArray[np.int64], count: int) -> Shares:
    """The greatest value of each owner; owners ascend."""
    most = np.zeros(count)
    if len(values):
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        most[owners[starts]] = np.maximum.reduceat(values, starts)
    return most


def _compared(asked: Iterable[str], texts: NDArray[np.object_], scorer: Callable[..., Any]) -> Shares:
    """Every asked text against every other one."""
    found: Any = cdist(list(asked), texts.tolist(), scorer=scorer, dtype=np.float32)
    return np.asarray(found, np.float64)


def _summed(measured: Mapping[str, Shares], count: int, more: Mapping[str, float] | None = None) -> Shares:
    total = np.zeros(count)
    for name, share in measured.items():
        total += (_weights()[name] + (more or {}).get(name, 0.0)) * share
    return np.round(total / _STEP) * _STEP


@cache
def _weights() -> Mapping[str, float]:
    return {row["measure"]: float(row["weight"]) for row in rows("nearness")}


@cache
def _for_others() -> Mapping[str, float]:
    """What the cheap measures count for the dear ones that go with them."""
    weights = _weights()
    others = {"reading": "few_letters", "heard": "few_sounds", "core": "start"}
    return {cheap + script: weights[dear + script] for cheap, dear in others.items() for script in ("", OTHER)}
