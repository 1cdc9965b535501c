"""Alerts in chat: delivered by the outbox, acted on by button, and nobody else's business."""

import asyncio
from dataclasses import replace
from functools import partial

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from alerts.bot.service import BotService
from alerts.bot.watches import watch_code
from alerts.channels.telegram import TelegramChannel
from alerts.outbox import DeliveryReport, Outbox
from index.sqlite import SqliteStore
from records.alert import AlertState, Severity
from tests.alerts.bot.conftest import NOON, Chat, Clock, QuickSession
from tests.alerts.bot.samples import alert_for, feedback_of, stored_alert
from tests.fakes.telegram import FakeTelegram, people


def deliver(store: SqliteStore, telegram: FakeTelegram, clock: Clock) -> DeliveryReport:
    """One round of the outbox, as the service runs it beside the bot."""

    async def run() -> DeliveryReport:
        session = QuickSession(api=TelegramAPIServer.from_base(telegram.url))
        async with Bot(telegram.token, session=session) as bot:
            return await Outbox(store, {"telegram": TelegramChannel(bot)}, owner="test").deliver(now_fn=clock)

    return asyncio.run(run())


def test_why_says_what_was_compared_and_how_the_level_came_about(
    store: SqliteStore, telegram: FakeTelegram, clock: Clock, chen: Chat, anna: Chat
) -> None:
    """Evidence per feature and every factor, the unknown one said to be so; hostile names arrive as text."""
    for chat in (chen, anna):
        alert_for(store, chat.id)
    assert deliver(store, telegram, clock).sent == 2
    assert "Example Shoes <b>Ltd</b> & Sons" in anna.last()
    anna.press("Why")
    assert "northriver ~ northrivre" in anna.last()
    assert "91%" in anna.last()
    assert "unknown" in anna.last()
    assert "72.5" in anna.last()
    chen.press("为什么")
    assert "northriver ~ northrivre" in chen.last()
    assert "2026-11-22" in chen.last()


def test_source_gives_the_page_or_says_that_there_is_none(
    store: SqliteStore, telegram: FakeTelegram, clock: Clock, anna: Chat
) -> None:
    """A URL button for a public page, words for none, and for one that Telegram would not take; always the data's date."""
    alert_for(store, anna.id)
    deliver(store, telegram, clock)
    anna.press("Source")
    assert "2026-11-22" in anna.last()
    assert [button.url for button in telegram.messages(anna.id)[-1].buttons] == ["https://register.example/99000001"]
    for number, url in enumerate((None, "http://localhost/x", "javascript:alert(1)")):
        alert_for(store, anna.id, record=f"US:1{number}", source_url=url)
        deliver(store, telegram, clock)
        anna.press("Source")
        assert "2026-11-22" in anna.last()
        assert telegram.messages(anna.id)[-1].buttons == ()


def test_snooze_reminds_at_its_time_and_once(store: SqliteStore, telegram: FakeTelegram, clock: Clock, anna: Chat) -> None:
    """One tap for the choice, one for the length; nothing comes before, the alert comes again then, and only once."""
    alert = alert_for(store, anna.id)
    deliver(store, telegram, clock)
    anna.press("Later")
    assert [words for words in anna.buttons() if "day" in words] == ["⏰ 1 day", "⏰ 3 days", "⏰ 7 days"]
    assert "Snoozed until 2026-11-26 12:00" in anna.press("3 days")
    assert stored_alert(store, alert).state is AlertState.SNOOZED
    assert anna.buttons() == ["⏰ 2026-11-26 ↩"]
    count = len(telegram.messages(anna.id))
    clock.advance(days=2)
    deliver(store, telegram, clock)
    assert len(telegram.messages(anna.id)) == count
    assert "snoozed until" in anna.say("/alerts")
    clock.advance(days=1, minutes=1)
    assert deliver(store, telegram, clock).sent == 1
    assert "NORTHRIVRE" in anna.last()
    assert "repeat" not in anna.last()
    clock.advance(days=9)
    assert deliver(store, telegram, clock).sent == 0


