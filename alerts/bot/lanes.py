"""One lane a chat: updates of a chat are handled in order, chats side by side, and a slow chat holds up no other for long."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from alerts.bot.patience import answering

log = logging.getLogger(__name__)

HOLD_SECONDS = 5.0
"""How long a batch waits for its slowest chat. A handler's writes take milliseconds; what takes longer is a reply that Telegram
makes wait, and that goes on in its lane while the next batch is taken."""
LANE_LENGTH = 100
"""Updates that may wait in one lane; a chat that writes faster than it can be answered loses the rest."""


class Lanes:
    """Hands updates to the dispatcher."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._waiting: dict[int, deque[Update]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}

    async def take(self, updates: Sequence[Update]) -> None:
        """Put the updates into their lanes and wait until all but the slow lanes have handled theirs."""
        begun = []
        for update in sorted(updates, key=lambda update: update.update_id):
            chat = chat_of(update)
            lane = self._waiting.setdefault(chat, deque())
            if len(lane) >= LANE_LENGTH:
                log.warning("chat %d writes faster than it can be answered; update %d is dropped", chat, update.update_id)
                continue
            lane.append(update)
            if chat not in self._workers:
                self._workers[chat] = asyncio.create_task(self._work(chat, lane))
                begun.append(self._workers[chat])
        if begun:
            await asyncio.wait(begun, timeout=HOLD_SECONDS)

    async def finish(self, grace_seconds: float) -> None:
        """Let the lanes end; after the grace what is left is dropped."""
        workers = list(self._workers.values())
        if not workers:
            return
        _, late = await asyncio.wait(workers, timeout=grace_seconds)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if late:
            log.warning("stopped while %d chats were waiting for a reply", len(late))

    async def _work(self, chat: int, lane: deque[Update]) -> None:
        answering.set(True)
        try:
            while lane:
                update = lane.popleft()
                # The error handler deals with failures; should it fail itself, the updates after this one still have their turn.
                handled = await asyncio.gather(self._dispatcher.feed_update(self._bot, update), return_exceptions=True)
                if isinstance(handled[0], BaseException):
                    log.error("update %d could not be handled", update.update_id, exc_info=handled[0])
        finally:
            del self._workers[chat], self._waiting[chat]


def chat_of(update: Update) -> int:
    """The chat an update belongs to; 0 where it belongs to none."""
    for part in (update.message, update.my_chat_member):
        if part is not None:
            return part.chat.id
    query = update.callback_query
    return query.message.chat.id if query is not None and query.message is not None else 0
