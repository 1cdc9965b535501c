"""Marks made of real names: recombined, spliced and misspelt, so that none of them is a name that anybody has looked at.

A folder of lists gives the names: ``*.txt`` with one a line, ``*.csv`` with a column ``brand``, ``name``, ``brand_zh`` or
``Markendarstellung`` (the German office's list, which has semicolons). Nothing is kept of them but in memory.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, chain
from pathlib import Path

COLUMNS = ("brand", "name", "brand_zh", "Markendarstellung")
_HAN_SHARE = 0.12
_WORDS = (1, 1, 2, 2, 2, 3)


class Names:
    """Real names, as material for marks."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted({name.strip() for name in names if 1 < len(name.strip()) < 60})

    @classmethod
    def read(cls, folders: Iterable[Path]) -> "Names":
        """The names of the lists in folders; a path to one list will do as well."""
        lists = chain.from_iterable([path] if path.is_file() else sorted(path.iterdir()) for path in folders)
        return cls(name for path in lists for name in _listed(path))

    def mark(self, draw: random.Random) -> str:
        """A mark in the likeness of the names."""
        if draw.random() < _HAN_SHARE and self._han:
            return self._han_mark(draw)
        kind = draw.random()
        if kind < 0.15:
            return draw.choice(self._others)
        if kind < 0.6:
            return self._coined(draw)
        return " ".join(draw.choices(self._words, cum_weights=self._counts, k=draw.choice(_WORDS)))

    def _coined(self, draw: random.Random) -> str:
        """A word that begins as one name's word does and goes on as another's does after the same two letters."""
        word = draw.choice(self._words)
        at = draw.randint(2, 4)
        rest = self._ends.get(word[at - 2 : at].lower())
        return word[:at] + draw.choice(rest) if rest else word

    def _han_mark(self, draw: random.Random) -> str:
        one, other = draw.choice(self._han), draw.choice(self._han)
        kind = draw.random()
        if kind < 0.25:
            return one
        if kind < 0.6:
            return one[: max(1, len(one) // 2)] + other[len(other) // 2 :]
        return "".join(draw.choice(draw.choice(self._han)) for _ in range(draw.choice((2, 2, 3, 3, 4))))

    @cached_property
    def _han(self) -> list[str]:
        return [name for name in self._names if all("\u4e00" <= char <= "\u9fff" for char in name)]

    @cached_property
    def _others(self) -> list[str]:
        han = set(self._han)
        return [name for name in self._names if name not in han]

    @cached_property
    def _counted(self) -> dict[str, int]:
        counted: dict[str, int] = defaultdict(int)
        for word in chain.from_iterable(name.split() for name in self._others):
            counted[word] += word[0].isalnum()
        return {word: count for word, count in sorted(counted.items()) if count}

    @cached_property
    def _words(self) -> list[str]:
        return list(self._counted)

    @cached_property
    def _counts(self) -> list[int]:
        return list(accumulate(self._counted.values()))

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        """What follows two letters within a word."""
        ends: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for at in range(2, min(len(word), 9)):
                ends[word[at - 2 : at].lower()].append(word[at:].lower())
        return dict(ends)


def _listed(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        if path.suffix == ".txt":
            yield from map(str.strip, lines)
        elif path.suffix == ".csv":
            head = lines.readline()
            lines.seek(0)
            for row in csv.DictReader(lines, delimiter=";" if ";" in head else ","):
                yield from filter(None, (row.get(column) for column in COLUMNS))
