"""kill -9 between any two steps: no alert lost, at most one message repeated a kill, and the repeat says that it is one."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alerts.outbox import Outbox
from alerts.render import Message
from alerts.rules import Decider
from index.query import Query
from index.schema import ALERTS, CLIENTS, DELIVERIES, WATCHES
from index.sqlite import SqliteStore
from records.alert import Alert, DeliveryState
from records.errors import RetryLaterError, UnansweredError
from tests.alerts.chat import Killed, PlayedChat
from tests.alerts.samples import CLIENT, COURTS, FILING, MARKETS, MATCH, NOW, PERIODS, WATCH, numbered


class MortalStore:
    """A handle on the store that dies at its n-th call, before or after the call took effect, and answers nothing any more."""

    def __init__(self, store: SqliteStore, *, calls: int, after: bool) -> None:
        self._store, self._left, self._after = store, calls, after

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._store, name)

        def call(*args: Any, **options: Any) -> Any:
            self._left -= 1
            if self._left < 0 or (self._left == 0 and not self._after):
                raise Killed
            answer = method(*args, **options)
            if self._left == 0:
                raise Killed
            return answer

        return call


class OutboxUnderFire(RuleBasedStateMachine):
    """Alerts are raised, workers live and die, the chat service has its moods; in the end every reader knows everything."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.store = SqliteStore(":memory:")
        self.chat = PlayedChat(size=3)
        self.kills = 0
        self.lost_answers = 0
        self.raised: list[Alert] = []
        decided = Decider(MARKETS, PERIODS, COURTS).decide(MATCH, WATCH, CLIENT, FILING, now=NOW)
        assert isinstance(decided, Alert)
        self.all = numbered(decided, 60)

    @initialize()
    def settle_in(self) -> None:
        self.store.write(CLIENTS, [CLIENTS.row(CLIENT)], now=self.now)
        self.store.write(WATCHES, [WATCHES.row(WATCH)], now=self.now)

    def _raise(self, alerts: Sequence[Alert], store: Any) -> None:
        store.write(ALERTS, [ALERTS.row(alert, due_at=self.now) for alert in alerts], now=self.now, create_only=True)
        Outbox(store, {}, owner="raiser").lay_out(alerts, now=self.now)

    @rule(count=st.integers(1, 7))
    def raise_alerts(self, count: int) -> None:
        fresh = self.all[len(self.raised) : len(self.raised) + count]
        self._raise(fresh, self.store)
        self.raised += fresh

    def _live(self, store: Any) -> None:
        self.store.break_leases("worker")

        async def patient(_seconds: float) -> None:
            await asyncio.sleep(0)

        outbox = Outbox(store, {"telegram": self.chat}, owner="worker", sleep=patient)
        asyncio.run(outbox.deliver(now_fn=lambda: self.now))

    @rule()
    def a_worker_lives(self) -> None:
        self._live(self.store)

    @rule(calls=st.integers(1, 40), after=st.booleans())
    def a_worker_is_killed_at_the_store(self, calls: int, after: bool) -> None:
        try:
            self._live(MortalStore(self.store, calls=calls, after=after))
        except Killed:
            self.kills += 1

    @rule(at=st.integers(0, 4), arrived=st.booleans())
    def a_worker_is_killed_while_sending(self, at: int, arrived: bool) -> None:
        store = MortalStore(self.store, calls=1_000_000, after=False)
        left = [at]

        def die(_address: str, _message: Message) -> None:
            left[0] -= 1
            if left[0] < 0:
                store._left = 0
                raise Killed

        setattr(self.chat, "after" if arrived else "before", die)
        try:
            self._live(store)
        except Killed:
            self.kills += 1
        self._calm()

    @rule(arrived=st.booleans())
    def the_chat_service_stumbles(self, arrived: bool) -> None:
        def stumble(_address: str, _message: Message) -> None:
            if arrived:
                self.lost_answers += 1
                raise UnansweredError("connection reset")
            raise RetryLaterError("too many requests", retry_after=30)

        setattr(self.chat, "after" if arrived else "before", stumble)
        self._live(self.store)
        self._calm()

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def _calm(self) -> None:
        self.chat.before = self.chat.after = lambda _address, _message: None

    @invariant()
    def a_second_arrival_says_so(self) -> None:
        seen: set[str] = set()
        for item in self.chat.inbox:
            again = seen.intersection(item.alert_ids)
            assert not again or item.message.repeat
            seen.update(item.alert_ids)

    @invariant()
    def no_more_repeated_messages_than_accidents(self) -> None:
        seen: set[str] = set()
        repeated = 0
        for item in self.chat.inbox:
            repeated += bool(seen.intersection(item.alert_ids))
            seen.update(item.alert_ids)
        assert repeated <= self.kills + self.lost_answers

    def teardown(self) -> None:
        self._calm()
        for _ in range(4):
            self.now += timedelta(hours=1)
            self._live(self.store)
        told = Counter(self.chat.told())
        assert set(told) == {alert.key for alert in self.raised}
        rows = self.store.search(DELIVERIES, Query(limit=1000)).rows
        assert {getattr(row.record, "state", None) for row in rows} <= {DeliveryState.SENT}
        self.no_more_repeated_messages_than_accidents()
        self.store.close()


TestOutboxUnderFire = OutboxUnderFire.TestCase
TestOutboxUnderFire.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