def test_snoozing_past_the_deadline_says_so(store: SqliteStore, telegram: FakeTelegram, clock: Clock, anna: Chat) -> None:
    """A reminder after the last day to oppose is no help."""
    alert_for(store, anna.id)
    clock.advance(days=25)
    deliver(store, telegram, clock)
    anna.press("Later")
    assert "it is due on 2026-12-20" in anna.press("7 days")


def test_a_snooze_is_taken_back(store: SqliteStore, telegram: FakeTelegram, clock: Clock, anna: Chat) -> None:
    """The buttons come back as they were, and the reminder does not come."""
    alert = alert_for(store, anna.id)
    deliver(store, telegram, clock)
    before = anna.buttons()
    anna.press("Later")
    anna.press("Cancel")
    assert anna.buttons() == before
    anna.press("Later")
    anna.press("1 day")
    anna.press("↩")
    assert anna.buttons() == before
    assert stored_alert(store, alert).state is AlertState.OPEN
    clock.advance(days=2)
    assert deliver(store, telegram, clock).sent == 0


def test_not_relevant_ends_it_and_can_be_taken_back(store: SqliteStore, telegram: FakeTelegram, clock: Clock, chen: Chat) -> None:
    """The alert is marked; of several alerts in a message only the pressed one's buttons change; pressing twice is harmless."""
    first = alert_for(store, chen.id, severity=Severity.CRITICAL)
    second = alert_for(store, chen.id, record="US:2")
    deliver(store, telegram, clock)
    assert chen.buttons()[0] == "① 为什么"
    assert "不再发送" in chen.press(chen.buttons()[3])
    assert stored_alert(store, first).state is AlertState.NOT_RELEVANT
    assert stored_alert(store, second).state is AlertState.OPEN
    assert chen.buttons()[0].startswith("① ↩")
    assert chen.buttons()[1] == "② 为什么"
    assert "与我无关" in chen.say("/alerts")
    alert_message = telegram.messages(chen.id)[-2].message_id
    chen.press("① ↩", message_id=alert_message)
    assert stored_alert(store, first).state is AlertState.OPEN


def test_relevant_is_thanked_for_and_can_be_taken_back(
    store: SqliteStore, telegram: FakeTelegram, clock: Clock, anna: Chat
) -> None:
    """The other answer: marked, shown in the list, kept for the watch; taken back, the buttons are as they were."""
    alert = alert_for(store, anna.id)
    deliver(store, telegram, clock)
    before = anna.buttons()
    assert "learns from it" in anna.press("Relevant")
    assert stored_alert(store, alert).state is AlertState.ACKNOWLEDGED
    assert anna.buttons() == ["↩ Take it back"]
    (answer,) = feedback_of(store, alert).answers
    assert (answer.relevant, answer.by, answer.at) == (True, f"telegram:{anna.id}", clock())
    message = telegram.messages(anna.id)[-1].message_id
    assert "marked relevant" in anna.say("/alerts")
    anna.press("↩", message_id=message)
    assert stored_alert(store, alert).state is AlertState.OPEN
    assert feedback_of(store, alert).answers == ()
    assert [button.text for button in next(m for m in telegram.messages(anna.id) if m.message_id == message).buttons] == before


def test_a_snooze_and_an_answer_do_not_undo_each_other(
    store: SqliteStore, telegram: FakeTelegram, clock: Clock, anna: Chat
) -> None:
    """Relevant keeps the reminder; a reminder asked for takes "not relevant" back."""
    alert = alert_for(store, anna.id)
    deliver(store, telegram, clock)
    anna.press("Not relevant")
    anna.say(f"/alerts {alert.number}")
    anna.press("Later")
    anna.press("3 days")
    assert feedback_of(store, alert).answers == ()
    anna.say(f"/alerts {alert.number}")
    anna.press("Relevant")
    assert stored_alert(store, alert).state is AlertState.SNOOZED
    assert [answer.relevant for answer in feedback_of(store, alert).answers] == [True]
    clock.advance(days=3, minutes=1)
    assert deliver(store, telegram, clock).sent == 1


