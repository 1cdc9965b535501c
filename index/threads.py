"""The store from an event loop: what asks it runs in a thread, so that the loop goes on while the store is slow or away.

A thread cannot be cut off, so a stop waits until it has ended.
"""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what uses the store beside the event loop; cancelled, it lets that end first, so that none meets a closed store."""
    thread = asyncio.ensure_future(asyncio.to_thread(step, *args, **kwargs))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        await asyncio.wait({thread})
        if not thread.cancelled():
            thread.exception()  # what went wrong while stopping comes up again in the next round
        raise
