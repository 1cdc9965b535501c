"""Whole crawls of the USPTO's daily files: manifest, key, signed download, days known and missing, broken files."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.evidence import read_payload
from records.source import Source
from tests.crawler.conftest import Crawl
from tests.fakes.office import Fault, OfficeServer

TRADEMARKS = Source(
    id="uspto-daily",
    title="USPTO daily",
    spider="uspto_daily",
    robots="published feed: the portal is for machines",
    key_setting="uspto.api_key",
    key_from="data.uspto.gov",
    missed_without="filings in the United States",
    delay_seconds=0,
    timeout_seconds=3,
    min_items=1,
    max_bytes=4_000_000,
    max_unpacked_bytes=8_000_000,
    options={"days": "7", "back_off_seconds": "0.05", "patience_seconds": "3", "retry_times": "2"},
)
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
FILES = "/api/v1/datasets/products/files/TRTDXFAP"


def daily_xml(*serials: int, mark: str = "LANTERNFISH") -> bytes:
    cases = "".join(
        f"<case-file><serial-number>{serial}</serial-number><registration-number>0000000</registration-number>"
        f"<transaction-date>20240205</transaction-date><case-file-header><filing-date>20240201</filing-date>"
        f"<status-code>630</status-code><status-date>20240204</status-date>"
        f"<mark-identification>{mark}</mark-identification><mark-drawing-code>4000</mark-drawing-code></case-file-header></case-file>"
        for serial in serials
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><trademark-applications-daily><version><version-no>2.0</version-no></version>'
        "<creation-datetime>202402060100</creation-datetime><application-information><file-segments><file-segment>TRMK"
        f"</file-segment><action-keys><action-key>NA</action-key>{cases}</action-keys></file-segments>"
        "</application-information></trademark-applications-daily>"
    ).encode()


def zipped(xml: bytes, name: str = "apc.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return packed.getvalue()


@pytest.fixture
def portal(office: OfficeServer) -> OfficeServer:
    """The portal with three days of February 2024."""
    for day in (3, 4, 5):
        office.day(f"apc24020{day}.zip", zipped(daily_xml(98000000 + day, 98000010 + day)), day=f"2024-02-0{day}")
    return office


def source_of(portal: OfficeServer) -> Source:
    return replace(TRADEMARKS, urls=portal.product_urls)


def test_days_are_fetched_once_oldest_first_with_evidence(portal: OfficeServer, crawl: Crawl, tmp_path: Path) -> None:
    """The road of a healthy day, and the next round that has nothing to do."""
    first = crawl(source_of(portal), now=NOW, api_key=portal.api_key)
    assert first.report.ok, first.report
    assert first.report.alarms == ()
    assert (first.report.responses, first.report.present, first.report.kept) == (4, 6, 6)
    assert [filing.application_number[-1] for filing in first.filings] == ["3", "3", "4", "4", "5", "5"]
    assert [path for path in portal.paths() if "/files/" in path] == [f"{FILES}/apc24020{day}.zip" for day in (3, 4, 5)]
    assert portal.leaked_keys == []
    assert {seen.port for seen in portal.requests if seen.path.startswith("/signed/")} == {int(portal.download_url[-5:])}
    source = first.filings[0].source
    assert source is not None
    assert source.url == f"{portal.url}{FILES}/apc240203.zip"
    assert "Signature" not in source.url
    assert sha256(read_payload(source, warc_folder=tmp_path / "warc")).hexdigest() == source.sha256
    assert portal.api_key.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "warc").iterdir())
    assert portal.api_key not in (tmp_path / "logs" / "crawl-uspto-daily.log").read_text()
    assert not list((tmp_path / "tmp").iterdir())

    second = crawl(source_of(portal), now=NOW, api_key=portal.api_key)
    assert second.report.ok, second.report
    assert (second.report.present, second.report.spool_file, second.report.alarms) == (0, None, ())

    portal.day("apc240206.zip", zipped(daily_xml(98000006)), day="2024-02-06")
    portal.day("apc240204.zip", zipped(daily_xml(98000004, 98000014, 98000024)), day="2024-02-04")
    third = crawl(source_of(portal), now=NOW, api_key=portal.api_key)
    assert [filing.application_number for filing in third.filings] == ["98000004", "98000014", "98000024", "98000006"]


def test_without_a_key_the_report_says_where_to_get_one(portal: OfficeServer, crawl: Crawl) -> None:
    crawled = crawl(source_of(portal), now=NOW)
    assert portal.requests == []
    assert [found.code for found in crawled.quarantined] == ["key-missing"]
    for words in ("uspto.api_key", "data.uspto.gov", "filings in the United States"):
        assert words in crawled.report.errors[0]


def test_a_wrong_key_is_an_error(portal: OfficeServer, crawl: Crawl) -> None:
    crawled = crawl(source_of(portal), now=NOW, api_key="zXq-refused")
    assert "HTTP 403: the key in uspto.api_key was refused" in crawled.report.errors[0]
    assert "zXq" not in repr(crawled.report)


def test_each_bad_file_is_told_and_tried_again_next_time(portal: OfficeServer, crawl: Crawl) -> None:
    """A page for a zip, a short file, a broken zip, a bomb: the good day is kept, the bad ones stay due."""
    good = zipped(daily_xml(98000001))
    portal.day("apc240130.zip", good[:-30], day="2024-01-30", listed_size=len(good))
    portal.day("apc240131.zip", good.replace(good[60:70], b"0123456789"), day="2024-01-31")
    portal.day("apc240201.zip", zipped(b"<trademark-applications-daily>" + b" " * 9_000_000), day="2024-02-01")
    portal.day("apc240202.zip", good, day="2024-02-02")
    portal.fault(f"{FILES}/apc240202.zip", Fault("html", times=1))
    source = replace(source_of(portal), options={**TRADEMARKS.options, "days": "9"})
    crawled = crawl(source, now=NOW, api_key=portal.api_key)
    failures = {found.url.rpartition("/")[2]: found.code for found in crawled.quarantined if found.place == "the whole response"}
    assert failures == {
        "apc240130.zip": "truncated",
        "apc240131.zip": "not-the-format",
        "apc240201.zip": "too-large",
        "apc240202.zip": "not-the-format",
    }
    assert len(crawled.report.errors) == 4
    assert len(crawled.filings) == 6
    again = crawl(source, now=NOW, api_key=portal.api_key)
    assert [filing.application_number for filing in again.filings] == ["98000001"]
    assert len(again.report.errors) == 3


def test_a_download_that_fails_on_the_way_starts_over_at_the_portal(portal: OfficeServer, crawl: Crawl) -> None:
    """A signed address is good for one try: after a cut connection a new one is asked for."""
    portal.fault("/signed/apc240203.zip", Fault("cut", times=1))
    portal.fault("/signed/apc240204.zip", Fault("reset", times=1))
    portal.fault("/signed/apc240205.zip", Fault("status", times=1, status=403))
    portal.fault("/api/v1/datasets/products/TRTDXFAP", Fault("status", times=1, status=429, retry_after="1"))
    crawled = crawl(source_of(portal), now=NOW, api_key=portal.api_key)
    assert crawled.report.ok, crawled.report
    assert len(crawled.filings) == 6
    assert portal.paths().count(f"{FILES}/apc240203.zip") == 2
    assert portal.leaked_keys == []


def test_the_portal_s_pace_is_kept(portal: OfficeServer, crawl: Crawl) -> None:
    """Not more than five files in ten seconds: the block's delay is never shortened, redirects do not wait for it."""
    portal.downloads_here = True
    crawl(replace(source_of(portal), delay_seconds=0.4), now=NOW, api_key=portal.api_key)
    asked = [seen.at for seen in portal.requests if seen.path.startswith("/api/")]
    assert len(asked) == 4
    assert asked[-1] - asked[0] >= 3 * 0.4 - 0.2
    kinds = [path.split("/")[1] for path in portal.paths()]
    assert kinds == ["api", *["api", "signed"] * 3]
    assert portal.leaked_keys == []


