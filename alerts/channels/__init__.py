"""Ways to reach a client; each formats and splits the neutral message itself."""

from typing import Protocol

from alerts.render import Message


class Channel(Protocol):
    """One way to reach a client."""

    @property
    def name(self) -> str:
        """Stable name, as in ``Address.channel``."""
        ...

    def parts(self, message: Message) -> tuple[Message, ...]:
        """The message cut into pieces of which each is one message of the channel, at alert boundaries, in order. Pure."""
        ...

    def ready_in(self, address: str) -> float:
        """Seconds until the channel's own limits let the next message go to the address; 0 is now."""
        ...

    async def send(self, address: str, message: Message) -> str:
        """Send one part and return the channel's receipt.

        Raises RetryLaterError (certainly not delivered), UnansweredError (perhaps delivered), GoneError, MovedError,
        RejectedError.
        """
        ...
