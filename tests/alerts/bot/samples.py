"""Alerts for the bot's tests."""

from dataclasses import replace
from datetime import date, timedelta

from index.schema import ALERTS, CLIENTS, DELIVERIES, FEEDBACK, WATCHES
from index.store import Store
from records.alert import Action, Alert, Delivery, DueDate, Factor, Severity
from records.client import Client
from records.codes import WatchKind
from records.feedback import Feedback
from records.match import Evidence
from records.watch import Watch
from tests.alerts.bot.conftest import NOON

ALERT = Alert(
    client_id="c",
    watch_id="w",
    collection="filings",
    record_id="US:99000001",
    event="filing_published",
    severity=Severity.HIGH,
    score=72.5,
    factors=(Factor(name="mark", value=0.9, reason="mark_similar=91"), Factor(name="goods", value=None, reason="goods_unknown")),
    term="NORTHRIVER",
    record_text="NORTHRIVRE",
    evidence=(Evidence(feature="spelling", score=0.91, weight=0.5, detail="northriver ~ northrivre"),),
    due=DueDate(
        on=date(2026, 12, 20), rule="15 USC 1063", source="https://law.example/1063", trigger=date(2026, 11, 20), verified=True
    ),
    actions=(Action(name="instruct_counsel", by=date(2026, 12, 10)),),
    headline=(
        ("office", "US"),
        ("application_number", "99000001"),
        ("mark", "NORTHRIVRE"),
        ("applicant", "Example Shoes <b>Ltd</b> & Sons"),
        ("classes", "25"),
    ),
    source_url="https://register.example/99000001",
    data_as_of=NOON - timedelta(days=1),
    created_at=NOON,
)


def alert_for(store: Store, chat_id: int, *, record: str = "US:99000001", minutes: int = 0, **changes: object) -> Alert:
    """Put an alert, its watch and its delivery (not yet sent, due now) into the store for the client of the chat."""
    client = next(
        row.record
        for batch in store.scan(CLIENTS)
        for row in batch
        if isinstance(row.record, Client) and row.record.addresses[0].address == str(chat_id)
    )
    watch = Watch(id=f"w-{client.id}", client_id=client.id, kind=WatchKind.MARK, terms=("NORTHRIVER",), created_at=NOON)
    at = NOON + timedelta(minutes=minutes)
    alert = replace(ALERT, client_id=client.id, watch_id=watch.id, record_id=record, created_at=at, **changes)  # type: ignore[arg-type]
    delivery = Delivery(
        alert_id=alert.key,
        client_id=client.id,
        channel="telegram",
        address=str(chat_id),
        created_at=at,
        next_attempt_at=at,
    )
    store.write(WATCHES, [WATCHES.row(watch)], now=NOON)
    store.write(ALERTS, [ALERTS.row(alert)], now=NOON)
    store.write(DELIVERIES, [DELIVERIES.row(delivery, due_at=at)], now=NOON)
    return alert


def feedback_of(store: Store, alert: Alert) -> Feedback:
    """What was answered on the alert's watch."""
    record = store.get(FEEDBACK, [alert.watch_id])[alert.watch_id].record
    assert isinstance(record, Feedback)
    return record


def stored_alert(store: Store, alert: Alert) -> Alert:
    """The alert as it now stands in the store."""
    record = store.get(ALERTS, [alert.key])[alert.key].record
    assert isinstance(record, Alert)
    return record
