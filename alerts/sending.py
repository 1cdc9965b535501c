"""One channel's batch of due deliveries, sent one message after the other.

Only one message is ever under way on a channel, and its deliveries stand in SENDING while it is: a worker that dies there leaves
one message that may have arrived, and no more.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from alerts.addresses import mark_gone, move
from alerts.channels import Channel
from alerts.digest import compose
from alerts.hold import Go
from alerts.ledger import Ledger, Ruled
from alerts.render import Message
from index.store import Store
from index.threads import in_thread
from records.errors import ChannelError, GoneError, MovedError, RejectedError, RetryLaterError, UnansweredError

SEND_SECONDS = 60.0
"""Longest that one send may take before it counts as unanswered."""
STOP_SECONDS = 10.0
"""How long a stop waits for the message under way."""
MAX_WAIT = 5.0
"""Longest wait, in seconds, for a channel's own limits; what must wait longer comes up again when it is due."""
FAILURES_IN_A_ROW = 3
"""After so many the channel is taken to be down, and the rest of the batch is put back."""
BACKOFF_FIRST = timedelta(seconds=30)
BACKOFF_MOST = timedelta(hours=1)
UNEXPECTED = "unexpected"

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of the channel for one address, and the deliveries it carries out."""

    address: str
    message: Message
    ids: tuple[str, ...]


def backoff(attempts: int) -> timedelta:
    """Wait after the n-th failed try: 30 s, doubled each time, at most an hour."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(BACKOFF_FIRST * (1 << doublings), BACKOFF_MOST)


