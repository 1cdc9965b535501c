"""Fit what candidates are ranked by to the full model: ``python -m bench.nearness [--names PATH …] [--write]``.

Brute force says which filings the full model flags (``THRESHOLDS.medium``) for each brand; a logistic regression over what
``matcher.nearness`` measures learns to put them first. It is fitted on half of the brands and told for the other half, both ways;
the table that ``--write`` leaves is fitted on all. Run it again whenever features, weights or views change.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from bench.corpus import corpus_of
from bench.recall import Found, all_found
from matcher.model import THRESHOLDS
from matcher.near_columns import Columns
from matcher.near_pool import pool
from matcher.nearness import measures
from matcher.sketch import sketch_of, taken_apart
from matcher.views import view

TABLE = Path(__file__).parent.parent / "matcher" / "tables" / "nearness.csv"
AMONG = 1_000_000
"""Filings of the store that the pool is made for: with fewer, it is made smaller by as much, and so are the candidates."""
CANDIDATES = 1_000
RIDGE = 0.1
STEPS = 30


@dataclass(frozen=True, slots=True)
class Pooled:
    """The pool of one brand."""

    measured: NDArray[np.float64]
    flagged: NDArray[np.bool_]
    of: int
    """Filings that the full model flags, pooled or not."""


def pooled(found: Sequence[Found], rows: int, names: Sequence[Path]) -> tuple[tuple[str, ...], list[Pooled]]:
    """Names of the measures, and the pool of every brand that has finds."""
    corpus = corpus_of(tuple(names))
    columns = Columns([(number, sketch_of(view(corpus.mark(number)))) for number in range(rows)])
    keys = np.array([corpus.key(number) for number in range(rows)])
    told: list[Pooled] = []
    known: tuple[str, ...] = ()
    for one in found:
        asked, wanted = taken_apart(sketch_of(view(one.brand))), one.over(THRESHOLDS.medium)
        if asked is None or not wanted:
            continue
        (entries,) = pool([columns], asked, scale=rows / AMONG)
        measured = measures(columns, entries, asked)
        known = tuple(measured)
        flagged = np.isin(keys[columns.rows[entries]], list(wanted))
        told.append(Pooled(np.column_stack([*measured.values()]), flagged, len(wanted)))
    return known, told


def fitted(told: Sequence[Pooled]) -> NDArray[np.float64]:
    """Weights of the measures, the intercept last: Newton's method for a logistic regression with a ridge."""
    table = np.concatenate([one.measured for one in told])
    table = np.column_stack([table, np.ones(len(table))])
    flagged = np.concatenate([one.flagged for one in told]).astype(float)
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(table @ weights, -40, 40)))
        slope = table.T @ (flagged - likely) - RIDGE * weights
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights


def kept(told: Sequence[Pooled], weights: NDArray[np.float64], most: int) -> list[float]:
    """Share of each brand's finds among its ``most`` best."""
    shares = []
    for one in told:
        best = np.argsort(-(one.measured @ weights[:-1]), kind="stable")[:most]
        shares.append(min(int(one.flagged[best].sum()), most) / min(one.of, most))
    return shares


def main() -> None:
    """Fit, print, and write the table where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", action="append", default=[], type=Path, metavar="PATH", help="lists of names to make marks of")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--brands", type=int, default=120)
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name}")
    chosen = parser.parse_args()
    told: list[Pooled] = []
    known: tuple[str, ...] = ()
    for names in [[], chosen.names] if chosen.names else [[]]:
        brands = list(corpus_of(tuple(names)).brands(chosen.brands, among=chosen.rows))
        known, more = pooled(all_found(brands, chosen.rows, names), chosen.rows, names)
        told += more
    most = max(1, round(CANDIDATES * chosen.rows / AMONG))
    halves = told[::2], told[1::2]
    shares = [share for one, other in (halves, halves[::-1]) for share in kept(other, fitted(one), most)]
    print(f"{len(told)} brands, {chosen.rows:,} filings each; kept among the first {most} of brands held out: {mean(shares):.4f}")
    print(f"  in the pool: {mean(min(int(one.flagged.sum()), most) / min(one.of, most) for one in told):.4f}")
    table = [f"{name},{weight:.2f}" for name, weight in zip(known, fitted(told), strict=False)]
    print("\n".join(table))
    if chosen.write:
        TABLE.write_text("\n".join(["measure,weight", *table, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
