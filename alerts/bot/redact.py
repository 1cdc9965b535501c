"""Keeps bot tokens, and other secrets that are given to it, out of the log."""

import logging
import re
import traceback
from collections.abc import Iterable

MASK = "***"
_TOKEN = re.compile(r"(?<!\d)(?P<bot>\d{6,12}):[A-Za-z0-9_-]{30,}")


class Redact(logging.Filter):
    """A filter for handlers: masks secrets in the message, its arguments, the traceback and the stack.

    Anything that looks like a bot token is masked, whether given or not; the bot's number is left to tell bots apart.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(sorted({secret for secret in secrets if secret}, key=len, reverse=True))

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask, and let every record pass."""
        record.msg = self.masked(record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(record.exc_info[1])).rstrip("\n")
        if record.exc_text:
            record.exc_text = self.masked(record.exc_text)
        if record.stack_info:
            record.stack_info = self.masked(record.stack_info)
        return True

    def masked(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return _TOKEN.sub(rf"\g<bot>:{MASK}", text)
