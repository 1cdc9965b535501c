"""The bundled day leads to exactly the alerts and the silences of expected.yml: parsers, matcher and rules together, no I/O."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from alerts.rules import Decider
from config.tables import class_relations, courts, markets, opposition_periods
from crawler.parse.cmecf_rss import parse_feed
from crawler.parse.uspto import parse_cases
from desk.demo.build_day import APPLICATIONS, DAY
from desk.demo.office import COURTS, DEMO_NOW
from desk.watchlist import read_watchlist
from matcher.candidates import WatchIndex
from matcher.docket_text import annotate
from matcher.goods import GoodsRelation
from records import Alert, DocketEntry, Filing, Silence

Outcome = tuple[str, str, Filing | DocketEntry, Alert | Silence]


def day_records() -> Iterator[Filing | DocketEntry]:
    """Every record of the day once, as the store would hold it."""
    with (DAY / APPLICATIONS).open("rb") as stream:
        yield from {one.key: one for one in parse_cases(stream, url="demo") if isinstance(one, Filing)}.values()
    for court in COURTS:
        yield from map(annotate, parse_feed((DAY / "rss" / f"{court}.xml").read_bytes(), url="demo").entries)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """(client, kind of watch, record, what became of the match) of every match."""
    clients, watches = read_watchlist(DAY / "watchlist.yml", now=DEMO_NOW)
    client_by_id = {client.id: client for client in clients}
    watch_by_id = {watch.id: watch for watch in watches}
    records = {record.key: record for record in day_records()}
    decider = Decider(markets=markets(), periods=opposition_periods(), courts=courts())
    index = WatchIndex(watches, goods=GoodsRelation(class_relations()))
    found = []
    for match in index.match(list(records.values()), now=DEMO_NOW):
        watch, record = watch_by_id[match.watch_id], records[match.record_id]
        decision = decider.decide(match, watch, client_by_id[match.client_id], record, now=DEMO_NOW)
        found.append((match.client_id, watch.kind.value, record, decision))
    return found


@pytest.fixture(scope="module")
def expected() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load((DAY / "expected.yml").read_text(encoding="utf-8"))
    return content


def name_of(record: Filing | DocketEntry) -> str | None:
    """A record's name in expected.yml."""
    return record.key if isinstance(record, Filing) else record.docket_number


def test_alerts_are_the_expected_ones_and_no_others(outcomes: list[Outcome], expected: Mapping[str, Any]) -> None:
    """Protects the demo's promise: every crafted hit is told, once, to the right client, and noise is not."""
    told = sorted(
        (client, name_of(record), decision.event, kind)
        for client, kind, record, decision in outcomes
        if isinstance(decision, Alert)
    )
    assert told == sorted((row["client"], row["record"], row["event"], row["kind"]) for row in expected["alerts"])


def test_silences_have_the_expected_reasons(outcomes: list[Outcome], expected: Mapping[str, Any]) -> None:
    """Protects the named reasons for silence: own filing, dead record, too low, routine."""
    silent = sorted(
        (client, name_of(record), decision.reason) for client, _, record, decision in outcomes if isinstance(decision, Silence)
    )
    rows = [row for row in expected["silent"] if row["reason"] != "no_match"]
    assert silent == sorted((row["client"], row["record"], row["reason"]) for row in rows)


def test_opposition_dates_are_the_expected_ones(outcomes: list[Outcome], expected: Mapping[str, Any]) -> None:
    """Protects the dates a client acts by: thirty days from publication in the Official Gazette."""
    due = {
        (client, record.key): decision.due.on
        for client, _, record, decision in outcomes
        if isinstance(record, Filing) and isinstance(decision, Alert) and decision.due
    }
    assert due == {(row["client"], row["record"]): row["due"] for row in expected["alerts"] if "due" in row}
