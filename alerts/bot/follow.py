"""A draft becomes a watch, and the answer says what it now is."""

import asyncio

from alerts.bot.caller import Caller
from alerts.bot.markets import MarketNames
from alerts.bot.pages import added_text
from alerts.bot.problems import TypedError
from alerts.bot.service import BotService
from alerts.bot.speech import Html, Speech
from alerts.bot.watches import Draft, TermLimitError, WatchLimitError


async def follow(draft: Draft, caller: Caller, service: BotService, names: MarketNames, *, hidden: bool = False) -> Html:
    """Make the draft a watch and say so, or say why not."""
    speech = caller.speech
    if draft.offices:  # before the watch, which is due as soon as it is written: a round must not judge its alerts without them
        codes = names.codes(draft.offices)
        await asyncio.to_thread(service.clients.add_markets, caller.client.id, codes, now=caller.now)
    try:
        added = await asyncio.to_thread(service.watches.add, caller.client, draft, now=caller.now)
    except TermLimitError as error:
        return speech.say("Too many spellings: at most {limit} for one watch.", limit=error.limit)
    except WatchLimitError as error:
        return speech.say(
            "You follow {limit} things already, and more are not possible. Remove some first: /list", limit=error.limit
        )
    return added_text(added, caller, names, hidden=hidden)


def problem(error: TypedError, speech: Speech) -> Html:
    """What is wrong with what was typed."""
    return Html(f"❗ {speech.say(error.msgid, **error.values)}")
