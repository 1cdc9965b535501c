"""A step of a round runs in a thread. A thread cannot be cut off, so a stop asks it to end and waits until it has."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a step beside the event loop; cancelled, it lets the step end first, so that none works on a store that is closed."""
    thread = asyncio.ensure_future(asyncio.to_thread(step, *args, **kwargs))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        await asyncio.wait({thread})
        if not thread.cancelled():
            thread.exception()  # what went wrong while stopping comes up again in the next round
        raise
