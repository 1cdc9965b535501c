"""``python -m tests.fakes.telegram --port 8081``: a Bot API to play with by hand."""

import argparse
import contextlib
import threading

from tests.fakes.telegram.server import TOKEN, FakeTelegram


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    chosen = parser.parse_args()
    with FakeTelegram(port=chosen.port, token=chosen.token) as telegram, contextlib.suppress(KeyboardInterrupt):
        print(f"Bot API at {telegram.url}, token {telegram.token}")
        print(f'write:  curl -d \'{{"chat_id": 42, "text": "/start"}}\' {telegram.url}/control/message')
        print(f'press:  curl -d \'{{"chat_id": 42, "button": "US"}}\' {telegram.url}/control/press')
        print(f"read:   curl -d '{{\"chat_id\": 42}}' {telegram.url}/control/messages")
        threading.Event().wait()


if __name__ == "__main__":
    main()
