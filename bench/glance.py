"""Fit what the glance at a pair of marks says to the full model: ``python -m bench.glance [--names PATH …] [--write]``.

The full model says which pairs of filings and watched marks it flags at all (``THRESHOLDS.low``); a logistic regression over what
``matcher.glance`` measures learns to tell them. It is fitted on half of the filings and told for the other half; the table that
``--write`` leaves is fitted on all. Run it again whenever features, weights or views change.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.corpus import corpus_of
from bench.fits import asked, corpora, leave
from bench.match import WATCHED_FROM
from matcher.features import FEATURES
from matcher.glance import MEASURES, Latin, measured, met
from matcher.logistic import Regression
from matcher.model import THRESHOLDS, scored, side
from matcher.pairs import Pairs
from matcher.sieve_lists import LATIN
from matcher.views import view

LEAST = 46
"""Per cent of letters of spelling and sound in common from which it learns: a little below where the prefilter begins."""
OTHER_GROUNDS = [place for place, one in enumerate(FEATURES) if one.name in {"exact_inside", "shared_word", "same_meaning"}]
OTHERWISE = 0.5
"""Pairs of which one of these says so much are left out: the prefilter keeps them by their words or meanings."""
PENALTY = 1.0
LOSSES = (0.001, 0.003, 0.01)

Numbers = NDArray[np.float64]


def pairs(rows: int, watched: int, names: Sequence[Path]) -> tuple[Numbers, Numbers, NDArray[np.intp]]:
    """What is measured (pairs × measures), the full model's score, and the filing, of every pair that gets a glance."""
    corpus = corpus_of(tuple(names))
    new = side([view(corpus.mark(number)) for number in range(rows)])
    old = side([view(corpus.mark(number)) for number in range(WATCHED_FROM, WATCHED_FROM + watched)])
    one, other = (Latin(columns, np.flatnonzero(columns.scripts == LATIN)) for columns in (new, old))
    told = []
    for left, right, spelling, sound in met(one, other, least=LEAST):
        full = scored(Pairs(new, one.rows[left], old, other.rows[right]))
        alone = np.flatnonzero(full.features[:, OTHER_GROUNDS].max(axis=1) < OTHERWISE)
        seen = measured(one, left, other, right, spelling, sound).T.astype(np.float64)
        told.append((seen[alone], full.scores[alone], left[alone]))
    seen, scores, filings = (np.concatenate(part) for part in zip(*told, strict=True))
    return seen, scores, filings


def fitted(seen: Numbers, flagged: NDArray[np.bool_]) -> Numbers:
    """Weights of the measures, the intercept last."""
    signs = np.zeros(len(MEASURES), np.int8)
    return Regression(seen, flagged, np.ones(len(seen)), signs=signs, penalty=PENALTY).fit()


def main() -> None:
    """Fit, print, and write the table where that is asked for."""
    chosen = asked(__doc__, "glance", filings=500, watches=20_000)
    told = [pairs(chosen.filings, chosen.watches, names) for names in corpora(chosen.names)]
    seen, scores, filings = (np.concatenate(part) for part in zip(*told, strict=True))
    held = filings % 2 == 1
    weights = fitted(seen[~held], scores[~held] >= THRESHOLDS.low)
    near = seen[held] @ weights[:-1] + weights[-1]
    cells = len(told) * chosen.filings * chosen.watches / 2
    print(f"{len(near):,} pairs of filings held out get a glance, {len(near) / cells:.2%} of all")
    for name, line in (("low", THRESHOLDS.low), ("medium", THRESHOLDS.medium), ("0.8", 0.8), ("high", THRESHOLDS.high)):
        flagged = near[scores[held] >= line]
        for loss in LOSSES if len(flagged) else ():
            cut = np.quantile(flagged, loss)
            print(f"  {name}: to lose {loss:.1%} keep from {cut:.2f} on, {(near >= cut).sum() / cells:.3%} of all")
    weights = fitted(seen, scores >= THRESHOLDS.low)
    rows = zip((*MEASURES, "intercept"), weights[:, None], strict=True)
    leave("glance", ("measure", "weight"), rows, write=chosen.write)


if __name__ == "__main__":
    main()
