"""Copying one store into another, from a file to a real node and back: what comes over, what is left, what is told."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desk.copy import Contents, Copied, Tally, contents, copy_store
from index.elastic import ElasticStore
from index.elastic_client import ElasticAccess
from index.fields import Collection
from index.near import parted
from index.query import Filter, KeyQuery, Query, Words
from index.rows import Release, Row, Stored
from index.schema import COLLECTIONS, FILINGS, JOB_RUNS
from index.sqlite import SqliteStore, open_store
from index.store import Store
from matcher.keys import filing_keys
from records import Filing, SourceRef
from records.errors import StoreError, StoreUnavailableError
from tests.conformance.addresses import empty
from tests.conformance.made import LATER, NOW, SOON, filing, job, one, put, row

PREFIX = "copy"
FILE_TO_NODE, NODE_TO_FILE = "file to node", "node to file"


@pytest.fixture(scope="module")
def node(elastic_node: object) -> Iterator[ElasticStore]:
    """A store on the node, for all tests of this module: indexes are dear to make."""
    store = ElasticStore(ElasticAccess(urls=(elastic_node.url,), prefix=PREFIX))  # type: ignore[attr-defined]
    store.drop()
    store.open()
    yield store
    store.drop()
    store.close()


@pytest.fixture
def on_node(node: ElasticStore) -> ElasticStore:
    """The same, empty."""
    node.settle(*COLLECTIONS)
    empty(node)
    return node


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store in a file."""
    store = open_store(tmp_path / "store.db")
    yield store
    store.close()


@pytest.fixture(params=[FILE_TO_NODE, NODE_TO_FILE])
def pair(request: pytest.FixtureRequest, on_node: ElasticStore, in_file: SqliteStore) -> tuple[Store, Store]:
    """Source and target, both empty."""
    return (in_file, on_node) if request.param == FILE_TO_NODE else (on_node, in_file)


def copied(source: Store, target: Store, *, exact: bool = False, live: bool = False) -> dict[str, Copied]:
    """Copy, by collection."""
    return {item.collection: item for item in copy_store(source, target, now=NOW, exact=exact, live=live, tell=lambda _: None)}


def everything(store: Store) -> dict[str, list[Stored]]:
    """All rows but for revisions, which count a store's own changes."""
    store.settle(*COLLECTIONS)
    return {
        collection.name: [replace(found, revision=0) for batch in store.scan(collection) for found in batch]
        for collection in COLLECTIONS
    }


def test_the_bundled_day_comes_back_as_it_went(demo_home: Path, tmp_path: Path, on_node: ElasticStore) -> None:
    """Every record, version and due time of a real round, over the node into a fresh file; and a third run does nothing."""
    shutil.copy(demo_home / "lookout.db", tmp_path / "day.db")
    day, back = open_store(tmp_path / "day.db"), open_store(tmp_path / "back.db")
    day.write(JOB_RUNS, [job(f"due {n}", due_at=NOW + timedelta(microseconds=n)) for n in range(3)], now=NOW)
    for source, target in ((day, on_node), (on_node, back)):
        done = copied(source, target)
        assert all(item.equal for item in done.values())
        assert done["filings"].tally == Tally(created=247)
        assert done["filings"].source.rows == 247
    assert everything(back) == everything(on_node) == everything(day)
    assert [found.due_at for found in back.get(JOB_RUNS, ["due 0", "due 2"]).values()] == [NOW, NOW + timedelta(microseconds=2)]
    stamps = [on_node.stamp(collection) for collection in COLLECTIONS]
    assert {item.tally.created + item.tally.changed for item in copied(day, on_node).values()} == {0}
    assert [on_node.stamp(collection) for collection in COLLECTIONS] == stamps
    day.close()
    back.close()


