"""The sieve: nearly all that the full model flags is met and ranks high, in any script."""

from collections.abc import Callable

import numpy as np
import pytest

from bench.corpus import Corpus
from matcher.features import _may_agree
from matcher.hearing import HEARD
from matcher.model import THRESHOLDS, scored, side
from matcher.packaged import rows
from matcher.pairs import CHINESE, Pairs
from matcher.sieve import CROWD, Sieve, heard_from
from matcher.sifted import MEASURES, Sifted
from matcher.views import view
from tests.matcher.made import marks

FILED = 2_000
ASKED = 40


def made_up() -> tuple[list[str], list[str]]:
    """Marks that are filed, and those that are asked for."""
    corpus = Corpus(seed=4)
    return [corpus.mark(at) for at in range(FILED)], [*corpus.brands(ASKED, among=FILED)]


def of_many_scripts() -> tuple[list[str], list[str]]:
    """The same with a third of them in other scripts."""
    return marks(FILED, 5), marks(ASKED, 6)


def sifted(filed: list[str], brand: str) -> Sifted:
    """What one brand sees of a few marks."""
    return Sieve(side([view(text) for text in filed])).sift(side([view(brand)]), 0)


@pytest.mark.parametrize("texts", [made_up, of_many_scripts])
def test_what_the_model_flags_is_met_and_ranks_high(texts: Callable[[], tuple[list[str], list[str]]]) -> None:
    """Protects candidates before they are scored: of the flagged nearly all are met, and among the roughly likest.

    High is the first twentieth; of a brand with many finds, twice as many as these.
    """
    filed, brands = texts()
    columns = side([view(text) for text in filed])
    sieve = Sieve(columns)
    flagged = met = high = 0
    for brand in brands:
        asked = side([view(brand)])
        scores = scored(Pairs(columns, np.arange(FILED), asked, np.zeros(FILED, np.intp))).scores
        wanted = np.flatnonzero(scores >= THRESHOLDS.medium)
        sifted = sieve.sift(asked, 0)
        best = sifted.rows[np.argsort(-sifted.rough(), kind="stable")][: max(FILED // 20, 2 * len(wanted))]
        flagged += len(wanted)
        met += len(np.intersect1d(wanted, sifted.rows))
        high += len(np.intersect1d(wanted, best))
    assert flagged > 100
    assert met >= 0.99 * flagged
    assert high >= 0.98 * flagged


@pytest.mark.parametrize(
    ("brand", "filed"),
    [
        ("MCDONALD'S", "MCPRETZEL"),
        ("MCDONALD'S", "MACCOFFEE"),
        ("SUNVALE", "SUNVALLEY GARDEN"),
        ("SUNVALE", "MOONVALE"),
        ("KOLTEX", "COLTECS"),
        ("红星", "HONGXING"),
        ("HONG XING", "紅星"),
        ("红星", "红星美"),
        ("白兔", "WHITE RABBIT"),
        ("ЛУМО", "LUMO"),
        ("G00GRA", "GOOGRA"),
        ("LEDGER", "THE LEDGER OF NOKTURI"),
    ],
)
def test_each_ground_is_met(brand: str, filed: str) -> None:
    """Protects the inverted lists one by one: a family, letters, edges, sound, script, characters, meaning, a word."""
    others = ["QIBBO", "WYXFUND", "ZAPPORE"]
    for one, other in ((brand, filed), (filed, brand)):
        seen = sifted([*others, other], one)
        assert len(others) in seen.rows
        assert seen.rows[seen.rough().argmax()] == len(others)


def test_rows_come_once_and_in_order_and_as_measured() -> None:
    """Protects what the gallery counts on: ascending rows, a number for each measure, the regime of the full model."""
    filed = marks(300, 5)
    columns = side([view(text) for text in filed])
    sieve = Sieve(columns)
    for brand in marks(20, 6):
        asked = side([view(brand)])
        seen = sieve.sift(asked, 0)
        assert (np.diff(seen.rows) > 0).all()
        assert seen.measured.shape == (len(MEASURES), len(seen.rows))
        assert seen.rough().shape == seen.rows.shape
        assert np.isfinite(seen.measured).all()
        pairs = Pairs(columns, seen.rows, asked, np.zeros(len(seen.rows), np.intp))
        assert seen.regime.tolist() == pairs.regime.tolist()


def test_a_crowd_is_counted_row_by_row() -> None:
    """Protects from meeting half of the rows by their sounds: as many are counted as would be met, whoever is still there."""
    filed = [*marks(400, 5), "红星", "紅星美", "月谷"]
    columns = side([view(text) for text in filed])
    sieve, living = Sieve(columns), np.arange(len(filed)) % 3 > 0
    heard = 0
    for brand in [*marks(20, 6), "红心"]:
        sifting = sieve.sifting(side([view(brand)]), 0)
        crowd = sifting.hearing.crowd()
        heard += int(crowd[0])
        assert (np.diff(crowd) <= 0).all()
        assert sifting.hearing.crowd(np.ones(len(filed), bool)).tolist() == crowd.tolist()
        assert sifting.hearing.crowd(np.zeros(len(filed), bool)).tolist() == [0] * len(HEARD)
        assert (sifting.hearing.crowd(living) + sifting.hearing.crowd(~living)).tolist() == crowd.tolist()
    assert heard > 200


def test_the_more_sound_alike_the_more_alike_they_must() -> None:
    """Protects the time of a scan: of more rows than can be scored those are passed over that sound least alike."""
    crowd = np.array([len(HEARD) - at for at in range(len(HEARD))]) * 1_000
    assert heard_from([crowd], 20_000) == pytest.approx(HEARD[0])
    first = next(at for at, one in enumerate(crowd) if 2 * one <= CROWD * 4_000)
    assert heard_from([crowd, crowd], 4_000) == pytest.approx(HEARD[first])
    assert heard_from([crowd], 0) == pytest.approx(HEARD[-1])
    filed = marks(1_500, 5)
    sieve, more = Sieve(side([view(text) for text in filed])), 0
    for brand in marks(10, 6):
        asked = side([view(brand)])
        every, few = (sieve.sift(asked, 0, scored=count) for count in (24_000, 0))
        assert set(few.rows.tolist()) <= set(every.rows.tolist())
        more += len(every.rows) - len(few.rows)
    assert more > 100


def test_what_may_be_meant_is_measured_as_the_model_bounds_it() -> None:
    """Protects translations of several words: shares of all roots in common add up, and equal words alone say nothing."""
    filed = ["WHITE RABBIT", "RABBIT", "SNOW WHITE", "RED STAR LINE", "STARLIGHT", "CUSTOM", "CUSTOMIZED", *marks(200, 5)]
    columns = side([view(text) for text in filed])
    sieve, said = Sieve(columns), 0
    for brand in ["白兔", "红星", "RED STAR", "CUSTOM", "WEISSER HASE", *marks(10, 6)]:
        asked = side([view(brand)])
        seen = sieve.sift(asked, 0)
        most = _may_agree(Pairs(columns, seen.rows, asked, np.zeros(len(seen.rows), np.intp)))
        meant = seen.measured[MEASURES.index("meaning")]
        by_characters = seen.regime == CHINESE
        assert meant[~by_characters] == pytest.approx(most[~by_characters], abs=1e-6)
        assert not meant[by_characters].any()
        said += int((meant > 0).sum())
    assert said > 5


def test_an_empty_sieve_meets_nothing() -> None:
    """Protects a store before its first filing."""
    assert sifted([], "SUNVALE").rows.tolist() == []
    assert sifted([], "红星").rough().tolist() == []


def test_weights_are_of_what_is_measured() -> None:
    """Protects from a table that was fitted to other measures: one row for each, in their order, and the intercept."""
    assert [row["measure"] for row in rows("sieve")] == [*MEASURES, "intercept"]
