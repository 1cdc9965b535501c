"""The store under test. Every test of this folder runs once for each back end of ``BACKENDS``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store import Store
from tests.conformance.addresses import new_address, open_address

BACKENDS = ("sqlite",)


@pytest.fixture(params=BACKENDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new, empty store can be opened, by any number of processes."""
    return new_address(request.param, tmp_path)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A new, empty store."""
    opened = open_address(address)
    yield opened
    opened.close()
