"""What people type, without Telegram: watch lines, pauses, markets, and the log's filter."""

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.bot.markets import MarketNames
from alerts.bot.problems import TypedError
from alerts.bot.redact import Redact
from alerts.bot.speech import Html, Speech
from alerts.bot.until import read_until
from alerts.bot.watch_line import read_watch
from alerts.texts import Texts
from records.codes import WatchKind
from tests.alerts.bot.conftest import MARKETS, NOON

NAMES = MarketNames(MARKETS)
SHANGHAI = ZoneInfo("Asia/Shanghai")
TOKEN = "7000000001:AAabcdefghijklmnopqrstuvwxyz0123456789"


@pytest.mark.parametrize(
    ("line", "terms", "classes", "offices"),
    [
        ("BRAND", ("BRAND",), None, None),
        ("  BRAND  =  品牌 ", ("BRAND", "品牌"), None, None),
        ("BRAND＝品牌 类别：25、18 市场：美国，欧盟", ("BRAND", "品牌"), (18, 25), ("US", "EM")),
        ("BRAND Classes: 25 18, 9 Markets: us eu", ("BRAND",), (9, 18, 25), ("US", "EM")),
        ("BRAND，类别：25，18；市场：美国、欧盟", ("BRAND",), (18, 25), ("US", "EM")),
        ("Foo, Inc.; classes:25, markets:US", ("Foo, Inc.",), (25,), ("US",)),
        ("BRAND class:第25类", ("BRAND",), (25,), None),
        ("BRAND markets:South Africa", ("BRAND",), None, ("ZA",)),
        ("BRAND markets:UK,em", ("BRAND",), None, ("GB", "EM")),
        ("BRAND markets:全部", ("BRAND",), None, ()),
        ("A.B: C", ("A.B: C",), None, None),
        ("brand BRAND=Brand", ("BRAND",), None, None),
        ("Mark Twain", ("Mark Twain",), None, None),
        ("SHOP KING", ("SHOP KING",), None, None),
        ("No Fear", ("No Fear",), None, None),
    ],
)
def test_watch_lines(line: str, terms: tuple[str, ...], classes: tuple[int, ...] | None, offices: tuple[str, ...] | None) -> None:
    """Both languages, half- and full-width signs, commas or spaces."""
    draft = read_watch(line, NAMES)
    assert (draft.terms, draft.classes, draft.offices, draft.kind) == (terms, classes, offices, WatchKind.MARK)


@given(st.text(max_size=60) | st.text(alphabet=st.sampled_from(list('ab= :：,classmrket25\n"北')), max_size=60))
def test_any_line_is_a_watch_or_an_explanation(line: str) -> None:
    """Nothing typed breaks the reader, and an explanation can be said in every language."""
    try:
        draft = read_watch(line, NAMES)
    except TypedError as error:
        said: list[str] = [Speech(Texts(language)).say(error.msgid, **error.values) for language in ("zh", "en")]
    else:
        said = list(draft.terms)
        assert all(len(term) <= 100 for term in draft.terms)
    assert said
    assert all(text.strip() for text in said)


@given(st.text(max_size=30))
def test_any_pause_is_a_time_or_an_explanation(text: str) -> None:
    """And the time lies ahead, within a year."""
    try:
        until = read_until(text, now=NOON, zone=SHANGHAI)
    except TypedError:
        return
    assert NOON < until <= NOON + timedelta(days=366)


def test_a_date_begins_in_the_clients_own_time() -> None:
    """Midnight in Shanghai is 16:00 UTC of the day before."""
    assert read_until("2026-12-01", now=NOON, zone=SHANGHAI).isoformat() == "2026-11-30T16:00:00+00:00"
    assert read_until("到2026年12月1日", now=NOON, zone=SHANGHAI) == read_until("2026/12/01", now=NOON, zone=SHANGHAI)
    assert read_until("2周", now=NOON, zone=SHANGHAI) - NOON == timedelta(days=14)


@given(st.text(max_size=40))
def test_values_cannot_leave_their_place(value: str) -> None:
    """A value is text, whatever braces, tags or control characters it has; another place of the sentence stays its own."""
    said = Speech(Texts("en")).say("“{name}” is not a market I know. Did you mean {code}?", name=value, code=Html("<b>US</b>"))
    assert said.count("<b>US</b>") == 1
    assert said.replace("<b>US</b>", "").count("<") == 0


def test_tokens_and_secrets_never_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """In the message, its arguments and the traceback; given secrets and anything that looks like a bot token."""
    caplog.handler.addFilter(Redact(["s3cret-key"]))
    error = ValueError(f"POST https://api.example/bot{TOKEN}/getMe")
    logging.getLogger("test").error("failed for %s with %s", f"bot{TOKEN}", "s3cret-key", exc_info=error)
    assert TOKEN not in caplog.text
    assert "s3cret-key" not in caplog.text
    assert "AAabc" not in caplog.text
    assert "7000000001:***" in caplog.text
    assert "ValueError" in caplog.text
