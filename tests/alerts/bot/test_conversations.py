"""What a person can say to the bot, end to end over HTTP, in both languages."""

import re

from alerts.bot.service import BotService
from index.query import Query, equals
from index.schema import CLIENTS, WATCHES
from index.sqlite import SqliteStore
from records.client import Client
from records.codes import WatchKind
from records.watch import Watch
from tests.alerts.bot.conftest import NOON, Chat, Clock, RunningBot
from tests.fakes.telegram import FakeTelegram


def watches(store: SqliteStore) -> list[Watch]:
    rows = store.search(WATCHES, Query(limit=500, descending=False)).rows
    return [row.record for row in rows if isinstance(row.record, Watch) and row.record.active]


def clients(store: SqliteStore) -> list[Client]:
    return [row.record for row in store.search(CLIENTS, Query(limit=100)).rows if isinstance(row.record, Client)]


def test_start_makes_one_client_and_greets_in_the_language_of_the_app(
    store: SqliteStore, telegram: FakeTelegram, bot: RunningBot
) -> None:
    """A deep-link payload is tolerated; starting twice makes no second client; no language is Chinese."""
    assert "商标" in Chat(telegram, 1, "zh-hant").say("/start campaign-7_x")
    assert "trademark registers" in Chat(telegram, 2, "de").say("/start")
    assert "商标" in Chat(telegram, 3, None).say("/start")
    Chat(telegram, 1, "zh-hant").say("/start")
    made = clients(store)
    assert sorted((client.addresses[0].address, client.language) for client in made) == [("1", "zh"), ("2", "en"), ("3", "zh")]
    assert all(client.created_at == NOON and client.addresses[0].channel == "telegram" for client in made)


def test_a_watch_in_one_line(store: SqliteStore, chen: Chat) -> None:
    """Terms, classes and offices as written; due at once, so that the round matches it with history."""
    answer = chen.say("/watch NORTH RIVER=北河 classes:25,18 markets:US,欧盟 note:主品牌")
    assert "已开始关注" in answer
    assert "NORTH RIVER = 北河" in answer
    assert "18 25" in answer
    assert "US EU" in answer
    (row,) = store.search(WATCHES, Query(limit=5)).rows
    watch = row.record
    assert isinstance(watch, Watch)
    assert row.due_at == NOON
    assert (watch.kind, watch.terms) == (WatchKind.MARK, ("NORTH RIVER", "北河"))
    assert (watch.classes, watch.offices, watch.note) == ((18, 25), ("US", "EM"), "主品牌")
    assert clients(store)[0].markets == ("US", "EU")


def test_goods_in_words(store: SqliteStore, chen: Chat, anna: Chat) -> None:
    """In either language, with commas of either width; shown again; empty ones are asked for."""
    assert "T恤" in chen.say("/watch NORTHRIVER classes:25 商品:T恤，跑步鞋 markets:US")
    (row,) = store.search(WATCHES, Query(limit=5)).rows
    assert isinstance(row.record, Watch)
    assert row.record.goods == ("T恤", "跑步鞋")
    assert "Which goods?" in anna.say("/watch SOUTHRIVER goods: classes:25")


def test_kinds_of_watch(store: SqliteStore, anna: Chat) -> None:
    """Each kind has its word, in either language."""
    kinds = {
        "shop 北河旗舰店": (WatchKind.SHOP, "北河旗舰店"),
        "company Northriver Trading Co., Ltd.": (WatchKind.COMPANY, "Northriver Trading Co., Ltd."),
        "plaintiff Harbor Lane LLC": (WatchKind.PLAINTIFF, "Harbor Lane LLC"),
        "number 1:26-cv-01234": (WatchKind.NUMBER, "1:26-cv-01234"),
        "店铺 南山": (WatchKind.SHOP, "南山"),
        "RE:NEW": (WatchKind.MARK, "RE:NEW"),
        "“shop king”": (WatchKind.MARK, "shop king"),
    }
    for line in kinds:
        assert "Following it now" in anna.say(f"/watch {line}")
    assert {(watch.kind, watch.terms[0]) for watch in watches(store)} == set(kinds.values())


MISTAKES = (
    ("BRAND classes:46", "没有第 46 类", "no Nice class 46"),
    ("BRAND classes:0", "没有第 0 类", "no Nice class 0"),
    ("BRAND classes:shoes", "“shoes”不是尼斯类别", "“shoes” is not a Nice class"),
    ("BRAND markets:XX", "不认识市场“XX”", "“XX” is not a market I know"),
    ("BRAND markets:Japn", "您是指 JP", "Did you mean JP"),
    ("BRAND clases:25", "您是指 classes:", "Did you mean classes:"),
    ("classes:25", "请在命令后写名称", "Write the name"),
    ("X", "太短", "too short"),
    ("number A12", "不是申请号", "is not an application"),
    ("BRAND markets:US markets:EU", "写了两次", "is there twice"),
    ("A" * 120, "太长", "too long"),
    ("=".join(f"NAME{n}" for n in range(13)), "写法太多", "Too many spellings"),
)


