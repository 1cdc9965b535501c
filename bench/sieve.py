"""Fit the weights of the sieve to the full model: ``python -m bench.sieve [--names PATH …] [--write]``.

Brute force says which filings the full model flags (``THRESHOLDS.medium``) for each brand; a logistic regression over what
``matcher.sieve`` measures learns to put them first. It is fitted on half of the brands and told for the other half, both ways;
the table that ``--write`` leaves is fitted on all. Run it again whenever features, weights or views change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from bench.corpus import corpus_of
from bench.fits import asked, corpora, leave
from bench.recall import Found, all_found
from matcher.logistic import Regression
from matcher.model import THRESHOLDS, side
from matcher.pairs import REGIMES
from matcher.sieve import Sieve
from matcher.sifted import MEASURES
from matcher.views import view

AMONG = 1_000_000
"""Filings of the store that is thought of: with fewer, fewer are passed on."""
PASSED = (2_000, 4_000, 6_000, 8_000, 12_000)
"""Rows that the sieve passes on to the full model."""
CANDIDATES = 1_000
PENALTY = 1.0
UNLIKE = 3_000
"""Of the rows of a brand that are not flagged, the roughly likest that it learns from; of the rest one in ``SPARSE``."""
SPARSE = 10

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sieve measures for one brand."""

    group: str
    measured: NDArray[np.float64]
    """Rows × measures."""
    regime: NDArray[np.intp]
    flagged: NDArray[np.bool_]
    of: int
    """Filings that the full model flags, met by the sieve or not."""

    def kept(self, weights: Weights, passed: int, most: int) -> float:
        """Share of the flagged that is left when so many are passed on and ``most`` of them may be candidates."""
        told = (self.measured * weights[self.regime, :-1]).sum(axis=1) + weights[self.regime, -1]
        best = np.argsort(-told, kind="stable")[:passed]
        return min(int(self.flagged[best].sum()), most) / min(self.of, most)


def seen(found: Sequence[Found], rows: int, names: Sequence[Path]) -> list[Seen]:
    """What the sieve measures for every brand that has finds."""
    corpus = corpus_of(tuple(names))
    sieve = Sieve(side([view(corpus.mark(number)) for number in range(rows)]))
    keys = np.array([corpus.key(number) for number in range(rows)])
    told = []
    for one in found:
        wanted = one.over(THRESHOLDS.medium)
        if wanted:
            met = sieve.sift(side([view(one.brand)]), 0)
            flagged = np.isin(keys[met.rows], list(wanted))
            told.append(Seen(one.group, met.measured.T.astype(np.float64), met.regime, flagged, len(wanted)))
    return told


def fitted(told: Sequence[Seen]) -> Weights:
    """Regimes × (measures, intercept)."""
    table = []
    for regime in range(len(REGIMES)):
        measured, flagged, weight = [], [], []
        for one in told:
            here = one.regime == regime
            rough = one.measured[:, MEASURES.index("spelling and sound")] + one.measured[:, MEASURES.index("word")]
            hard = here & (one.flagged | (rough >= np.partition(rough, -UNLIKE)[-UNLIKE] if len(rough) > UNLIKE else here))
            rest = np.flatnonzero(here & ~hard)[::SPARSE]
            chosen = np.concatenate((np.flatnonzero(hard), rest))
            measured.append(one.measured[chosen])
            flagged.append(one.flagged[chosen])
            weight.append(np.where(np.arange(len(chosen)) < int(hard.sum()), 1.0, SPARSE))
        signs = np.zeros(len(MEASURES), np.int8)
        table.append(
            Regression(
                np.concatenate(measured), np.concatenate(flagged), np.concatenate(weight), signs=signs, penalty=PENALTY
            ).fit()
        )
    return np.stack(table)


def main() -> None:
    """Fit, print, and write the table where that is asked for."""
    chosen = asked(__doc__, "sieve", rows=100_000, brands=120)
    told: list[Seen] = []
    for names in corpora(chosen.names):
        brands = list(corpus_of(tuple(names)).brands(chosen.brands, among=chosen.rows))
        told += seen(all_found(brands, chosen.rows, names), chosen.rows, names)
    report(told, chosen.rows / AMONG)
    rows = zip((*MEASURES, "intercept"), fitted(told).T, strict=True)
    leave("sieve", ("measure", *REGIMES), rows, write=chosen.write)


def report(told: Sequence[Seen], scale: float) -> None:
    """Print what is kept of brands held out."""
    most = max(1, round(CANDIDATES * scale))
    halves = told[::2], told[1::2]
    judged = [
        (one, weights) for part, weights in ((halves[1], fitted(halves[0])), (halves[0], fitted(halves[1]))) for one in part
    ]
    met = mean(min(int(one.flagged.sum()), most) / min(one.of, most) for one in told)
    print(f"{len(told)} brands, mean rows met {mean(len(one.regime) for one in told):,.0f}; of the flagged {met:.4f} are met")
    for passed in PASSED:
        kept = [one.kept(weights, max(1, round(passed * scale)), most) for one, weights in judged]
        groups = {one.group for one in told}
        by_group = {group: mean(compress(kept, (one.group == group for one, _ in judged))) for group in sorted(groups)}
        print(f"  {passed:,} passed on: {mean(kept):.4f}", {group: round(share, 4) for group, share in by_group.items()})


if __name__ == "__main__":
    main()
