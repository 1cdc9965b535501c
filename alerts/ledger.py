"""What becomes of each delivery, written to the store: the outbox's memory. A row leaves the ledger exactly once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.hold import RECHECK, Elsewhere, Gone, Hold, Verdict, Withdraw, verdict
from index.rows import Release, Stored
from index.schema import ALERTS, CLIENTS, DELIVERIES, WATCHES
from index.store import Store
from records.alert import Alert, Delivery, DeliveryState
from records.client import Client
from records.errors import ConflictError
from records.watch import Watch

LEASE_MARGIN = timedelta(seconds=90)
"""A message is begun only where the lease outlasts the longest send."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A delivery with all that decides about it, as it stands at this moment."""

    id: str
    delivery: Delivery
    alert: Alert | None
    client: Client | None
    verdict: Verdict

    @property
    def repeat(self) -> bool:
        """An earlier try may have arrived: it was left in SENDING, or the channel did not answer."""
        return self.delivery.repeat or self.delivery.state is DeliveryState.SENDING


class Ledger:
    """The deliveries that one worker holds leases on."""

    def __init__(self, store: Store, *, owner: str, clock: Callable[[], datetime]) -> None:
        self._store, self._owner, self._clock = store, owner, clock
        self._rows: dict[str, Stored] = {}
        self.tally: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()

    def take(self, claimed: Sequence[Stored]) -> None:
        """Enter freshly claimed rows."""
        self._rows.update({row.id: row for row in claimed})

    @property
    def held(self) -> tuple[str, ...]:
        """Ids not yet released."""
        return tuple(self._rows)

    def rule(self, ids: Iterable[str]) -> list[Ruled]:
        """Look up alert, client and watch of each, anew from the store, and rule on it."""
        items = {row_id: delivery_of(self._rows[row_id]) for row_id in ids}
        alerts = self._store.get(ALERTS, list({item.alert_id for item in items.values()}))
        clients = self._store.get(CLIENTS, list({item.client_id for item in items.values()}))
        known = {row_id: row.record for row_id, row in (alerts | clients).items()}
        watch_ids = {alert.watch_id for alert in known.values() if isinstance(alert, Alert)}
        watches = {row_id: row.record for row_id, row in self._store.get(WATCHES, list(watch_ids)).items()}
        now = self._clock()
        ruled = []
        for row_id, item in items.items():
            alert, client = known.get(item.alert_id), known.get(item.client_id)
            alert = alert if isinstance(alert, Alert) else None
            client = client if isinstance(client, Client) else None
            watch = watches.get(alert.watch_id) if alert else None
            decided = verdict(item, alert, client, watch if isinstance(watch, Watch) else None, now=now)
            ruled.append(Ruled(row_id, item, alert, client, decided))
        return ruled

    def settle(self, ruled: Ruled) -> None:
        """Carry out a verdict other than Go."""
        match ruled.verdict:
            case Hold(until=until, reason=reason):
                self.wait([ruled.id], min(until, self._clock() + RECHECK), reason=reason, repeat=ruled.repeat)
            case Withdraw(reason=reason):
                self._end([ruled.id], DeliveryState.WITHDRAWN, reason)
            case Gone():
                self.fail([ruled.id], "gone")
            case Elsewhere():
                self._send_on(ruled)

    def mark_sending(self, ids: Sequence[str]) -> bool:
        """State in the store that the message is about to go out; False, and all given back, where a lease is lost or short."""
        marked: list[str] = []
        now = self._clock()
        for row_id in ids:
            row = self._rows[row_id]
            if row.lease_until is None or row.lease_until < now + LEASE_MARGIN:
                break
            item = delivery_of(row)
            repeat = item.repeat or item.state is DeliveryState.SENDING
            sending = replace(item, state=DeliveryState.SENDING, attempts=item.attempts + 1, repeat=repeat)
            try:
                self._rows[row_id] = self._store.replace(
                    DELIVERIES, DELIVERIES.row(sending, due_at=row.due_at), if_revision=row.revision, now=now
                )
            except ConflictError:
                break
            marked.append(row_id)
        if len(marked) == len(ids):
            return True
        self.clear(marked)
        self.put_back(ids, now)
        return False

    def clear(self, ids: Iterable[str]) -> None:
        """Take SENDING back: the message certainly did not arrive, so the next try is no repeat for that."""
        now = self._clock()
        for row_id in ids:
            row = self._rows[row_id]
            cleared = DELIVERIES.row(replace(delivery_of(row), state=DeliveryState.WAITING), due_at=row.due_at)
            try:
                self._rows[row_id] = self._store.replace(DELIVERIES, cleared, if_revision=row.revision, now=now)
            except ConflictError:
                self.tally["lost"] += 1

    def sent(self, ids: Sequence[str], receipt: str) -> None:
        """The channel took the message; all its deliveries end in one write."""
        now = self._clock()
        ended = {}
        for row_id in ids:
            item = delivery_of(self._rows[row_id])
            self.tally["repeated"] += item.repeat
            ended[row_id] = replace(
                item, state=DeliveryState.SENT, sent_at=now, receipt=receipt, next_attempt_at=None, last_error=None
            )
        self._release(ended, None, "sent")

    def wait(self, ids: Iterable[str], until: datetime, *, reason: str, repeat: bool | None = None, tried: bool = False) -> None:
        """To come up again at ``until``; ``repeat`` None leaves the mark as it is; ``tried`` counts a try that got no further."""
        waiting = {}
        for row_id in ids:
            item = delivery_of(self._rows[row_id])
            waiting[row_id] = replace(
                item,
                state=DeliveryState.WAITING,
                next_attempt_at=until,
                last_error=reason,
                attempts=item.attempts + tried,
                repeat=item.repeat if repeat is None else repeat,
            )
        self._release(waiting, until, "waiting")

    def fail(self, ids: Iterable[str], reason: str) -> None:
        """Given up; the reason stays in the row."""
        self._end(ids, DeliveryState.FAILED, reason)

    def put_back(self, ids: Sequence[str], due: datetime) -> None:
        """Release untouched: a row keeps its state, so that one in SENDING stays a possible repeat."""
        for row_id in ids:
            self._rows.pop(row_id)
        releases = [Release(id=row_id, due_at=due) for row_id in ids]
        self.tally["waiting"] += self._store.release(DELIVERIES, releases, owner=self._owner, now=self._clock())

    def attempts(self, ids: Iterable[str]) -> int:
        """The most tries that any of them has behind it."""
        return max(delivery_of(self._rows[row_id]).attempts for row_id in ids)

    def _end(self, ids: Iterable[str], state: DeliveryState, reason: str) -> None:
        items = {row_id: delivery_of(self._rows[row_id]) for row_id in ids}
        ended = {row_id: replace(item, state=state, last_error=reason, next_attempt_at=None) for row_id, item in items.items()}
        self._release(ended, None, state.value)

    def _send_on(self, ruled: Ruled) -> None:
        """The client's address changed: the same alert to its present addresses of that channel, made once each."""
        now = self._clock()
        addresses = ruled.client.addresses if ruled.client else ()
        further = [
            Delivery(
                alert_id=ruled.delivery.alert_id,
                client_id=ruled.delivery.client_id,
                channel=own.channel,
                address=own.address,
                next_attempt_at=now,
                repeat=ruled.repeat,
                created_at=now,
            )
            for own in addresses
            if own.active and own.channel == ruled.delivery.channel
        ]
        self._store.write(DELIVERIES, [DELIVERIES.row(item, due_at=now) for item in further], now=now, create_only=True)
        self._end([ruled.id], DeliveryState.WITHDRAWN, "address changed")

    def _release(self, items: Mapping[str, Delivery], due: datetime | None, counted: str) -> None:
        for row_id in items:
            self._rows.pop(row_id)
        releases = [Release(id=row_id, due_at=due, row=DELIVERIES.row(item, due_at=due)) for row_id, item in items.items()]
        kept = self._store.release(DELIVERIES, releases, owner=self._owner, now=self._clock())
        self.tally[counted] += kept
        self.tally["lost"] += len(releases) - kept


def delivery_of(row: Stored) -> Delivery:
    """The row's delivery."""
    if not isinstance(row.record, Delivery):
        raise TypeError(f"deliveries hold Delivery, not {type(row.record).__name__}")
    return row.record
