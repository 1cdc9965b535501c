"""What every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.elastic import Cluster, cluster
from tests.servers.elastic_files import MissingError

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT.parent / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The real samples beside the project; a test that asks for them is skipped where they are not there."""
    if not SAMPLES.is_dir():
        pytest.skip("no real samples beside the project")
    return SAMPLES


@pytest.fixture(scope="session")
def elastic_node() -> Iterator[Cluster]:
    """One real Elasticsearch node for the whole run; where it cannot be run, its tests are skipped, but on CI they fail."""
    try:
        with cluster() as made:
            yield made
    except MissingError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def elastic(elastic_node: Cluster) -> str:
    """Its address."""
    return elastic_node.url
