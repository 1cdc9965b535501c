"""What people do on the other side of the chat: write, press, block, move. Plain verbs on the state, for tests and by hand."""

import time
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram.state import Fault, Message, State, bot_json, user_json


def message(
    state: State,
    chat_id: int,
    text: str,
    *,
    language_code: str | None = "zh-hans",
    user_id: int | None = None,
    name: str = "Chen",
    reply_to: int | None = None,
    kind: str | None = None,
) -> int:
    """Somebody writes; in a private chat the user has the chat's id. Writing to a blocked bot unblocks it."""
    chat = state.chat(chat_id, kind=kind)
    chat.name = name if chat.type == "private" else chat.name
    chat.blocked = False
    written = _store(state, chat_id, text)
    content = state.message_json(written) | {"from": user_json(user_id or abs(chat_id), language_code, name)}
    content["entities"] = _command_entities(text)
    if reply_to is not None:
        answered = state.find(chat_id, reply_to)
        if answered is None:
            raise LookupError(f"chat {chat_id} has no message {reply_to}")
        content["reply_to_message"] = state.message_json(answered)
    return state.push("message", content)


def press(
    state: State,
    chat_id: int,
    button: str,
    *,
    message_id: int | None = None,
    user_id: int | None = None,
    language_code: str | None = "zh-hans",
) -> str:
    """Somebody presses a callback button, named by a part of its words or by its data, of the newest message that has it."""
    for candidate in reversed(bot_messages(state, chat_id)):
        if message_id not in (None, candidate.message_id):
            continue
        for offered in candidate.buttons:
            if offered.data is not None and (offered.data == button or button in offered.text):
                return press_data(state, candidate, offered.data, user_id=user_id, language_code=language_code)
    raise LookupError(f"no button {button!r} in chat {chat_id}")


def press_data(
    state: State,
    pressed: Message,
    data: str,
    *,
    user_id: int | None = None,
    language_code: str | None = "zh-hans",
    inaccessible: bool = False,
) -> str:
    """A callback query with any data at all, as a changed client could send it; ``inaccessible``: the message is too old."""
    about = state.message_json(pressed)
    if inaccessible:
        about = {"chat": about["chat"], "message_id": pressed.message_id, "date": 0}
    query = f"{len(state.queries) + 1}000{pressed.message_id}"
    state.queries[query] = None
    content = {
        "id": query,
        "from": user_json(user_id or abs(pressed.chat_id), language_code),
        "message": about,
        "chat_instance": str(pressed.chat_id),
        "data": data,
    }
    state.push("callback_query", content)
    return query


def bot_messages(state: State, chat_id: int) -> list[Message]:
    """The bot's messages that stand in the chat, oldest first."""
    return [m for m in state.messages if m.chat_id == chat_id and m.from_bot and not m.deleted]


def block(state: State, chat_id: int, *, tell: bool = True) -> None:
    """The user blocks the bot; a group removes it."""
    chat = state.chat(chat_id)
    chat.blocked = True
    if tell:
        _member(state, chat_id, "member", "kicked")


def unblock(state: State, chat_id: int) -> None:
    """The user takes the bot back; a group adds it."""
    state.chat(chat_id).blocked = False
    _member(state, chat_id, "kicked", "member")


def migrate(state: State, chat_id: int, new_chat_id: int) -> None:
    """A group becomes a supergroup: a service message in the old chat and one in the new."""
    state.chat(chat_id).migrated_to = new_chat_id
    state.chat(new_chat_id, kind="supergroup")
    for place, field, other in ((chat_id, "migrate_to_chat_id", new_chat_id), (new_chat_id, "migrate_from_chat_id", chat_id)):
        content = state.message_json(_store(state, place, "")) | {"from": user_json(1087968824, None), field: other}
        del content["text"], content["entities"]
        state.push("message", content)


def fault(state: State, method: str, **what: Any) -> None:
    """The next calls of a method go wrong (fields of ``Fault``)."""
    chosen = Fault(**what)
    state.faults[method].extend([chosen] * chosen.times)


def shown(state: State, chat_id: int, after: int = 0) -> list[dict[str, Any]]:
    """The chat as its people see it."""
    return [
        {"id": m.message_id, "from": "bot" if m.from_bot else "user", "text": m.text, "buttons": [b.text for b in m.buttons]}
        for m in state.messages
        if m.chat_id == chat_id and m.message_id > after and not m.deleted
    ]


def _store(state: State, chat_id: int, text: str) -> Message:
    written = Message(chat_id=chat_id, message_id=state.next_message, from_bot=False, text=text, at=time.time())
    state.next_message += 1
    state.messages.append(written)
    return written


def _command_entities(text: str) -> list[dict[str, Any]]:
    if not text.startswith("/"):
        return []
    return [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]


def _member(state: State, chat_id: int, old: str, new: str) -> None:
    def status(name: str) -> dict[str, Any]:
        until = {"until_date": 0} if name == "kicked" else {}
        return {"status": name, "user": bot_json(), **until}

    content = {
        "chat": state.chat(chat_id).as_json(),
        "from": user_json(abs(chat_id), None),
        "date": int(time.time()),
        "old_chat_member": status(old),
        "new_chat_member": status(new),
    }
    state.push("my_chat_member", content)


VERBS: dict[str, Callable[..., Any]] = {
    "message": message,
    "press": press,
    "block": block,
    "unblock": unblock,
    "migrate": migrate,
    "fault": fault,
    "messages": shown,
}
"""What ``POST /control/<verb>`` takes, its arguments as a JSON object."""
