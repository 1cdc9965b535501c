"""Channels: whatever a stranger wrote, the message is taken whole, and errors mean what they mean."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from alerts.channels import telegram_html
from alerts.channels.console import ConsoleChannel
from alerts.channels.limits import GROUP_MESSAGES, TelegramLimits
from alerts.channels.telegram import AlertAction, TelegramChannel, keyboard
from alerts.channels.wrapping import wrap
from alerts.digest import compose
from alerts.display import utf16_length
from alerts.render import Form, Message
from alerts.rules import Decider
from records.alert import Alert
from records.errors import GoneError, MovedError, RejectedError, RetryLaterError, UnansweredError
from records.filing import GoodsServices, Mark, Party
from tests.alerts.samples import (
    CLIENT,
    COURTS,
    ENTRY,
    ENTRY_MATCH,
    FILING,
    MARKETS,
    MATCH,
    NOW,
    PERIODS,
    PLAINTIFF_WATCH,
    WATCH,
    numbered,
)
from tests.fakes.telegram import RELAXED, FakeTelegram, Fault
from tests.fakes.telegram.html import parse_html

CHAT = 1001
DECIDER = Decider(MARKETS, PERIODS, COURTS)
HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="<>&\"'/=ab \u202e\u200b", max_size=300),
    st.sampled_from(
        ["<b>", "</b></i>", "&amp;", "&#x27;", "&lt", "<a href='tg://user?id=1'>x</a>", "😀" * 300, "שלום" * 50, "&" * 400]
    ),
)


def published() -> Alert:
    alert = DECIDER.decide(MATCH, WATCH, CLIENT, FILING, now=NOW)
    assert isinstance(alert, Alert)
    return alert


def hostile(name: str, *, language: str = "zh") -> Message:
    party = Party(name=name or "x", country=name[:3] or None, address=(name,))
    filing = replace(
        FILING,
        mark=Mark(verbal_element_text=name),
        applicants=(party,),
        representatives=(party,),
        goods_services=(GoodsServices(class_number=18, description_text=name),),
        status_text=name,
        application_number=name or "1",
    )
    match = replace(MATCH, term=name, record_text=name)
    entry = replace(ENTRY, case_name=f"{name} v. {name}", event_name=name, docket_number=name, description=name, court=name)
    client = replace(CLIENT, products=(name,), names=("nobody at all",), shops=())
    alerts = [
        DECIDER.decide(match, replace(WATCH, note=name), client, filing, now=NOW),
        DECIDER.decide(replace(ENTRY_MATCH, term=name, record_text=name), PLAINTIFF_WATCH, client, entry, now=NOW),
    ]
    kept = [alert for alert in alerts if isinstance(alert, Alert)]
    return compose(kept + numbered(kept[0], 5), language, now=NOW)


@settings(deadline=None, max_examples=150)
@given(HOSTILE)
def test_every_part_parses_under_telegram_s_rules_and_fits(name: str) -> None:
    for part in telegram_html.parts(hostile(name)):
        text = telegram_html.formatted(part)
        assert utf16_length(text) <= telegram_html.LIMIT
        plain, entities = parse_html(text)
        assert plain.strip()
        assert {entity.type for entity in entities} <= {"bold", "italic", "code", "text_link"}
        assert all(entity.url is None or entity.url.startswith("https://") for entity in entities)
        buttons = [button for row in (keyboard(part).inline_keyboard if keyboard(part) else []) for button in row]  # type: ignore[union-attr]
        assert all(len((button.callback_data or "").encode()) <= 64 for button in buttons)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 230), st.booleans())
def test_a_burst_of_any_size_is_cut_between_alerts_and_loses_none(count: int, repeat: bool) -> None:
    burst = numbered(published(), count)
    parts = telegram_html.parts(compose(burst, "en", now=NOW, repeat=repeat))
    told = [key for part in parts for view in part.views for key in view.alert_ids]
    assert sorted(told) == sorted(alert.key for alert in burst)
    said = "".join(map(telegram_html.formatted, parts))
    assert all(alert.number in said for alert in burst)
    assert len(parts) <= 6


def test_a_burst_of_thirty_is_a_few_messages() -> None:
    parts = telegram_html.parts(compose(numbered(published(), 30), "zh", now=NOW))
    assert len(parts) <= 3
    assert parts[0].views[0].form is Form.FULL


def test_what_was_one_message_comes_back_as_one_message() -> None:
    """A crash repeats the message under way; the repeat must not be more than one."""
    burst = numbered(published(), 60)
    by_key = {alert.key: alert for alert in burst}
    for part in telegram_html.parts(compose(burst, "en", now=NOW)):
        again = compose([by_key[key] for view in part.views for key in view.alert_ids], "en", now=NOW, repeat=True)
        assert len(telegram_html.parts(again)) == 1


def test_a_full_alert_has_its_buttons_and_several_are_numbered() -> None:
    one = keyboard(compose([published()], "zh", now=NOW))
    assert one is not None
    actions = [[AlertAction.unpack(button.callback_data or "") for button in row] for row in one.inline_keyboard]
    assert [[tapped.action for tapped in row] for row in actions] == [["why", "src", "snz"], ["nrl", "rel"]]
    assert {tapped.alert for row in actions for tapped in row} == {published().key[:16]}
    several = keyboard(compose(numbered(published(), 2), "zh", now=NOW))
    assert several is not None
    assert [row[0].text[0] for row in several.inline_keyboard] == ["①", "①", "②", "②"]


# -- over HTTP, against the played Bot API ------------------------------------------------------------------------------------


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram(limits=RELAXED) as server:
        server.push_user_message(CHAT, "/start")
        yield server


def send(telegram: FakeTelegram, message: Message, *, url: str | None = None) -> str:
    async def sent() -> str:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url or telegram.url))
        async with Bot(telegram.token, session=session) as bot:
            return await TelegramChannel(bot).send(str(CHAT), message)

    return asyncio.run(sent())


def test_a_message_arrives_with_its_buttons_and_without_a_preview(telegram: FakeTelegram) -> None:
    receipt = send(telegram, compose([published()], "zh", now=NOW))
    (message,) = telegram.messages(CHAT)
    assert receipt == str(message.message_id)
    assert "BRILLOX" in message.text
    assert len(message.buttons) == 5
    assert '"is_disabled": true' in telegram.calls("sendMessage")[0]["link_preview_options"].replace('":t', '": t')


def test_each_refusal_is_translated(telegram: FakeTelegram) -> None:
    message = compose([published()], "zh", now=NOW)
    telegram.fail("sendMessage", Fault(kind="flood", retry_after=7))
    with pytest.raises(RetryLaterError) as patience:
        send(telegram, message)
    assert patience.value.retry_after == 7
    telegram.block(CHAT)
    with pytest.raises(GoneError):
        send(telegram, message)
    telegram.unblock(CHAT)
    with pytest.raises(RejectedError):
        send(telegram, Message(language="zh", views=()))
    with pytest.raises(RetryLaterError) as unreached:
        send(telegram, message, url="http://127.0.0.1:9")
    assert not isinstance(unreached.value, UnansweredError)


def test_a_lost_reply_counts_as_perhaps_delivered(telegram: FakeTelegram) -> None:
    telegram.fail("sendMessage", Fault(kind="lost"))
    with pytest.raises(UnansweredError):
        send(telegram, compose([published()], "zh", now=NOW))
    assert len(telegram.messages(CHAT)) == 1


def test_a_migrated_group_gives_its_new_address(telegram: FakeTelegram) -> None:
    telegram.push_user_message(-55, "/start")
    telegram.migrate(-55, -100055)

    async def sent() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
        async with Bot(telegram.token, session=session) as bot:
            await TelegramChannel(bot).send("-55", compose([published()], "zh", now=NOW))

    with pytest.raises(MovedError) as moved:
        asyncio.run(sent())
    assert moved.value.new_address == "-100055"


# -- limits ------------------------------------------------------------------------------------------------------------------


class Hands:
    """A clock whose hands are set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_message_a_second_to_a_chat_twenty_a_minute_to_a_group_thirty_a_second_in_all() -> None:
    clock = Hands()
    limits = TelegramLimits(clock)
    limits.sent("5")
    assert limits.ready_in("5") == 1.0
    assert limits.ready_in("6") == 0.0
    for place in range(GROUP_MESSAGES):
        clock.now = place * 1.0
        limits.sent("-7")
    clock.now = 20.0
    assert limits.ready_in("-7") == 40.0
    for chat in range(30):
        limits.sent(str(chat))
    assert limits.ready_in("999") == 1.0
    limits.pause("999", 12.0)
    assert limits.ready_in("999") == 12.0


# -- console -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_of_a_bubble_is_wider_than_the_terminal(language: str) -> None:
    console = Console(width=80, file=StringIO(), force_terminal=False)
    message = hostile("彼洛斯 " + "長" * 200 + "x" * 200, language=language)
    assert asyncio.run(ConsoleChannel(console).send("广州彼洛斯", message)) == "printed"
    assert isinstance(console.file, StringIO)
    lines = console.file.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= 80
    framed = [line for line in lines if line.startswith("│")]
    assert {cell_len(line) for line in framed} == {78}


def test_a_terminal_gets_neither_escapes_nor_markup() -> None:
    console = Console(width=80, file=StringIO(), force_terminal=False)
    asyncio.run(ConsoleChannel(console).send("x", hostile("[bold]\x1b[31mBRILLOX[/bold]")))
    assert isinstance(console.file, StringIO)
    said = console.file.getvalue()
    assert "\x1b" not in said
    assert "[bold]" in said


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cf", "Mn", "Mc", "Me", "Cn")), max_size=200),
    st.integers(10, 80),
)
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
