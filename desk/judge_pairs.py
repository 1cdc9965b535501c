"""Pairs of marks from a CSV file to a CSV file, in batches: memory stays the same at any size."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TextIO

from alerts.texts import Texts
from desk.judge import Asked, Classes, Judged, judged
from matcher.axes import AXES
from matcher.goods import GoodsRelation
from records.errors import SettingsError

BATCH = 40_000
"""Rows compared at once."""
BATCH_CHARS = 8_000_000
"""Characters of marks held at once; a batch of very long rows is shorter."""
LONGEST_CELL = 4_000_000
"""Characters of one cell; more than that is a quotation mark that was never closed."""
ADDED = ("score", "mark_score", "level", *AXES, "reason", "error")
"""Columns that judging adds; of that name in the file they are replaced."""
MARKS, CLASSES = ("mark_a", "mark_b"), ("classes_a", "classes_b")


@dataclass(slots=True)
class Tally:
    """Rows read, and how many of them could not be judged."""

    rows: int = 0
    bad: int = 0


class _Row(NamedTuple):
    kept: list[str]
    asked: Asked | None
    error: str


def judge_pairs(source: TextIO, target: TextIO, goods: GoodsRelation, texts: Texts) -> Tally:
    """Judge every row of ``source`` and write it to ``target`` with ``ADDED``; a bad row gets its ``error`` and no score.

    ``source``: CSV with a header that has ``MARKS``, maybe ``CLASSES``, and any other columns, which are carried through.
    Raises SettingsError for a file without these columns.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(source)
    form = _Form(_header(reader))
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow((*form.kept_names, *ADDED))
    tally = Tally()
    for batch in _batches(reader, form):
        told = iter(judged([row.asked for row in batch if row.asked is not None], goods))
        writer.writerows((*row.kept, *(_cells(next(told), texts) if row.asked else _blank(row.error))) for row in batch)
        tally.rows += len(batch)
        tally.bad += sum(1 for row in batch if row.asked is None)
    return tally


class _Form:
    """Which column of the file is which."""

    def __init__(self, header: Sequence[str]) -> None:
        names = [name.strip() for name in header]
        missing = [name for name in MARKS if name not in names]
        if missing:
            raise SettingsError(f"the file has no column {' and no column '.join(missing)}; its columns are: {', '.join(names)}")
        self.width = len(names)
        self.kept = [at for at, name in enumerate(names) if name not in ADDED]
        self.kept_names = [names[at] for at in self.kept]
        self.mark_a, self.mark_b = (names.index(name) for name in MARKS)
        self.classes = tuple(names.index(name) if name in names else None for name in CLASSES)

    def row(self, cells: list[str]) -> _Row:
        """A row's cells as what is asked, or why it cannot be."""
        excess = len(cells) - self.width
        cells = cells[: self.width] + [""] * -excess
        kept = [cells[at] for at in self.kept]
        if excess > 0:
            return _Row(kept, None, f"{self.width + excess} cells, but {self.width} columns")
        one, other = cells[self.mark_a], cells[self.mark_b]
        for name, mark in ((MARKS[0], one), (MARKS[1], other)):
            if wrong := _wrong_mark(mark):
                return _Row(kept, None, f"{name}: {wrong}")
        told = [read_classes(cells[at]) if at is not None else _UNKNOWN for at in self.classes]
        for name, (_, wrong) in zip(CLASSES, told, strict=True):
            if wrong:
                return _Row(kept, None, f"{name}: {wrong}")
        return _Row(kept, Asked(one, other, told[0][0], told[1][0]), "")


_UNKNOWN: tuple[Classes, str] = ((), "")


@lru_cache(maxsize=4096)
def read_classes(text: str) -> tuple[Classes, str]:
    """Nice classes of ``9/25``, ``9,25``, ``9;25`` or ``9 25``, and what is wrong with them, if anything."""
    parts = list(filter(None, _BETWEEN.split(text)))
    for part in parts:
        if not part.isdecimal() or len(part) > 2:
            return (), f"{part[:40]!r} is not a class number"
        if not 1 <= int(part) <= 45:
            return (), f"{int(part)} is no Nice class (1–45)"
    return tuple(dict.fromkeys(map(int, parts))), ""


_BETWEEN = re.compile(r"[\s/,;|，、；]+")
_BROKEN = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as ``surrogateescape`` reads them."""


def _wrong_mark(mark: str) -> str:
    if not mark or mark.isspace():
        return "missing"
    return "" if mark.isascii() or not _BROKEN.search(mark) else "not in UTF-8"


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as error:
        raise SettingsError(f"the file is no CSV: {error}") from error


def _batches(reader: Iterator[list[str]], form: _Form) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    characters = 0
    for row in _rows(reader, form):
        batch.append(row)
        characters += sum(map(len, row.kept))
        if len(batch) >= BATCH or characters >= BATCH_CHARS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _rows(reader: Iterator[list[str]], form: _Form) -> Iterator[_Row]:
    """Every row but blank lines; one that is no CSV is told and the next ones are read."""
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield _Row([""] * len(form.kept), None, f"no CSV: {error}")
            continue
        if cells is None:
            return
        if cells:
            yield form.row(cells)


def _cells(one: Judged, texts: Texts) -> tuple[str, ...]:
    appearance, sound, meaning, dominant = one.axes
    figures = f"{one.score:.8f},{one.mark_score:.8f},{one.level},{appearance:.4f},{sound:.4f},{meaning:.4f},{dominant:.4f}"
    return (*figures.split(","), one.sentence(texts), "")


def _blank(error: str) -> tuple[str, ...]:
    return (*[""] * (len(ADDED) - 1), error)
