"""The store under test. Every test of this folder runs once for each back end of ``BACKENDS``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store import Store
from tests.conformance.addresses import SQLITE, elastic_address, empty, open_address

BACKENDS = ("sqlite", "elastic")
PREFIX = "conformance"


@pytest.fixture(params=BACKENDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store can be opened, by any number of processes."""
    if request.param == "sqlite":
        return f"{SQLITE}{tmp_path / 'store.db'}"
    address = elastic_address(request.getfixturevalue("elastic"), PREFIX)
    opened = open_address(address)  # indexes are dear to make, so that all tests share them and each begins by emptying them
    empty(opened)
    opened.close()
    return address


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    opened = open_address(address)
    yield opened
    opened.close()
