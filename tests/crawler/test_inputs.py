"""``--from``: files and addresses in place of the source's own, each accounted for, no state touched."""

import asyncio
import gzip
import os
import signal
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.run import log_path, read_report, run_crawl_async
from crawler.state import State
from records.crawl import CrawlReport
from records.docket import DocketEntry
from records.source import CrawlJob
from tests.crawler.conftest import COURTS, Crawl, court_feed, read_spool
from tests.fakes.office import Fault, OfficeServer

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "cmecf_rss"


def test_several_inputs_each_with_its_own_fate(office: OfficeServer, crawl: Crawl, tmp_path: Path) -> None:
    """A broken input is told with source, place and reason, and the others are read."""
    broken = tmp_path / "cut.xml"
    broken.write_bytes((GOLDEN / "district.xml").read_bytes().partition(b"~Util")[0])
    empty = tmp_path / "empty.xml"
    empty.touch()
    large = tmp_path / "large.xml"
    large.write_bytes(b" " * (COURTS.max_bytes + 1))
    other = tmp_path / "other.xml"
    other.write_text("<html><title>Sign in</title><input type='password'></html>")
    url = office.feed("flsd", court_feed("flsd", {1: "A v. B"}))
    out = tmp_path / "out" / "entries.jsonl"
    inputs = (
        *(str(GOLDEN / f"{name}.xml") for name in ("nyed", "district", "appellate")),
        *map(str, (broken, empty, large, other)),
    )
    crawled = crawl(COURTS, inputs=(*inputs, url, str(tmp_path / "absent.xml")), out=str(out))
    report = crawled.report
    assert report.spool_file == str(out)
    assert {entry.court for entry in crawled.entries} == {"nyed", "ilnd", "cafc", "flsd"}
    # The cut file repeats items of the whole one; what is left of its last item is set aside.
    assert (report.present, report.kept, report.quarantined, report.duplicates) == (14, 11, 1, 2)
    failures = {found.url.rpartition("/")[2]: found.code for found in crawled.quarantined if found.place == "the whole response"}
    assert failures == {
        "cut.xml": "truncated",
        "empty.xml": "empty",
        "large.xml": "too-large",
        "other.xml": "blocked",
        "absent.xml": "no-file",
    }
    assert len(report.errors) == 5
    assert all(any(name in error for error in report.errors) for name in failures)
    assert [found.place for found in crawled.quarantined if found.code == "truncated"] == ["item 3", "the whole response"]
    assert not (tmp_path / "state").exists()
    assert not list((tmp_path / "spool").iterdir()) if (tmp_path / "spool").exists() else True
    again = crawl(COURTS, inputs=inputs[:2])
    assert (again.report.kept, again.report.unchanged) == (8, 0)


def test_records_of_a_file_point_to_the_file(crawl: Crawl) -> None:
    crawled = crawl(COURTS, inputs=(str(GOLDEN / "nyed.xml"),))
    source = crawled.entries[0].source
    assert source is not None
    assert source.url == (GOLDEN / "nyed.xml").as_uri()
    assert source.warc_file is None
    assert crawled.report.ok
    assert crawled.report.alarms == ()


def test_repeats_are_counted_once(crawl: Crawl) -> None:
    path = str(GOLDEN / "district.xml")
    report = crawl(COURTS, inputs=(path, path)).report
    assert (report.present, report.kept, report.duplicates) == (12, 6, 6)
    assert report.records == {"docket": 4, "docket_entry": 6}


