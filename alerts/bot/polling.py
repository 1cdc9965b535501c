"""Long polling that loses no update and repeats none after a clean stop."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import BotCommand, Update
from aiogram.utils.backoff import Backoff, BackoffConfig

from alerts.bot.menu import COMMANDS
from alerts.bot.patience import Patience
from alerts.texts import Texts
from records.errors import RejectedError

log = logging.getLogger(__name__)

POLL_SECONDS = 25
REQUEST_SECONDS = 15
BATCH = 20
"""Updates taken at a time: what a stop has to see through."""
GRACE_SECONDS = 5.0
"""How long a stop waits for the replies of the updates in hand; their writes are done by then."""
BACKOFF = BackoffConfig(min_delay=0.5, max_delay=30.0, factor=2.0, jitter=0.1)


async def run_polling(bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    """Take updates and handle them until ``stop``: chats side by side, the updates of one chat in order.

    An update is confirmed once it was handled, and the last one before this returns; network errors are waited out.
    Raises RejectedError where Telegram refuses the token.
    """
    async with _patient(bot):
        poll = _Poll(bot, dispatcher, stop)
        if await poll.introduce():
            await poll.run()


@asynccontextmanager
async def _patient(bot: Bot) -> AsyncIterator[None]:
    patience = Patience()
    bot.session.middleware.register(patience)
    try:
        yield
    finally:
        bot.session.middleware.unregister(patience)


class _Poll:
    def __init__(self, bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._stop = stop
        self._kinds = dispatcher.resolve_used_update_types()
        self._next: int | None = None
        self._backoff = Backoff(BACKOFF)

    async def introduce(self) -> bool:
        """Learn the bot's own name and set its menu; False where the stop came first."""
        while not self._stop.is_set():
            try:
                me = await self._unless_stopped(self._bot.me())
                if me is not None:
                    await self._unless_stopped(_set_menu(self._bot))
                    log.info("polling as @%s", me.username)
            except (AiogramError, OSError) as error:
                await self._recover(error)
            else:
                break
        return not self._stop.is_set()

    async def run(self) -> None:
        """Poll until the stop, then confirm what was handled."""
        while not self._stop.is_set():
            try:
                updates = await self._unless_stopped(self._bot(self._question(POLL_SECONDS), REQUEST_SECONDS + POLL_SECONDS))
            except (AiogramError, OSError) as error:
                await self._recover(error)
                continue
            self._backoff.reset()
            if updates:
                await self._handle(updates)
        if self._next is not None:
            try:
                await self._bot(self._question(0), REQUEST_SECONDS)
            except (AiogramError, OSError) as error:
                log.warning("the last updates could not be confirmed and may come again: %s", type(error).__name__)

    def _question(self, seconds: int) -> GetUpdates:
        limit = BATCH if seconds else 1
        return GetUpdates(offset=self._next, limit=limit, timeout=seconds, allowed_updates=self._kinds)

    async def _handle(self, updates: Sequence[Update]) -> None:
        ordered = sorted(updates, key=lambda update: (_chat_of(update), update.update_id))
        chats = [asyncio.create_task(self._in_order(list(own))) for _, own in groupby(ordered, key=_chat_of)]
        working = asyncio.gather(*chats)
        await self._unless_stopped(working, cancel=False)
        if not working.done():
            done, late = await asyncio.wait(chats, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            log.info("stopping: %d chats answered, %d replies dropped", len(done), len(late))
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*chats, return_exceptions=True)
        self._next = max(update.update_id for update in updates) + 1

    async def _in_order(self, updates: Sequence[Update]) -> None:
        for update in updates:
            # The error handler has dealt with failures; if it fails itself, the updates after this one still have their turn.
            outcome = await asyncio.gather(self._dispatcher.feed_update(self._bot, update), return_exceptions=True)
            if isinstance(outcome[0], BaseException):
                log.error("update %d could not be handled", update.update_id, exc_info=outcome[0])

    async def _recover(self, error: Exception) -> None:
        if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
            raise RejectedError(
                "Telegram refuses the bot's token: set LOOKOUT_TELEGRAM_TOKEN to the one @BotFather shows"
            ) from error
        seconds = next(self._backoff)
        if isinstance(error, TelegramRetryAfter):
            seconds = max(seconds, float(error.retry_after))
        elif isinstance(error, TelegramConflictError) and "webhook" in str(error):
            log.warning("a webhook was set for this bot; it is removed so that updates can be polled")
            with contextlib.suppress(AiogramError):
                await self._bot.delete_webhook(drop_pending_updates=False)
        log.warning("Telegram: %s; next try in %.1f s", type(error).__name__, seconds)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _unless_stopped(self, work: Any, *, cancel: bool = True) -> Any:
        """The result of ``work``, or None where the stop comes first (then it is cancelled, unless told otherwise)."""
        task = asyncio.ensure_future(work)
        stopped = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if task.done():
            return task.result()
        if cancel:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, AiogramError, OSError):
                await task
        return None


def _chat_of(update: Update) -> int:
    """The chat an update belongs to; 0 where it belongs to none."""
    for part in (update.message, update.my_chat_member):
        if part is not None:
            return part.chat.id
    query = update.callback_query
    return query.message.chat.id if query is not None and query.message is not None else 0


async def _set_menu(bot: Bot) -> None:
    for language, code in (("en", None), ("zh", "zh")):
        texts = Texts(language)
        menu = [BotCommand(command=name, description=texts.say(words)) for name, words in COMMANDS]
        await bot.set_my_commands(menu, language_code=code)
