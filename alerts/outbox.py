"""The outbox: every alert reaches every address of its client, whatever dies on the way.

Promise: no alert is lost; a crash repeats at most the one message under way, and that message says that it may be a repeat.
Chat channels have no idempotency keys, so more cannot be promised.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.channels import Channel
from alerts.ledger import Ledger
from alerts.sending import Batch, Sleep
from index.query import equals
from index.rows import Written
from index.schema import CLIENTS, DELIVERIES
from index.store import Store
from index.threads import in_thread
from records.alert import Alert, Delivery
from records.client import Client

BATCH = 200
"""Deliveries of one channel taken up at a time; a burst within it becomes one group of messages."""
MOST_BATCHES = 10
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of the deliveries that were due; ``repeated`` are those of ``sent`` that may have come twice."""

    sent: int = 0
    repeated: int = 0
    waiting: int = 0
    """Held, or to be tried again."""
    failed: int = 0
    withdrawn: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)
    """What channels complained of, with how often."""


class Outbox:
    """Deliveries in the store, and the channels they go out by. One worker has one outbox; many workers may run at once."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], *, owner: str, sleep: Sleep = asyncio.sleep) -> None:
        self._store, self._channels, self._owner, self._sleep = store, dict(channels), owner, sleep

    def lay_out(self, alerts: Sequence[Alert], *, now: datetime) -> int:
        """Make the deliveries of the alerts, one for every active address of the client; returns how many are new.

        Create-only, so laying out an alert twice is harmless. An address of a channel that is not set up waits until it is.
        """
        clients = self._store.get(CLIENTS, list({alert.client_id for alert in alerts}))
        rows = []
        for alert in alerts:
            stored = clients.get(alert.client_id)
            client = stored.record if stored else None
            addresses = client.addresses if isinstance(client, Client) else ()
            rows += [
                DELIVERIES.row(
                    Delivery(
                        alert_id=alert.key,
                        client_id=alert.client_id,
                        channel=own.channel,
                        address=own.address,
                        next_attempt_at=now,
                        created_at=now,
                    ),
                    due_at=now,
                )
                for own in addresses
                if own.active
            ]
        return self._store.write(DELIVERIES, rows, now=now, create_only=True).count(Written.CREATED)

    async def deliver(self, *, now_fn: Callable[[], datetime]) -> DeliveryReport:
        """Send what is due, each channel by itself, so that a slow or broken one does not hold up the others.

        Raises StoreError. Cancelled, it lets the message under way finish and gives the rest back.
        """
        tallies: Counter[str] = Counter()
        errors: Counter[str] = Counter()
        runs = (self._run(channel, now_fn, tallies, errors) for channel in self._channels.values())
        for outcome in await asyncio.gather(*runs, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
        return DeliveryReport(
            sent=tallies["sent"],
            repeated=tallies["repeated"],
            waiting=tallies["waiting"],
            failed=tallies["failed"],
            withdrawn=tallies["withdrawn"],
            errors=dict(errors),
        )

    async def _run(self, channel: Channel, now_fn: Callable[[], datetime], tallies: Counter[str], errors: Counter[str]) -> None:
        for _ in range(MOST_BATCHES):
            now = now_fn()
            where = (equals("channel", channel.name),)
            claimed = await in_thread(
                self._store.claim, DELIVERIES, owner=self._owner, limit=BATCH, now=now, until=now + LEASE, where=where
            )
            if not claimed:
                return
            ledger = Ledger(self._store, owner=self._owner, clock=now_fn)
            ledger.take(claimed)
            try:
                if not await Batch(self._store, channel, ledger, clock=now_fn, sleep=self._sleep).send():
                    return
            finally:
                tallies.update(ledger.tally)
                errors.update(ledger.errors)
