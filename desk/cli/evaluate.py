"""``lookout evaluate``: how much the matcher finds, at which rate of false alerts."""

import csv
import json
import time
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from desk.labelled import read_names, read_pairs
from matcher.evaluate import Group, Report, Share, evaluate
from matcher.haystack import RATES
from matcher.labelled import LabelledPair
from records.errors import TableError

File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.argument("pairs", type=File)
@click.option(
    "--background", type=File, required=True, help="Names of others: a CSV file with a column name, or one name a line."
)
@click.option("--by", type=click.Path(dir_okay=False, path_type=Path), help="Write every pair with its score into this CSV file.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that share the work.")
@click.option("--seed", default=7, show_default=True, help="Of the draws that the intervals come from.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of tables.")
def evaluate_command(pairs: Path, background: Path, by: Path | None, jobs: int, seed: int, as_json: bool) -> None:
    """How many conflicts of PAIRS does the matcher find among names of others?

    PAIRS is a CSV file with the columns mark_a (new), mark_b (watched), label (1 or 0), ground and tribunal; or with
    name, latin and lang. Every watched mark is scored against its new mark and all names of the background; the line
    lies where 1, 5, 10 or 100 of 10,000 of these comparisons score higher.
    """
    labelled, names = read_pairs(pairs), read_names(background)
    if not any(pair.conflict for pair in labelled):
        raise TableError(f"{pairs}: no conflict (label 1) in it; recall needs at least one")
    started = time.perf_counter()
    report = evaluate(labelled, names, jobs=jobs, seed=seed)
    seconds = time.perf_counter() - started
    if by:
        write_pairs(by, labelled, report)
    if as_json:
        click.echo(json.dumps(as_object(report, names=len(names), seconds=seconds), ensure_ascii=False, indent=2))
    else:
        show(Console(highlight=False), report, names=len(names), seconds=seconds)


def as_object(report: Report, *, names: int, seconds: float) -> dict[str, object]:
    """The report as plain JSON values; shares are 0..1, keys of rates are false alerts per 10,000."""
    return {
        "background": names,
        "comparisons": report.comparisons,
        "lines": {str(rate): line for rate, line in report.lines.items()},
        "conflicts": _group(report.conflicts),
        "grounds": {ground: _group(group) for ground, group in report.grounds.items()},
        "hard_negatives": report.hard and _group(report.hard),
        "litigated_negatives": report.litigated and _group(report.litigated),
        "calibration": [
            {
                "score": band.score,
                "promised_per_10000": round(band.promised, 4),
                "observed_per_10000": round(band.observed, 4),
                "conflicts_reaching_it": round(band.conflicts, 4),
            }
            for band in report.bands
        ],
        "calibration_off_by_factor": report.drift and round(report.drift, 3),
        "seconds": round(seconds, 2),
        "pairs_per_second_on_one_core": round(report.speed),
    }


def show(console: Console, report: Report, *, names: int, seconds: float) -> None:
    """The report for a person."""
    console.print(
        f"{report.conflicts.pairs:,} conflicts, {names:,} names of others, {report.comparisons:,} comparisons in {seconds:.1f} s "
        f"({report.speed:,.0f} a second on one core)"
    )
    console.print(_recall_table(report))
    told = Table("Score", "False alerts promised", "seen in 10,000", "Conflicts reaching it", box=None, pad_edge=False)
    for band in report.bands:
        told.add_row(f"{band.score:.2f}", f"{band.promised:.2f}", f"{band.observed:.2f}", f"{band.conflicts:.2f}")
    console.print(told)
    if report.drift:
        console.print(f"False alerts are off what the scores promise by a factor of {report.drift:.2f}, on average.")


def write_pairs(path: Path, pairs: Sequence[LabelledPair], report: Report) -> None:
    """Every pair with its score, and whether it lies above the line at each rate."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["mark_a", "mark_b", "label", "ground", "hard", "score", *(f"above_{rate}" for rate in RATES)])
        for pair, score in zip(pairs, report.scores.tolist(), strict=True):
            above = [int(score > report.lines[rate]) for rate in RATES]
            writer.writerow([pair.new, pair.watched, int(pair.conflict), pair.ground, int(pair.hard), f"{score:.9f}", *above])


def _recall_table(report: Report) -> Table:
    table = Table("Above the line at … in 10,000", "Pairs", box=None, pad_edge=False)
    for rate in RATES:
        table.add_column(str(rate), justify="right", no_wrap=True)
    table.add_row("score of the line", "", *(f"{report.lines[rate]:.3f}" for rate in RATES), style="dim")
    groups = {"all conflicts": report.conflicts, **report.grounds, "hard negatives": report.hard}
    for name, group in {**groups, "litigated negatives": report.litigated}.items():
        if group:
            table.add_row(escape(name), f"{group.pairs:,}", *(_interval(group.above[rate]) for rate in RATES))
    return table


def _interval(share: Share) -> str:
    return f"{_short(share.share)} [dim]{_short(share.low)}–{_short(share.high)}[/]"


def _short(share: float) -> str:
    return f"{share:.2f}".removeprefix("0") if share < 0.995 else "1.0"


def _group(group: Group) -> dict[str, object]:
    return {
        "pairs": group.pairs,
        "above": {
            str(rate): {"share": round(share.share, 4), "low": round(share.low, 4), "high": round(share.high, 4)}
            for rate, share in group.above.items()
        },
    }
