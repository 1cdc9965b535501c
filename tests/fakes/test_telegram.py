"""The fake Bot API against the documented rules, over HTTP."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.telegram import RELAXED, FakeTelegram, Fault
from tests.fakes.telegram.rules import RefusedError
from tests.fakes.telegram.state import State

CHAT = 42


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram(limits=RELAXED) as server:
        server.push_user_message(CHAT, "/start")
        yield server


def call(telegram: FakeTelegram, method: str, *, token: str | None = None, **parameters: Any) -> tuple[int, dict[str, Any]]:
    body = json.dumps(parameters).encode()
    address = f"{telegram.url}/bot{token or telegram.token}/{method}"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def refusal(telegram: FakeTelegram, method: str = "sendMessage", **parameters: Any) -> str:
    status, body = call(telegram, method, **parameters)
    assert not body["ok"]
    assert body["error_code"] == status
    return f"{status} {body['description']}"


def keyboard(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "go", **button}]]}


def test_a_wrong_token_is_unauthorized(telegram: FakeTelegram) -> None:
    """401, not a silent empty answer."""
    assert call(telegram, "getMe", token="1:wrong")[0] == 401
    assert call(telegram, "noSuchMethod")[0] == 404


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "400 Bad Request: text must be non-empty"),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        (
            {"text": "中<p>", "parse_mode": "HTML"},
            '400 Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 3',
        ),
        ({"text": "x", "chat_id": 999}, "400 Bad Request: chat not found"),
        ({"text": "x", "reply_markup": keyboard(callback_data="x" * 65)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(callback_data="中" * 22)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keyboard()},
            "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [{"text": "go"}]}},
            '400 Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"text": "x", "reply_markup": keyboard(url="ftp://a.example/")},
            "400 Bad Request: inline keyboard button URL 'ftp://a.example/' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "x", "reply_markup": keyboard(url="https://localhost/")},
            "400 Bad Request: inline keyboard button URL 'https://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "x", "reply_markup": keyboard(url="https://a b.example/")},
            "400 Bad Request: inline keyboard button URL 'https://a b.example/' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_markup": "{"}, "400 Bad Request: can't parse reply keyboard markup JSON object"),
    ],
)
def test_what_the_documentation_forbids_is_refused(telegram: FakeTelegram, parameters: dict[str, Any], reason: str) -> None:
    """Each rule with the server's own words."""
    assert refusal(telegram, **{"chat_id": CHAT, **parameters}) == reason
    assert telegram.messages(CHAT) == []