def test_what_cannot_be_followed_is_explained(store: SqliteStore, chen: Chat, anna: Chat) -> None:
    """Every mistake is named, with an example of how to write it, and nothing is saved."""
    for line, zh, en in MISTAKES:
        assert zh in chen.say(f"/watch {line}")
        assert en in anna.say(f"/watch {line}")
        assert "/watch NORTHRIVER" in anna.last()
    assert watches(store) == []


def test_the_same_name_again_is_recognised(store: SqliteStore, chen: Chat, clock: Clock) -> None:
    """Equal: nothing happens; more spellings or other classes: the one watch changes and is due again."""
    chen.say("/watch NORTHRIVER classes:25")
    assert "没有变化" in chen.say("/watch northriver")
    clock.advance(hours=1)
    answer = chen.say("/watch NorthRiver=北河 classes:25,9 markets:all")
    assert "更新如下" in answer
    (row,) = store.search(WATCHES, Query(limit=5)).rows
    assert isinstance(row.record, Watch)
    assert row.record.terms == ("NORTHRIVER", "北河")
    assert row.record.classes == (9, 25)
    assert row.due_at == clock.at
    assert "没有变化" in chen.say("/watch 北河")


def test_the_limit_of_watches(telegram: FakeTelegram, store: SqliteStore, clock: Clock) -> None:
    """Two are allowed here: the third is refused, and fits after one was removed."""
    with RunningBot(telegram, BotService(store, max_watches=2), clock):
        chat = Chat(telegram, 7)
        chat.say("/start")
        chat.say("/watch ONEBRAND")
        chat.say("/watch TWOBRAND")
        assert "已到上限" in chat.say("/watch THREEBRAND")
        chat.say("/list")
        chat.press("ONEBRAND")
        assert "已开始关注" in chat.say("/watch THREEBRAND")
        assert "上限" in chat.press("↩")
    assert [watch.terms[0] for watch in watches(store)] == ["TWOBRAND", "THREEBRAND"]


def test_list_pages_removes_and_puts_back(store: SqliteStore, anna: Chat, clock: Clock) -> None:
    """Numbered pages of five; a button removes, another undoes it; both edit the list in place."""
    assert "nothing yet" in anna.say("/list")
    for number in range(1, 8):
        clock.advance(minutes=1)
        anna.say(f"/watch BRAND{number}X classes:{number} note:why {number}")
    first = anna.say("/list")
    assert "You follow 7 things" in first
    assert "5. BRAND5X" in first
    assert "note: why 5" in first
    assert "BRAND6X" not in first
    anna.press("More")
    assert "7. BRAND7X" in anna.last()
    assert anna.press("7. BRAND7X") == "Removed: BRAND7X"
    assert "BRAND7X" not in anna.last()
    assert len(watches(store)) == 6
    clock.advance(minutes=1)
    assert anna.press("↩ BRAND7X") == "Followed again: BRAND7X"
    assert "7. BRAND7X" in anna.last()
    found = store.search(WATCHES, Query(where=(equals("active", True),), limit=10))
    assert [row.due_at for row in found.rows if isinstance(row.record, Watch) and row.record.terms == ("BRAND7X",)] == [clock.at]
    anna.press("Back")
    assert "1. BRAND1X" in anna.last()


def test_mute_and_unmute(store: SqliteStore, chen: Chat, clock: Clock) -> None:
    """Hours, days, a date in the client's own time; a new watch joins a running pause; matching is not touched."""
    assert "无需暂停" in chen.say("/mute 8h")
    chen.say("/watch NORTHRIVER")
    (before,) = store.search(WATCHES, Query(limit=5)).rows
    assert "2026-11-23 20:00 (Asia/Shanghai)" in chen.say("/mute 8h")
    (row,) = store.search(WATCHES, Query(limit=5)).rows
    assert isinstance(row.record, Watch)
    assert row.due_at == before.due_at
    assert row.record.muted_until is not None
    assert (row.record.muted_until - NOON).total_seconds() == 8 * 3600
    assert "2026-12-01 00:00 (Asia/Shanghai)" in chen.say("/mute 2026-12-01")
    assert "2026-11-26 12:00" in chen.say("/mute 3天")
    assert "暂停至 2026-11-26" in chen.say("/watch SECONDBRAND")
    assert "已恢复发送" in chen.say("/unmute")
    assert all(watch.muted_until is None for watch in watches(store))
    assert "没有看懂" in chen.say("/mute forever")
    assert "已经过去" in chen.say("/mute 2020-01-01")
    assert "最多一年" in chen.say("/mute 999d")
    assert "没有这个日期" in chen.say("/mute 2026-02-30")
    chen.say("/mute")
    chen.press("7 天")
    assert "2026-11-30 12:00" in chen.last()
    assert "2026-11-30 12:00" in chen.say("/mute")
    chen.press("立即恢复")
    assert "已恢复发送" in chen.last()
    assert "已恢复发送" in chen.say("/mute off")