def test_a_stale_portal_and_lost_days_raise_alarms(portal: OfficeServer, crawl: Crawl) -> None:
    source = replace(source_of(portal), stale_after_hours=72)
    crawl(source, now=NOW, api_key=portal.api_key)
    for day in range(10, 21):
        portal.day(f"apc2402{day}.zip", zipped(daily_xml(98000100 + day)), day=f"2024-02-{day}")
    report = crawl(source, now=datetime(2024, 3, 1, tzinfo=UTC), api_key=portal.api_key).report
    told = "\n".join(report.alarms)
    assert "stale: built 2024-02-21" in told
    assert "4 days from 2024-02-10 to 2024-02-13 were never fetched" in told
    assert report.kept == 7


def test_files_from_disk_whatever_they_are_packed_in(crawl: Crawl, tmp_path: Path) -> None:
    """--from takes the zip or the XML; a serial that comes twice is kept twice only if its content differs."""
    plain, packed = tmp_path / "plain.xml", tmp_path / "packed.zip"
    plain.write_bytes(daily_xml(98000001, 98000002, 98000002))
    packed.write_bytes(zipped(daily_xml(98000001).replace(b"LANTERNFISH", b"LANTERNFISH TWO")))
    crawled = crawl(TRADEMARKS, inputs=(str(plain), str(packed)))
    assert crawled.report.ok, crawled.report
    assert (crawled.report.present, crawled.report.kept, crawled.report.duplicates) == (4, 3, 1)
    marks = {filing.mark.verbal_element_text for filing in crawled.filings if filing.application_number == "98000001"}
    assert marks == {"LANTERNFISH", "LANTERNFISH TWO"}
    assert {filing.source.parser_version for filing in crawled.filings if filing.source} == {"uspto-daily/1"}


