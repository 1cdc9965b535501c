"""Why two marks are close: for each axis of the law the one thing that a reader would say, the weightiest first.

Nothing is said that did not count for the score: an axis speaks where its features do, in the form that the comparison found.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np

from matcher.axes import AGAINST, AXES, layout, strengths
from matcher.columns import Numbers, Shares
from matcher.features import FEATURES
from matcher.met import LOOK, Met, Saying, all_met
from matcher.pairs import Pairs
from matcher.said_aloud import meaning_said, sound_said
from matcher.said_letters import characters_added, characters_said, contained, family_said, letters_said
from matcher.said_words import WHOLE, words_said
from records.match import Evidence

MOST = 4
"""Reasons told of one pair."""
HEARD_FROM = 0.03
"""An axis with less than this share of all that counted is not told."""
AGAINST_FROM = 0.12
"""The same of what speaks against."""

FAINT = 0.3
"""An axis on which nothing can be named is told from this strength on."""
_MEANING = AXES.index("meaning")

CODES: Mapping[str, str] = {
    "identical": "The marks are identical but for dress.",
    "core_added": "The new mark adds only generic words to the earlier one.",
    "core_left_out": "The new mark leaves only generic words of the earlier one out.",
    "same_core": "The marks differ in generic words only.",
    "added": "The new mark adds words or characters to the whole earlier one.",
    "left_out": "The new mark is the earlier one without some of its words or characters.",
    "word_order": "The same words in another order.",
    "compound": "The same words, written together in one mark and apart in the other.",
    "shared_word": "They share a telling word.",
    "like_word": "A telling word of the one is nearly one of the other.",
    "common_word": "What they share is a common word, which tells little.",
    "contained": "The letters of one stand unbroken in the other.",
    "look_alike": "Letters or characters that pass for one another at a glance.",
    "one_character": "They differ in one Chinese character.",
    "same_characters": "They share most of their Chinese characters.",
    "one_letter": "They differ in one letter.",
    "two_letters": "They differ in two letters.",
    "begins_alike": "They begin alike, where a reader looks first.",
    "ends_alike": "They end alike.",
    "spelt_alike": "They share most of their letters in the same order.",
    "letters_shared": "They have letters in common, in the same order.",
    "sounds_shared": "They have sounds in common, in the same order.",
    "sounds_same": "Said aloud they are the same.",
    "sounds_like": "Said aloud they are nearly the same.",
    "read_aloud": "They read alike where digits and signs are spoken.",
    "means_same": "In different words or languages they mean the same.",
    "means_like": "In different words or languages they mean something in common.",
}
"""Code of a reason → what it means; those with ``core`` in them say that all telling words are the same, and score 1.

