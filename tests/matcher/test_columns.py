"""Columns: what decides over the weights must be exact, in whatever process it is worked out."""

from itertools import combinations

import numpy as np
import pytest

from matcher import columns as columns_of
from matcher.columns import Columns
from matcher.meaning import reach
from matcher.pairs import REGIMES, Pairs
from matcher.rarity import packaged
from matcher.scripts import SCRIPTS, scripts_of
from matcher.views import view
from tests.matcher.made import marks

ONE_OF_EACH = ("LUMO", "ЛУМО", "Λύμο", "Լումո", "לומו", "لومو", "ลูโม", "ლუმო", "루모", "ルモ", "红星")


def test_no_two_scripts_are_taken_for_one() -> None:
    """Protects marks in two scripts from the weights of marks in one: scripts that shared a bit did so in some processes only."""
    assert len({script for text in ONE_OF_EACH for script in scripts_of(text)}) == len(ONE_OF_EACH)
    columns = Columns([view(text) for text in ONE_OF_EACH], packaged())
    left, right = np.array([*combinations(range(len(ONE_OF_EACH)), 2)]).T
    assert {REGIMES[place] for place in Pairs(columns, left, columns, right).regime.tolist()} == {"across"}
    assert columns.scripts.tolist() == [1 << SCRIPTS.index(min(scripts_of(text))) for text in ONE_OF_EACH]


def test_a_mark_weighs_the_same_in_any_company() -> None:
    """Protects equal marks from changing places: what a mark's words weigh is the same to the last bit wherever it is laid."""
    told = [*marks(300, 5), "SUNVALE COFFEE ROASTERS", "THE LEDGER OF NOKTURI"]
    together = Columns([view(text) for text in told], packaged())
    assert together.mass.tolist() == [Columns([view(text)], packaged()).mass[0] for text in told]


def test_meanings_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects the memory of a process that holds a million filings: few views' meanings are kept, and made anew as they were."""
    monkeypatch.setattr(columns_of, "_REMEMBERED", 2)
    told = ["WHITE RABBIT", "白兔", "SUN STAR", "红星"]
    columns = Columns([view(text) for text in told], packaged())
    for _ in range(2):
        for place, text in enumerate(told):
            assert columns.sense(place).reach() == reach(view(text).means)
            assert columns.sense(place) is columns.sense(place)
    assert len(columns._senses) <= 2


def test_the_roots_of_a_mark_are_found_by_their_hash() -> None:
    """Protects what marks may say together: a root is found where it is the mark's own, whoever else has it."""
    columns = Columns([view(text) for text in ("WHITE RABBIT", "KOLTEX", "白兔", "RED STAR")], packaged())
    owners = np.repeat(np.arange(len(columns)), columns.roots.sizes)
    assert len(set(owners.tolist())) == len(columns)
    assert columns.root_places(owners, columns.root_hash).tolist() == [*range(len(owners))]
    for place in range(len(columns)):
        own = set(columns.roots.flat[owners == place])
        met = columns.root_places(np.full(len(owners), place), columns.root_hash)
        assert [columns.roots.flat[at] if at >= 0 else "" for at in met] == [
            one if one in own else "" for one in columns.roots.flat
        ]


def test_a_mark_without_roots_has_none() -> None:
    """Protects from looking into an empty list."""
    columns = Columns([view("")], packaged())
    assert columns.root_places(np.zeros(2, np.intp), np.zeros(2, np.uint32)).tolist() == [-1, -1]
