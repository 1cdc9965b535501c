"""Telegram's sending limits, kept on our side since the client library has none."""

from collections import deque
from collections.abc import Callable
from time import monotonic

# core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
PER_CHAT_SECONDS = 1.0
GROUP_MESSAGES, GROUP_SECONDS = 20, 60.0
ALL_MESSAGES, ALL_SECONDS = 30, 1.0

KEPT_CHATS = 10_000


class TelegramLimits:
    """One message a second to a chat, twenty a minute to a group, thirty a second in all; and a chat's own pause after a 429."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._all: deque[float] = deque(maxlen=ALL_MESSAGES)
        self._chats: dict[str, deque[float]] = {}
        self._paused: dict[str, float] = {}

    def ready_in(self, chat: str) -> float:
        """Seconds until the next message to the chat is within every limit."""
        now = self._clock()
        ready = [now, self._paused.get(chat, now)]
        sent = self._chats.get(chat)
        if sent:
            ready.append(sent[-1] + PER_CHAT_SECONDS)
            if is_group(chat) and len(sent) == GROUP_MESSAGES:
                ready.append(sent[0] + GROUP_SECONDS)
        if len(self._all) == ALL_MESSAGES:
            ready.append(self._all[0] + ALL_SECONDS)
        return max(ready) - now

    def sent(self, chat: str) -> None:
        """Note a message, when its answer came: it cannot have reached the server later than that."""
        now = self._clock()
        self._all.append(now)
        self._chats.setdefault(chat, deque(maxlen=GROUP_MESSAGES)).append(now)
        self._forget(now)

    def pause(self, chat: str, seconds: float) -> None:
        """Hold the chat back, as a 429 asks."""
        self._paused[chat] = self._clock() + seconds

    def _forget(self, now: float) -> None:
        if len(self._chats) <= KEPT_CHATS:
            return
        self._chats = {chat: times for chat, times in self._chats.items() if times[-1] + GROUP_SECONDS > now}
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}


def is_group(chat: str) -> bool:
    """Groups, supergroups and channels have negative ids, public ones may go by ``@name``."""
    return chat.startswith(("-", "@"))
