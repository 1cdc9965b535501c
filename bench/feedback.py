"""What answers are worth: ``python -m bench.feedback PAIRS.csv NAMES.csv [--prior 8]``.

Every watched mark of the pairs (``mark_b``) meets all names (``name``) and the marks it conflicts with (``mark_a``, label 1). A
client calls one random half of what the watch finds among the names not relevant, and says nothing of the conflicts, which is the
worst case for them. Then, of what was never answered: the share of false alerts that the learned line spares, and how many of the
conflicts it would have kept back. Watches are shown in two random halves, so that one sees how far the figures swing.
"""

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from alerts.learning import PRIOR, Scale, learn, same, silences
from desk.goods import build_goods
from desk.wiring import model_scale
from matcher.candidates import WatchIndex
from records import Answer, Filing, Mark, Match, Watch, WatchKind

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LEAST_FALSE = 6
"""False alerts that a watch must have to be looked at: fewer teach nothing."""
SEEDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A watch with what it finds."""

    watch: Watch
    false: Sequence[Match]
    conflicts: Sequence[Match]


@dataclass(frozen=True, slots=True)
class Worth:
    """What learning did to one half of the watches: shares 0..1 of the alerts, and the mean of the learned lines."""

    watches: int
    unanswered: int
    spared: float
    conflicts: int
    kept_back: float
    line: float


def cases(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> list[Case]:
    """Watches of (new mark, watched mark) pairs that find enough among the names."""
    conflicts: dict[str, list[str]] = defaultdict(list)
    for new, watched in pairs:
        conflicts[watched].append(new)
    watches = {name: _watch(name) for name in conflicts}
    news = [(new, watched) for watched, several in conflicts.items() for new in several]
    found = _found([*watches.values()], [_filing(number, name) for number, name in enumerate(names)])
    met = _found([*watches.values()], [_filing(number, new) for number, (new, _) in enumerate(news)])
    own = {(f"US:{number}", watched) for number, (_, watched) in enumerate(news)}
    made = [
        Case(
            watch,
            [match for match in found.get(watch.id, ()) if not same(match)],
            [match for match in met.get(watch.id, ()) if (match.record_id, watch.id) in own],
        )
        for watch in watches.values()
    ]
    return [case for case in made if len(case.false) >= LEAST_FALSE]


def worth(some: Sequence[Case], scale: Scale) -> Worth:
    """Answer half, look at the other half; averaged over seeds."""
    spared: list[bool] = []
    kept_back: list[bool] = []
    lines: list[float] = []
    for seed in range(SEEDS):
        for case in some:
            drawn = list(case.false)
            random.Random(f"{seed} {case.watch.id}").shuffle(drawn)
            half = len(drawn) // 2
            learned = learn([_refused(match) for match in drawn[:half]], case.watch, scale)
            spared += [silences(match, learned, ()) for match in drawn[half:]]
            kept_back += [silences(match, learned, ()) for match in case.conflicts]
            lines.append(learned.line)
    return Worth(
        watches=len(some),
        unanswered=len(spared) // SEEDS,
        spared=round(mean(spared), 3) if spared else 0.0,
        conflicts=len(kept_back) // SEEDS,
        kept_back=round(mean(kept_back), 3) if kept_back else 0.0,
        line=round(mean(lines), 3) if lines else 0.0,
    )


def halves(all_cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """The watches in two random halves, the same every time."""
    drawn = sorted(all_cases, key=lambda case: case.watch.id)
    random.Random(1).shuffle(drawn)
    return drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]


def _found(watches: Sequence[Watch], filings: Sequence[Filing]) -> Mapping[str, list[Match]]:
    found: dict[str, list[Match]] = defaultdict(list)
    for match in WatchIndex(watches, goods=build_goods()).match(filings, now=NOW):
        found[match.watch_id].append(match)
    return found


def _watch(name: str) -> Watch:
    return Watch(id=name, client_id="c", kind=WatchKind.MARK, terms=(name,))


def _filing(number: int, name: str) -> Filing:
    return Filing(office="US", application_number=str(number), mark=Mark(verbal_element_text=name))


def _refused(match: Match) -> Answer:
    return Answer(
        collection=match.collection,
        record_id=match.record_id,
        relevant=False,
        at=NOW,
        score=match.score,
        identical=same(match),
        feature_set=match.feature_set,
    )


def main() -> None:
    """Print both halves for the constants in force, or for others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("names", type=Path)
    parser.add_argument("--prior", type=float, default=PRIOR)
    given = parser.parse_args()
    scale = replace(model_scale(), prior=given.prior)
    with given.pairs.open(encoding="utf-8") as file:
        pairs = [(row["mark_a"], row["mark_b"]) for row in csv.DictReader(file) if row["label"] == "1"]
    with given.names.open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    for title, half in zip(("first half", "second half"), halves(cases(pairs, names)), strict=True):
        told = worth(half, scale)
        print(
            f"{title:12} {told.watches} watches: {told.spared:.1%} of {told.unanswered} unanswered false alerts spared,"
            f" {told.kept_back:.1%} of {told.conflicts} conflicts kept back; mean line {told.line}"
        )


if __name__ == "__main__":
    main()
