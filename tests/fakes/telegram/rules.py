"""What the Bot API accepts in a message and its buttons; every refusal is worded as the server words it."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.html import Entity, EntityError, parse_html, utf16_length

MAX_TEXT = 4096
MAX_CALLBACK_BYTES = 64
MAX_ANSWER_TEXT = 200
MAX_BUTTONS = 100
_HOST = re.compile(r"^(?=.{1,253}$)([\w-]{1,63}\.)+[\w-]{2,63}$", re.UNICODE)
_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")


class RefusedError(Exception):
    """The server's refusal: HTTP status, description, and parameters where it gives some."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> RefusedError:
    """400 with the server's prefix."""
    return RefusedError(400, f"Bad Request: {reason}")


def checked_text(text: str | None, parse_mode: str | None) -> tuple[str, tuple[Entity, ...]]:
    """Text and entities of a message as they are stored; raises RefusedError."""
    if not text:
        raise bad_request("message text is empty")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    entities: tuple[Entity, ...] = ()
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        try:
            text, entities = parse_html(text)
        except EntityError as error:
            raise bad_request(f"can't parse entities: {error}") from error
    if not text.strip():
        raise bad_request("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text, entities


def checked_markup(raw: str | None) -> dict[str, Any] | None:
    """The reply markup of a message; raises RefusedError for what the server does not take."""
    if not raw:
        return None
    try:
        markup = json.loads(raw)
    except ValueError as error:
        raise bad_request("can't parse reply keyboard markup JSON object") from error
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"])
    elif not {"keyboard", "remove_keyboard", "force_reply"} & set(markup):
        return None
    return markup


def _check_inline(rows: object) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS or any(len(row) > 8 for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)


def _check_button(button: object) -> None:
    prefix = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{prefix}: Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    kinds = {"url", "callback_data"} & {name for name, value in button.items() if value}
    if len(kinds) > 1:
        raise bad_request("exactly one of the optional fields of an inline keyboard button must be used")
    if "url" in kinds:
        _check_url(button["url"])
    elif "callback_data" in kinds:
        if not isinstance(button["callback_data"], str) or len(button["callback_data"].encode()) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    else:
        raise bad_request(f"{prefix}: Text buttons are unallowed in the inline keyboard")


def _check_url(url: object) -> None:
    if not isinstance(url, str):
        raise bad_request('field "url" must be of type String')
    if url.startswith("tg://"):
        return
    address = url if "://" in url else f"http://{url}"
    if re.search(r"[\s\x00-\x1f]", address):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong port number specified in the URL") from error
    if parts.scheme not in ("http", "https"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not _HOST.match(host):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def check_commands(raw: str | None) -> list[dict[str, str]]:
    """The list given to setMyCommands: 1–100 commands, names 1–32 of a–z 0–9 _, descriptions 1–256 characters."""
    commands = json.loads(raw or "[]")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for item in commands:
        if not _COMMAND.match(item.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(item.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return list(commands)
