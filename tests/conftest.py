"""What every test may use."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.elastic_client import ElasticAccess
from tests.servers.certificates import Authority
from tests.servers.elastic import Cluster, cluster
from tests.servers.elastic_secure import User, guard
from tests.servers.needed import started

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
    with started(cluster) as made:
        yield made


@dataclass(frozen=True, slots=True)
class Secured:
    """A node behind TLS and passwords, and the authority that signed its certificate."""

    cluster: Cluster
    authority: Authority
    ca_file: Path

    def access(self, user: User | None = None, **changes: Any) -> ElasticAccess:
        """How that user enters it."""
        credentials = {"user": user.name, "password": user.password} if user else {}
        return ElasticAccess(**{"urls": (self.cluster.url,), "ca_file": self.ca_file, **credentials, **changes})


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """One for the whole run, as ``elastic_node`` is; who may enter is in ``tests.servers.elastic_secure``."""
    authority = Authority()
    ca_file = tmp_path_factory.mktemp("authority") / "ca.crt"
    ca_file.write_bytes(authority.pem)
    with started(lambda: cluster(guard=guard(authority))) as made:
        yield Secured(made, authority, ca_file)


@pytest.fixture
def elastic(elastic_node: Cluster) -> str:
    """Its address."""
    return elastic_node.url
