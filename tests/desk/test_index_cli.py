"""`lookout index`: what it says and does on each back end, and how it is ended."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk.rows import row_in
from index.elastic import ElasticStore, open_store
from index.elastic_client import ElasticAccess
from index.elastic_indexes import versions
from index.near import parted
from index.query import KeyQuery
from index.schema import COLLECTIONS, DOCKET_ENTRIES, FILINGS
from index.sqlite import open_store as open_sqlite
from index.store import Store
from matcher.keys import filing_keys
from records import Filing
from records.errors import StoreError
from tests.conformance.made import NOW, filing, put
from tests.desk.conftest import CommandLine

PREFIX = "index-cli"
OLDER = replace(FILINGS, fields=FILINGS.fields[:-1])
"""Filings as a Lookout had them that did not find them by source."""


@pytest.fixture
def cluster(elastic: str, monkeypatch: pytest.MonkeyPatch, empty_lookout: CommandLine) -> Iterator[ElasticStore]:
    """A cluster without indexes as the store of the settings."""
    monkeypatch.setenv("LOOKOUT_STORE_URL", elastic)
    monkeypatch.setenv("LOOKOUT_STORE_PREFIX", PREFIX)
    store = ElasticStore(ElasticAccess(urls=(elastic,), prefix=PREFIX))
    store.drop()
    yield store
    store.drop()
    store.close()


def test_a_file_is_said_to_be_brought_up_to_date_by_itself(empty_lookout: CommandLine, tmp_path: Path) -> None:
    """Neither an error nor a silent success; and no file is made by asking."""
    for words in (("list",), ("upgrade",), ("upgrade", "--force", "--prune")):
        done = empty_lookout("index", *words)
        assert done.exit_code == 0
        assert "brought up to date whenever it is opened, there is nothing to do" in done.output
    assert not (tmp_path / "home" / "lookout.db").exists()


def test_an_outdated_index_is_refused_listed_upgraded_and_pruned(cluster: ElasticStore, empty_lookout: CommandLine) -> None:
    """The way a user goes from an old Lookout to this one; rows take the keys of the present matcher on it."""
    assert "no index yet" in empty_lookout("index", "list").output
    rows = [OLDER.row(filing(number, f"TERN {number}"), keys=["of an older matcher"]) for number in range(3)]
    older = ElasticStore(cluster.client.access, collections=(OLDER, *COLLECTIONS[1:]))
    older.open()
    older.write(OLDER, rows, now=NOW)
    older.close()
    with pytest.raises(StoreError, match="run `lookout index upgrade`"):
        empty_lookout("search", "filings", "TERN")

    assert cells(empty_lookout, "filings") == [[f"{PREFIX}-filings-000001", "in force", "outdated"]]
    assert "run `lookout index upgrade`" in empty_lookout("index", "list").output
    done = empty_lookout("index", "upgrade")
    assert f"{PREFIX}-filings-000002: 3 rows copied" in done.output
    assert "are kept, closed to writing" in done.output
    assert "dockets" not in done.output
    assert cells(empty_lookout, "filings") == [
        [f"{PREFIX}-filings-000001", "out of force, closed to writing", "outdated"],
        [f"{PREFIX}-filings-000002", "in force", "current"],
    ]
    assert "TERN 2" in empty_lookout("search", "filings", "TERN").output
    assert without_keys(cluster) == []

    pruned = empty_lookout("index", "upgrade", "--prune").output
    assert "every index in force is current" in pruned
    assert f"deleted {PREFIX}-filings-000001" in pruned
    assert cells(empty_lookout, "filings") == [[f"{PREFIX}-filings-000002", "in force", "current"]]
    assert "no older version to delete" in empty_lookout("index", "upgrade", "--prune").output


def cells(lookout: CommandLine, collection: str) -> list[list[str]]:
    """Name, state and mapping of a collection's versions, as listed."""
    lines = lookout("index", "list").output.splitlines()
    parted = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]
    return [line[1:4] for line in parted if line[:1] == [collection]]


@pytest.mark.parametrize("backend", ["sqlite", "elastic"])
def test_rekey_gives_rows_of_an_older_matcher_their_keys(
    backend: str, request: pytest.FixtureRequest, empty_lookout: CommandLine, demo_home: Path, tmp_path: Path
) -> None:
    """On both back ends; and cut off or not, it may be run again."""
    if backend == "elastic":
        store: Store = open_store(request.getfixturevalue("cluster").client.access)
        put(store, *(filing(number, f"LUMIVORA {number}", classes=(11,)) for number in range(20)))
    else:
        (tmp_path / "home").mkdir()
        shutil.copy(demo_home / "lookout.db", tmp_path / "home" / "lookout.db")
        store = open_sqlite(tmp_path / "home" / "lookout.db")
        for collection in (FILINGS, DOCKET_ENTRIES):
            for batch in store.scan(collection):
                store.rekey(collection, [collection.row(row.record) for row in batch])
    count = store.health(now=NOW).collections["filings"].rows
    before = {row.id: row for batch in store.scan(FILINGS) for row in batch}
    assert len(without_keys(store)) == count
    for _ in range(2):
        assert f"filings: {count:,} of {count:,} rows took their keys anew" in empty_lookout("index", "rekey").output
    store.settle(FILINGS)
    assert without_keys(store) == []
    assert {row.id: row for batch in store.scan(FILINGS) for row in batch} == before
    store.close()


def without_keys(store: Store) -> list[str]:
    """Filings that their own keys do not find, or find without the gist of the present matcher."""
    store.settle(FILINGS)
    missing: list[str] = []
    for batch in store.scan(FILINGS):
        records = [row.record for row in batch if isinstance(row.record, Filing)]
        asked = [(record, KeyQuery(tuple(filing_keys(record)))) for record in records if filing_keys(record)]
        found = store.candidates(FILINGS, [query for _, query in asked], limit=1000)
        for (record, query), candidates in zip(asked, found, strict=True):
            own = [one for one in candidates if one.id == record.key]
            if [(one.shared, one.gist) for one in own] != [(len(set(parted(query.keys)[0])), row_in(FILINGS, record).gist)]:
                missing.append(record.key)
    return missing


def test_sigterm_puts_back_what_was_begun(cluster: ElasticStore) -> None:
    """As from a supervisor: the index in force takes writes, the half copy is gone."""
    store = open_store(cluster.client.access)
    put(store, *(filing(number, f"TERN {number}") for number in range(5000)))
    command = [sys.executable, "-m", "desk.cli", "index", "upgrade", "--force"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("filings: copying")
        child.send_signal(signal.SIGTERM)
    assert child.returncode == 128 + signal.SIGTERM
    (only,) = versions(store.client, store.places[0])
    assert (only.in_force, only.closed) == (True, False)
    put(store, filing("x", "GULL"))
    store.close()
