"""``lookout train`` and ``lookout words``: the matcher's tables from labelled pairs and lists of names."""

import csv
from importlib.resources import files
from itertools import chain
from pathlib import Path

import click

from desk.labelled import read_names, read_pairs
from matcher.examples import Examples, Material, gathered
from matcher.rarity import counted, packaged, words_table
from matcher.train import calibration_table, cross_validated, fitted, model_table, rounded
from matcher.views import view
from records.errors import TableError

File = click.Path(exists=True, dir_okay=False, path_type=Path)
Folder = click.Path(file_okay=False, path_type=Path)
RATES = (1, 5, 10)
TOLERANCE = 0.06
"""Numbers that differ by no more are the same to ``--check``: sums come out a little otherwise on another processor."""


@click.command("train")
@click.argument("pairs", type=File)
@click.option("--cross", type=File, required=True, help="Brands in two scripts: a CSV file with the columns name, latin, lang.")
@click.option(
    "--background", type=File, required=True, help="Names of others: a CSV file with a column name, or one name a line."
)
@click.option("--out", type=Folder, help="Write model.csv and calibration.csv into this folder; default: only show what changes.")
@click.option("--seed", default=7, show_default=True, help="Of folds, samples and made pairs.")
@click.option("--validate/--no-validate", default=True, show_default=True, help="Cross-validate, which takes fifteen more fits.")
@click.option("--check", is_flag=True, help="Exit with 1 where the tables in force are not what training gives.")
def train_command(pairs: Path, cross: Path, background: Path, out: Path | None, seed: int, validate: bool, check: bool) -> None:
    """Fit the matcher's weights to PAIRS (columns mark_a, mark_b, label, ground, tribunal) among names of others.

    The same files and seed give the same tables. What changes against the tables in force is shown number by number.
    """
    material = Material(read_pairs(pairs), read_pairs(cross), read_names(background), seed)
    if not any(pair.conflict for pair in material.pairs):
        raise TableError(f"{pairs}: no conflict (label 1) in it; training needs some")
    click.echo(
        f"comparing {len(material.pairs) + len(material.cross):,} pairs and {len(material.background):,} names …", err=True
    )
    examples = gathered(material, packaged())
    if validate:
        click.echo(validation(examples))
    tables = trained(examples)
    _show({name: (_in_force(name), text) for name, text in tables.items()})
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in tables.items():
            (out / f"{name}.csv").write_text(text, encoding="utf-8")
        click.echo(f"written to {out}")
    if check and any(differences(_in_force(name), text, beyond=TOLERANCE) for name, text in tables.items()):
        click.echo("the tables in force are not what training gives", err=True)
        raise SystemExit(1)


@click.command("words")
@click.argument("names", metavar="NAMES...", type=File, nargs=-1, required=True)
@click.option("--column", "columns", multiple=True, default=("name",), show_default=True, help="Columns that hold names.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: the terminal.")
def words_command(names: tuple[Path, ...], columns: tuple[str, ...], out: Path | None) -> None:
    """In how many marks of all NAMES each word stands: the matcher's table of common and rare words.

    NAMES are plain lists, one name a line, or CSV files (commas, semicolons or tabs) with one of the columns.
    """
    marks = dict.fromkeys(chain.from_iterable(read_names(path, columns=columns) for path in names))
    text = words_table(*counted([token.text for token in view(mark).tokens] for mark in marks))
    if out:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{len(marks):,} marks counted, {text.count(chr(10)) - 2:,} words written to {out}")
    else:
        click.echo(text, nl=False)


def trained(examples: Examples) -> dict[str, str]:
    """Name → text of the tables that training gives."""
    coefficients = rounded(fitted(examples))
    return {"model": model_table(coefficients), "calibration": calibration_table(examples, coefficients)}


def validation(examples: Examples) -> str:
    """What the examples say of conflicts that the fit has not seen."""
    recall, hard = cross_validated(examples, RATES)
    told = ", ".join(f"{share:.3f} at {rate:g}" for rate, share in recall.items())
    return f"cross-validated recall by false alerts per 10,000: {told}; hard negatives above the line at 5: {hard:.2f}"


def differences(old: str, new: str, *, beyond: float = 0.0) -> list[str]:
    """``row column: before → after`` for every number of two tables that differs by more."""
    before, after = _numbers(old), _numbers(new)
    places = dict.fromkeys((*before, *after))
    return [
        f"{row} {column}: {_told(before.get((row, column)))} → {_told(after.get((row, column)))}"
        for row, column in places
        if abs(before.get((row, column), 0.0) - after.get((row, column), 0.0)) > beyond
    ]


def _show(tables: dict[str, tuple[str, str]]) -> None:
    for name, (old, new) in tables.items():
        changed = differences(old, new)
        click.echo(f"{name}.csv: {len(changed) or 'no'} numbers change")
        for words in changed:
            click.echo(f"  {words}")


def _told(number: float | None) -> str:
    return "–" if not number else f"{number:g}"


def _numbers(text: str) -> dict[tuple[str, str], float]:
    """(first cell of the row, column) → number; empty cells and words are left out."""
    header, *table = csv.reader(text.splitlines())
    cells = {
        (row[0], column): cell for row in table for column, cell in zip(header[1:], row[1:], strict=True) if column != "axis"
    }
    return {place: float(cell) for place, cell in cells.items() if cell}


def _in_force(name: str) -> str:
    return files("matcher").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
