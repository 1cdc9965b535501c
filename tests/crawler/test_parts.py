"""The crawler's small parts, each by itself."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.evidence import WarcFile, digest_stream, read_payload
from crawler.health import count_findings, feed_alarms
from crawler.items import BATCH_SIZE, batches
from crawler.parse.cmecf_rss import Feed
from crawler.pipelines import validate
from crawler.politeness import obeys_robots, polite_settings, read_retry_after, user_agent
from crawler.seen import SeenSet, content_hash, hash64
from crawler.spool import Spool
from crawler.state import KEEP_SEEN, Resource, State
from crawler.tally import MESSAGES, Tally
from records.crawl import Quarantined, SourceRef
from records.docket import DocketEntry
from records.errors import NotTheFormatError, RecordError, SourceError, TruncatedError
from records.filing import Filing, Mark
from records.source import CrawlJob
from records.wire import to_line
from tests.crawler.conftest import COURTS

NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
SOURCE = SourceRef(source_id="s", url="https://example.org/feed", fetched_at=NOW, sha256="0" * 64)


@given(st.lists(st.integers(min_value=1, max_value=2**64 - 1)))
def test_seen_set_is_a_set(values: list[int]) -> None:
    seen, reference = SeenSet(), set[int]()
    for value in values:
        assert seen.add(value) == (value not in reference)
        reference.add(value)
    assert len(seen) == len(reference)


def test_seen_set_grows() -> None:
    seen, fingerprints = SeenSet(), [hash64(str(value).encode()) for value in range(20_000)]
    assert all(map(seen.add, fingerprints))
    assert not any(map(seen.add, fingerprints))


def test_content_is_what_an_office_says_not_when_or_where_it_was_read() -> None:
    """Only a change of content makes a second record; every field but version and source counts."""
    filing = Filing(
        office="US", application_number="98000001", mark=Mark(verbal_element_text='a","record_version":9'), record_version=1
    )
    same = replace(filing, record_version=2, source=SOURCE)
    assert content_hash(to_line(filing)) == content_hash(to_line(same))
    changed = [
        replace(filing, status_date=date(2024, 2, 5)),
        replace(filing, partial_dates={"expiry_date": "2034"}),
        replace(filing, mark=Mark(verbal_element_text='a","record_version":8')),
    ]
    assert len({content_hash(to_line(record)) for record in (filing, *changed)}) == 4
    entry = DocketEntry(court="ilnd", pacer_case_id="1", record_version=1)
    assert content_hash(to_line(entry)) == content_hash(to_line(replace(entry, record_version=2, source=SOURCE)))
    assert content_hash(to_line(entry)) != content_hash(to_line(replace(entry, until=date(2024, 2, 5))))


def test_batches_give_what_came_before_a_break() -> None:
    entry = DocketEntry(court="ilnd", pacer_case_id="1")

    def stream() -> "list[DocketEntry]":
        return [entry] * (BATCH_SIZE + 5)

    def broken() -> Iterator[DocketEntry]:
        yield from stream()
        raise TruncatedError("cut")

    taken = batches(broken())
    assert [len(next(taken).records), len(next(taken).records)] == [BATCH_SIZE, 5]
    with pytest.raises(TruncatedError):
        next(taken)
    assert [len(batch.records) for batch in batches(stream())] == [BATCH_SIZE, 5]
    assert list(batches([])) == []


def test_a_spool_is_whole_or_not_there(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "new" / "a.jsonl")
    spool.write(b"{}")
    assert not spool.path.exists()
    assert spool.commit().read_bytes() == b"{}\n"
    Spool(tmp_path / "b.jsonl").discard()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.jsonl"]
    assert not list(tmp_path.glob("b*"))


def resource(name: str, **more: object) -> Resource:
    return replace(Resource(name=name, url="u", fetched_at=1, sha256="0", size=2, items=3), **more)  # type: ignore[arg-type]


def test_state_is_kept_by_commit_only(tmp_path: Path) -> None:
    """A crawl that dies before its commit must find its records new again."""
    state = State(tmp_path / "s.sqlite")
    state.note_seen(2**64 - 1, 2**63)
    state.note_read(resource("ilnd", etag="e", built_at=5))
    state.close()
    state = State(tmp_path / "s.sqlite")
    assert state.content(2**64 - 1) is None
    assert state.resource("ilnd") is None
    state.note_seen(2**64 - 1, 2**63)
    state.note_seen(1, 7)
    state.note_read(resource("ilnd", etag="e", built_at=5))
    state.commit(NOW)
    state.close()
    state = State(tmp_path / "s.sqlite")
    assert (state.content(2**64 - 1), state.content(1), state.content(3)) == (2**63, 7, None)
    assert state.resources() == (resource("ilnd", etag="e", built_at=5),)
    state.note_seen(1, 8)
    state.commit(NOW + KEEP_SEEN + timedelta(seconds=1))
    assert (state.content(2**64 - 1), state.content(1)) == (None, 8)
    state.close()


def test_evidence_reads_back(tmp_path: Path) -> None:
    """A lawyer must get the very bytes a record came from, with a tool that is not ours."""
    warc = WarcFile(tmp_path / "a.warc.gz", software="Lookout/test")
    bodies = [b"first", b"", os.urandom(300_000), b"HTTP/1.1 200 OK\r\n\r\nnot a header"]
    sources = []
    for number, body in enumerate(bodies):
        digest, size = digest_stream(BytesIO(body))
        assert size == len(body)
        offset = warc.write_response(
            f"https://example.org/{number}",
            fetched_at=NOW,
            status=200,
            headers=[("Content-Type", "text/xml"), ("X-Odd", "é")],
            body=BytesIO(body),
            digest=digest,
        )
        sources.append(replace(SOURCE, sha256=digest, warc_file="a.warc.gz", warc_offset=offset))
    warc.close()
    assert [read_payload(source, warc_folder=tmp_path) for source in sources] == bodies
    with (tmp_path / "a.warc.gz").open("rb") as file:
        kinds = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
            for record in ArchiveIterator(file, check_digests=True)
        ]
    assert kinds == [("warcinfo", None), *(("response", f"https://example.org/{number}") for number in range(4))]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"warc_file": None}, NotTheFormatError),
        ({"warc_file": "gone.warc.gz"}, TruncatedError),
        ({"warc_file": "../a.warc.gz", "sha256": "1" * 64}, NotTheFormatError),
        ({"warc_offset": 10**9}, TruncatedError),
    ],
)
def test_evidence_that_is_not_there_is_told(tmp_path: Path, change: dict[str, str], error: type[SourceError]) -> None:
    warc = WarcFile(tmp_path / "a.warc.gz", software="Lookout/test")
    digest, _ = digest_stream(BytesIO(b"x"))
    offset = warc.write_response("u:x", fetched_at=NOW, status=200, headers=[], body=BytesIO(b"x"), digest=digest)
    warc.close()
    source = replace(SOURCE, sha256=digest, warc_file="a.warc.gz", warc_offset=offset)
    with pytest.raises(error):
        read_payload(replace(source, **change), warc_folder=tmp_path)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Tue, 06 Feb 2024 12:00:30 GMT", 30.0),
        ("Tue, 06 Feb 2024 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, now=NOW) == seconds


def test_the_crawler_says_who_it_is_in_one_header_line() -> None:
    agent = user_agent("ops@example.org\r\nX-Evil: 1 é (x)")
    assert agent.isascii()
    assert "\n" not in agent
    assert "+ops@example.org X-Evil: 1 x)" in agent


@pytest.mark.parametrize(("robots", "obeyed"), [("obey", True), ("", True), ("published feed: why", False), ("ignore", True)])
def test_only_a_reason_switches_robots_off(robots: str, *, obeyed: bool) -> None:
    assert obeys_robots(robots) is obeyed


def test_the_block_s_limits_become_scrapy_s() -> None:
    source = replace(COURTS, delay_seconds=2.5, concurrency=3, max_bytes=77, timeout_seconds=9, robots="obey")
    settings = polite_settings(CrawlJob(source=source, home="", contact="c", started_at=NOW))
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["AUTOTHROTTLE_ENABLED"] is True
    assert settings["ROBOTSTXT_OBEY"] is True
    assert (settings["DOWNLOAD_DELAY"], settings["DOWNLOAD_MAXSIZE"], settings["DOWNLOAD_TIMEOUT"]) == (2.5, 77, 9)
    assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 3


@pytest.mark.parametrize(
    "record",
    [
        Filing(office="USA", application_number="98000001"),
        Filing(office="US", application_number=""),
        Filing(office="US", application_number="98 000\n001"),
        DocketEntry(court="", pacer_case_id="1"),
        DocketEntry(court="ilnd"),
    ],
)
def test_a_record_without_identity_is_refused(record: Filing | DocketEntry) -> None:
    with pytest.raises(RecordError):
        validate(record)


def test_counts_against_expectation() -> None:
    source = replace(COURTS, min_items=10)
    few = Tally(present=9, kept=9, unread=Counter({f"item/{letter}": 2 for letter in "abcdefg"}))
    alarms, errors = count_findings(few, source=source, expects_items=True, from_inputs=False)
    assert errors == []
    assert "9 items, at least 10 expected" in alarms[0]
    assert "item/a ×2" in alarms[1]
    assert alarms[1].endswith("and 2 more")
    assert count_findings(Tally(), source=source, expects_items=False, from_inputs=False) == ([], [])
    assert count_findings(Tally(), source=source, expects_items=True, from_inputs=True)[1]


@pytest.mark.parametrize(
    ("before", "minutes", "told"), [(787, 20, True), (787, 600, False), (40, 20, False), (20, 20, False), (787, -20, False)]
)
def test_a_feed_that_empties_at_once_is_told(before: int, minutes: int, *, told: bool) -> None:
    built = NOW - timedelta(minutes=minutes)
    earlier = resource("ilnd", items=before, scope="all", built_at=int(built.timestamp()))
    feed = Feed(court="ilnd", scope="all", built_at=NOW, items=5)
    alarms = feed_alarms("ilnd", feed, before=earlier, source=COURTS, now=NOW)
    assert any("shrank from" in alarm for alarm in alarms) is told


def test_a_report_stays_short() -> None:
    job = CrawlJob(source=COURTS, home="", contact="", started_at=NOW)
    report = Tally(errors=[str(number) for number in range(1000)]).report(job, spool_file=None)
    assert len(report.errors) == MESSAGES + 1
    assert report.errors[-1] == f"and {1000 - MESSAGES} more of this kind"
    assert not report.ok


def test_quarantine_lines_take_any_text() -> None:
    """The place of last resort must not refuse what it is for."""
    line = to_line(Quarantined(source_id="s", url="u", place="p", code="c", reason="r", raw="\x00\ufffe"))
    assert b"quarantined" in line