def test_feeds_may_come_packed(crawl: Crawl, tmp_path: Path) -> None:
    """Protects a series of polls kept as one zip, and its good ones from a broken neighbour."""
    series, single = tmp_path / "ilnd.zip", tmp_path / "flsd.xml.gz"
    with zipfile.ZipFile(series, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.xml", court_feed("ilnd", {1: "A v. B"}))
        archive.writestr("2.xml", "<html><title>Not found</title></html>")
        archive.writestr("3.xml", court_feed("ilnd", {1: "A v. B", 2: "C v. D"}))
    single.write_bytes(gzip.compress(court_feed("flsd", {1: "A v. B"})))
    crawled = crawl(COURTS, inputs=(str(series), str(single)))
    assert (crawled.report.present, crawled.report.kept, crawled.report.duplicates) == (4, 3, 1)
    assert {(entry.court, entry.case_name) for entry in crawled.entries} == {
        ("ilnd", "A v. B"),
        ("ilnd", "C v. D"),
        ("flsd", "A v. B"),
    }
    assert [(found.place, found.code) for found in crawled.quarantined] == [("member 2.xml", "not-the-format")]
    assert len(crawled.report.errors) == 1


def test_what_changes_between_two_polls_is_no_repeat(crawl: Crawl, tmp_path: Path) -> None:
    """Protects the newer caption of a case when a series of polls is read in one crawl; what did not change counts once."""
    first, second = tmp_path / "1.xml", tmp_path / "2.xml"
    first.write_bytes(court_feed("ilnd", {1: "A v. B", 2: "C v. D"}))
    second.write_bytes(court_feed("ilnd", {1: "A v. B", 2: "C LLC v. D"}, built="Tue, 06 Feb 2024 16:15:02 GMT"))
    crawled = crawl(COURTS, inputs=(str(first), str(second)))
    assert (crawled.report.present, crawled.report.kept, crawled.report.duplicates) == (4, 3, 1)
    assert [entry.case_name for entry in crawled.entries] == ["A v. B", "C v. D", "C LLC v. D"]
    assert crawled.report.records == {"docket": 3, "docket_entry": 3}


def test_a_job_that_cannot_run_is_reported(crawl: Crawl, tmp_path: Path) -> None:
    """The parent learns of everything as a report: an unknown spider, a home that cannot be written, a child that dies."""
    report = crawl(replace(COURTS, spider="no_such_spider"), inputs=("x",)).report
    assert "the crawl broke" in report.errors[0]
    job = CrawlJob(source=COURTS, home=str(tmp_path), contact="", started_at=report.started_at)
    report = read_report(job, b"", -9)
    assert "status -9" in report.errors[0]
    assert str(log_path(job)) in report.errors[0]


def test_a_crawl_that_is_cancelled_leaves_nothing_half_done(
    office: OfficeServer, make_job: Callable[..., CrawlJob], tmp_path: Path
) -> None:
    """The service stops: the child ends, what it had is whole, and its state says only what is in the spool."""
    urls = {court: office.feed(court, court_feed(court, {1: "A v. B"})) for court in ("ilnd", "flsd")}
    office.fault("/flsd/rss_outside.pl", Fault("drip", seconds=0.3))
    job = make_job(replace(COURTS, urls=urls, timeout_seconds=30))
    pids: list[int] = []

    async def scenario() -> None:
        task = asyncio.create_task(run_crawl_async(job, on_start=pids.append))
        while "/flsd/rss_outside.pl" not in office.paths():
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scenario())
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], signal.SIG_DFL)
    assert not list((tmp_path / "spool").glob("*.part"))
    spools = list((tmp_path / "spool").glob("*.jsonl"))
    kept = [record for spool in spools for record in read_spool(str(spool)) if isinstance(record, DocketEntry)]
    state = State(tmp_path / "state" / "cmecf-rss.sqlite")
    assert {resource.name for resource in state.resources()} == {entry.court for entry in kept}
    state.close()


def test_a_crawl_that_is_killed_loses_nothing(
    office: OfficeServer, crawl: Crawl, make_job: Callable[..., CrawlJob], tmp_path: Path
) -> None:
    """kill -9 in the middle: the parent is told, no spool seems complete, and the next crawl takes everything."""
    source = replace(COURTS, urls={court: office.feed(court, court_feed(court, {1: "A v. B"})) for court in ("ilnd", "flsd")})
    office.fault("/flsd/rss_outside.pl", Fault("drip", times=1, seconds=0.5))
    pids: list[int] = []

    async def scenario() -> CrawlReport:
        task = asyncio.create_task(run_crawl_async(make_job(replace(source, timeout_seconds=30)), on_start=pids.append))
        while "/flsd/rss_outside.pl" not in office.paths():
            await asyncio.sleep(0.02)
        os.kill(pids[0], signal.SIGKILL)
        return await task

    report = asyncio.run(scenario())
    assert "status -9" in report.errors[0]
    assert not list((tmp_path / "spool").glob("*.jsonl"))
    assert crawl(source).report.kept == 2
