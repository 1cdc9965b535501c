"""A Telegram Bot API on a local port that enforces the documented rules and can be told to fail."""

from tests.fakes.telegram.server import TOKEN, FakeTelegram
from tests.fakes.telegram.state import RELAXED, Button, Fault, Limits, Message

__all__ = ["RELAXED", "TOKEN", "Button", "FakeTelegram", "Fault", "Limits", "Message"]
