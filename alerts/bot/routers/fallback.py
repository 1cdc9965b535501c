"""What no other handler took: say how to go on."""

from aiogram import F, Router
from aiogram.types import Message

from alerts.bot.caller import Caller
from alerts.bot.pages import EXAMPLE
from alerts.bot.speech import Html, lines


def router() -> Router:
    """Comes last."""
    made = Router(name="fallback")
    made.message.register(unknown_command, F.text.startswith("/"))
    made.message.register(unknown_text, F.text)
    made.message.register(no_text, ~(F.pinned_message | F.new_chat_members | F.left_chat_member | F.new_chat_title))
    return made


async def unknown_command(message: Message, caller: Caller) -> None:
    """No such command."""
    await message.answer(caller.speech.say("I do not know this command. /help shows what I can do."))


async def unknown_text(message: Message, caller: Caller) -> None:
    """Plain words without a question before them; perhaps a restart has made one forgotten."""
    speech = caller.speech
    if not caller.clients:
        await message.answer(speech.say("Please send /start first."))
        return
    how = speech.say("I did not understand. To follow something, write for example:")
    lost = speech.say(
        "If I had asked you something, a restart has made me forget it: begin again with /watch. /help shows everything."
    )
    await message.answer(lines((how, Html(EXAMPLE), lost)))


async def no_text(message: Message, caller: Caller) -> None:
    """A picture, a voice, a file."""
    await message.answer(caller.speech.say("I can read text only. /help shows what I can do."))
