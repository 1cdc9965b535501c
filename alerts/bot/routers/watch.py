"""/watch with a name: one line in, one watch out."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from alerts.bot.caller import Caller
from alerts.bot.follow import follow, problem
from alerts.bot.markets import MarketNames
from alerts.bot.middlewares import NeedsClient
from alerts.bot.pages import EXAMPLE
from alerts.bot.problems import TypedError
from alerts.bot.routers.wizard import ask_kind, ask_names
from alerts.bot.service import BotService
from alerts.bot.speech import Html, lines
from alerts.bot.watch_line import kind_of, read_watch
from alerts.display import clean


def router() -> Router:
    """The /watch command."""
    made = Router(name="watch")
    made.message.middleware(NeedsClient())
    made.message.register(watch, Command("watch"))
    return made


async def watch(
    message: Message, caller: Caller, service: BotService, names: MarketNames, command: CommandObject, state: FSMContext
) -> None:
    """Follow what the line names; without a name, ask step by step."""
    line = (command.args or "").strip()
    await state.clear()
    if not line:
        await ask_kind(message, caller, state)
        return
    kind = kind_of(line)
    if kind is not None:
        await ask_names(message, caller, state, kind)
        return
    try:
        draft = read_watch(line, names)
    except TypedError as error:
        await message.answer(lines((problem(error, caller.speech), Html(EXAMPLE))))
        return
    await message.answer(await follow(draft, caller, service, names, hidden=clean(line, limit=len(line)).hidden))
