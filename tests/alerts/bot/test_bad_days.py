"""Groups, hostile names, blocked chats, lost replies, floods, redelivery, restarts: what Telegram and people do to a bot."""

import logging
import time
from pathlib import Path

import pytest

from alerts.bot import lanes
from alerts.bot.service import BotService
from index.fields import Collection
from index.query import Query
from index.rows import Page
from index.schema import CLIENTS, WATCHES
from index.sqlite import SqliteStore
from records.client import Client
from records.errors import RejectedError, StoreUnavailableError
from records.watch import Watch
from tests.alerts.bot.conftest import Chat, Clock, RunningBot
from tests.fakes.telegram import FakeTelegram, Fault, Limits

GROUP = -100200300
BOT = "@lookout_test_bot"


def addresses(store: SqliteStore) -> dict[str, bool]:
    found = [row.record for row in store.search(CLIENTS, Query(limit=50)).rows if isinstance(row.record, Client)]
    return {address.address: address.active for client in found for address in client.addresses}


def watches(store: SqliteStore) -> list[Watch]:
    return [row.record for row in store.search(WATCHES, Query(limit=50)).rows if isinstance(row.record, Watch)]


def test_in_a_group_the_bot_speaks_only_when_spoken_to(telegram: FakeTelegram, bot: RunningBot, store: SqliteStore) -> None:
    """A command with its name or a reply to it; chatter, bare commands and other bots' commands are not for it."""
    for text in ("hello", "/start", "/list@other_bot", f"look at {BOT}"):
        telegram.push_user_message(GROUP, text, "en", kind="supergroup", user_id=5)
    telegram.settle()
    assert telegram.messages(GROUP) == []
    group = Chat(telegram, GROUP, "en")
    assert "This is Lookout" in group.say(f"/start{BOT}")
    asked = telegram.wait_for_message(GROUP)
    group.say(f"/watch{BOT} shop", "Which shop")
    question = telegram.messages(GROUP)[-1].message_id
    telegram.push_user_message(GROUP, "Northriver Store", "en", user_id=abs(GROUP), reply_to=question)
    telegram.wait_for_message(GROUP, "Following it now", after=asked.message_id)
    assert addresses(store) == {str(GROUP): True}


def test_thrown_out_of_a_group_and_moved_to_another_id(telegram: FakeTelegram, bot: RunningBot, store: SqliteStore) -> None:
    """The address is switched off, or follows the group; subscriptions stay."""
    group = Chat(telegram, -77, "en")
    group.say(f"/start{BOT}")
    group.say(f"/watch{BOT} NORTHRIVER")
    telegram.migrate(-77, -10077)
    telegram.settle()
    assert addresses(store) == {"-10077": True}
    telegram.block(-10077)
    telegram.settle()
    assert addresses(store) == {"-10077": False}
    telegram.unblock(-10077)
    telegram.wait_for_message(-10077, f"/start{BOT}")
    assert len(watches(store)) == 1


def test_a_user_who_blocks_the_bot_is_sent_nothing(telegram: FakeTelegram, chen: Chat, store: SqliteStore) -> None:
    """By the update, and, where that was missed, by the refused reply; /start brings the chat back."""
    telegram.block(chen.id)
    telegram.settle()
    assert addresses(store) == {"1001": False}
    assert "欢迎回来" in chen.say("/start")
    telegram.on_loop(lambda state: state.push("message", _message(chen.id, "/list")))
    telegram.block(chen.id, tell=False)
    telegram.settle()
    assert addresses(store) == {"1001": False}


def _message(chat_id: int, text: str) -> dict[str, object]:
    person = {"id": chat_id, "is_bot": False, "first_name": "Chen"}
    return {"message_id": 9, "date": 1, "chat": {"id": chat_id, "type": "private"}, "from": person, "text": text}


HOSTILE = (
    "</b><a href='https://evil.example'>click",
    "<script>alert(1)</script>",
    "A&amp;B & C",
    "&lt;b&gt;x",
    "{term} {0} %s",
    "NORTH\u202eREVIR\u2066",
    "NO\u200bRTH\ufeffRIVER TWO",
    "AB" + "😀" * 49,
    "שלום עולם",
    "北河\u0000旗舰",
    "_*[]()~`>#+-|.! QZ",
    "x" + "\u0301" * 40 + "yz",
)
HIDDEN = "\u202e\u2066\u200b\ufeff\u0000"


def test_hostile_names_are_shown_as_text(telegram: FakeTelegram, anna: Chat, store: SqliteStore) -> None:
    """The fake refuses what does not parse: every answer arrives, no entity comes from a name, hidden characters are told."""
    for name in HOSTILE:
        answer = anna.say(f"/watch {name} note:{name}")
        assert "Following it now" in answer, name
        assert ("hidden characters" in answer) == any(char in name for char in HIDDEN), name
    anna.say("/list")
    anna.press("More")
    anna.press("More")
    assert "12. " in anna.last()
    for message in telegram.messages(anna.id):
        assert all(entity["type"] in {"bold", "italic", "code"} for entity in message.entities), message.raw
        assert not any(char in message.text + "".join(button.text for button in message.buttons) for char in HIDDEN)
    while any("🗑" in button for button in anna.buttons()):
        anna.press("🗑")
    assert not any(watch.active for watch in watches(store))


def test_lost_replies_and_broken_servers(telegram: FakeTelegram, chen: Chat, store: SqliteStore) -> None:
    """A lost answer, a reset, a 502: the person gets the reply, and the watch is made once."""
    for number, kind in enumerate(("reset", "status", "lost")):
        telegram.fail("sendMessage", Fault(kind=kind))
        assert "已开始关注" in chen.say(f"/watch BRAND{number}X")
    telegram.settle()
    assert len(watches(store)) == 3
    telegram.fail("editMessageText", Fault(kind="lost"))
    chen.say("/list")
    chen.press("BRAND0X")
    assert "BRAND0X" not in chen.last()
    telegram.fail("answerCallbackQuery", Fault(kind="reset"))
    chen.press("BRAND1X")