What speaks against goes by the names of its features.
"""


def explained(pairs: Pairs, rows: Numbers, values: Shares, weights: Shares) -> Iterator[tuple[Evidence, ...]]:
    """For each of some pairs at most ``MOST`` reasons, the weightiest first; none where little is alike.

    ``values`` and ``weights``: ``rows`` × ``FEATURES``. A reason's weight is its axis' share of all that counted. What speaks
    against stands last.
    """
    regimes, same = pairs.regime[rows], pairs.same[rows]
    amounts = values * weights
    shares = _by_axis(amounts, regimes)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    strong = strengths(values, weights, regimes, same)
    against = _against(values, amounts, shares)
    told = zip(all_met(pairs, rows), same.tolist(), shares.tolist(), strong.tolist(), against, strict=True)
    for met, identical, share, strength, (place, value, weight) in told:
        if identical:
            yield (Evidence(feature="identical", score=1.0, weight=1.0, detail=met.pair("=")),)
            continue
        reasons = sorted(_told(met, share, strength), key=_weight) or _faint(met, share, strength)
        if share[AGAINST] > AGAINST_FROM and weight > AGAINST_FROM and value >= _ONLY_FROM.get(FEATURES[place].name, 0.0):
            reasons = [*reasons[: MOST - 1], _spoken_against(met, FEATURES[place].name, value, weight)]
        yield tuple(reasons[:MOST])


def _by_axis(amounts: Shares, regimes: Numbers) -> Shares:
    """What was said on each of ``AXES``, and against: rows × (axes, against), all positive."""
    found = np.zeros((len(amounts), AGAINST + 1))
    for regime in np.unique(regimes).tolist():
        rows = np.flatnonzero(regimes == regime)
        places = np.array(layout(regime))
        for axis in range(AGAINST + 1):
            told = amounts[np.ix_(rows, np.flatnonzero(places == axis))]
            found[rows, axis] = np.maximum(told if axis != AGAINST else -told, 0.0).sum(axis=1)
    return found


def _against(values: Shares, amounts: Shares, shares: Shares) -> list[tuple[int, float, float]]:
    """What speaks most against, for every row: place of the feature, its value, its share of all that counted."""
    columns = np.array(_speaking_against())
    said = np.maximum(-amounts[:, columns], 0.0)
    most = said.argmax(axis=1)
    rows = np.arange(len(amounts))
    whole = np.maximum(said.sum(axis=1), 1e-9)
    weights = said[rows, most] / whole * shares[:, AGAINST]
    return list(zip(columns[most].tolist(), values[rows, columns[most]].tolist(), weights.tolist(), strict=True))


def _weight(evidence: Evidence) -> float:
    return -evidence.weight


def _told(met: Met, shares: list[float], strong: list[float]) -> Iterator[Evidence]:
    """A reason for each axis that counted; what follows from another reason is counted to that one."""
    appearance, sound, meaning, dominant = shares[: len(AXES)]
    words = _dominant(met) if dominant > HEARD_FROM else None
    if words is not None and words.code in WHOLE and not met.across:
        yield _evidence(words, appearance + sound + dominant)
        words, appearance, sound = None, 0.0, 0.0
    elif met.alike == 1.0 and not met.chinese:
        together = appearance + sound + dominant
        words, dominant = None, 0.0
        appearance, sound = (together, 0.0) if LOOK in met.habits else (0.0, together)
    seen = _seen(met) if appearance > HEARD_FROM else None
    if words is not None and words.code == "like_word" and seen is not None:
        words, appearance = None, appearance + dominant
    for found, share in (
        (words, dominant),
        (seen, appearance),
        (sound_said(met) if sound > HEARD_FROM else None, sound),
        (meaning_said(met, strong[_MEANING]) if meaning > HEARD_FROM else None, meaning),
    ):
        if found is not None:
            yield _evidence(found, share)


def _faint(met: Met, shares: list[float], strong: list[float]) -> list[Evidence]:
    """Where nothing can be named: whether it is letters or sounds that the marks have in common."""
    axis = max((0, 1), key=shares.__getitem__)
    if strong[axis] < FAINT:
        return []
    return [_evidence(Saying(("letters_shared", "sounds_shared")[axis], round(strong[axis], 3), met.pair()), shares[axis])]


def _dominant(met: Met) -> Saying | None:
    words = words_said(met)
    if words is not None and words.code in WHOLE:
        return words
    return (characters_added(met) if met.chinese else contained(met)) or words or family_said(met)


def _seen(met: Met) -> Saying | None:
    return characters_said(met) if met.chinese else letters_said(met)


def _spoken_against(met: Met, name: str, value: float, weight: float) -> Evidence:
    detail = _COMPARED[name](met) if name in _COMPARED else met.pair()
    return Evidence(feature=name, score=round(value, 3), weight=round(weight, 3), detail=detail)


_COMPARED: Mapping[str, Callable[[Met], str]] = {
    "crowded": lambda met: (met.a if met.a.crowd <= met.b.crowd else met.b).core.upper(),
    "numbers_differ": lambda met: f"{' '.join(met.a.numbers) or '–'} / {' '.join(met.b.numbers) or '–'}",
}


_ONLY_FROM: Mapping[str, float] = {"length_differs": 0.35}
"""Values from which on a reader would say so, too."""


@cache
def _speaking_against() -> tuple[int, ...]:
    return tuple(place for place, feature in enumerate(FEATURES) if feature.axis not in AXES)


def _evidence(found: Saying, share: float) -> Evidence:
    return Evidence(feature=found.code, score=found.score, weight=round(share, 3), detail=found.detail)
