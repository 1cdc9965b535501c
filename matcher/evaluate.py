"""How well the scorer finds conflicts among real names: recall at a given rate of false alerts.

The watch task: a watched mark is scored against the conflicting one and against a haystack of unrelated names; the line is
drawn where ``n`` of 10,000 haystack comparisons fire, and recall is the share of conflicts on or above it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.model import mark_score
from matcher.views import view

RATES = (1, 5, 10, 100)
"""False alerts per 10,000 comparisons at which recall is reported."""
Scorer = Callable[[str, str], float]
"""(new mark, watched mark) → likeness, greater is closer."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two marks and whether they conflict; ``hard`` marks a constructed negative that should stay silent."""

    new: str
    watched: str
    conflict: bool
    ground: str
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found; shares are 0..1."""

    recall: Mapping[int, float]
    """Rate → share of conflicts found."""
    by_ground: Mapping[str, float]
    """Ground → share found at 5 per 10,000."""
    hard_above: float | None
    """Share of constructed hard negatives above the line at 5 per 10,000; ``None`` where there are none."""
    lines: Mapping[int, float]
    """Rate → score of the line."""
    comparisons: int
    missed: tuple[LabelledPair, ...]
    """Conflicts below the line at 5 per 10,000."""


def scorer(new: str, watched: str) -> float:
    """The model's likeness of two marks, goods aside."""
    return mark_score(view(new), view(watched))


def evaluate(pairs: Sequence[LabelledPair], background: Sequence[str], *, score: Scorer = scorer) -> Report:
    """Score every conflict's watched mark against its new mark and the whole background.

    Raises ValueError where there is no conflict or no background to measure on.
    """
    conflicts = [pair for pair in pairs if pair.conflict]
    if not conflicts or not background:
        raise ValueError("an evaluation needs at least one conflict and one background name")
    noise = sorted((one for pair in conflicts for one in _haystack(pair, background, score)), reverse=True)
    lines = {rate: _line(noise, rate) for rate in RATES}
    found = [score(pair.new, pair.watched) for pair in conflicts]
    grounds: dict[str, list[bool]] = defaultdict(list)
    for pair, got in zip(conflicts, found, strict=True):
        grounds[pair.ground].append(got > lines[5])
    hard = [score(pair.new, pair.watched) > lines[5] for pair in pairs if pair.hard and not pair.conflict]
    return Report(
        recall={rate: _share(got > line for got in found) for rate, line in lines.items()},
        by_ground={ground: _share(hits) for ground, hits in sorted(grounds.items())},
        hard_above=_share(hard) if hard else None,
        lines=lines,
        comparisons=len(noise),
        missed=tuple(pair for pair, got in zip(conflicts, found, strict=True) if got <= lines[5]),
    )


def _haystack(pair: LabelledPair, background: Sequence[str], score: Scorer) -> Iterable[float]:
    """Scores of names that are not the very marks of the pair."""
    own = {view(pair.new).joined, view(pair.watched).joined}
    return (score(name, pair.watched) for name in background if view(name).joined not in own)


def _line(noise: Sequence[float], rate: int) -> float:
    """The highest score that ``rate`` of 10,000 comparisons exceed at most."""
    allowed = round(len(noise) * rate / 10_000)
    return noise[min(allowed, len(noise) - 1)]


def _share(hits: Iterable[bool]) -> float:
    told = list(hits)
    return round(sum(told) / len(told), 3)
