"""The real crawler reads the played offices, with exactly the counts of expected.yml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.sources import load_sources
from crawler.run import run_crawl
from desk.demo.build_day import DAY
from desk.demo.office import DEMO_KEY, DEMO_NOW, EMPTY_COURT, DemoOffice
from records import CrawlReport
from records.source import CrawlJob


def crawl(office: DemoOffice, source_id: str, home: Path) -> CrawlReport:
    """One crawl in its own process, as the demo runs it."""
    source = office.sources(load_sources())[source_id]
    job = CrawlJob(source=source, home=str(home), contact="https://example.org/demo", started_at=DEMO_NOW, api_key=DEMO_KEY)
    return run_crawl(job)


def counts(report: CrawlReport) -> Mapping[str, int]:
    """The counts that expected.yml states."""
    return {name: getattr(report, name) for name in ("present", "kept", "quarantined", "duplicates")}


@pytest.fixture(scope="module")
def expected() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load((DAY / "expected.yml").read_text(encoding="utf-8"))["counts"]
    return content


def test_courts_are_read_once_and_the_silent_one_is_said(tmp_path: Path, expected: Mapping[str, Any]) -> None:
    """Protects the demo's courts: every item kept, the empty answer an alarm, nothing new the second time."""
    with DemoOffice() as office:
        first = crawl(office, "cmecf-rss", tmp_path)
        second = crawl(office, "cmecf-rss", tmp_path)
    assert counts(first) == expected["cmecf-rss"]
    assert [EMPTY_COURT in alarm for alarm in first.alarms] == [True], first.alarms
    assert (second.kept, second.unchanged) == (0, first.kept)
    assert {status for _, status in office.requests} == {200}


def test_applications_come_through_portal_and_signed_link_once(tmp_path: Path, expected: Mapping[str, Any]) -> None:
    """Protects the demo's register: manifest, redirect, archive, every case accounted for, no second download of a known day."""
    with DemoOffice() as office:
        first = crawl(office, "uspto-daily", tmp_path)
        fetched = [status for _, status in office.requests]
        second = crawl(office, "uspto-daily", tmp_path)
        asked_again = [path for path, _ in office.requests[len(fetched) :]]
    assert counts(first) == expected["uspto-daily"]
    assert (first.ok, first.alarms) == (True, ())
    assert fetched == [200, 302, 200]
    assert (second.ok, second.present, len(asked_again)) == (True, 0, 1)