ODD = (
    filing("漢字", "瞭望 – 晨曦暖光", goods="灯具；照明器具", classes=(11,)),
    filing("עברית", "שמיים \u200fABC\u200e كلمة", goods="מנורות", classes=(11,)),
    filing("long", "LONG", goods="lamps, namely 灯 " * 700, classes=(11, 20)),
    filing("\ufffd", "BEFORE THE ASTRAL ONES"),
    filing("😀", "e\u0301 decomposed, \x00 nothing, \u2028 line"),
    filing("" + "n" * 600, "OF A LONG NUMBER"),
)


def test_texts_of_all_scripts_and_lengths_survive(pair: tuple[Store, Store]) -> None:
    """Also in an order of ids that both back ends must agree on, or rows would be taken for missing."""
    source, target = pair
    assert len(str(ODD[2].goods_services[0].description_text)) > 10_000
    put(source, *ODD)
    put(target, ODD[0], ODD[4])
    done = copied(source, target)["filings"]
    assert (done.equal, done.tally) == (True, Tally(created=4))
    for record in ODD:
        assert one(target, record.key).record == record
    assert target.search(FILINGS, Query(words=(Words("照明器具", scope="goods"),))).total == 1


def test_rows_are_found_by_the_keys_of_the_present_matcher(pair: tuple[Store, Store]) -> None:
    """Whatever keys the source kept."""
    source, target = pair
    made = filing(1, "LUMIVORA", classes=(11,))
    source.write(FILINGS, [row(made, "old key")], now=NOW)
    copied(source, target)
    keys = filing_keys(made)
    ((found,),) = target.candidates(FILINGS, [KeyQuery(("old key", *keys))], limit=5)
    assert (found.id, found.shared, bool(found.gist)) == ("US:1", len(parted(keys)[0]), True)


def test_what_differs_is_brought_over_and_nothing_else(pair: tuple[Store, Store]) -> None:
    """Another record, version, source or due time; what only the target has, or has newer, is left and told."""
    source, target = pair
    ref = SourceRef(source_id="uspto", url="https://example.org/1", fetched_at=NOW, sha256="0" * 64, parser_version="1")
    ours = [
        row(filing("content", "OURS", record_version=1)),
        row(filing("newer here", "SAME", record_version=3)),
        row(filing("origin", "SAME", source=ref)),
        row(filing("due", "SAME"), due_at=NOW),
        row(filing("not due", "SAME")),
        row(filing("newer there", "OURS", record_version=1)),
        row(filing("same", "SAME"), due_at=SOON),
    ]
    theirs = [
        row(filing("content", "THEIRS", record_version=1), due_at=NOW),
        row(filing("newer here", "SAME", record_version=2)),
        row(filing("origin", "SAME")),
        row(filing("due", "SAME"), due_at=SOON),
        row(filing("not due", "SAME"), due_at=SOON),
        row(filing("newer there", "THEIRS", record_version=2)),
        row(filing("same", "SAME"), due_at=SOON),
        row(filing("only there", "THEIRS")),
    ]
    source.write(FILINGS, ours, now=NOW)
    target.write(FILINGS, theirs, now=NOW)
    done = copied(source, target)["filings"]
    assert (done.equal, done.tally) == (False, Tally(changed=5, newer_there=1, only_there=1))
    found, kept = target.get(FILINGS, [item.id for item in theirs]), ("US:newer there", "US:only there")
    for item in ours:
        if item.id not in kept:
            at = found[item.id]
            assert (at.record, at.version, at.due_at) == (item.record, item.version, item.due_at), item.id
    assert [found[row_id].record for row_id in kept] == [theirs[5].record, theirs[7].record]
    assert found["US:same"].revision == 1

    done = copied(source, target, exact=True)["filings"]
    assert (done.equal, done.tally) == (True, Tally(created=1, removed=2))
    assert one(target, "US:newer there").record == ours[5].record
    assert target.get(FILINGS, ["US:only there"]) == {}


