"""A client's alerts: look, snooze, answer. Every look-up is by client, so that a number from elsewhere finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.bot.clients import TELEGRAM
from alerts.bot.edits import change
from alerts.bot.feedback import Answers
from index.query import Query, equals
from index.rows import Written
from index.schema import ALERTS, DELIVERIES
from index.store import Store
from records.alert import Alert, AlertState, Delivery, DeliveryState

NUMBER_DIGITS = 8
MAX_LISTED = 200
"""Alerts that can be paged through; older ones are found by search."""


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some alerts, newest first."""

    alerts: tuple[Alert, ...]
    total: int
    page: int
    pages: int


class ClientAlerts:
    """What clients were told."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers = Answers(store)

    def page(self, client_ids: Sequence[str], page: int, *, size: int) -> AlertPage:
        """One page (from 0), the nearest one where there are fewer."""
        if not client_ids:
            return AlertPage((), 0, 0, 1)
        query = Query(where=(equals("client_id", *client_ids),), limit=MAX_LISTED)
        found = self._store.search(ALERTS, query)
        alerts = [row.record for row in found.rows if isinstance(row.record, Alert) and row.record.client_id in client_ids]
        pages = max(1, -(-len(alerts) // size))
        page = min(max(page, 0), pages - 1)
        return AlertPage(tuple(alerts[page * size : (page + 1) * size]), found.total, page, pages)

    def find(self, client_ids: Sequence[str], key_start: str) -> Alert | None:
        """The clients' alert whose key begins so (eight digits or more); ``None`` where it is somebody else's, or none."""
        if not client_ids or len(key_start) < NUMBER_DIGITS:
            return None
        where = (equals("client_id", *client_ids), equals("number", key_start[:NUMBER_DIGITS]))
        for row in self._store.search(ALERTS, Query(where=where, limit=20)).rows:
            alert = row.record
            if isinstance(alert, Alert) and alert.client_id in client_ids and alert.key.startswith(key_start.lower()):
                return alert
        return None

    def snooze(self, alert: Alert, until: datetime, *, chat_id: int, now: datetime) -> None:
        """Say nothing of it until then, and then remind the chat of it once."""
        for one in self._told_together(alert):
            if one.state is AlertState.NOT_RELEVANT:
                self._answers.take_back(one, now=now)
            self._set(one, now, state=AlertState.SNOOZED, until=until)
            self._remind(one, chat_id, until, now)

    def set_aside(self, alert: Alert, *, by: str, now: datetime) -> None:
        """Not relevant: nothing more is sent about it, and the watch learns from it."""
        for one in self._told_together(alert):
            self._answers.say(one, relevant=False, by=by, now=now)
            self._set(one, now, state=AlertState.NOT_RELEVANT, until=None)

    def welcome(self, alert: Alert, *, by: str, now: datetime) -> None:
        """Relevant: the watch learns from it; a reminder that was asked for still comes."""
        for one in self._told_together(alert):
            self._answers.say(one, relevant=True, by=by, now=now)
            if one.state is not AlertState.SNOOZED:
                self._set(one, now, state=AlertState.ACKNOWLEDGED, until=None)

    def reopen(self, alert: Alert, *, now: datetime, chat_id: int | None = None) -> None:
        """As it was before it was snoozed or answered: a reminder of the chat that waits is withdrawn, an answer taken back."""
        for one in self._told_together(alert):
            if one.state in {AlertState.NOT_RELEVANT, AlertState.ACKNOWLEDGED}:
                self._answers.take_back(one, now=now)
            self._set(one, now, state=AlertState.OPEN, until=None)
            if one.state is AlertState.SNOOZED and chat_id is not None:
                row_id = _delivery(one, chat_id).key
                change(self._store, DELIVERIES, row_id, _withdrawn, now=now, due_at=None)

    def _told_together(self, alert: Alert) -> list[Alert]:
        """The alert with those that share its message: the same client, record and event, through other watches."""
        where = (equals("client_id", alert.client_id), equals("record_id", alert.record_id))
        found = [row.record for row in self._store.search(ALERTS, Query(where=where, limit=100)).rows]
        others = [one for one in found if isinstance(one, Alert) and _group(one) == _group(alert) and one.key != alert.key]
        return [alert, *others]

    def _set(self, alert: Alert, now: datetime, *, state: AlertState, until: datetime | None) -> None:
        change(self._store, ALERTS, alert.key, lambda a: replace(a, state=state, snoozed_until=until), now=now)

    def _remind(self, alert: Alert, chat_id: int, at: datetime, now: datetime) -> None:
        """Put the chat's delivery of the alert back into the outbox for that time."""
        waiting = replace(_delivery(alert, chat_id), next_attempt_at=at, created_at=now)
        written = self._store.write(DELIVERIES, [DELIVERIES.row(waiting, due_at=at)], now=now, create_only=True)
        if written == (Written.EXISTS,):
            change(self._store, DELIVERIES, waiting.key, lambda old: _again(old, waiting), now=now, due_at=at)


def _again(old: Delivery, waiting: Delivery) -> Delivery:
    """The delivery set back to waiting; one that is under way right now is left to end."""
    return old if old.state is DeliveryState.SENDING else replace(waiting, created_at=old.created_at)


def _withdrawn(old: Delivery) -> Delivery:
    return replace(old, state=DeliveryState.WITHDRAWN) if old.state is DeliveryState.WAITING else old


def _delivery(alert: Alert, chat_id: int) -> Delivery:
    return Delivery(alert_id=alert.key, client_id=alert.client_id, channel=TELEGRAM, address=str(chat_id))


def _group(alert: Alert) -> tuple[str, ...]:
    return alert.client_id, alert.collection, alert.record_id, alert.event if alert.collection == "filings" else ""
