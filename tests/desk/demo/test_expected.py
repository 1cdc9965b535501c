"""What the bundled day must lead to agrees with its watch list and with what the real parsers read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from rapidfuzz import fuzz

from crawler.parse.cmecf_rss import Feed, parse_feed
from crawler.parse.uspto import parse_cases
from desk.demo.build_day import APPLICATIONS, DAY
from desk.demo.office import COURTS, DEMO_NOW, EMPTY_COURT
from desk.watchlist import read_watchlist
from index.text import fold
from records import Filing, Quarantined, WatchKind


@dataclass(frozen=True)
class Day:
    """The day as the parsers read it."""

    filings: Sequence[Filing]
    quarantined: Sequence[Quarantined]
    feeds: Mapping[str, Feed]

    @property
    def records(self) -> Iterator[str]:
        """Every name that expected.yml may use for a record."""
        yield from (filing.key for filing in self.filings)
        yield from (entry.docket_number or "" for feed in self.feeds.values() for entry in feed.entries)


@pytest.fixture(scope="module")
def day() -> Day:
    with (DAY / APPLICATIONS).open("rb") as stream:
        found = list(parse_cases(stream, url="demo"))
    feeds = {court: parse_feed((DAY / "rss" / f"{court}.xml").read_bytes(), url="demo") for court in COURTS}
    return Day(
        filings=[one for one in found if isinstance(one, Filing)],
        quarantined=[one for one in found if isinstance(one, Quarantined)],
        feeds=feeds,
    )


@pytest.fixture(scope="module")
def expected() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load((DAY / "expected.yml").read_text(encoding="utf-8"))
    return content


def test_counts_of_the_applications(day: Day, expected: Mapping[str, Any]) -> None:
    """Protects the accounting: kept + quarantined + duplicates = present."""
    kept = len({filing.key for filing in day.filings})
    counts = {
        "present": len(day.filings) + len(day.quarantined),
        "kept": kept,
        "quarantined": len(day.quarantined),
        "duplicates": len(day.filings) - kept,
    }
    assert counts == expected["counts"]["uspto-daily"]


def test_counts_of_the_feeds(day: Day, expected: Mapping[str, Any]) -> None:
    """Protects the accounting of the courts: every item is an entry, each with a key of its own."""
    assert {court: feed.items for court, feed in day.feeds.items()} == expected["items"]
    entries = [entry for feed in day.feeds.values() for entry in feed.entries]
    kept = len({entry.key for entry in entries})
    present = sum(feed.items for feed in day.feeds.values())
    rejects = sum(len(feed.rejects) for feed in day.feeds.values())
    counts = {"present": present, "kept": kept, "quarantined": rejects, "duplicates": len(entries) - kept}
    assert counts == expected["counts"]["cmecf-rss"]
    assert all(feed.court == court and feed.problem is None for court, feed in day.feeds.items())
    assert expected["empty_court"] == EMPTY_COURT


def test_nothing_lies_ahead_of_the_demos_clock(day: Day) -> None:
    """Protects the demo from records of the future."""
    assert all(feed.built_at is not None and feed.built_at < DEMO_NOW for feed in day.feeds.values())
    assert all(entry.filed_at < DEMO_NOW for feed in day.feeds.values() for entry in feed.entries if entry.filed_at)
    today = datetime(2026, 11, 17, tzinfo=UTC).date().isoformat()
    for filing in day.filings:
        assert all((event.date or "") <= today for event in filing.events), filing.key
        assert filing.application_date is None or filing.application_date.isoformat() <= today


def test_every_expectation_names_a_client_a_record_and_a_kind_it_watches(day: Day, expected: Mapping[str, Any]) -> None:
    """Protects expected.yml from pointing at nothing."""
    clients, watches = read_watchlist(DAY / "watchlist.yml", now=DEMO_NOW)
    kinds = {(watch.client_id, watch.kind.value) for watch in watches}
    records = set(day.records)
    for alert in expected["alerts"]:
        assert alert["record"] in records, alert
        assert (alert["client"], alert["kind"]) in kinds, alert
    for silence in expected["silent"]:
        assert silence["record"] in records, silence
        assert silence["client"] in {None, *(client.id for client in clients)}, silence


def test_filings_have_the_status_that_the_expected_event_says(day: Day, expected: Mapping[str, Any]) -> None:
    """Protects the event names of expected.yml."""
    by_key = {filing.key: filing for filing in day.filings}
    for alert in expected["alerts"]:
        if alert["record"] in by_key:
            assert alert["event"] == f"filing_{by_key[alert['record']].status.value}", alert


def test_ten_exporters_with_watches_of_every_kind() -> None:
    """Protects the breadth of the watch list: scripts, kinds, languages, addresses."""
    clients, watches = read_watchlist(DAY / "watchlist.yml", now=DEMO_NOW)
    assert len(clients) == 10
    assert {watch.kind for watch in watches} == set(WatchKind)
    assert {client.language for client in clients} == {"zh", "en"}
    assert all(any(not name.isascii() for name in client.names) for client in clients)
    assert all([(to.channel, to.address) for to in client.addresses] == [("console", client.id)] for client in clients)


def test_other_filings_are_far_from_every_watched_mark(day: Day, expected: Mapping[str, Any]) -> None:
    """Protects the demo from chance hits: nothing but the crafted filings reads like a watched mark."""
    _, watches = read_watchlist(DAY / "watchlist.yml", now=DEMO_NOW)
    terms = [fold(term) for watch in watches if watch.kind is WatchKind.MARK for term in watch.terms]
    crafted = {row["record"] for row in (*expected["alerts"], *expected["silent"])}
    for filing in day.filings:
        text = fold(filing.mark.verbal_element_text or "")
        if text and filing.key not in crafted:
            assert max(fuzz.ratio(text, term) for term in terms) < 75, filing.mark.verbal_element_text