def test_many_rows_that_differ_are_written_in_batches(pair: tuple[Store, Store]) -> None:
    """More than a batch of each kind, interleaved."""
    source, target = pair
    put(source, *(filing(f"{n:04d}", f"TERN {n}") for n in range(1800) if n % 3))
    put(target, *(filing(f"{n:04d}", f"GULL {n}") for n in range(1800) if n % 3 != 1))
    done = copied(source, target, exact=True)["filings"]
    assert (done.equal, done.tally) == (True, Tally(created=600, changed=600, removed=600))
    assert everything(source) == everything(target)


def test_a_source_at_work_is_refused(pair: tuple[Store, Store]) -> None:
    """Its workers would change what was copied; asked for all the same, leases stay behind."""
    source, target = pair
    source.write(JOB_RUNS, [job("a", due_at=NOW), job("b")], now=NOW)
    source.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER)
    with pytest.raises(StoreError, match=r"is at work, rows are leased \(1 of job_runs\).*--live"):
        copied(source, target)
    assert not any(everything(target).values())
    assert copied(source, target, live=True)["job_runs"].equal
    assert [(found.lease_owner, found.due_at) for found in target.get(JOB_RUNS, ["a", "b"]).values()] == [
        (None, NOW),
        (None, None),
    ]
    source.release(JOB_RUNS, [Release(id="a")], owner="w", now=NOW)
    done = copied(source, target)["job_runs"]
    assert (done.equal, done.tally) == (True, Tally(changed=1))


def test_nothing_is_copied_from_an_empty_or_a_broken_source(pair: tuple[Store, Store]) -> None:
    """With --exact, a slip in an address would empty the target."""
    source, target = pair
    put(target, filing(1, "TERN"))
    with pytest.raises(StoreError, match="nothing to copy: the source is empty"):
        copied(source, target, exact=True)
    broken = SqliteStore(Path("/dev/null/no.db"))
    with pytest.raises(StoreUnavailableError):
        copied(broken, target, exact=True)
    broken.close()
    assert one(target, "US:1").record == filing(1, "TERN")


def test_contents_tell_every_difference(in_file: SqliteStore, on_node: ElasticStore) -> None:
    """One character, a version, a due time, a row more: another hash; the same on both back ends."""
    seen: set[Contents] = set()
    rows = [
        row(filing(1, "TERN")),
        row(filing(1, "TERM")),
        row(filing(1, "TERM", record_version=1)),
        row(filing(1, "TERN", record_version=1), due_at=SOON),
        row(filing(2, "TERN")),
    ]
    for item in rows:
        for store in (in_file, on_node):
            store.write(FILINGS, [item], now=NOW)
        assert contents(in_file, FILINGS) == contents(on_node, FILINGS)
        seen.add(contents(in_file, FILINGS))
    assert len(seen) == len(rows)


class Meddled(SqliteStore):
    """A source beside which somebody writes to the target while it is read."""

    target: Store

    def scan(self, collection: Collection, where: Sequence[Filter] = (), *, batch: int = 500) -> Iterator[tuple[Stored, ...]]:
        """As usual, after somebody else's write."""
        for rows in super().scan(collection, where, batch=batch):
            if collection is FILINGS:
                self.target.write(FILINGS, [self._other(rows[0])], now=NOW)
            yield rows

    def _other(self, found: Stored) -> Row:
        assert isinstance(found.record, Filing)
        return row(replace(found.record, status_text="somebody else's"))


def test_what_somebody_writes_to_the_target_meanwhile_is_left_and_told(tmp_path: Path, on_node: ElasticStore) -> None:
    """The copy does not say equal, and run once more it is."""
    source = Meddled(tmp_path / "source.db")
    source.target = on_node
    put(source, filing(1, "TERN"), filing(2, "GULL"))
    done = copied(source, on_node)["filings"]
    assert (done.equal, done.tally) == (False, Tally(created=1, missed=1))
    source.close()
    plain = open_store(tmp_path / "source.db")
    assert copied(plain, on_node)["filings"].equal
    plain.close()