def test_stop_keeps_what_is_followed_and_start_resumes(store: SqliteStore, anna: Chat) -> None:
    """The address is switched off and on again; the client and its watches are the same."""
    anna.say("/watch NORTHRIVER")
    before = clients(store)[0].id
    assert "nothing more is sent" in anna.say("/stop")
    assert clients(store)[0].addresses[0].active is False
    assert "stopped" in anna.say("/list")
    answer = anna.say("/start")
    assert "Welcome back" in answer
    assert "You follow 1 thing" in answer
    (client,) = clients(store)
    assert (client.id, client.addresses[0].active) == (before, True)


def test_language_is_changed_by_word_and_by_button(store: SqliteStore, chen: Chat) -> None:
    """And the bot keeps to it, whatever the app says."""
    assert "I speak English" in chen.say("/language en")
    assert "What I can do" in chen.say("/help")
    assert clients(store)[0].language == "en"
    chen.say("/language", "Which language")
    chen.press("中文")
    assert "我能做什么" in chen.say("/help")


def test_help_and_unknown_words(chen: Chat, anna: Chat) -> None:
    """Nothing is left without an answer."""
    assert "/watch" in chen.say("/help")
    assert "没有这个命令" in chen.say("/frobnicate")
    assert "没有听懂" in chen.say("你好")
    assert "I do not know this command" in anna.say("/frobnicate")
    assert "did not understand" in anna.say("hello")


def test_commands_before_start(telegram: FakeTelegram, bot: RunningBot, store: SqliteStore) -> None:
    """A stranger is asked to begin, and nothing is stored."""
    stranger = Chat(telegram, 5, "en")
    for command in ("/watch BRAND", "/list", "/alerts", "/mute 8h", "/unmute", "hello"):
        assert "/start" in stranger.say(command)
    assert clients(store) == []


def test_the_menu_is_set_in_both_languages(telegram: FakeTelegram, chen: Chat) -> None:
    """Telegram shows the commands in the language of the app."""
    menus = telegram.on_loop(lambda state: dict(state.commands))
    assert {language for _, language in menus} == {"", "zh"}
    assert {item["command"] for item in menus["", "zh"]} >= {"watch", "list", "alerts", "mute", "stop", "help"}


def test_every_command_answers_in_the_language_of_the_chat(telegram: FakeTelegram, chen: Chat, anna: Chat) -> None:
    """No English sentence in a Chinese chat, no Chinese one in an English chat; names and examples apart."""
    lines = [
        "/start",
        "/help",
        "/watch",
        "/cancel",
        "/watch shop",
        "/cancel",
        "/watch BRANDX",
        "/watch BRANDX",
        "/list",
        "/alerts",
    ]
    lines += [
        "/alerts 12345678",
        "/mute",
        "/mute 8h",
        "/mute off",
        "/unmute",
        "/language",
        "/stop",
        "/list",
        "/start",
        "/nothing",
        "hm",
    ]
    for line in lines:
        assert re.search("[\u4e00-\u9fff]", chen.say(line)), line
        english = re.sub("北河(旗舰店)?|中文", "", anna.say(line))
        assert not re.search("[\u4e00-\u9fff]", english), english
    for message in telegram.messages(chen.id):
        words = re.sub(r"/watch [^\n]*|/language[^\n]*", "", message.text)
        assert not re.search(r"\b(the|you|your|not|what|is)\b", words), words


def test_the_fullest_page_fits_into_a_message(anna: Chat, clock: Clock) -> None:
    """Twelve long names of wide characters, all classes, all markets and a long note, five times: Telegram takes it."""
    everything = ",".join(str(number) for number in range(1, 46))
    for number in range(5):
        clock.advance(minutes=1)
        names = "=".join(f"{number}{spelling:02}" + "𠮷" * 97 for spelling in range(12))
        added = anna.say(f"/watch {names} classes:{everything} markets:US,EU,GB,JP,SA,ZA note:{'𠮷' * 120}")
        assert "Following it now" in added
    assert "5. 400" in anna.say("/list")