class Batch:
    """The claimed deliveries of one channel."""

    def __init__(self, store: Store, channel: Channel, ledger: Ledger, *, clock: Callable[[], datetime], sleep: Sleep) -> None:
        self._store, self._channel, self._ledger = store, channel, ledger
        self._clock, self._sleep = clock, sleep
        self._queues: dict[str, deque[Parcel]] = {}
        self._failures = 0

    async def send(self) -> bool:
        """Send what may go now and release every delivery; False where the channel is down, so that asking for more is vain.

        Raises StoreError; the channel's errors are dealt with here.
        """
        try:
            await self._lay(self._ledger.held)
            while self._queues:
                address = min(self._queues, key=self._channel.ready_in)
                wait = self._channel.ready_in(address)
                if wait > MAX_WAIT:
                    break
                if wait > 0:
                    await self._sleep(wait)
                await self._send_next(address)
                if self._failures >= FAILURES_IN_A_ROW:
                    await in_thread(self._ledger.put_back, self._ledger.held, self._clock() + backoff(1))
                    return False
            for address in list(self._queues):
                await self._postpone(address, self._clock() + timedelta(seconds=self._channel.ready_in(address)))
            return True
        finally:
            await in_thread(self._ledger.put_back, self._ledger.held, self._clock())

    async def _lay(self, ids: Sequence[str], *, first: bool = False, apart: bool = False) -> None:
        """Settle what is not to go; group the rest by receiver, repeats by themselves, and queue the messages.

        ``apart`` gives every delivery a message of its own, as does a fault of an earlier try: one bad alert must not hold up
        the others.
        """
        groups: dict[tuple[str, str, bool, str], list[Ruled]] = {}
        for ruled in await in_thread(self._ledger.rule, ids):
            if not isinstance(ruled.verdict, Go):
                await in_thread(self._ledger.settle, ruled)
                continue
            alone = ruled.id if apart or (ruled.delivery.last_error or "").startswith(UNEXPECTED) else ""
            key = (ruled.delivery.address, ruled.delivery.client_id, not ruled.repeat, alone)
            groups.setdefault(key, []).append(ruled)
        for key in sorted(groups):
            await self._queue(groups[key], first=first)

    async def _queue(self, group: Sequence[Ruled], *, first: bool) -> None:
        head = group[0]
        alerts = [ruled.alert for ruled in group if ruled.alert is not None]
        language = head.client.language if head.client else ""

        async def composed() -> tuple[Message, ...]:
            return self._channel.parts(compose(alerts, language, now=self._clock(), repeat=head.repeat))

        parts = await self._guarded(composed)
        if isinstance(parts, ChannelError):
            await self._retry([ruled.id for ruled in group], parts, tried=True)
            return
        rows = {ruled.delivery.alert_id: ruled.id for ruled in group}
        parcels = [
            Parcel(head.delivery.address, part, tuple(rows[key] for view in part.views for key in view.alert_ids))
            for part in parts
        ]
        queue = self._queues.setdefault(head.delivery.address, deque())
        if first:
            queue.extendleft(reversed(parcels))
        else:
            queue.extend(parcels)

    async def _send_next(self, address: str) -> None:
        parcel = self._take(address)
        if any(not isinstance(ruled.verdict, Go) for ruled in await in_thread(self._ledger.rule, parcel.ids)):
            await self._lay(parcel.ids, first=True)
        elif await self._marked(parcel):
            await self._send_marked(parcel)

    async def _marked(self, parcel: Parcel) -> bool:
        try:
            return await in_thread(self._ledger.mark_sending, parcel.ids)
        except asyncio.CancelledError:
            still = [row_id for row_id in parcel.ids if row_id in self._ledger.held]
            await in_thread(self._ledger.clear, still)  # nothing was sent, so the next try is no repeat
            raise

    async def _send_marked(self, parcel: Parcel) -> None:
        async def sent() -> str:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._channel.send(parcel.address, parcel.message)

        task = asyncio.ensure_future(self._guarded(sent))
        try:
            outcome = await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait({task}, timeout=STOP_SECONDS)
            if task.done():
                await self._conclude(parcel, task.result())
            else:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            raise
        await self._conclude(parcel, outcome)

    async def _conclude(self, parcel: Parcel, outcome: str | ChannelError) -> None:
        now, name = self._clock(), self._channel.name
        self._failures = self._failures + 1 if isinstance(outcome, RetryLaterError) and outcome.retry_after is None else 0
        match outcome:
            case str():
                await in_thread(self._ledger.sent, parcel.ids, outcome)
            case GoneError():
                await in_thread(mark_gone, self._store, name, parcel.address, now=now)
                await self._fail_address(parcel)
            case MovedError():
                await in_thread(move, self._store, name, parcel.address, outcome.new_address, now=now)
                await in_thread(self._ledger.clear, parcel.ids)
                await self._forward(parcel)
            case RejectedError() if len(parcel.ids) > 1:
                await in_thread(self._ledger.clear, parcel.ids)
                await self._lay(parcel.ids, first=True, apart=True)
            case RejectedError():
                self._ledger.errors[str(outcome)] += 1
                await in_thread(self._ledger.fail, parcel.ids, str(outcome))
            case _:
                until = await self._retry(parcel.ids, outcome)
                if not str(outcome).startswith(UNEXPECTED):
                    await self._postpone(parcel.address, until)

    async def _forward(self, parcel: Parcel) -> None:
        for ruled in await in_thread(self._ledger.rule, parcel.ids):
            if isinstance(ruled.verdict, Go):
                await in_thread(self._ledger.fail, [ruled.id], "moved, but no client has the address")
            else:
                await in_thread(self._ledger.settle, ruled)

    async def _retry(self, ids: Sequence[str], error: ChannelError, *, tried: bool = False) -> datetime:
        patience = backoff(self._ledger.attempts(ids) + tried)
        if isinstance(error, RetryLaterError) and error.retry_after is not None:
            patience = timedelta(seconds=error.retry_after)
        until = self._clock() + patience
        self._ledger.errors[str(error)] += 1
        arrived = isinstance(error, UnansweredError) and not tried
        await in_thread(self._ledger.wait, ids, until, reason=str(error), repeat=True if arrived else None, tried=tried)
        return until

    def _take(self, address: str) -> Parcel:
        parcel = self._queues[address].popleft()
        if not self._queues[address]:
            del self._queues[address]
        return parcel

    async def _postpone(self, address: str, until: datetime) -> None:
        for parcel in self._queues.pop(address, ()):
            await in_thread(self._ledger.put_back, parcel.ids, until)

    async def _fail_address(self, parcel: Parcel) -> None:
        self._ledger.errors[f"{self._channel.name}: receiver gone"] += 1
        for other in (parcel, *self._queues.pop(parcel.address, ())):
            await in_thread(self._ledger.fail, other.ids, "gone")

    async def _guarded(self, action: Callable[[], Awaitable[T]]) -> T | ChannelError:
        """The action's result, or its failure as a ChannelError."""
        try:
            return await action()
        except ChannelError as error:
            return error
        except TimeoutError:
            return UnansweredError(f"no answer within {SEND_SECONDS:g} s")
        except Exception as error:  # noqa: BLE001 - a fault in one alert's words or in one channel must not stop the others
            return UnansweredError(f"{UNEXPECTED}: {type(error).__name__}: {error}")
