"""The guided /watch, and what happens when it is broken off."""

from alerts.bot.service import BotService
from index.query import Query
from index.schema import WATCHES
from index.sqlite import SqliteStore
from records.codes import WatchKind
from records.watch import Watch
from tests.alerts.bot.conftest import Chat, Clock, RunningBot
from tests.fakes.telegram import FakeTelegram


def watches(store: SqliteStore) -> list[Watch]:
    return [row.record for row in store.search(WATCHES, Query(limit=50)).rows if isinstance(row.record, Watch)]


def test_step_by_step_with_buttons(store: SqliteStore, chen: Chat) -> None:
    """Kind, names, classes, markets: a slip is explained and the question stays."""
    assert "想关注什么" in chen.say("/watch")
    chen.press("商标")
    assert "太短" in chen.say("A")
    assert "尼斯类别" in chen.say("NORTHRIVER=北河")
    assert "没有第 99 类" in chen.say("99")
    assert "哪些市场" in chen.say("25、18")
    assert "请先选择" in chen.press("完成")
    chen.press("US")
    chen.press("EU")
    chen.press("✓ US")
    assert "✓ EU" in chen.buttons()
    assert "✓ US" not in chen.buttons()
    chen.press("完成")
    assert "已开始关注" in chen.last()
    (watch,) = watches(store)
    assert (watch.terms, watch.classes, watch.offices) == (("NORTHRIVER", "北河"), (18, 25), ("EM",))


def test_written_markets_and_unknown_classes(store: SqliteStore, anna: Chat) -> None:
    """Classes may be left open; markets may be written by name."""
    anna.say("/watch")
    anna.press("Trademark")
    anna.say("NORTHRIVER")
    anna.press("I do not know them")
    assert "not a market" in anna.say("Atlantis")
    assert "Following it now" in anna.say("US, South Africa")
    (watch,) = watches(store)
    assert (watch.classes, watch.offices) == ((), ("US", "ZA"))


def test_a_kind_that_needs_only_a_name(store: SqliteStore, anna: Chat) -> None:
    """A plaintiff has no classes; a kind written after the command saves the first question."""
    assert "Which plaintiff" in anna.say("/watch plaintiff")
    assert "Following it now" in anna.say("Harbor Lane LLC")
    (watch,) = watches(store)
    assert (watch.kind, watch.terms) == (WatchKind.PLAINTIFF, ("Harbor Lane LLC",))


def test_cancel(store: SqliteStore, chen: Chat) -> None:
    """By command or button, at any step; commands in between are answered; nothing is saved."""
    assert "没有可取消" in chen.say("/cancel")
    chen.say("/watch shop")
    assert "我能做什么" in chen.say("/help")
    assert "已取消" in chen.say("/cancel")
    assert "没有听懂" in chen.say("北河旗舰店")
    chen.say("/watch shop")
    chen.press("取消")
    assert "已取消" in chen.last()
    assert watches(store) == []


def test_a_restart_in_the_middle_says_how_to_go_on(
    telegram: FakeTelegram, store: SqliteStore, service: BotService, clock: Clock
) -> None:
    """The wizard lives in memory; after a restart its words and buttons are met with the way back, and a kind button works."""
    chat = Chat(telegram, 9, "en")
    with RunningBot(telegram, service, clock):
        chat.say("/start")
        chat.say("/watch")
        chat.press("Trademark")
        chat.say("NORTHRIVER")
    with RunningBot(telegram, service, clock):
        assert "a restart has made me forget it" in chat.say("25, 18")
        chat.press("I do not know them")
        assert "begin again with /watch" in chat.last()
        chat.press("Trademark")
        assert "Which trademark" in chat.last()
    assert watches(store) == []


def test_two_people_in_two_chats_do_not_mix(store: SqliteStore, chen: Chat, anna: Chat) -> None:
    """Each conversation is its own."""
    chen.say("/watch shop")
    anna.say("/watch plaintiff")
    chen.say("北河旗舰店")
    anna.say("Harbor Lane LLC")
    assert {(watch.kind, watch.terms[0]) for watch in watches(store)} == {
        (WatchKind.SHOP, "北河旗舰店"),
        (WatchKind.PLAINTIFF, "Harbor Lane LLC"),
    }
