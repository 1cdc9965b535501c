"""Why two marks are close: evidence by axis, with the forms that were compared."""

import numpy as np

from matcher.columns import Shares
from matcher.features import FEATURES, Feature
from matcher.pairs import Pairs
from matcher.views import View
from records.match import Evidence

SPOKE = 0.01
"""Features below this said nothing."""


def identity(pairs: Pairs, row: int) -> tuple[Evidence, ...]:
    """Evidence of marks identical but for dress."""
    a, b = _views(pairs, row)
    return (Evidence(feature="identical", score=1.0, weight=1.0, detail=f"{a.text} = {b.text}"),)


def reasons(pairs: Pairs, row: int, values: Shares, weights: Shares) -> tuple[Evidence, ...]:
    """Features that spoke, weightiest first; the weight is each one's share of all that was said."""
    amounts = np.abs(values * weights)
    whole = float(amounts.sum()) or 1.0
    order = [place for place in np.argsort(-amounts, kind="stable").tolist() if amounts[place] > 0 and values[place] > SPOKE]
    return tuple(
        Evidence(
            feature=FEATURES[place].name,
            score=round(float(values[place]), 3),
            weight=round(float(amounts[place]) / whole, 3),
            detail=_detail(FEATURES[place], pairs, row),
        )
        for place in order
    )


def _detail(feature: Feature, pairs: Pairs, row: int) -> str:
    """The two compared forms, ``HONGXING = 红星 [hongxing]``."""
    a, b = _views(pairs, row)
    form_a, form_b = str(pairs.forms.a[row]), str(pairs.forms.b[row])
    if feature.name in {"contained", "same_start", "same_end"}:
        return f"{a.core} {'=' if a.core == b.core else '~'} {b.core}"
    return f"{_shown(a, form_a)} {'=' if form_a == form_b else '~'} {_shown(b, form_b)}"


def _shown(view: View, form: str) -> str:
    return view.text if form == view.joined else f"{view.text} [{form}]"


def _views(pairs: Pairs, row: int) -> tuple[View, View]:
    return pairs.a.views[pairs.left[row]], pairs.b.views[pairs.right[row]]
