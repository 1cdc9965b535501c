"""Candidate keys: bounded, and shared by what is close."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.keys import MAX_KEYS, entry_keys, filing_keys, query_keys, watch_keys
from records import Mark, WatchKind
from tests.matcher.made import entry, filing, watch


@given(st.text(max_size=300))
def test_keys_are_bounded(text: str) -> None:
    """Protects the store from texts that would fill it."""
    keys = query_keys(text)
    assert len(keys) <= MAX_KEYS
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("SUNVALE", "SUNVALLE"),
        ("SUNVALE", "SUMVALE"),
        ("SUNVALE", "SUNVALE COFFEE"),
        ("KOLTEX", "COLTECS"),
        ("红星", "HONGXING"),
        ("红星", "HONG XING"),
        ("紅星", "红星美"),
        ("G00GRA", "GOOGRA"),
        ("白兔", "WHITE RABBIT"),
    ],
)
def test_close_marks_share_keys(a: str, b: str) -> None:
    """Protects the backward search: an edit, an addition, another spelling or script or language still meets."""
    assert set(query_keys(a)) & set(query_keys(b))


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        (WatchKind.MARK, "SUNVALE"),
        (WatchKind.COMPANY, "Hongxing Trading"),
        (WatchKind.SHOP, "Sunvale Store"),
        (WatchKind.PRODUCT, "solar lamp"),
        (WatchKind.NUMBER, "98000001"),
    ],
)
def test_every_kind_of_watch_meets_its_filing(kind: WatchKind, term: str) -> None:
    """Protects a new watch from missing what is already in the store."""
    record = filing("SUNVALLE", 11, owner="Guangzhou Hongxing Trading Co., Ltd.", goods="Garden furniture; solar lamps")
    assert set(watch_keys(watch(kind, term))) & set(filing_keys(record))


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        (WatchKind.PLAINTIFF, "*"),
        (WatchKind.PLAINTIFF, "Ninghai Toys"),
        (WatchKind.MARK, "NINGHAI TOYS"),
        (WatchKind.COMPANY, "Ninghai Toys LLC"),
        (WatchKind.NUMBER, "26-cv-123"),
    ],
)
def test_every_kind_of_watch_meets_its_entry(kind: WatchKind, term: str) -> None:
    """Protects a new watch from missing cases already in the store."""
    record = entry("Ninghai Toys, LLC v. The Partnerships and Unincorporated Associations Identified on Schedule A")
    assert set(watch_keys(watch(kind, term))) & set(entry_keys(record))


def test_keys_cover_the_offices_own_words() -> None:
    """Protects marks that only a pseudo mark or a translation gives away."""
    mark = Mark(verbal_element_text="URGR8", pseudo_marks=("YOU ARE GREAT",))
    assert set(query_keys("YOU ARE GREAT")) & set(filing_keys(replace(filing(None), mark=mark)))


@pytest.mark.real
def test_candidate_recall_on_gold(samples: Path) -> None:
    """Protects the share of real conflicts whose marks share a key; literal axes must nearly all meet."""
    with (samples / "gold" / "pairs_dev.csv").open(encoding="utf-8") as file:
        conflicts = [row for row in csv.DictReader(file) if row["label"] == "1"]
    met = {ground: [0, 0] for ground in {row["ground"] for row in conflicts}}
    for row in conflicts:
        met[row["ground"]][0] += bool(set(query_keys(row["mark_a"])) & set(query_keys(row["mark_b"])))
        met[row["ground"]][1] += 1
    whole = sum(hits for hits, _ in met.values()) / len(conflicts)
    print(
        f"\ncandidate keys: {whole:.3f} of {len(conflicts)} conflicts",
        {ground: f"{a}/{b}" for ground, (a, b) in sorted(met.items())},
    )
    assert whole >= 0.88
    assert all(hits / of >= 0.9 for ground, (hits, of) in met.items() if ground in {"sound", "appearance", "addition", "script"})