def test_a_broken_case_and_a_cut_file_cost_only_themselves(crawl: Crawl, tmp_path: Path) -> None:
    xml = daily_xml(*range(98000001, 98000301))
    broken = tmp_path / "broken.xml"
    broken.write_bytes(xml.replace(b"<mark-identification>LANTERNFISH", b"<mark-identification>LAN & TERN", 1))
    cut = tmp_path / "cut.xml"
    cut.write_bytes(daily_xml(*range(98001001, 98001301))[: len(xml) * 2 // 3])
    crawled = crawl(TRADEMARKS, inputs=(str(broken), str(cut)))
    report = crawled.report
    items = [found for found in crawled.quarantined if found.place != "the whole response"]
    assert [found.code for found in items] == ["not-xml", "truncated"]
    assert report.quarantined == 2
    assert len([filing for filing in crawled.filings if filing.application_number < "98001000"]) == 299
    assert 190 <= len([filing for filing in crawled.filings if filing.application_number > "98001000"]) <= 200
    assert len(report.errors) == 1
    assert "cut.xml" in report.errors[0]


def test_a_case_that_turns_back_is_newer_all_the_same(crawl: Crawl, tmp_path: Path) -> None:
    """Protects the last word of the office where three days are read in one crawl and the third says what the first did."""
    paths = []
    for day, mark in ((5, "LANTERNFISH"), (6, "LANTERN"), (7, "LANTERNFISH")):
        paths.append(tmp_path / f"apc24020{day}.xml")
        paths[-1].write_bytes(
            daily_xml(98000001, mark=mark).replace(b"<transaction-date>20240205", b"<transaction-date>2024020%d" % day)
        )
    crawled = crawl(TRADEMARKS, inputs=tuple(map(str, paths)))
    assert (crawled.report.kept, crawled.report.duplicates) == (3, 0)
    newest = max(crawled.filings, key=lambda filing: filing.record_version)
    assert newest.mark.verbal_element_text == "LANTERNFISH"


def test_one_bad_file_in_an_archive_costs_only_itself(crawl: Crawl, tmp_path: Path) -> None:
    """Protects the cases of an archive from a neighbour that is cut short or no daily file, and names the one that is.

    An archive inside the archive ends it, and what was wrong before is told all the same.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", daily_xml(98000001, 98000002)[:-200])
        archive.writestr("b.xml", b"<html><body>Service unavailable</body></html>")
        archive.writestr("c.xml", daily_xml(98000003))
        archive.writestr("d.xml", packed.getvalue())
        archive.writestr("e.xml", daily_xml(98000004))
    path = tmp_path / "apc.zip"
    path.write_bytes(packed.getvalue())
    crawled = crawl(TRADEMARKS, inputs=(str(path),))
    assert [filing.application_number for filing in crawled.filings] == ["98000001", "98000003"]
    assert [(found.place, found.code) for found in crawled.quarantined][1:] == [
        ("member a.xml", "truncated"),
        ("member b.xml", "not-the-format"),
        ("the whole response", "not-the-format"),
    ]
    report = crawled.report
    assert (report.present, report.kept, report.quarantined, len(report.errors)) == (3, 2, 1, 3)
    assert f"{path}: member a.xml: the file ends before its end tag" in report.errors
