"""The outbox: nothing lost, nothing said twice without saying so, nobody held up by somebody else's trouble."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from alerts.outbox import LEASE, DeliveryReport, Outbox
from alerts.rules import Decider
from alerts.sending import BACKOFF_FIRST, BACKOFF_MOST, backoff
from index.query import Query
from index.schema import ALERTS, CLIENTS, DELIVERIES, WATCHES
from index.sqlite import SqliteStore
from records.alert import Alert, AlertState, Delivery, DeliveryState
from records.client import Address, Client, QuietHours
from records.errors import GoneError, MovedError, RejectedError, RetryLaterError, UnansweredError
from tests.alerts.chat import PlayedChat
from tests.alerts.samples import CLIENT, COURTS, FILING, MARKETS, MATCH, NOW, PERIODS, WATCH, numbered


class Desk:
    """A store with one client, its outbox, and a clock to be set."""

    def __init__(self, *channels: PlayedChat, client: Client = CLIENT) -> None:
        self.now = NOW
        self.store = SqliteStore(":memory:")
        self.channels = {channel.name: channel for channel in channels}
        self.slept: list[float] = []
        self.outbox = Outbox(self.store, self.channels, owner="worker-1", sleep=self.sleep)
        self.store.write(CLIENTS, [CLIENTS.row(client)], now=NOW)
        self.store.write(WATCHES, [WATCHES.row(WATCH)], now=NOW)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        for channel in self.channels.values():
            channel.waits = {address: max(0.0, wait - seconds) for address, wait in channel.waits.items()}

    def raise_alerts(self, alerts: Sequence[Alert]) -> None:
        self.store.write(ALERTS, [ALERTS.row(alert) for alert in alerts], now=self.now, create_only=True)
        self.outbox.lay_out(alerts, now=self.now)

    def deliver(self) -> DeliveryReport:
        return asyncio.run(self.outbox.deliver(now_fn=lambda: self.now))

    def deliveries(self) -> list[Delivery]:
        rows = self.store.search(DELIVERIES, Query(limit=1000)).rows
        return [row.record for row in rows if isinstance(row.record, Delivery)]

    def states(self) -> list[DeliveryState]:
        return [item.state for item in self.deliveries()]

    def change_alert(self, alert: Alert) -> None:
        row = self.store.get(ALERTS, [alert.key])[alert.key]
        self.store.replace(ALERTS, ALERTS.row(alert), if_revision=row.revision, now=self.now)


def alerts(count: int = 1) -> list[Alert]:
    decided = Decider(MARKETS, PERIODS, COURTS).decide(MATCH, WATCH, CLIENT, FILING, now=NOW)
    assert isinstance(decided, Alert)
    return numbered(decided, count)


def raising(error: Exception, *, times: int = 1_000_000) -> Callable[[str, object], None]:
    left = [times]

    def act(_address: str, _message: object) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise error

    return act


def test_an_alert_is_sent_once_however_often_it_is_laid_out() -> None:
    chat = PlayedChat()
    desk = Desk(chat)
    told = alerts()
    desk.raise_alerts(told)
    assert desk.outbox.lay_out(told, now=desk.now) == 0
    assert desk.deliver() == DeliveryReport(sent=1)
    assert desk.deliver() == DeliveryReport()
    assert chat.told() == [told[0].key]
    (delivery,) = desk.deliveries()
    assert (delivery.state, delivery.receipt, delivery.attempts, delivery.repeat) == (DeliveryState.SENT, "1", 1, False)


def test_a_burst_is_one_message_and_holds_every_alert() -> None:
    chat = PlayedChat()
    desk = Desk(chat)
    burst = alerts(30)
    desk.raise_alerts(burst)
    desk.deliver()
    assert len(chat.inbox) == 1
    assert sorted(chat.told()) == sorted(alert.key for alert in burst)


def test_a_message_left_in_sending_is_sent_again_and_says_so() -> None:
    chat = PlayedChat()
    desk = Desk(chat)
    desk.raise_alerts(alerts())
    (row,) = desk.store.claim(DELIVERIES, owner="dead", limit=1, now=desk.now, until=desk.now + LEASE)
    assert isinstance(row.record, Delivery)
    sending = DELIVERIES.row(replace(row.record, state=DeliveryState.SENDING, attempts=1), due_at=row.due_at)
    desk.store.replace(DELIVERIES, sending, if_revision=row.revision, now=desk.now)
    assert desk.deliver() == DeliveryReport()  # the lease of the dead worker still runs
    desk.now += LEASE
    assert desk.deliver() == DeliveryReport(sent=1, repeated=1)
    assert chat.inbox[0].message.repeat
    assert chat.inbox[0].message.repeat_notice


def test_quiet_hours_hold_the_message_not_the_alert() -> None:
    chat = PlayedChat()
    night = QuietHours(start=time(22), end=time(8), timezone="Asia/Shanghai")
    desk = Desk(chat, client=replace(CLIENT, quiet_hours=night))
    desk.now = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    desk.raise_alerts(alerts(2))
    assert desk.deliver() == DeliveryReport(waiting=2)
    assert chat.inbox == []
    assert {item.last_error for item in desk.deliveries()} == {"quiet_hours"}
    desk.now = datetime(2026, 12, 2, 0, 0, tzinfo=UTC)
    assert desk.deliver() == DeliveryReport(sent=2)
    assert len(chat.inbox) == 1


def test_a_mute_holds_and_lifting_it_early_lets_go() -> None:
    chat = PlayedChat()
    desk = Desk(chat)
    desk.store.write(WATCHES, [WATCHES.row(replace(WATCH, muted_until=NOW + timedelta(days=3)))], now=NOW)
    desk.raise_alerts(alerts())
    assert desk.deliver().waiting == 1
    desk.store.write(WATCHES, [WATCHES.row(WATCH)], now=NOW)
    desk.now += timedelta(minutes=15)
    assert desk.deliver().sent == 1


def test_a_snoozed_alert_comes_back_when_the_snooze_ends() -> None:
    chat = PlayedChat()
    desk = Desk(chat)
    (alert,) = alerts()
    desk.raise_alerts([alert])
    desk.change_alert(replace(alert, state=AlertState.SNOOZED, snoozed_until=NOW + timedelta(minutes=10)))
    assert desk.deliver().waiting == 1
    desk.now += timedelta(minutes=10)
    assert desk.deliver().sent == 1


def test_what_is_not_relevant_or_stopped_is_withdrawn() -> None:
    chat = PlayedChat()
    desk = Desk(chat)
    first, second = alerts(2)
    desk.raise_alerts([first])
    desk.change_alert(replace(first, state=AlertState.NOT_RELEVANT))
    assert desk.deliver() == DeliveryReport(withdrawn=1)
    desk.raise_alerts([second])
    desk.store.write(WATCHES, [WATCHES.row(replace(WATCH, active=False))], now=NOW)
    assert desk.deliver() == DeliveryReport(withdrawn=1)
    assert chat.inbox == []


def test_a_tap_between_two_messages_of_a_burst_is_respected() -> None:
    chat = PlayedChat(size=1)
    desk = Desk(chat)
    first, second = sorted(alerts(2), key=lambda alert: alert.key)
    desk.raise_alerts([first, second])
    chat.after = lambda _address, _message: desk.change_alert(replace(second, state=AlertState.NOT_RELEVANT))
    assert desk.deliver() == DeliveryReport(sent=1, withdrawn=1)
    assert chat.told() == [first.key]


def test_patience_asked_for_is_kept_and_the_retry_is_no_repeat() -> None:
    chat = PlayedChat(size=1, before=raising(RetryLaterError("429", retry_after=40), times=1))
    desk = Desk(chat)
    desk.raise_alerts(alerts(2))
    report = desk.deliver()
    assert (report.sent, report.waiting) == (0, 2)  # the chat's other message waits too
    desk.now += timedelta(seconds=39)
    assert desk.deliver() == DeliveryReport()
    desk.now += timedelta(seconds=1)
    assert desk.deliver() == DeliveryReport(sent=2)


def test_a_lost_answer_makes_the_next_try_a_repeat() -> None:
    chat = PlayedChat(after=raising(UnansweredError("connection reset"), times=1))
    desk = Desk(chat)
    desk.raise_alerts(alerts())
    assert desk.deliver().waiting == 1
    desk.now += BACKOFF_FIRST
    assert desk.deliver() == DeliveryReport(sent=1, repeated=1)
    assert [item.message.repeat for item in chat.inbox] == [False, True]


def test_back_off_doubles_up_to_an_hour() -> None:
    assert [backoff(tries) for tries in (1, 2, 3)] == [BACKOFF_FIRST, 2 * BACKOFF_FIRST, 4 * BACKOFF_FIRST]
    assert backoff(1000) == BACKOFF_MOST
    chat = PlayedChat(before=raising(RetryLaterError("down")))
    desk = Desk(chat)
    desk.raise_alerts(alerts())
    for tries in (1, 2, 3):
        desk.deliver()
        (delivery,) = desk.deliveries()
        assert delivery.attempts == tries
        assert delivery.next_attempt_at == desk.now + backoff(tries)
        desk.now += backoff(tries)


def test_a_receiver_that_is_gone_stops_its_address_and_keeps_the_subscription() -> None:
    chat = PlayedChat(size=1, before=raising(GoneError("bot was blocked by the user")))
    desk = Desk(chat)
    desk.raise_alerts(alerts(3))
    report = desk.deliver()
    assert (report.sent, report.failed) == (0, 3)
    assert {item.last_error for item in desk.deliveries()} == {"gone"}
    client = desk.store.get(CLIENTS, [CLIENT.id])[CLIENT.id].record
    assert isinstance(client, Client)
    assert not client.addresses[0].active
    assert desk.outbox.lay_out(alerts(4), now=desk.now) == 0
    assert desk.store.get(WATCHES, [WATCH.id])[WATCH.id].record == WATCH


def test_a_moved_chat_gets_its_alerts_at_the_new_address() -> None:
    chat = PlayedChat(size=1)

    def moved(address: str, _message: object) -> None:
        if address == "1001":
            raise MovedError("upgraded to a supergroup", new_address="-1002")

    chat.before = moved
    desk = Desk(chat)
    burst = alerts(3)
    desk.raise_alerts(burst)
    report = desk.deliver()
    assert (report.sent, report.repeated) == (3, 0)
    assert sorted(chat.told("-1002")) == sorted(alert.key for alert in burst)
    client = desk.store.get(CLIENTS, [CLIENT.id])[CLIENT.id].record
    assert isinstance(client, Client)
    assert client.addresses == (Address(channel="telegram", address="-1002"),)


def test_one_alert_that_the_channel_rejects_does_not_take_the_others_with_it() -> None:
    first, bad, third = alerts(3)

    def reject(_address: str, message: object) -> None:
        if bad.number in str(message):
            raise RejectedError("can't parse entities")

    chat = PlayedChat(before=reject)
    desk = Desk(chat)
    desk.raise_alerts([first, bad, third])
    report = desk.deliver()
    assert (report.sent, report.repeated, report.failed) == (2, 0, 1)
    assert sorted(chat.told()) == sorted([first.key, third.key])


def test_an_alert_with_a_fault_of_its_own_is_set_apart_from_the_rest() -> None:
    good, bad = alerts(2)

    def fault(_address: str, message: object) -> None:
        if bad.number in str(message):
            raise ZeroDivisionError("a bug")

    chat = PlayedChat(before=fault)
    desk = Desk(chat)
    desk.raise_alerts([good, bad])
    assert desk.deliver().waiting == 2
    desk.now += BACKOFF_FIRST
    report = desk.deliver()
    assert (report.sent, report.waiting) == (1, 1)
    assert any("ZeroDivisionError" in error for error in report.errors)
    assert good.key in chat.told()


def test_a_broken_channel_does_not_hold_up_another() -> None:
    client = replace(CLIENT, addresses=(*CLIENT.addresses, Address(channel="console", address="desk")))
    down, up = PlayedChat(before=raising(RetryLaterError("not reached"))), PlayedChat(name="console")
    desk = Desk(down, up, client=client)
    desk.raise_alerts(alerts(5))
    report = desk.deliver()
    assert (report.sent, report.waiting) == (5, 5)
    assert len(set(up.told())) == 5


def test_a_channel_that_is_down_is_asked_a_few_times_not_once_a_receiver() -> None:
    calls: list[str] = []

    def refuse(address: str, _message: object) -> None:
        calls.append(address)
        raise RetryLaterError("not reached")

    many = tuple(Address(channel="telegram", address=str(number)) for number in range(50))
    desk = Desk(PlayedChat(before=refuse), client=replace(CLIENT, addresses=many))
    desk.raise_alerts(alerts())
    assert desk.deliver().waiting == 50
    assert len(calls) == 3


def test_the_channel_s_own_limits_are_waited_for_and_others_go_first() -> None:
    client = replace(CLIENT, addresses=tuple(Address(channel="telegram", address=name) for name in ("busy", "free", "full")))
    chat = PlayedChat(waits={"busy": 0.8, "full": 55.0})
    desk = Desk(chat, client=client)
    desk.raise_alerts(alerts())
    report = desk.deliver()
    assert [item.address for item in chat.inbox] == ["free", "busy"]
    assert desk.slept == [0.8]
    assert (report.sent, report.waiting) == (2, 1)


def test_deliveries_of_a_channel_that_is_not_set_up_wait_for_it() -> None:
    desk = Desk(PlayedChat(name="console"))
    desk.raise_alerts(alerts())
    assert desk.deliver() == DeliveryReport()
    assert desk.states() == [DeliveryState.WAITING]


def test_two_workers_never_send_the_same_alert() -> None:
    chat = PlayedChat(size=1)
    desk = Desk(chat)
    desk.raise_alerts(alerts(20))
    second = Outbox(desk.store, {"telegram": chat}, owner="worker-2")

    async def both() -> None:
        await asyncio.gather(desk.outbox.deliver(now_fn=lambda: desk.now), second.deliver(now_fn=lambda: desk.now))

    asyncio.run(both())
    assert sorted(chat.told()) == sorted(alert.key for alert in alerts(20))


def test_a_lost_lease_is_noticed_before_sending() -> None:
    chat = PlayedChat(size=1)
    desk = Desk(chat)
    desk.raise_alerts(alerts(2))

    def stolen(_address: str, _message: object) -> None:
        desk.store.break_leases("worker-1")
        desk.store.claim(DELIVERIES, owner="thief", limit=10, now=desk.now, until=desk.now + LEASE)

    chat.before = stolen
    desk.deliver()
    assert len(chat.inbox) == 1


def test_a_stop_finishes_the_message_under_way_and_gives_the_rest_back() -> None:
    chat = PlayedChat(size=1)
    desk = Desk(chat)
    desk.raise_alerts(alerts(3))

    async def stopped() -> None:
        chat.hang = asyncio.Event()
        begun = asyncio.Event()
        chat.before = lambda _address, _message: begun.set()
        task = asyncio.create_task(desk.outbox.deliver(now_fn=lambda: desk.now))
        await begun.wait()
        task.cancel()
        await asyncio.sleep(0)
        chat.hang.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())
    assert sorted(desk.states()) == [DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.WAITING]
    chat.hang = None
    assert desk.deliver() == DeliveryReport(sent=2)
    assert len(chat.told()) == 3


def test_a_stop_before_the_message_goes_makes_no_repeat_of_it() -> None:
    """Cut off between the mark in the store and the message, the delivery waits as if nothing had been tried."""
    chat = PlayedChat(size=1)
    desk = Desk(chat)
    desk.raise_alerts(alerts(3))

    async def stopped() -> None:
        task = asyncio.create_task(desk.outbox.deliver(now_fn=lambda: desk.now))
        while desk.states().count(DeliveryState.SENDING) == 0 and not chat.inbox:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())
    assert DeliveryState.SENDING not in desk.states()
    desk.deliver()
    assert sorted(chat.told()) == sorted(alert.key for alert in alerts(3))
    assert not any(arrived.message.repeat for arrived in chat.inbox)
