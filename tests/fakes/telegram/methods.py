"""The Bot API methods the fake answers, each a function of the state and the call's parameters."""

import json
import time
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram.rules import (
    MAX_ANSWER_TEXT,
    RefusedError,
    bad_request,
    check_commands,
    checked_markup,
    checked_text,
)
from tests.fakes.telegram.state import Message, State, bot_json

Parameters = dict[str, str]
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_KEPT = ("parse_mode", "link_preview_options", "disable_notification", "reply_parameters", "protect_content")


def get_me(state: State, call: Parameters) -> dict[str, Any]:
    """The bot."""
    return bot_json() | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


def send_message(state: State, call: Parameters) -> dict[str, Any]:
    """Store a message in a chat, the pace of sending permitting."""
    text, entities = checked_text(call.get("text"), call.get("parse_mode"))
    markup = checked_markup(call.get("reply_markup"))
    chat = state.reachable(call.get("chat_id"))
    state.take_turn(chat)
    message = Message(
        chat_id=chat.id,
        message_id=state.next_message,
        from_bot=True,
        text=text,
        raw=call["text"],
        entities=tuple(entity.as_json() for entity in entities),
        markup=markup,
        options={name: call[name] for name in _KEPT if name in call},
        at=time.time(),
    )
    state.next_message += 1
    state.messages.append(message)
    return state.message_json(message)


def edit_message_text(state: State, call: Parameters) -> dict[str, Any]:
    """Replace the text and the buttons of one of the bot's messages."""
    text, entities = checked_text(call.get("text"), call.get("parse_mode"))
    markup = checked_markup(call.get("reply_markup"))
    message = _own(state, call)
    new = (text, tuple(entity.as_json() for entity in entities), markup)
    if new == (message.text, message.entities, message.markup):
        raise bad_request(_NOT_MODIFIED)
    message.text, message.entities, message.markup = new
    message.raw = call["text"]
    message.edits += 1
    return state.message_json(message)


def edit_message_reply_markup(state: State, call: Parameters) -> dict[str, Any]:
    """Replace the buttons of one of the bot's messages; none given removes them."""
    markup = checked_markup(call.get("reply_markup"))
    message = _own(state, call)
    if markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    message.markup = markup
    message.edits += 1
    return state.message_json(message)


def delete_message(state: State, call: Parameters) -> bool:
    """Remove a message."""
    chat = state.reachable(call.get("chat_id"))
    message = state.find(chat.id, int(call.get("message_id", "0")))
    if message is None:
        raise bad_request("message to delete not found")
    message.deleted = True
    return True


def answer_callback_query(state: State, call: Parameters) -> bool:
    """End the waiting mark on a pressed button; a query can be answered once."""
    query = call.get("callback_query_id", "")
    if len(call.get("text", "")) > MAX_ANSWER_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if query not in state.queries or state.queries[query] is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    state.queries[query] = {"text": call.get("text", ""), "show_alert": call.get("show_alert") == "true"}
    return True


def set_my_commands(state: State, call: Parameters) -> bool:
    """Set the menu of one scope and language."""
    state.commands[call.get("scope", ""), call.get("language_code", "")] = check_commands(call.get("commands"))
    return True


def get_my_commands(state: State, call: Parameters) -> list[dict[str, str]]:
    """The menu of one scope and language."""
    return state.commands.get((call.get("scope", ""), call.get("language_code", "")), [])


def set_webhook(state: State, call: Parameters) -> bool:
    """Switch to (or, without a URL, away from) a webhook; nothing is ever posted to it."""
    state.webhook = call.get("url", "")
    return True


def delete_webhook(state: State, call: Parameters) -> bool:
    """Back to getUpdates."""
    state.webhook = ""
    if call.get("drop_pending_updates") == "true":
        state.updates.clear()
    return True


def get_webhook_info(state: State, call: Parameters) -> dict[str, Any]:
    """The webhook and how many updates wait."""
    return {"url": state.webhook, "has_custom_certificate": False, "pending_update_count": len(state.updates)}


def get_chat(state: State, call: Parameters) -> dict[str, Any]:
    """What is known of a chat."""
    chat = state.reachable(call.get("chat_id"))
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


def send_chat_action(state: State, call: Parameters) -> bool:
    """ "typing…"."""
    state.reachable(call.get("chat_id"))
    return True


def take_updates(state: State, call: Parameters) -> list[dict[str, Any]]:
    """One look at the queue: confirm by offset, remember the wanted kinds, give the earliest unconfirmed."""
    if state.webhook:
        reason = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        raise RefusedError(409, f"Conflict: {reason}")
    if "allowed_updates" in call:
        state.allowed = set(json.loads(call["allowed_updates"])) or None
    state.confirm(int(call.get("offset") or 0))
    return state.updates[: max(1, min(int(call.get("limit") or 100), 100))]


def _own(state: State, call: Parameters) -> Message:
    chat = state.reachable(call.get("chat_id"))
    message = state.find(chat.id, int(call.get("message_id") or 0))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


_GIFTS = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False)

METHODS: dict[str, Callable[[State, Parameters], Any]] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getChat": get_chat,
    "sendChatAction": send_chat_action,
}