def test_limits_are_counted_after_parsing(telegram: FakeTelegram) -> None:
    """4096 units of text may come in many more bytes of markup; 64 bytes of callback data pass."""
    text = "<b>" + "&lt;" * 4096 + "</b>"
    status, body = call(
        telegram, "sendMessage", chat_id=CHAT, text=text, parse_mode="HTML", reply_markup=keyboard(callback_data="x" * 64)
    )
    assert status == 200, body
    assert body["result"]["text"] == "<" * 4096
    assert body["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


def test_a_blocked_bot_is_forbidden_and_a_moved_group_says_where_to(telegram: FakeTelegram) -> None:
    """403 after a block, 400 with migrate_to_chat_id after an upgrade."""
    telegram.block(CHAT)
    assert refusal(telegram, chat_id=CHAT, text="x") == "403 Forbidden: bot was blocked by the user"
    telegram.push_user_message(-7, "/start")
    telegram.migrate(-7, -1007)
    _, body = call(telegram, "sendMessage", chat_id=-7, text="x")
    assert body["parameters"] == {"migrate_to_chat_id": -1007}
    assert call(telegram, "sendMessage", chat_id=-1007, text="x")[0] == 200


def test_pace_of_one_chat(telegram: FakeTelegram) -> None:
    """One message a second: the second gets 429 with the seconds to wait, and passes after them."""
    with FakeTelegram() as strict:
        strict.push_user_message(CHAT, "/start")
        assert call(strict, "sendMessage", chat_id=CHAT, text="1")[0] == 200
        status, body = call(strict, "sendMessage", chat_id=CHAT, text="2")
        assert (status, body["parameters"]) == (429, {"retry_after": 1})
        assert body["description"] == "Too Many Requests: retry after 1"
        time.sleep(1.0)
        assert call(strict, "sendMessage", chat_id=CHAT, text="2")[0] == 200


def test_pace_of_a_group_and_of_the_whole_bot() -> None:
    """20 a minute in a group and 30 a second in all, on a clock of the test."""
    now = [1000.0]
    state = State(clock=lambda: now[0])
    group = state.chat(-5)
    for _ in range(20):
        state.take_turn(group)
        now[0] += 1.0
    with pytest.raises(RefusedError) as caught:
        state.take_turn(group)
    assert caught.value.parameters == {"retry_after": 40}
    now[0] += 100
    for person in range(1, 31):
        state.take_turn(state.chat(person))
    with pytest.raises(RefusedError):
        state.take_turn(state.chat(31))


def test_updates_come_until_they_are_confirmed(telegram: FakeTelegram) -> None:
    """An unconfirmed update is given again; an offset behind it ends that."""
    second = telegram.push_user_message(CHAT, "hello")
    first = [update["update_id"] for update in call(telegram, "getUpdates")[1]["result"]]
    assert call(telegram, "getUpdates", limit=1)[1]["result"][0]["update_id"] == first[0]
    assert [u["update_id"] for u in call(telegram, "getUpdates", offset=second)[1]["result"]] == [second]
    assert call(telegram, "getUpdates", offset=second + 1)[1]["result"] == []
    assert call(telegram, "getUpdates")[1]["result"] == []


def test_a_long_poll_waits_for_an_update(telegram: FakeTelegram) -> None:
    """It ends empty after its time, and kinds that were not asked for never come."""
    begin = time.monotonic()
    update = telegram.push_user_message(CHAT, "x")
    assert call(telegram, "getUpdates", offset=update + 1, timeout=1, allowed_updates=["callback_query"])[1]["result"] == []
    assert time.monotonic() - begin >= 1
    telegram.push_user_message(CHAT, "y")
    assert call(telegram, "getUpdates")[1]["result"] == []


def test_a_webhook_shuts_get_updates(telegram: FakeTelegram) -> None:
    """409 until it is deleted."""
    call(telegram, "setWebhook", url="https://hook.example/")
    assert refusal(telegram, "getUpdates").startswith("409 Conflict: can't use getUpdates")
    assert call(telegram, "getWebhookInfo")[1]["result"]["url"] == "https://hook.example/"
    call(telegram, "deleteWebhook")
    assert len(call(telegram, "getUpdates")[1]["result"]) == 1


def test_editing_and_pressing(telegram: FakeTelegram) -> None:
    """An edit must change something; a query is answered once; a stranger's id is too old."""
    message_id = call(telegram, "sendMessage", chat_id=CHAT, text="a", reply_markup=keyboard(callback_data="d"))[1]["result"][
        "message_id"
    ]
    query = telegram.press_button(CHAT, "go")
    update = call(telegram, "getUpdates")[1]["result"][-1]["callback_query"]
    assert (update["id"], update["data"], update["message"]["message_id"]) == (query, "d", message_id)
    assert call(telegram, "answerCallbackQuery", callback_query_id=query, text="done")[0] == 200
    assert telegram.wait_for_answer(query) == "done"
    assert "query is too old" in refusal(telegram, "answerCallbackQuery", callback_query_id=query)
    same = {"chat_id": CHAT, "message_id": message_id, "text": "a", "reply_markup": keyboard(callback_data="d")}
    assert "message is not modified" in refusal(telegram, "editMessageText", **same)
    assert call(telegram, "editMessageText", **(same | {"text": "b"}))[1]["result"]["text"] == "b"
    assert "message to edit not found" in refusal(telegram, "editMessageText", **(same | {"message_id": 9}))
    assert call(telegram, "editMessageReplyMarkup", chat_id=CHAT, message_id=message_id)[0] == 200
    with pytest.raises(LookupError):
        telegram.press_button(CHAT, "go")


def test_faults_happen_as_told(telegram: FakeTelegram) -> None:
    """A lost reply leaves the message in the chat, a reset does not; 502, 429 and delays; afterwards all is well."""
    for kind, arrived in (("lost", 1), ("reset", 0)):
        before = len(telegram.messages(CHAT))
        telegram.fail("sendMessage", Fault(kind=kind))
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            call(telegram, "sendMessage", chat_id=CHAT, text=kind)
        assert len(telegram.messages(CHAT)) == before + arrived
    telegram.fail("*", Fault(kind="flood", retry_after=7))
    assert call(telegram, "sendMessage", chat_id=CHAT, text="x")[1]["parameters"] == {"retry_after": 7}
    telegram.fail("sendMessage", Fault(kind="status", status=502))
    with pytest.raises(json.JSONDecodeError):
        call(telegram, "sendMessage", chat_id=CHAT, text="x")
    telegram.fail("sendMessage", Fault(kind="delay", seconds=0.2))
    begin = time.monotonic()
    assert call(telegram, "sendMessage", chat_id=CHAT, text="x")[0] == 200
    assert time.monotonic() - begin >= 0.2


def test_playing_by_hand(telegram: FakeTelegram) -> None:
    """The control end points speak for people and show the chat."""

    def control(verb: str, **what: Any) -> Any:
        request = urllib.request.Request(f"{telegram.url}/control/{verb}", json.dumps(what).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["result"]

    assert control("message", chat_id=8, text="hi", language_code="en") > 0
    call(telegram, "sendMessage", chat_id=8, text="yes", reply_markup=keyboard(callback_data="d"))
    assert control("press", chat_id=8, button="go")
    assert [entry["text"] for entry in control("messages", chat_id=8)] == ["hi", "yes"]
