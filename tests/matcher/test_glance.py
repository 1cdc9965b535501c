"""The glance: near pairs of marks in Latin letters are kept, far ones are not, and equal edges are enough to be looked at."""

import numpy as np
import pytest
from rapidfuzz.distance import Indel, LCSseq

from matcher.columns import Columns
from matcher.glance import MEASURES, Latin, glanced, measured, met, told
from matcher.grades import BEST
from matcher.model import THRESHOLDS, scored, side
from matcher.packaged import rows
from matcher.pairs import Pairs
from matcher.prefilter import LOOSE_LATIN
from matcher.views import view
from tests.matcher.made import names

NOTHING = 101
"""More per cent than can be in common."""


def latin(*texts: str) -> Latin:
    """Marks laid out."""
    return laid(side([view(text) for text in texts]))


def laid(columns: Columns) -> Latin:
    """All marks of one side."""
    return Latin(columns, np.arange(len(columns)))


def kept(new: Latin, old: Latin, *, least: int = LOOSE_LATIN) -> dict[tuple[int, int], int]:
    """Pairs that are kept, and their grade."""
    found: dict[tuple[int, int], int] = {}
    for left, right, grade in glanced(new, old, least=least):
        pairs = [*zip(left.tolist(), right.tolist(), strict=True)]
        assert len({*pairs, *found}) == len(pairs) + len(found), "a pair comes once"
        found |= dict(zip(pairs, grade.tolist(), strict=True))
    return found


@pytest.mark.parametrize(
    ("new", "watched"),
    [
        ("SUNVALLE", "SUNVALE"),
        ("SUMVALE", "SUNVALE"),
        ("COLTECS", "KOLTEX"),
        ("NOKTURY", "NOKTURI"),
        ("VELMORAX", "VELMORA"),
        ("SUNVALE", "SUNVALE"),
    ],
)
def test_near_marks_are_kept_whatever_the_goods_are(new: str, watched: str) -> None:
    """Protects an edit, another spelling of the sound and an identical mark."""
    assert kept(latin(new), latin(watched)) == {(0, 0): BEST}
    assert kept(latin(watched), latin(new)) == {(0, 0): BEST}


@pytest.mark.parametrize("new", ["KOLTEX", "NOKTURI", "WYXFUND", "SUMMER GARDEN FURNITURE", "STREAMLINE", "VALENTINO"])
def test_far_marks_are_not(new: str) -> None:
    """Protects the full model from pairs that it would turn down, though one or the other gets a glance."""
    assert kept(latin(new), latin("SUNVALE")) == {}


def test_equal_edges_get_a_glance() -> None:
    """Protects marks with a common beginning (four letters) or end (three) that are not alike as a whole."""
    old = latin("SUNVALE", "MOONVALE", "NOKTURI", "ALE", "SUN")
    new = latin("SUNVIRTUOSA", "SUNWA", "KIPPALE", "KIPPOLE", "ALE")
    looked_at = {
        pair
        for left, right, *_ in met(new, old, least=NOTHING)
        for pair in zip(new.rows[left].tolist(), old.rows[right].tolist(), strict=True)
    }
    ends_in_ale = {(new_at, old_at) for new_at in (2, 4) for old_at in (0, 1, 3)}
    assert looked_at == {(0, 0), *ends_in_ale}


def test_likeness_is_told_with_each_pair() -> None:
    """Protects the order of rows and columns of the matrix, on both sides, and marks longer than are looked at."""
    new, old = (laid(side([view(text) for text in (*names(40, seed), "sunvale" * 40)])) for seed in (1, 2))
    looked_at = set()
    for left, right, spelling, sound in met(new, old, least=60):
        for at, other, read, heard in zip(left.tolist(), right.tolist(), spelling.tolist(), sound.tolist(), strict=True):
            looked_at.add((at, other))
            assert read == pytest.approx(Indel.normalized_similarity(new.reading[at], old.reading[other]))
            assert heard == pytest.approx(Indel.normalized_similarity(new.sound[at], old.sound[other]))
    assert len(looked_at) > 20
    assert (len(new.rows) - 1, len(old.rows) - 1) in looked_at


def test_marks_get_a_glance_by_the_letters_in_common() -> None:
    """Every pair from the line on, and no other but for its edges."""
    new, old = (laid(side([view(text) for text in names(40, seed)])) for seed in (1, 2))
    looked_at = {pair for left, right, *_ in met(new, old, least=50) for pair in zip(left.tolist(), right.tolist(), strict=True)}
    for at, (reading, sound) in enumerate(zip(new.reading, new.sound, strict=True)):
        for other, (read, heard) in enumerate(zip(old.reading, old.sound, strict=True)):
            shared = 2 * (LCSseq.similarity(reading, read) + LCSseq.similarity(sound, heard))
            if shared * 2 >= len(reading + sound + read + heard):
                assert (at, other) in looked_at
            elif (at, other) in looked_at:
                assert reading[:4] == read[:4] or reading[-3:] == read[-3:]


def test_what_the_model_flags_by_letters_is_kept() -> None:
    """Protects against loss: of single made-up words, spelt otherwise, that are as close as ``high`` all are kept.

    Of those at the operating line 2 % at most are lost, though each is made of a few syllables; few others are kept.
    """
    words, watched = (sorted({name.split()[0] for name in names(400, seed)}) for seed in (3, 4))
    respelt = [word.replace("v", "w").replace("x", "cks") for word in words]
    new, old = (side([view(word) for word in one]) for one in (respelt, watched))
    let = kept(laid(new), laid(old))
    left, right = np.divmod(np.arange(len(new) * len(old)), len(old))
    scores = scored(Pairs(new, left, old, right)).scores
    for line, loss in ((THRESHOLDS.high, 0.0), (THRESHOLDS.medium, 0.02)):
        flagged = np.flatnonzero(scores >= line)
        pairs = {*zip(left[flagged].tolist(), right[flagged].tolist(), strict=True)}
        assert len(pairs) > 50
        assert len(pairs - let.keys()) <= loss * len(pairs)
    assert len(let) < 0.5 * len(left)


def test_every_measure_is_told_for_every_pair() -> None:
    """Protects from a table that was fitted to other measures: one row for each, in their order, and the intercept."""
    new, old = latin("SUNVALLE", "LEDGER"), latin("SUNVALE", "SUN")
    places = np.array([0, 1, 0]), np.array([0, 1, 1])
    alike = np.ones(3, np.float32)
    seen = measured(new, places[0], old, places[1], alike, alike)
    assert seen.shape == (len(MEASURES), 3)
    assert np.isfinite(seen).all()
    assert told(seen).shape == (3,)
    assert [row["measure"] for row in rows("glance")] == [*MEASURES, "intercept"]


def test_a_side_without_marks_keeps_nothing() -> None:
    """Protects from empty batches and from watches in other scripts only."""
    assert kept(latin(), latin("SUNVALE")) == {}
    assert kept(latin("SUNVALE"), latin()) == {}
