"""/list: what is followed, with buttons to remove and to page."""

import asyncio

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from alerts.bot.buttons import WatchButton, WatchList, button, keyboard, pages
from alerts.bot.caller import Caller
from alerts.bot.markets import MarketNames
from alerts.bot.middlewares import NeedsClient
from alerts.bot.pages import watch_page
from alerts.bot.replies import edit
from alerts.bot.service import BotService
from alerts.bot.speech import Html
from alerts.bot.watches import WatchLimitError, watch_code
from alerts.display import shown
from records.watch import Watch

PAGE = 5


def router() -> Router:
    """The list and its buttons."""
    made = Router(name="listing")
    made.message.middleware(NeedsClient())
    made.callback_query.middleware(NeedsClient())
    made.message.register(show_list, Command("list"))
    made.callback_query.register(turn_page, WatchList.filter())
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


async def _page(
    page: int, caller: Caller, service: BotService, names: MarketNames, undo: list[InlineKeyboardButton] | None = None
) -> tuple[Html, InlineKeyboardMarkup]:
    watches = await asyncio.to_thread(service.watches.of, caller.client_ids)
    total = max(1, -(-len(watches) // PAGE))
    page = min(max(page, 0), total - 1)
    here = watches[page * PAGE : (page + 1) * PAGE]
    remove = [[_remove(watch, place, page)] for place, watch in enumerate(here, start=page * PAGE + 1)]
    markup = keyboard([*remove, pages(caller.texts, WatchList, page, total), undo or []])
    return watch_page(watches, caller, names, page=page, size=PAGE), markup


def _remove(watch: Watch, place: int, page: int) -> InlineKeyboardButton:
    return button(f"🗑 {place}. {shown(watch.terms[0], limit=18)}", WatchButton(action="del", watch=watch_code(watch), page=page))
