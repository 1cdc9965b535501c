"""What the model is trained on: labelled pairs and comparisons with a haystack, as rows of features."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from matcher.columns import Columns
from matcher.features import FEATURES
from matcher.labelled import LabelledPair
from matcher.logistic import Signs, Vector
from matcher.made_pairs import made_conflicts, made_strangers
from matcher.pairs import Pairs
from matcher.rarity import Rarity
from matcher.views import view

Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

CONFLICT, CROSS, HARD, MADE = 20.0, 0.4, 5.0, 2.0
"""What one decided conflict, one brand in two scripts, one constructed negative and one made conflict count in the fit; a
comparison with the haystack counts 1."""
_CLOSE = 0.04
_SAMPLED = 100
_CROSS_WATCHED = 150


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is trained on."""

    pairs: Sequence[LabelledPair]
    cross: Sequence[LabelledPair]
    """The same brands in two scripts."""
    background: Sequence[str]
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Examples:
    """Compared pairs in columns."""

    features: npt.NDArray[np.float32]
    regime: Places
    conflict: Flags
    weight: Vector
    """What it counts in the fit."""
    stands_for: Vector
    """How many comparisons it stands for: of unlike ones a sample is kept."""
    mark: Places
    """The watched mark, by number: what is held out together."""
    kind: npt.NDArray[np.str_]
    """``conflict``, ``hard``, ``cross``, ``made``, or the haystack of one of these."""

    def __getitem__(self, chosen: Flags) -> "Examples":
        return Examples(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def __len__(self) -> int:
        return len(self.weight)


def joined(parts: Sequence[Examples]) -> Examples:
    """One table of several."""
    return Examples(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Examples)))


def gathered(material: Material, rarity: Rarity) -> Examples:
    """All examples of the material; the same material gives the same."""
    draw = np.random.default_rng(material.seed)
    gather = _Gatherer(rarity, material.seed)
    conflicts = [pair for pair in material.pairs if pair.conflict]
    hard = [pair for pair in material.pairs if pair.hard and not pair.conflict]
    some_cross = [material.cross[at] for at in draw.permutation(len(material.cross))[:_CROSS_WATCHED]]
    made = made_conflicts(material.background, seed=material.seed)
    strangers = made_strangers(material.background, seed=material.seed)
    return joined(
        [
            gather.labelled(conflicts, "conflict", CONFLICT),
            gather.haystack(conflicts, material.background, kind="haystack", weight=1.0),
            gather.labelled(hard, "hard", HARD),
            gather.labelled(material.cross, "cross", CROSS),
            gather.haystack(some_cross, material.background, kind="cross haystack", weight=CROSS),
            gather.labelled(made, "made", MADE),
            gather.haystack(made, strangers, kind="made haystack", weight=1.0),
        ]
    )


def signs() -> Signs:
    """For every feature 1 where it may only speak for a conflict, -1 where only against."""
    return np.array([-1 if feature.axis == "against" else 1 for feature in FEATURES], dtype=np.int8)


class _Gatherer:
    """Turns texts into examples."""

    def __init__(self, rarity: Rarity, seed: int) -> None:
        self._rarity = rarity
        self._draw = np.random.default_rng(seed)
        self._marks: dict[str, int] = {}

    def labelled(self, pairs: Sequence[LabelledPair], kind: str, weight: float) -> Examples:
        """Pairs as they are, identical ones left out."""
        new, old = self._columns([pair.new for pair in pairs]), self._columns([pair.watched for pair in pairs])
        place = np.arange(len(pairs))
        found = Pairs(new, place, old, place)
        conflict = np.array([pair.conflict for pair in pairs], dtype=bool)
        return _examples(found, conflict, weight, self._numbers(old), kind)[~found.same]

    def haystack(self, pairs: Sequence[LabelledPair], background: Sequence[str], *, kind: str, weight: float) -> Examples:
        """Every watched mark against the background, the very marks of its pair left out."""
        new = self._columns(background)
        own, old = self._columns([pair.new for pair in pairs]), self._columns([pair.watched for pair in pairs])
        marks, none = self._numbers(old), np.zeros(0, np.intp)
        parts = [_examples(Pairs(new, none, old, none), none > 0, weight, none, kind)]
        for place, mark in enumerate(marks.tolist()):
            left = np.flatnonzero((new.joined != own.joined[place]) & (new.joined != old.joined[place]))
            found, count = Pairs(new, left, old, np.full(len(left), place)), len(left)
            parts.append(self._thinned(_examples(found, np.zeros(count, bool), weight, np.full(count, mark), kind)))
        return joined(parts)

    def _thinned(self, examples: Examples) -> Examples:
        """All examples that are any like, and of the others one in ``_SAMPLED``, standing for all of them."""
        like = examples.features @ (signs() > 0)
        close = like >= np.quantile(like, 1 - _CLOSE)
        drawn = ~close & (self._draw.random(len(like)) < 1 / _SAMPLED)
        times = np.where(drawn, float(_SAMPLED), 1.0)
        return replace(examples, weight=examples.weight * times, stands_for=examples.stands_for * times)[close | drawn]

    def _numbers(self, watched: Columns) -> Places:
        return np.array([self._marks.setdefault(text, len(self._marks)) for text in watched.joined], np.intp)

    def _columns(self, texts: Sequence[str]) -> Columns:
        return Columns([view(text) for text in texts], self._rarity)


def _examples(pairs: Pairs, conflict: Flags, weight: float, mark: Places, kind: str) -> Examples:
    features = np.stack([feature.measure(pairs) for feature in FEATURES], axis=1).astype(np.float32)
    count = len(pairs)
    return Examples(
        features, pairs.regime, conflict, np.full(count, weight), np.ones(count), mark, np.full(count, kind, dtype="<U16")
    )
