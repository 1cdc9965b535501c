"""/list: what is followed and what it learned, with buttons to remove, to forget answers and to page."""

import asyncio
from collections.abc import Mapping

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from alerts.bot.buttons import WatchButton, WatchList, button, keyboard, pages
from alerts.bot.caller import Caller
from alerts.bot.clients import TELEGRAM
from alerts.bot.markets import MarketNames
from alerts.bot.middlewares import NeedsClient
from alerts.bot.pages import watch_page
from alerts.bot.replies import edit
from alerts.bot.service import BotService
from alerts.bot.speech import Html
from alerts.bot.watches import WatchLimitError, watch_code
from alerts.display import shown
from records.feedback import Learned
from records.watch import Watch

PAGE = 5
ASK, FORGET = "ask", "fgt"


def router() -> Router:
    """The list and its buttons."""
    made = Router(name="listing")
    made.message.middleware(NeedsClient())
    made.callback_query.middleware(NeedsClient())
    made.message.register(show_list, Command("list"))
    made.callback_query.register(turn_page, WatchList.filter())
    made.callback_query.register(press_forget, WatchButton.filter(F.action.in_({ASK, FORGET})))
    made.callback_query.register(press_watch, WatchButton.filter())
    return made


async def show_list(message: Message, caller: Caller, service: BotService, names: MarketNames) -> None:
    """The first page."""
    text, markup = await _page(0, caller, service, names)
    await message.answer(text, reply_markup=markup)


async def turn_page(
    query: CallbackQuery, callback_data: WatchList, caller: Caller, service: BotService, names: MarketNames
) -> None:
    """Another page in the place of this one."""
    text, markup = await _page(callback_data.page, caller, service, names)
    await edit(query, text, markup)


async def press_watch(
    query: CallbackQuery, callback_data: WatchButton, caller: Caller, service: BotService, names: MarketNames
) -> str:
    """Remove a watch (with a button to put it back), or put one back."""
    watch = await asyncio.to_thread(service.watches.find, caller.client_ids, callback_data.watch)
    if watch is None:
        return caller.texts.say("You do not follow this any more.")
    words = shown(watch.terms[0], limit=40)
    undo: list[InlineKeyboardButton] = []
    if callback_data.action == "del":
        await asyncio.to_thread(service.watches.remove, caller.client_ids, watch.id, now=caller.now)
        said = caller.texts.say("Removed: {name}", name=words)
        undo = [
            button(
                caller.texts.say("↩ {name}", name=words),
                WatchButton(action="undo", watch=callback_data.watch, page=callback_data.page),
            )
        ]
    else:
        try:
            await asyncio.to_thread(service.watches.restore, caller.client_ids, watch.id, now=caller.now)
        except WatchLimitError:
            return caller.texts.say("You follow too many things already.")
        said = caller.texts.say("Followed again: {name}", name=words)
    text, markup = await _page(callback_data.page, caller, service, names, undo)
    await edit(query, text, markup)
    return said


async def press_forget(
    query: CallbackQuery, callback_data: WatchButton, caller: Caller, service: BotService, names: MarketNames
) -> str:
    """Forget the answers on a watch's alerts, after asking once more."""
    watch = await asyncio.to_thread(service.watches.find, caller.client_ids, callback_data.watch)
    if watch is None:
        return caller.texts.say("You do not follow this any more.")
    sure: list[InlineKeyboardButton] = []
    if callback_data.action == ASK:
        words = shown(watch.terms[0], limit=10)
        sure = [button(caller.texts.say("Forget all: {name}", name=words), callback_data.model_copy(update={"action": FORGET}))]
        said = caller.texts.say("All answers on this watch are forgotten and its line is the model's again. Press once more.")
    else:
        by = f"{TELEGRAM}:{caller.chat_id}"
        count = await asyncio.to_thread(service.answers.reset, watch.id, by=by, now=caller.now)
        said = caller.texts.say_many("{n} answer forgotten.", "{n} answers forgotten.", count)
    await edit(query, *await _page(callback_data.page, caller, service, names, sure))
    return said


async def _page(
    page: int, caller: Caller, service: BotService, names: MarketNames, last: list[InlineKeyboardButton] | None = None
) -> tuple[Html, InlineKeyboardMarkup]:
    watches = await asyncio.to_thread(service.watches.of, caller.client_ids)
    total = max(1, -(-len(watches) // PAGE))
    page = min(max(page, 0), total - 1)
    here = watches[page * PAGE : (page + 1) * PAGE]
    learned = await asyncio.to_thread(service.learned, here)
    rows = [_buttons(watch, place, page, learned) for place, watch in enumerate(here, start=page * PAGE + 1)]
    markup = keyboard([*rows, pages(caller.texts, WatchList, page, total), last or []])
    return watch_page(watches, caller, names, page=page, size=PAGE, learned=learned), markup


def _buttons(watch: Watch, place: int, page: int, learned: Mapping[str, Learned]) -> list[InlineKeyboardButton]:
    """Remove it; where there are answers, forget them."""
    code = watch_code(watch)
    remove = button(f"🗑 {place}. {shown(watch.terms[0], limit=18)}", WatchButton(action="del", watch=code, page=page))
    forget = button(f"📏 {place}. ↺", WatchButton(action=ASK, watch=code, page=page))
    return [remove, forget] if watch.id in learned else [remove]
