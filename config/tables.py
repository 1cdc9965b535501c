"""Loads the reference tables of config/tables; a wrong cell is an error that names file, row and column."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import TypeVar

from records.errors import TableError
from records.tables import Court, Market, OppositionPeriod

T = TypeVar("T")
Cells = Mapping[str, str]


def _rows(name: str, build: Callable[[Cells], T]) -> Iterator[T]:
    text = resources.files("config").joinpath("tables", name).read_text(encoding="utf-8")
    for number, cells in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            yield build(cells)
        except (KeyError, ValueError) as error:
            raise TableError(f"config/tables/{name}, line {number}: {error}") from error


def _optional_date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _words(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _market(cells: Cells) -> Market:
    return Market(
        code=cells["code"],
        office=cells["office"],
        name_en=cells["name_en"],
        name_zh=cells["name_zh"],
        timezone=cells["timezone"],
        filing_basis=cells["filing_basis"],
        squatting_risk=cells["squatting_risk"],
        verified=_words(cells["verified"]),
    )


def _period(cells: Cells) -> OppositionPeriod:
    return OppositionPeriod(
        office=cells["office"],
        timing=cells["timing"],
        length=int(cells["length"]) if cells["length"] else None,
        unit=cells["unit"] or None,
        valid_from=_optional_date(cells["valid_from"]),
        valid_to=_optional_date(cells["valid_to"]),
        extendable=cells["extendable"],
        rule=cells["rule"],
        source="; ".join(_pages()[key] for key in _words(cells["source"])),
        verified=cells["verified"] == "yes",
    )


@cache
def _pages() -> Mapping[str, str]:
    return dict(_rows("table_sources.csv", lambda cells: (cells["key"], cells["page"])))


@cache
def markets() -> tuple[Market, ...]:
    """markets.csv: what is known of trademark law per market; ``verified`` names the confirmed fields."""
    return tuple(_rows("markets.csv", _market))


@cache
def opposition_periods() -> tuple[OppositionPeriod, ...]:
    """opposition_periods.csv: dated opposition windows per office; ``source`` names the pages of table_sources.csv."""
    return tuple(_rows("opposition_periods.csv", _period))


@cache
def courts() -> tuple[Court, ...]:
    """courts.csv: the 94 district courts; the time zone is that of the court's main seat."""
    return tuple(_rows("courts.csv", lambda cells: Court(id=cells["id"], name=cells["name"], timezone=cells["timezone"])))


@cache
def class_titles() -> Mapping[int, tuple[str, str]]:
    """nice_classes.csv: class number → short title in English and Chinese."""
    return dict(_rows("nice_classes.csv", lambda cells: (int(cells["class"]), (cells["en"], cells["zh"]))))


@cache
def verified_relations() -> frozenset[tuple[int, int]]:
    """Pairs of coordinated_classes.csv that an office itself names as coordinated (USPTO, "Using coordinated classes")."""
    pairs = _rows(
        "coordinated_classes.csv", lambda cells: (int(cells["class"]), int(cells["related_class"]), cells["verified"] == "yes")
    )
    return frozenset((one, other) for one, other, verified in pairs if verified)


@cache
def class_relations() -> Mapping[tuple[int, int], float]:
    """coordinated_classes.csv: directed pair of Nice classes → relatedness of the goods, 0..1."""
    return dict(
        _rows(
            "coordinated_classes.csv", lambda cells: ((int(cells["class"]), int(cells["related_class"])), float(cells["weight"]))
        )
    )
