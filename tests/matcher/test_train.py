"""Training: the regression, the same tables from the same files, and what is found of pairs that the fit has not seen."""

from pathlib import Path

import numpy as np
import pytest

from desk.cli.train import TOLERANCE, differences, trained
from desk.labelled import read_names, read_pairs
from matcher.examples import Examples, Material, gathered, signs
from matcher.features import FEATURES
from matcher.labelled import LabelledPair
from matcher.logistic import Regression
from matcher.packaged import rows
from matcher.pairs import REGIMES
from matcher.rarity import counted, packaged, words_table
from matcher.train import KNOTS, cross_validated, line, scores
from tests.conftest import ROOT

SYLLABLES = ("lu", "mi", "vo", "ra", "ken", "tos", "bel", "an", "dor", "fi")
HAN = "红星光明美华金龙天海"


def material(seed: int = 7) -> Material:
    """Small and made up: respelt words conflict, words in common of a trade do not."""
    words = [a + b + c for a in SYLLABLES for b in SYLLABLES[::3] for c in SYLLABLES[1::4]]
    latin = [LabelledPair(word.replace("i", "y").replace("k", "c"), word, conflict=True, ground="sound") for word in words[::9]]
    added = [LabelledPair(f"{word} studio", word, conflict=True, ground="addition") for word in words[4::12]]
    hard = [
        LabelledPair(f"{a} tools", f"{b} tools", False, "addition", hard=True)
        for a, b in zip(words[1::15], words[2::15], strict=False)
    ]
    cross = [
        LabelledPair("红星", "Hongxing", conflict=True, ground="zh"),
        LabelledPair("Лумира", "Lumira", conflict=True, ground="ru"),
    ]
    names = [word.title() for word in words[::2]] + [a + b for a in HAN for b in HAN[::2] if a != b]
    return Material([*latin, *added, *hard], cross, names, seed)


@pytest.fixture(scope="module")
def examples() -> Examples:
    """Those of the made-up material."""
    return gathered(material(), packaged())


def test_same_material_same_bytes(examples: Examples) -> None:
    """Protects reproducibility: a reviewed table can be made again by anybody; another seed draws other samples."""
    assert trained(gathered(material(), packaged())) == trained(examples)
    assert trained(gathered(material(seed=8), packaged())) != trained(examples)


def test_tables_are_whole(examples: Examples) -> None:
    """Protects the form of what ships: every feature, held signs, rising scores."""
    model, calibration = (table.splitlines() for table in trained(examples).values())
    assert model[0] == ",".join(("feature", "axis", *REGIMES))
    assert [row.split(",")[0] for row in model[1:]] == [*(feature.name for feature in FEATURES), "intercept"]
    for row, sign in zip(model[1:], signs().tolist(), strict=False):
        assert all(float(cell or 0) * sign >= 0 for cell in row.split(",")[2:])
    at = [float(row.split(",")[1]) for row in calibration[1:]]
    assert at == sorted(at)
    assert len(at) == len(KNOTS) + 1


def test_haystack_counts_in_full(examples: Examples) -> None:
    """Protects the line: thinned comparisons stand for all that were made."""
    conflicts = [pair for pair in material().pairs if pair.conflict]
    of_kind = examples.kind == "haystack"
    made = len(conflicts) * len(material().background)
    assert examples.stands_for[of_kind].sum() == pytest.approx(made, rel=0.2)
    told = np.arange(len(examples), dtype=np.float64)
    highest = np.flatnonzero(of_kind)[::-1]
    passed = int(np.searchsorted(np.cumsum(examples.stands_for[highest]), examples.stands_for[of_kind].sum() * 0.01))
    assert line(examples, told, 100) == told[highest][passed]


def test_regression_holds_signs_and_finds_the_odds() -> None:
    """Protects the fit: known odds are found again, and a feature that would speak the wrong way is silent."""
    draw = np.random.default_rng(1)
    features = draw.random((20_000, 3))
    odds = features @ np.array([3.0, -2.0, 1.5]) - 1.0
    outcome = draw.random(20_000) < 1 / (1 + np.exp(-odds))
    ones = np.ones(20_000)
    found = Regression(features, outcome, ones, signs=np.array([1, -1, 1], np.int8), penalty=0.01).fit()
    assert found == pytest.approx([3.0, -2.0, 1.5, -1.0], abs=0.25)
    held = Regression(features, outcome, ones, signs=np.array([1, 1, -1], np.int8), penalty=0.01).fit()
    assert held[0] > 2.5
    assert held[1:3].tolist() == [0.0, 0.0]


def test_differences_are_told_by_number() -> None:
    """Protects review: what changes is named with its row and column, before and after."""
    old = "feature,axis,alphabetic,across\nspelling,appearance,1.77,\nshort,against,,-0.50\n"
    new = "feature,axis,alphabetic,across\nspelling,appearance,1.80,0.30\nshort,against,,-0.50\n"
    assert differences(old, new) == ["spelling alphabetic: 1.77 → 1.8", "spelling across: – → 0.3"]
    assert differences(old, new, beyond=TOLERANCE) == ["spelling across: – → 0.3"]


def test_words_table() -> None:
    """Protects the table of common words: each mark counts once, rare words are left out, all marks stand first."""
    marks = [["bank", "bank", "of"], ["bank", "one"], ["bank"], ["of"], ["of"]]
    assert words_table(*counted(marks)) == "word,marks\n,5\nbank,3\nof,3\n"


@pytest.mark.real
@pytest.mark.timeout(600)
def test_gold_set_unseen(samples: Path) -> None:
    """Protects from learning by heart: held-out conflicts are found, and the tables that ship are those that training gives."""
    gold = samples / "gold"
    given = Material(
        read_pairs(gold / "pairs_dev.csv"), read_pairs(gold / "crossscript_dev.csv"), read_names(gold / "background_dev.csv")
    )
    found = gathered(given, packaged())
    recall, hard = cross_validated(found, (1, 5))
    assert recall[5] >= 0.82
    assert recall[1] >= 0.60
    assert hard <= 0.55
    for name, text in trained(found).items():
        shipped = (ROOT / "matcher" / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        assert not differences(shipped, text, beyond=TOLERANCE)


def test_shipped_tables_score_the_examples(examples: Examples) -> None:
    """Protects the form in which weights are read: made-up conflicts lie above their haystack by the model that ships."""
    table = {row["feature"]: [float(row[regime] or 0) for regime in REGIMES] for row in rows("model")}
    coefficients = np.array([*(table[feature.name] for feature in FEATURES), table["intercept"]]).T
    told = scores(examples, coefficients)
    assert np.median(told[examples.kind == "conflict"]) > line(examples, told, 100)
