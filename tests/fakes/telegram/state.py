"""What the fake Bot API remembers: chats, messages, updates, callback queries, faults and the pace of sending."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.rules import RefusedError, bad_request

BOT_ID = 7000000001
USERNAME = "lookout_test_bot"
DEFAULT_TYPES_LEFT_OUT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Messages a bot may send ("Bots FAQ": 1 a second in a chat, 20 a minute in a group, about 30 a second in all)."""

    chat_per_second: int = 1
    group_per_minute: int = 20
    overall_per_second: int = 30


RELAXED = Limits(chat_per_second=1000, group_per_minute=10_000, overall_per_second=10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with the next calls of a method.

    ``kind``: ``lost`` (done, but the connection is dropped before the reply), ``reset`` (dropped before anything is done),
    ``status`` (an HTTP error with ``status``), ``flood`` (429 with ``retry_after``), ``delay`` (answered after ``seconds``).
    """

    kind: str
    times: int = 1
    status: int = 502
    retry_after: int = 1
    seconds: float = 0.0
    chat_id: int | None = None


@dataclass(slots=True)
class Chat:
    """A chat the bot knows."""

    id: int
    type: str = "private"
    name: str = "Chen"
    blocked: bool = False
    """The user blocked the bot, or the group removed it."""
    migrated_to: int | None = None
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=2000))

    def as_json(self) -> dict[str, Any]:
        """As it stands in a message."""
        return {"id": self.id, "type": self.type, ("first_name" if self.type == "private" else "title"): self.name}


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class Message:
    """A message of either side."""

    chat_id: int
    message_id: int
    from_bot: bool
    text: str
    raw: str = ""
    """The text as the bot sent it, tags and all."""
    entities: tuple[dict[str, Any], ...] = ()
    markup: dict[str, Any] | None = None
    options: dict[str, str] = field(default_factory=dict)
    edits: int = 0
    deleted: bool = False
    at: float = 0.0

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All inline buttons in reading order."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for row in rows for b in row)


@dataclass(slots=True)
class State:
    """Everything the server knows; touched only on the server's own event loop."""

    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    queries: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    """Callback query id → the bot's answer, ``None`` until it answers."""
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    webhook: str = ""
    allowed: set[str] | None = None
    next_update: int = 5001
    next_message: int = 101
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=2000))

    def chat(self, chat_id: int, *, kind: str | None = None) -> Chat:
        """The chat, made known to the bot where it was not."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(chat_id, kind or ("private" if chat_id > 0 else "group"))
        return self.chats[chat_id]

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update for the bot unless it did not ask for its kind; returns its id."""
        update_id = self.next_update
        self.next_update += 1
        wanted = kind in self.allowed if self.allowed else kind not in DEFAULT_TYPES_LEFT_OUT
        if wanted:
            self.updates.append({"update_id": update_id, kind: content})
        return update_id

    def confirm(self, offset: int) -> None:
        """``getUpdates`` with an offset forgets what lies before it; a negative one keeps that many of the newest."""
        if offset < 0:
            self.updates = self.updates[offset:]
        elif offset > 0:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]

    def reachable(self, raw_chat_id: str | None) -> Chat:
        """The chat a message is for; raises RefusedError where it cannot be written to."""
        if not raw_chat_id:
            raise bad_request("chat_id is empty")
        try:
            chat = self.chats.get(int(raw_chat_id))
        except ValueError:
            chat = None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(400, reason, migrate_to_chat_id=chat.migrated_to)
        if chat.blocked:
            what = "blocked by the user" if chat.type == "private" else f"kicked from the {chat.type} chat"
            raise RefusedError(403, f"Forbidden: bot was {what}")
        return chat

    def take_turn(self, chat: Chat) -> None:
        """Count one message against the limits; raises RefusedError 429 with the seconds to wait."""
        now = self.clock()
        waits = [
            _wait(self.sent, self.limits.overall_per_second, 1.0, now),
            _wait(chat.sent, self.limits.chat_per_second, 1.0, now),
        ]
        if chat.type != "private":
            waits.append(_wait(chat.sent, self.limits.group_per_minute, 60.0, now))
        if any(waits):
            raise too_many(math.ceil(max(waits)))
        self.sent.append(now)
        chat.sent.append(now)

    def find(self, chat_id: int, message_id: int) -> Message | None:
        """A message that still stands."""
        for message in reversed(self.messages):
            if message.chat_id == chat_id and message.message_id == message_id and not message.deleted:
                return message
        return None

    def next_fault(self, method: str, chat_id: str | None) -> Fault | None:
        """The fault that hits this call, used up by it."""
        for name in (method, "*"):
            for place, fault in enumerate(self.faults[name]):
                if fault.chat_id is not None and str(fault.chat_id) != chat_id:
                    continue
                del self.faults[name][place]
                return fault
        return None

    def message_json(self, message: Message) -> dict[str, Any]:
        """A message as the Bot API gives it."""
        answer: dict[str, Any] = {
            "message_id": message.message_id,
            "date": int(message.at),
            "chat": self.chat(message.chat_id).as_json(),
            "from": bot_json() if message.from_bot else None,
            "text": message.text,
            "entities": list(message.entities),
        }
        if message.markup and "inline_keyboard" in message.markup:
            answer["reply_markup"] = message.markup
        return {name: value for name, value in answer.items() if value is not None}


def bot_json() -> dict[str, Any]:
    """The bot itself as a user."""
    return {"id": BOT_ID, "is_bot": True, "first_name": "Lookout", "username": USERNAME}


def user_json(user_id: int, language_code: str | None, name: str = "Chen") -> dict[str, Any]:
    """A person."""
    person: dict[str, Any] = {"id": user_id, "is_bot": False, "first_name": name}
    if language_code:
        person["language_code"] = language_code
    return person


def too_many(seconds: int) -> RefusedError:
    """429 as the server words it."""
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _wait(sent: deque[float], limit: int, window: float, now: float) -> float:
    """Seconds until one more message fits into ``limit`` per ``window``; 0 where it fits now."""
    recent = [at for at in sent if at > now - window]
    return recent[-limit] + window - now if len(recent) >= limit else 0.0
