"""A cluster of three nodes with four workers, while nodes and workers are killed: nothing is lost, nothing is done twice."""

from pathlib import Path

import pytest

from bench.corpus import Corpus
from tests.e2e.chaos import run_chaos, run_quiet, write_clients, write_spool
from tests.servers.elastic import cluster
from tests.servers.needed import started

RECORDS = 3_000
WATCHES = 150
BLOWS = 2


@pytest.mark.timeout(600)
def test_kill_nodes_and_workers_under_load(tmp_path: Path) -> None:
    """In the end every record is matched exactly as on one quiet machine: the same matches, alerts and silences, each once."""
    corpus = Corpus()
    spool = write_spool(tmp_path / "spool", corpus, records=RECORDS, files=20)
    clients = tmp_path / "clients.jsonl"
    write_clients(clients, corpus, watches=WATCHES, records=RECORDS)
    quiet = run_quiet(tmp_path, spool, clients)
    assert quiet.records == RECORDS
    assert len(quiet.alerts) > 50
    with started(lambda: cluster(3, heap="512m")) as nodes:
        chaotic = run_chaos(tmp_path, nodes, spool, clients, workers=4, blows=BLOWS)
    assert chaotic == quiet
