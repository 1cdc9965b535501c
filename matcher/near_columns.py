"""Sketches of many rows laid out in columns: every text once, and which entries have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.values import runs
from matcher.letter_pairs import LetterPairs, Places
from matcher.sketch import FIELD, FIELDS, ITEM, MARK

_RUN = 20_000
"""Sketches taken apart at a time."""


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of numbers for every entry, laid end to end: those of entry ``n`` are ``flat[starts[n]:starts[n + 1]]``."""

    flat: Places
    starts: NDArray[np.int64]

    def at(self, entries: Places) -> tuple[Places, NDArray[np.int64]]:
        """The numbers of some entries, end to end, and for each number the place of its entry among those asked for."""
        sizes = self.starts[entries + 1] - self.starts[entries]
        rows = np.repeat(np.arange(len(entries)), sizes)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.flat[self.starts[entries][rows] + within], rows

    def turned(self, count: int) -> "Lists":
        """For each number below ``count`` the entries that have it."""
        owners = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.flat, kind="stable")
        return Lists(owners[order], np.searchsorted(self.flat[order], np.arange(count + 1)).astype(np.int64))


class Columns:
    """Entries, one a sketch, in the order given. Entry ``n`` belongs to row ``rows[n]``."""

    def __init__(self, sketches: Sequence[tuple[int, str]]) -> None:
        """``sketches``: (row, sketch); lines of another make are passed over."""
        rows: list[int] = []
        columns: list[list[str]] = [[] for _ in range(FIELDS)]
        for run in runs(sketches, _RUN):
            taken = [(row, fields) for row, line in run if len(fields := line.removeprefix(MARK).split(FIELD)) == FIELDS]
            rows += [row for row, _ in taken]
            for column, told in zip(columns, zip(*(fields for _, fields in taken), strict=True), strict=False):
                column += told
        self.rows = np.array(rows, np.int32)
        readings, cores, sounds, words, word_sounds, weights, han, stems, slots, scripts, numbers, crowd = columns
        self._lay_texts(readings, cores, sounds)
        self._lay_words(words, word_sounds, weights)
        self.han, known = _each(han)
        self.han_texts = np.array([*known, None], dtype=object)[:-1]
        self.han_marks = np.array([crc32(text.encode()) & 0xFFFF for text in known], np.int64)
        self.stems, self._stems = _lists(stems)
        self.of_stem = self.stems.turned(len(self._stems))
        self.slots = np.array(list(map(int, slots)), np.int32)
        self.scripts, self._scripts = _each(scripts)
        self.numbers, self._numbers = _each(numbers)
        self.crowd = np.array(list(map(float, crowd)), np.float32)

    def __len__(self) -> int:
        return len(self.rows)

    def _lay_texts(self, readings: Sequence[str], cores: Sequence[str], sounds: Sequence[str]) -> None:
        whole = [f"{read}{ITEM}{core or read.partition(ITEM)[0]}" for read, core in zip(readings, cores, strict=True)]
        lists, texts = _lists(whole)
        self.of_written = lists.turned(len(texts))
        self.core = lists.flat[lists.starts[1:] - 1]
        last = np.zeros(len(lists.flat), bool)
        last[lists.starts[1:] - 1] = True
        self.readings = Lists(lists.flat[~last], lists.starts - np.arange(len(lists.starts)))
        self.written = LetterPairs(texts)
        self.sounds, texts = _lists(sounds)
        self.of_heard = self.sounds.turned(len(texts))
        self.heard = LetterPairs(texts)

    def _lay_words(self, words: Sequence[str], sounds: Sequence[str], weights: Sequence[str]) -> None:
        some = [at for at, field in enumerate(words) if field]
        told = [ITEM.join(column[at] for at in some).split(ITEM) if some else [] for column in (words, sounds, weights)]
        numbers, known = _numbered([FIELD.join(word) for word in zip(*told, strict=True)])
        self.words = Lists(numbers, _starts(words))
        self.of_word = self.words.turned(len(known))
        parts = [word.split(FIELD) for word in known]
        self.word_texts = LetterPairs([text for text, _, _ in parts])
        self.word_sounds = LetterPairs([sound or text for text, sound, _ in parts])
        self.word_weight = np.array([int(weight) / 100 for _, _, weight in parts], np.float64)
        self.word_length = np.array([len(text) for text, _, _ in parts], np.int64)

    @cached_property
    def length(self) -> NDArray[np.int64]:
        """Letters of each entry's usual reading."""
        some = np.diff(self.readings.starts) > 0
        first = np.zeros(len(self), np.int64)
        first[some] = self.written.lengths[self.readings.flat[self.readings.starts[:-1][some]]]
        return first

    def stem_numbers(self, stems: Iterable[str]) -> list[int]:
        """Numbers of those stems that any entry has."""
        return [self._stems[stem] for stem in stems if stem in self._stems]

    def scripts_number(self, scripts: str) -> int:
        """The number of these writing systems; -1 where no entry is written in them."""
        return self._scripts.get(scripts, -1)

    def numbers_number(self, numbers: str) -> int:
        """The number of these numbers in a mark; -1 where no entry has them."""
        return self._numbers.get(numbers, -1)


def _lists(fields: Sequence[str]) -> tuple[Lists, dict[str, int]]:
    """The lists in a field of every entry, each text by its number; and the numbers."""
    some = [field for field in fields if field]
    numbers, known = _numbered(ITEM.join(some).split(ITEM) if some else [])
    return Lists(numbers, _starts(fields)), known


def _each(fields: Sequence[str]) -> tuple[Places, dict[str, int]]:
    return _numbered(fields)


def _numbered(texts: Sequence[str]) -> tuple[Places, dict[str, int]]:
    """Every text by its number, in the order in which they first come; and the numbers."""
    known = dict(zip(dict.fromkeys(texts), count(), strict=False))
    return np.fromiter(map(known.__getitem__, texts), np.int32, len(texts)), known


def _starts(fields: Sequence[str]) -> NDArray[np.int64]:
    sizes = np.fromiter((field.count(ITEM) + 1 if field else 0 for field in fields), np.int64, len(fields))
    return np.concatenate(([0], np.cumsum(sizes)))