def test_alerts_pages_and_opens_by_number(store: SqliteStore, telegram: FakeTelegram, anna: Chat) -> None:
    """Newest first, five a page, with level and due date; one alert in full by button or number."""
    assert "No alerts yet" in anna.say("/alerts")
    made = [alert_for(store, anna.id, record=f"US:{number}", minutes=number) for number in range(7)]
    page = anna.say("/alerts")
    assert "7 alerts" in page
    assert page.index(made[6].number) < page.index(made[2].number)
    assert made[1].number not in page
    assert "🟠" in page
    assert "2026-12-20" in page
    anna.press("Older")
    assert made[0].number in anna.last()
    anna.press("Newer")
    assert made[6].number in anna.last()
    anna.press(made[3].number)
    assert anna.buttons()[0] == "Why?"
    assert made[3].number in anna.last()
    assert made[5].number in anna.say(f"/alerts #{made[5].number.lower()}")
    assert "no alert with this number" in anna.say("/alerts 00000000")
    assert "no alert with this number" in anna.say("/alerts *")


def test_another_chat_can_do_nothing_with_somebody_elses_alert(
    store: SqliteStore, telegram: FakeTelegram, service: BotService, anna: Chat, chen: Chat
) -> None:
    """Every button code, sent from another tenant's chat, finds nothing, tells nothing and changes nothing."""
    alert = alert_for(store, anna.id)
    anna.say("/watch SECRETBRAND")
    anna.say("/list")
    codes = [button.data for message in telegram.messages(anna.id) for button in message.buttons if button.data]
    code = alert.key[:16]
    codes += [f"a:{action}:{code}" for action in ("why", "src", "snz", "nrl", "rel")]
    service.alerts.welcome(alert, by="anna", now=NOON)
    (watch,) = (watch for watch in service.watches.of([alert.client_id]) if watch.id == alert.watch_id)
    codes += [f"w:{action}:{watch_code(watch)}:0" for action in ("ask", "fgt")]
    codes += [f"s:{code}:3", f"r:{code}:1", f"o:{code}", f"o:{alert.number}"]
    here = telegram.messages(chen.id)[-1]
    before = len(telegram.messages(chen.id))
    for data in (data for data in codes if data.split(":")[0] in {"a", "s", "r", "o", "w"}):
        query = telegram.on_loop(partial(people.press_data, pressed=here, data=data))
        assert telegram.wait_for_answer(query) in {"这条提醒不属于您。", "您已不再关注此项。"}
    assert len(telegram.messages(chen.id)) == before
    assert "没有这个编号" in chen.say(f"/alerts {alert.number}")
    assert stored_alert(store, alert) == replace(alert, state=AlertState.ACKNOWLEDGED)
    assert [answer.relevant for answer in feedback_of(store, alert).answers] == [True]
    assert "SECRETBRAND" in anna.say("/list")


def test_forged_and_outdated_codes_are_answered(telegram: FakeTelegram, anna: Chat) -> None:
    """Whatever a changed client or an old message sends, the waiting mark on the button ends."""
    anna.say("/watch")
    anna.press("Trademark")
    anna.say("NORTHRIVER")
    anna.press("I do not know them")
    here = telegram.messages(anna.id)[-1]
    anna.press("Done")
    for data in (
        "z:market:XX",
        "z:kind:nonsense",
        "",
        "zzz",
        "a:why",
        "a:why:x:y",
        "s:0000000000000000:-5",
        "s:x:99999999999999999999",
        "m:-3",
        "w:del:x:y",
        "o:",
        "l:xx",
    ):
        query = telegram.on_loop(partial(people.press_data, pressed=here, data=data))
        telegram.wait_for_answer(query)
    telegram.settle()
    assert not any("did not work" in message.text for message in telegram.messages(anna.id))


def test_a_message_too_old_to_be_changed_is_answered_with_a_new_one(
    store: SqliteStore, telegram: FakeTelegram, clock: Clock, anna: Chat
) -> None:
    """After 48 hours Telegram gives the bot no more than the message's number: the buttons work all the same."""
    alert = alert_for(store, anna.id)
    deliver(store, telegram, clock)
    old = telegram.messages(anna.id)[-1]
    for data, words in ((f"a:why:{alert.key[:16]}", "northriver ~ northrivre"), ("al:0", "1 alert"), ("wl:0", "NORTHRIVER")):
        query = telegram.on_loop(partial(people.press_data, pressed=old, data=data, inaccessible=True))
        telegram.wait_for_answer(query)
        telegram.settle()
        assert words in anna.last()
