"""From the spool into the store: everything accounted for, a bad line costs only itself, twice is once."""

from datetime import UTC, datetime
from pathlib import Path

from desk.spool import LoadReport, held, load_file, set_aside, waiting_files
from index.query import Query
from index.rows import Written
from index.schema import DOCKET_ENTRIES, DOCKETS, FILINGS, QUARANTINE
from index.sqlite import open_store
from records import Docket, DocketEntry, Filing, Mark, Quarantined
from records.wire import to_line

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LATER = datetime(2026, 11, 19, tzinfo=UTC)


def _filing(mark: str, version: int) -> Filing:
    return Filing(office="US", application_number="99000001", mark=Mark(verbal_element_text=mark), record_version=version)


def _spool(folder: Path, *lines: bytes) -> Path:
    path = folder / "a.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_every_line_ends_somewhere(tmp_path: Path) -> None:
    """Good lines in their collections and due, bad ones in quarantine with the line's number, none lost."""
    entry = DocketEntry(court="ilnd", pacer_case_id="1", pacer_seq_no="2", event_name="Complaint", case_name="A v. B")
    path = _spool(
        tmp_path,
        to_line(_filing("HETOO", 1)),
        b'{"type":"filing","version":1,"office":7}',
        b"not json",
        to_line(entry),
        to_line(Docket(court="ilnd", docket_number="1:26-cv-1", pacer_case_id="1", case_name="A v. B")),
        to_line(Quarantined(source_id="s", url="u", place="case 3", code="bad-key", reason="why", at=NOW)),
    )
    store = open_store(tmp_path / "s.db")
    report = LoadReport()
    load_file(store, path, now=NOW, report=report)
    assert (report.lines, report.unreadable, report.count(Written.CREATED)) == (6, 2, 6)
    health = store.health(now=NOW).collections
    assert {name: (health[name].rows, health[name].due) for name in ("filings", "docket_entries", "dockets", "quarantine")} == {
        "filings": (1, 1),
        "docket_entries": (1, 1),
        "dockets": (1, 0),
        "quarantine": (3, 0),
    }
    stored = store.get(DOCKET_ENTRIES, [entry.key])[entry.key].record
    assert isinstance(stored, DocketEntry)
    assert stored.event == "complaint", "the entry is read for what it does on its way in"
    reasons = [row.record.reason for row in store.search(QUARANTINE, Query()).rows if isinstance(row.record, Quarantined)]
    assert any("a.jsonl:2" in reason for reason in reasons)
    assert any("a.jsonl:3" in reason for reason in reasons)
    assert store.search(DOCKETS, Query()).total == 1
    store.close()


def test_twice_is_once_and_the_newer_version_stays(tmp_path: Path) -> None:
    """Replaying a spool changes nothing; a late older version never wins; a newer one is due for matching."""
    store = open_store(tmp_path / "s.db")
    load_file(store, _spool(tmp_path, to_line(_filing("NEW", 5))), now=NOW, report=LoadReport())
    revision = store.get(FILINGS, ["US:99000001"])["US:99000001"].revision
    again = LoadReport()
    load_file(store, _spool(tmp_path, to_line(_filing("NEW", 5)), to_line(_filing("OLD", 4))), now=LATER, report=again)
    assert (again.count(Written.UNCHANGED), again.count(Written.STALE)) == (1, 1)
    row = store.get(FILINGS, ["US:99000001"])["US:99000001"]
    assert (row.revision, row.due_at) == (revision, NOW)
    newer = LoadReport()
    load_file(store, _spool(tmp_path, to_line(_filing("NEWER", 6))), now=LATER, report=newer)
    assert newer.count(Written.CHANGED) == 1
    assert store.get(FILINGS, ["US:99000001"])["US:99000001"].due_at == LATER
    store.close()


def test_only_complete_files_wait_and_loaded_ones_stay_for_replay(tmp_path: Path) -> None:
    """A crawl in progress writes *.part, which must not be loaded; what is loaded is kept in done/."""
    (tmp_path / "b.jsonl.part").write_text("")
    path = _spool(tmp_path, to_line(_filing("X", 1)))
    assert waiting_files(tmp_path) == (path,)
    set_aside(path)
    assert waiting_files(tmp_path) == ()
    assert (tmp_path / "done" / "a.jsonl").exists()


def test_a_file_is_loaded_by_one_worker_at_a_time(tmp_path: Path) -> None:
    """Of two rounds at once one takes the file, and the other goes on without it instead of tripping over its absence."""
    path = _spool(tmp_path, to_line(_filing("HETOO", 1)))
    with held(path) as mine, held(path) as also_mine:
        assert (mine, also_mine) == (True, False)
        set_aside(path)
    with held(path) as mine:
        assert not mine, "it was listed before it was loaded and set aside"
