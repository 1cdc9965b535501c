"""Files for measuring and training the matcher: labelled pairs and lists of names."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from matcher.labelled import LabelledPair
from records.errors import TableError

HARD = "hard negative"
"""What the column ``tribunal`` says of a negative that was made to stay silent."""
_PAIR = ("mark_a", "mark_b", "label")
_ACROSS = ("name", "latin", "lang")
_SEPARATORS = (",", ";", "\t")
_LABELS = {"1": True, "0": False}


def read_pairs(path: Path) -> list[LabelledPair]:
    """Pairs of a CSV file of either shape.

    ``mark_a`` (new), ``mark_b`` (watched), ``label`` (1 conflict, 0 none), and where they are there ``ground`` and ``tribunal``;
    or ``name``, ``latin``, ``lang``: brands in two scripts, every row a conflict whose ground is the language. Other columns are
    left alone. Raises TableError, which says what is wrong, where, and what to do.
    """
    columns, table = _table(path)
    if set(_ACROSS) <= set(columns):
        pairs = [LabelledPair(*_marks(path, at, row, *_ACROSS[:2]), conflict=True, ground=row["lang"]) for at, row in table]
    elif missing := [column for column in _PAIR if column not in columns]:
        raise TableError(
            f"{path}: no column {', '.join(missing)}; the file needs {', '.join(_PAIR)} (and may have ground, tribunal), "
            f"or {', '.join(_ACROSS)}; it has {', '.join(columns)}"
        )
    else:
        pairs = [_labelled(path, at, row) for at, row in table]
    if not pairs:
        raise TableError(f"{path}: no pairs below the header; give one pair a row")
    return pairs


def read_names(path: Path, *, columns: Sequence[str] = ("name",)) -> list[str]:
    """Names of the first of the columns that a CSV file has, or of a plain list with one a line; each once, in their order.

    Raises TableError for an empty file, and for one with other columns.
    """
    lines = _text(path).splitlines()
    separator = max(_SEPARATORS, key=lines[0].count)
    header = [cell.strip() for cell in next(csv.reader(lines[:1], delimiter=separator), [])]
    if chosen := next((column for column in columns if column in header), None):
        names = [row[chosen] for _, row in _rows(path, _text(path).splitlines(keepends=True), separator)]
    elif path.suffix.lower() == ".csv" and len(header) > 1 and _as_wide(lines[:5], len(header), separator):
        wanted = " or ".join(columns)
        raise TableError(
            f"{path}: no column {wanted} among {', '.join(header)}; rename one, or give a plain list, one name a line"
        )
    else:
        names = lines
    if found := list(dict.fromkeys(filter(None, map(str.strip, names)))):
        return found
    raise TableError(f"{path}: no names in it; give a column {columns[0]}, or one name a line")


def _labelled(path: Path, at: int, row: Mapping[str, str]) -> LabelledPair:
    label = row["label"].strip()
    if label not in _LABELS:
        raise TableError(f"{path}, line {at}: label is {label!r}; write 1 for a conflict, 0 for none")
    new, watched = _marks(path, at, row, "mark_a", "mark_b")
    hard = HARD in row.get("tribunal", "")
    return LabelledPair(new, watched, _LABELS[label], row.get("ground", "").strip() or "unknown", hard)


def _marks(path: Path, at: int, row: Mapping[str, str], new: str, watched: str) -> tuple[str, str]:
    for column in (new, watched):
        if not row[column].strip():
            raise TableError(f"{path}, line {at}: {column} is empty; fill it in or take the row out")
    return row[new].strip(), row[watched].strip()


def _table(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    lines = _text(path).splitlines(keepends=True)
    columns = [cell.strip() for cell in next(csv.reader(lines[:1]), [])]
    return columns, list(_rows(path, lines))


def _rows(path: Path, lines: list[str], separator: str = ",") -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column); a row that is too short or too long is an error, an empty one is nothing."""
    reader = csv.reader(lines, delimiter=separator)
    try:
        columns = [cell.strip() for cell in next(reader, [])]
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(columns):
                raise TableError(
                    f"{path}, line {reader.line_num}: {len(cells)} cells, the header has {len(columns)}; quote commas"
                )
            yield reader.line_num, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise TableError(f"{path}, line {reader.line_num}: {error}") from error


def _as_wide(lines: list[str], width: int, separator: str) -> bool:
    return all(len(cells) == width for cells in csv.reader(lines, delimiter=separator))


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    if not text.strip():
        raise TableError(f"{path}: empty; give a header and rows")
    return text
