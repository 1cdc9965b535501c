"""`lookout store copy` as it is typed: sides, exit codes, a copy that is killed and run again."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.elastic import ElasticStore
from index.elastic_client import ElasticAccess
from index.rows import Written
from index.schema import COLLECTIONS, FILINGS, JOB_RUNS
from index.sqlite import open_store
from index.store import Store
from records.errors import SettingsError, StoreError
from tests.conformance.addresses import empty
from tests.conformance.made import LATER, NOW, filing, job, one, put
from tests.desk.conftest import CommandLine
from tests.servers.elastic import Cluster

PREFIX = "store-cli"
ROWS = 4000


@pytest.fixture(scope="module")
def node(elastic_node: Cluster) -> Iterator[ElasticStore]:
    """A store on the node, for all tests of this module: indexes are dear to make."""
    store = ElasticStore(ElasticAccess(urls=(elastic_node.url,), prefix=PREFIX))
    store.drop()
    store.open()
    yield store
    store.drop()
    store.close()


@pytest.fixture
def on_node(node: ElasticStore, elastic: str, monkeypatch: pytest.MonkeyPatch, empty_lookout: CommandLine) -> ElasticStore:
    """The same, empty, as the store of the settings."""
    monkeypatch.setenv("LOOKOUT_STORE_URL", elastic)
    monkeypatch.setenv("LOOKOUT_STORE_PREFIX", PREFIX)
    node.settle(*COLLECTIONS)
    empty(node)
    return node


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Store]:
    """The file that the word `sqlite` means while the settings name a cluster."""
    (tmp_path / "home").mkdir()
    store = open_store(tmp_path / "home" / "lookout.db")
    yield store
    store.close()


def filings(store: Store) -> int:
    """How many there are."""
    store.settle(FILINGS)
    return store.health(now=NOW).collections["filings"].rows


def test_there_and_back_again(on_node: ElasticStore, empty_lookout: CommandLine, demo_home: Path, tmp_path: Path) -> None:
    """The words mean the settings' cluster and the home's file; an address means itself. Equal contents are exit code 0."""
    (tmp_path / "home").mkdir()
    shutil.copy(demo_home / "lookout.db", tmp_path / "home" / "lookout.db")
    there = empty_lookout("store", "copy", "--from", "sqlite", "--to", "elastic")
    back = empty_lookout("store", "copy", "--from", "elastic", "--to", f"sqlite:///{tmp_path}/new/back.db")
    for done in (there, back):
        assert done.exit_code == 0
        assert "DIFFERS" not in done.output
        assert done.output.count(" equal ") == len(COLLECTIONS)
        assert ["filings", "247", "0", "0", "247", "247"] in [line.split()[:6] for line in done.output.splitlines()]
    again = empty_lookout("store", "copy", "--from", f"sqlite:///{tmp_path}/new/back.db", "--to", "elastic")
    assert ["filings", "0", "0", "0", "247", "247"] in [line.split()[:6] for line in again.output.splitlines()]


def test_a_difference_is_exit_code_1_and_said_with_its_reason(
    on_node: ElasticStore, in_file: Store, empty_lookout: CommandLine
) -> None:
    """A row that is newer in the target is left, and the user told how to overrule it."""
    words = ("store", "copy", "--from", "sqlite", "--to", "elastic")
    put(in_file, filing(1, "TERN", record_version=1), filing(2, "GULL", record_version=1))
    assert empty_lookout(*words).exit_code == 0
    put(on_node, filing(2, "WREN", record_version=2))
    done = empty_lookout(*words)
    assert done.exit_code == 1
    (line,) = [line.split() for line in done.output.splitlines() if "DIFFERS" in line]
    assert line[:7] == ["filings", "0", "0", "0", "2", "2", "DIFFERS"]
    assert "1 rows have a greater version in the target and were left so: --exact" in done.output
    assert one(on_node, "US:2").record == filing(2, "WREN", record_version=2)
    assert empty_lookout(*words, "--exact").exit_code == 0
    assert one(on_node, "US:2").record == filing(2, "GULL", record_version=1)

    put(on_node, filing(3, "DOVE"))
    done = empty_lookout(*words)
    assert (done.exit_code, "1 rows are in the target only" in done.output) == (1, True)
    assert empty_lookout(*words, "--exact").exit_code == 0
    assert on_node.get(FILINGS, ["US:3"]) == {}


def test_a_row_of_the_same_version_with_other_content_is_put_right(
    on_node: ElasticStore, in_file: Store, empty_lookout: CommandLine
) -> None:
    """The source is what counts."""
    put(in_file, filing(1, "TERN"))
    put(on_node, filing(1, "TERM"))
    done = empty_lookout("store", "copy", "--from", "sqlite", "--to", "elastic")
    assert done.exit_code == 0
    assert ["filings", "0", "1", "0", "1", "1"] in [line.split()[:6] for line in done.output.splitlines()]


@pytest.mark.parametrize("to_node", [True, False])
def test_a_copy_that_is_killed_goes_on_where_it_was(on_node: ElasticStore, in_file: Store, to_node: bool, elastic: str) -> None:
    """By kill -9 in the middle: what is there already is not written again, and the end is the same."""
    source, target = (in_file, on_node) if to_node else (on_node, in_file)
    sides = ["--from", "sqlite", "--to", "elastic"] if to_node else ["--from", "elastic", "--to", "sqlite"]
    for start in range(0, ROWS, 1000):
        outcomes = put(source, *(filing(f"{n:06d}", f"TERN {n}", goods="lamps " * 30) for n in range(start, start + 1000)))
        assert set(outcomes) == {Written.CREATED}
    command = [sys.executable, "-m", "desk.cli", "store", "copy", *sides]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        give_up = time.monotonic() + 60
        while filings(target) == 0 and child.poll() is None and time.monotonic() < give_up:
            time.sleep(0.01)
        child.kill()
    there = filings(target)
    assert 0 < there < ROWS
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counted = [str(ROWS - there), "0", "0", str(ROWS), str(ROWS)]
    assert ["filings", *(f"{int(count):,}" for count in counted)] in [line.split()[:6] for line in done.stdout.splitlines()]
    assert {row.revision for batch in target.scan(FILINGS) for row in batch} == {1}
    assert filings(target) == ROWS


def test_a_source_at_work_is_refused_without_live(on_node: ElasticStore, in_file: Store, empty_lookout: CommandLine) -> None:
    """And nothing is written."""
    in_file.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    in_file.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER.replace(year=2100))
    words = ("store", "copy", "--from", "sqlite", "--to", "elastic")
    with pytest.raises(StoreError, match="is at work"):
        empty_lookout(*words)
    assert on_node.get(JOB_RUNS, ["a"]) == {}
    assert empty_lookout(*words, "--live").exit_code == 0
    assert one(on_node, "a", JOB_RUNS).due_at == NOW


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("sqlite", "sqlite:///{home}/lookout.db", "both sides are the same store"),
        ("https://a:9200,https://b:9200", "https://user:secret-word@b:9200/", "both sides are the same store"),
        ("sqlite:///{home}/nowhere.db", "sqlite", "there is no store to copy from at .*nowhere.db"),
        ("elastic", "sqlite", "names none: set it to https://HOST:9200"),
        ("postgres://user:secret-word@host", "sqlite", "names no store: give sqlite, elastic, or an address"),
    ],
)
def test_sides_that_cannot_be_meant_are_refused(
    empty_lookout: CommandLine, tmp_path: Path, source: str, target: str, words: str
) -> None:
    """Before anything is opened or made, and without telling a password."""
    home = tmp_path / "home"
    with pytest.raises(SettingsError, match=words) as caught:
        empty_lookout("store", "copy", "--from", source.format(home=home), "--to", target.format(home=home))
    assert "secret-word" not in str(caught.value)
    assert not home.exists()
