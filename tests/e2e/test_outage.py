"""The store goes away in the middle of a round: nothing is lost, nobody spins, and everybody says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from desk.cli.demo import day_file
from desk.demo.office import DemoOffice
from tests.e2e.outage import go_away
from tests.servers.elastic import Cluster, cluster
from tests.servers.needed import started

SECONDS = 30.0


@pytest.fixture
def own_node() -> Iterator[Cluster]:
    """A node that may be stopped without harm to other tests."""
    with started(cluster) as made:
        yield made


@pytest.mark.parametrize("manner", ["killed", "frozen"])
def test_the_store_leaves_and_comes_back(tmp_path: Path, office: DemoOffice, own_node: Cluster, manner: str) -> None:
    """Connections refused, or connections that nobody answers: the alerts are those of a quiet day, each told."""
    (node,) = own_node.nodes
    leave, come_back = (node.kill, node.start) if manner == "killed" else (node.freeze, node.thaw)
    after = go_away(tmp_path, own_node, office, leave=leave, come_back=come_back, seconds=SECONDS)
    expected = yaml.safe_load(day_file("expected.yml").read_text(encoding="utf-8"))["alerts"]
    assert len(after.alerts) == len(expected)
    assert {(client, event) for client, _, event in after.alerts} == {(item["client"], item["event"]) for item in expected}
    assert not after.untold
    assert not after.unmarked
    assert after.processor_share < 0.2, "waiting costs next to nothing"
    assert "waits for the store since" in after.alive
    assert "store" in after.doctor
    assert "does not answer" in " ".join(after.doctor.split())
    assert after.log.count("nothing is lost: work goes on when it is back") == 1, "told once, not at every try"
    assert after.log.count("the store is back after") == 1
    assert "Traceback" not in after.log
    assert len(after.log.splitlines()) < 40, "nothing floods the log"
