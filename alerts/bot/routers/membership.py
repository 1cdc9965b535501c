"""The bot comes into a chat, is thrown out of one, or the chat gets a new id."""

import asyncio

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated, Message

from alerts.bot.caller import Caller
from alerts.bot.service import BotService
from alerts.bot.speech import lines

_OUT = frozenset({ChatMemberStatus.KICKED, ChatMemberStatus.LEFT})


def router() -> Router:
    """What Telegram tells, not a person."""
    made = Router(name="membership")
    made.my_chat_member.register(removed, F.new_chat_member.status.in_(_OUT))
    made.my_chat_member.register(invited, F.chat.type.in_({"group", "supergroup"}) & F.old_chat_member.status.in_(_OUT))
    made.message.register(moved, F.migrate_to_chat_id)
    return made


async def removed(event: ChatMemberUpdated, caller: Caller, service: BotService) -> None:
    """Blocked or thrown out: nothing is sent there any more; subscriptions stay."""
    await asyncio.to_thread(service.clients.set_active, event.chat.id, active=False, now=caller.now)


async def invited(event: ChatMemberUpdated, caller: Caller) -> None:
    """Taken into a group: say how to be spoken to."""
    me = await event.bot.me() if event.bot else None
    name = f"@{me.username}" if me else ""
    words = caller.speech.say("Hello. To let alerts come to this group, write /start{name}", name=name)
    await event.answer(lines((words, caller.speech.say("In a group write commands with my name, or reply to my messages."))))


async def moved(message: Message, caller: Caller, service: BotService) -> None:
    """The group became a supergroup: alerts follow it."""
    if message.migrate_to_chat_id is not None:
        await asyncio.to_thread(service.clients.move, message.chat.id, message.migrate_to_chat_id, now=caller.now)
