"""The measure itself, and the model's figures on the gold set."""

import csv
from pathlib import Path

import pytest

from matcher.evaluate import LabelledPair, evaluate


def test_line_and_recall() -> None:
    """Protects the arithmetic: the line lies where the allowed number of haystack comparisons fire."""
    scores = {f"n{at}": at / 10_000 for at in range(10_000)}
    pairs = [LabelledPair("high", "w", conflict=True, ground="sound"), LabelledPair("low", "w", conflict=True, ground="sound")]
    scores |= {"high": 0.99985, "low": 0.5}
    report = evaluate(pairs, [f"n{at}" for at in range(10_000)], score=lambda new, _: scores[new])
    assert report.comparisons == 20_000
    assert report.recall == {1: 0.5, 5: 0.5, 10: 0.5, 100: 0.5}
    assert report.by_ground == {"sound": 0.5}
    assert [pair.new for pair in report.missed] == ["low"]
    assert report.hard_above is None


def test_nothing_to_measure_is_an_error() -> None:
    """Protects from a perfect score on nothing."""
    with pytest.raises(ValueError, match="at least one conflict"):
        evaluate([], ["a"])


@pytest.mark.real
@pytest.mark.timeout(300)
def test_gold_set(samples: Path) -> None:
    """Protects the matcher's quality: recall at 5 false alerts per 10,000 on decided conflicts against real brand names."""
    with (samples / "gold" / "pairs_dev.csv").open(encoding="utf-8") as file:
        pairs = [
            LabelledPair(
                row["mark_a"],
                row["mark_b"],
                conflict=row["label"] == "1",
                ground=row["ground"],
                hard="hard negative" in row["tribunal"],
            )
            for row in csv.DictReader(file)
        ]
    with (samples / "gold" / "background_dev.csv").open(encoding="utf-8") as file:
        background = [row["name"] for row in csv.DictReader(file)]
    report = evaluate(pairs, background[::2])
    print(f"\nrecall at false alerts per 10,000: {dict(report.recall)} over {report.comparisons} comparisons")
    print(f"by ground at 5: {dict(report.by_ground)}; hard negatives above the line: {report.hard_above}")
    print("missed:", "; ".join(f"{pair.new} / {pair.watched}" for pair in report.missed))
    assert report.recall[5] >= 0.70
    assert report.recall[1] >= 0.54
    assert report.hard_above is not None
    assert report.hard_above <= 0.55