def test_flood_control_is_waited_out(service: BotService, clock: Clock) -> None:
    """With Telegram's real pace, a person who writes three commands at once gets three answers, none lost."""
    with FakeTelegram(limits=Limits()) as strict, RunningBot(strict, service, clock):
        for text in ("/start", "/help", "/list"):
            strict.push_user_message(4, text, "en")
        for words in ("This is Lookout", "What I can do", "nothing yet"):
            strict.wait_for_message(4, words, timeout=8)
        strict.settle()


def test_one_slow_chat_does_not_hold_up_the_others(
    telegram: FakeTelegram, chen: Chat, anna: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chats are answered side by side, also while an earlier batch waits; the order within a chat is kept."""
    monkeypatch.setattr(lanes, "HOLD_SECONDS", 0.2)
    telegram.fail("sendMessage", Fault(kind="flood", retry_after=2, chat_id=chen.id))
    telegram.push_user_message(chen.id, "/help")
    telegram.wait_for(lambda state: not state.faults["sendMessage"])
    telegram.push_user_message(chen.id, "/list")
    begin = time.monotonic()
    assert "What I can do" in anna.say("/help")
    assert time.monotonic() - begin < 1.5
    telegram.wait_for_message(chen.id, "还没有关注", timeout=6)
    assert "我能做什么" in telegram.messages(chen.id)[-2].text


def test_an_update_that_comes_again_is_dropped(telegram: FakeTelegram, chen: Chat) -> None:
    """At-least-once delivery: the same update id is answered once, also out of order."""
    content = _message(chen.id, "/help")
    before = len(telegram.messages(chen.id))
    for update_id in (900_001, 900_000, 900_001, 900_000):
        telegram.on_loop(lambda state, u=update_id: state.updates.append({"update_id": u, "message": content}))  # type: ignore[misc]
        telegram.settle()
    telegram.wait_for(lambda state: True)
    assert len(telegram.messages(chen.id)) == before + 2


def test_a_clean_stop_confirms_and_a_restart_repeats_nothing(telegram: FakeTelegram, service: BotService, clock: Clock) -> None:
    """A stop comes at once, also in a long poll; updates handled before it never come again, later ones wait for the start."""
    chat = Chat(telegram, 6, "en")
    with RunningBot(telegram, service, clock) as running:
        chat.say("/start")
        begin = time.monotonic()
        running.stop()
        assert time.monotonic() - begin < 2
    chat.telegram.push_user_message(6, "/help", "en")
    count = len(telegram.messages(6))
    with RunningBot(telegram, service, clock):
        telegram.wait_for_message(6, "What I can do")
        telegram.settle()
    assert len(telegram.messages(6)) == count + 1


def test_a_stop_during_a_slow_reply_still_confirms(telegram: FakeTelegram, service: BotService, clock: Clock) -> None:
    """The write is done, the reply may be lost, the update is not repeated."""
    with RunningBot(telegram, service, clock) as running:
        Chat(telegram, 6, "en").say("/start")
        telegram.fail("sendMessage", Fault(kind="delay", seconds=1.0))
        telegram.push_user_message(6, "/watch NORTHRIVER", "en")
        telegram.wait_for(lambda state: "Following it now" in state.calls[-1][1].get("text", ""))
        running.stop()
    telegram.settle(timeout=0.5)
    telegram.wait_for_message(6, "Following it now")


def test_polling_survives_the_network(telegram: FakeTelegram, service: BotService, clock: Clock) -> None:
    """Resets, 502s and a webhook left behind: polling comes back by itself."""
    telegram.fail("getMe", Fault(kind="reset"))
    telegram.on_loop(lambda state: setattr(state, "webhook", "https://old.example/"))
    with RunningBot(telegram, service, clock):
        for kind in ("reset", "status"):
            telegram.fail("getUpdates", Fault(kind=kind))
        assert "This is Lookout" in Chat(telegram, 6, "en").say("/start")


def test_a_refused_token_is_an_error_that_says_so(telegram: FakeTelegram, service: BotService, clock: Clock) -> None:
    """Polling ends instead of asking for ever."""
    running = RunningBot(telegram, service, clock, token="7000000001:AAwrongwrongwrongwrongwrongwrong000")
    running.__enter__()
    with pytest.raises(RejectedError, match="LOOKOUT_TELEGRAM_TOKEN"):
        running.join()


class BrokenStore(SqliteStore):
    """A store that is away when told to be."""

    away = False

    def search(self, collection: Collection, query: Query) -> Page:
        if self.away:
            raise StoreUnavailableError("the disk is full")
        return super().search(collection, query)


def test_a_failure_is_an_apology_with_a_number_and_details_in_the_log(
    telegram: FakeTelegram, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The person sees a number, the log has it with the cause; pressed buttons are answered; afterwards all goes on."""
    store = BrokenStore(tmp_path / "s.sqlite")
    with RunningBot(telegram, BotService(store), clock):
        anna = Chat(telegram, 3, "en")
        anna.say("/start")
        store.away = True
        sorry = anna.say("/list")
        number = sorry.split("Error ")[1].rstrip(")")
        assert "Something went wrong" in telegram.wait_for_answer(telegram.press_button(3, "中文", language_code="en"))
        telegram.settle()
        store.away = False
        assert "nothing yet" in anna.say("/list")
    store.close()
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records if record.levelno == logging.ERROR)
