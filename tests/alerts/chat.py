"""A channel that plays a chat service: it keeps what arrived, and fails on demand before or after it arrived."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from alerts.render import Message


class Killed(BaseException):
    """The process dies here; nothing may catch it on the way."""


@dataclass
class Arrived:
    """One message as a reader got it."""

    address: str
    message: Message

    @property
    def alert_ids(self) -> tuple[str, ...]:
        """The alerts it tells."""
        return tuple(key for view in self.message.views for key in view.alert_ids)


@dataclass
class PlayedChat:
    """``before`` and ``after`` are called with the address around the arrival and may raise."""

    name: str = "telegram"
    size: int = 1000
    """Alerts in one message."""
    inbox: list[Arrived] = field(default_factory=list)
    before: Callable[[str, Message], None] = lambda _address, _message: None
    after: Callable[[str, Message], None] = lambda _address, _message: None
    waits: dict[str, float] = field(default_factory=dict)
    hang: asyncio.Event | None = None

    def parts(self, message: Message) -> tuple[Message, ...]:
        """``size`` views a message."""
        views = message.views
        cuts = range(0, len(views), self.size)
        return tuple(
            Message(
                language=message.language,
                views=views[at : at + self.size],
                repeat=message.repeat,
                repeat_notice=message.repeat_notice,
            )
            for at in cuts
        )

    def ready_in(self, address: str) -> float:
        """As set in ``waits``."""
        return self.waits.get(address, 0.0)

    async def send(self, address: str, message: Message) -> str:
        """Take the message, unless something happens."""
        self.before(address, message)
        if self.hang is not None:
            await self.hang.wait()
        self.inbox.append(Arrived(address, message))
        self.after(address, message)
        return str(len(self.inbox))

    def told(self, address: str | None = None) -> list[str]:
        """Alert ids in order of arrival, repeats included."""
        return [key for item in self.inbox if address in {None, item.address} for key in item.alert_ids]
