"""Candidate keys: bounded, and shared by what is close."""

from dataclasses import replace

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
