"""/mute and /unmute: nothing is sent for a while; matching goes on, and what was held comes afterwards."""

import asyncio
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from alerts.bot.buttons import Mute, pause_buttons
from alerts.bot.caller import Caller
from alerts.bot.follow import problem
from alerts.bot.middlewares import NeedsClient
from alerts.bot.problems import TypedError
from alerts.bot.replies import edit
from alerts.bot.service import BotService
from alerts.bot.speech import Html
from alerts.bot.until import LONGEST, local_time, read_until
from alerts.bot.watches import muted_until
from index.text import fold

OFF = frozenset(fold(word) for word in ("off", "end", "关", "关闭", "取消", "结束"))


def router() -> Router:
    """The pause and its end."""
    made = Router(name="mute")
    made.message.middleware(NeedsClient())
    made.callback_query.middleware(NeedsClient())
    made.message.register(mute, Command("mute"))
    made.message.register(unmute, Command("unmute"))
    made.callback_query.register(press_mute, Mute.filter())
    return made


async def mute(message: Message, caller: Caller, service: BotService, command: CommandObject) -> None:
    """``/mute 8h``, ``/mute 2026-12-01``, ``/mute off``; bare: how it stands, with buttons."""
    wanted = (command.args or "").strip()
    if not wanted:
        until = muted_until(await asyncio.to_thread(service.watches.of, caller.client_ids), caller.now)
        asked = _paused(until, caller) if until else caller.speech.say("Pause alerts for how long?")
        await message.answer(asked, reply_markup=pause_buttons(caller.texts, muted=until is not None))
        return
    if fold(wanted) in OFF:
        await unmute(message, caller, service)
        return
    try:
        until = read_until(wanted, now=caller.now, zone=caller.zone)
    except TypedError as error:
        await message.answer(problem(error, caller.speech))
        return
    await message.answer(await _set(until, caller, service))


async def unmute(message: Message, caller: Caller, service: BotService) -> None:
    """The end of the pause."""
    await message.answer(await _set(None, caller, service))


async def press_mute(query: CallbackQuery, callback_data: Mute, caller: Caller, service: BotService) -> str:
    """A length from the buttons."""
    length = timedelta(hours=callback_data.hours)
    until = caller.now + length if timedelta(0) < length <= LONGEST else None
    await edit(query, await _set(until, caller, service), None)
    return ""


async def _set(until: datetime | None, caller: Caller, service: BotService) -> Html:
    count = await asyncio.to_thread(service.watches.mute, caller.client_ids, until, now=caller.now)
    if count == 0:
        return caller.speech.say("You follow nothing yet, so there is nothing to pause. Begin with /watch")
    return (
        _paused(until, caller)
        if until
        else caller.speech.say("Alerts are sent again; what was kept comes within a quarter of an hour.")
    )


def _paused(until: datetime, caller: Caller) -> Html:
    time = local_time(until, caller.zone)
    return caller.speech.say(
        "🔕 Paused until {time}. What comes in meanwhile is kept and sent afterwards. /unmute ends the pause.", time=time
    )
