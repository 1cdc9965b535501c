"""The HTTP side of the fake Bot API, and the handle tests hold it by."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.fakes.telegram import people
from tests.fakes.telegram.methods import METHODS, Parameters, take_updates
from tests.fakes.telegram.rules import RefusedError
from tests.fakes.telegram.state import Fault, Limits, Message, State, too_many

TOKEN = "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake00"
POLL_STEP = 0.01
T = TypeVar("T")


class FakeTelegram:
    """A Bot API server on a local port, in a thread of its own.

    ``with FakeTelegram() as telegram:`` starts and stops it; ``telegram.url`` is its address. The methods below play the people
    and look at what arrived; all of them are safe to call from any thread.
    """

    def __init__(self, *, token: str = TOKEN, limits: Limits | None = None, port: int = 0) -> None:
        self.token = token
        self.port = port
        self.state = State(limits=limits or Limits())
        self._poll_turn = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._started = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        """Address to give to the bot as its API server."""
        return f"http://127.0.0.1:{self.port}"

    # -- running ------------------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="fake-telegram", daemon=True)
        self._thread.start()
        self._started.wait(10)
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join(10)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._failure = error
            self._started.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        runner = web.AppRunner(self.application(), handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self._started.set()
        await self._stopping.wait()
        await runner.cleanup()

    def application(self) -> web.Application:
        """The aiohttp application: the Bot API, and ``/control/…`` for playing by hand."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        app.router.add_post("/control/{verb}", self._control)
        return app

    # -- the Bot API --------------------------------------------------------------------------------------------------------

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = await _parameters(request)
        try:
            self._check_token(request.match_info["token"])
            self.state.calls.append((method, call))
            fault = self.state.next_fault(method, call.get("chat_id"))
            if fault is not None:
                return await self._faulty(request, fault, method, call)
            return _reply({"ok": True, "result": await self._answer(method, call)})
        except RefusedError as refusal:
            return _refuse(refusal)

    def _check_token(self, token: str) -> None:
        if ":" not in token:
            raise RefusedError(404, "Not Found")
        if token != self.token:
            raise RefusedError(401, "Unauthorized")

    async def _answer(self, method: str, call: Parameters) -> Any:
        if method.lower() == "getupdates":
            return await self._get_updates(call)
        for name, answer in METHODS.items():
            if name.lower() == method.lower():
                return answer(self.state, call)
        raise RefusedError(404, "Not Found: method not found")

    async def _get_updates(self, call: Parameters) -> list[dict[str, Any]]:
        self._poll_turn += 1
        turn = self._poll_turn
        end = time.monotonic() + min(float(call.get("timeout") or 0), 50)
        waiting = take_updates(self.state, call)
        while not waiting and time.monotonic() < end:
            await asyncio.sleep(POLL_STEP)
            if turn != self._poll_turn:
                reason = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise RefusedError(409, f"Conflict: {reason}")
            if self._stopping is not None and self._stopping.is_set():
                raise RefusedError(500, "Internal Server Error: restart")
            waiting = take_updates(self.state, {"limit": call.get("limit", "100")})
        return waiting

    async def _faulty(self, request: web.Request, fault: Fault, method: str, call: Parameters) -> web.StreamResponse:
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            return _reply({"ok": True, "result": await self._answer(method, call)})
        if fault.kind == "flood":
            raise too_many(fault.retry_after)
        if fault.kind == "status":
            return web.Response(status=fault.status, text="<html><h1>Bad Gateway</h1></html>", content_type="text/html")
        if fault.kind == "lost":
            await self._answer(method, call)
        elif fault.kind != "reset":
            raise ValueError(f"no fault is called {fault.kind!r}")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    # -- playing by hand ----------------------------------------------------------------------------------------------------

    async def _control(self, request: web.Request) -> web.StreamResponse:
        verb = people.VERBS.get(request.match_info["verb"])
        if verb is None:
            return web.json_response({"error": f"verbs: {', '.join(sorted(people.VERBS))}"}, status=404)
        try:
            arguments = await request.json() if request.can_read_body else {}
            return web.json_response({"result": verb(self.state, **arguments)})
        except (LookupError, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)

    # -- the handle for tests -----------------------------------------------------------------------------------------------

    def on_loop(self, act: Callable[[State], T]) -> T:
        """Run ``act(state)`` on the server's loop and give its result."""

        async def run() -> T:
            return act(self.state)

        return self._await(run())

    def _await(self, work: Coroutine[Any, Any, T], timeout: float = 10) -> T:
        assert self._loop is not None, "the server is not running"
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def wait_for(self, seen: Callable[[State], T | None], *, timeout: float = 5.0, what: str = "") -> T:
        """Wait until ``seen(state)`` gives something true and return it; AssertionError after ``timeout`` seconds."""
        return self._await(self._until(seen, timeout, what), timeout + 5)

    async def _until(self, seen: Callable[[State], T | None], timeout: float, what: str) -> T:
        end = time.monotonic() + timeout
        while True:
            found = seen(self.state)
            if found:
                return found
            if time.monotonic() > end:
                last = "\n".join(f"{m.chat_id} {'bot' if m.from_bot else 'user'}: {m.text}" for m in self.state.messages[-6:])
                raise AssertionError(f"waited {timeout} s in vain for {what or 'it'}; the last messages:\n{last}")
            await asyncio.sleep(POLL_STEP)

    def push_user_message(self, chat_id: int, text: str, language_code: str | None = "zh-hans", **more: Any) -> int:
        """Somebody writes to the bot; returns the update id. ``more``: user_id, name, reply_to (message id), kind of chat."""
        return self.on_loop(lambda state: people.message(state, chat_id, text, language_code=language_code, **more))

    def press_button(self, chat_id: int, button: str, **more: Any) -> str:
        """Somebody presses a callback button by its words or data; returns the query id. ``more``: message_id, user_id."""
        return self.on_loop(lambda state: people.press(state, chat_id, button, **more))

    def messages(self, chat_id: int) -> list[Message]:
        """The bot's messages that stand in the chat, oldest first."""
        return self.on_loop(lambda state: people.bot_messages(state, chat_id))

    def wait_for_message(self, chat_id: int, containing: str = "", *, after: int = 0, timeout: float = 5.0) -> Message:
        """The first message of the bot in the chat, newer than message id ``after``, that contains the words."""

        def seen(state: State) -> Message | None:
            found = (m for m in people.bot_messages(state, chat_id) if m.message_id > after and containing in m.text)
            return next(found, None)

        return self.wait_for(seen, timeout=timeout, what=f"a message with {containing!r} in chat {chat_id}")

    def wait_for_answer(self, query: str, *, timeout: float = 5.0) -> str:
        """The words the bot answered a pressed button with."""
        answer = self.wait_for(lambda state: state.queries.get(query), timeout=timeout, what=f"an answer to {query}")
        return str(answer["text"])

    def settle(self, *, timeout: float = 5.0) -> None:
        """Wait until the bot has confirmed every update."""
        self.wait_for(lambda state: not state.updates, timeout=timeout, what="all updates to be confirmed")

    def block(self, chat_id: int, *, tell: bool = True) -> None:
        """The user blocks the bot, or the group removes it; ``tell`` sends the my_chat_member update."""
        self.on_loop(lambda state: people.block(state, chat_id, tell=tell))

    def unblock(self, chat_id: int) -> None:
        """The user unblocks the bot again."""
        self.on_loop(lambda state: people.unblock(state, chat_id))

    def migrate(self, chat_id: int, new_chat_id: int) -> None:
        """A group becomes a supergroup."""
        self.on_loop(lambda state: people.migrate(state, chat_id, new_chat_id))

    def fail(self, method: str, fault: Fault) -> None:
        """The next ``fault.times`` calls of the method (``*``: any) go wrong."""
        self.on_loop(lambda state: state.faults[method].extend([fault] * fault.times))

    def calls(self, method: str) -> list[dict[str, str]]:
        """Parameters of every call of the method so far."""
        return self.on_loop(lambda state: [call for name, call in state.calls if name == method])


async def _parameters(request: web.Request) -> Parameters:
    """Query string, JSON body, form or multipart fields, as the Bot API takes them all."""
    call: Parameters = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        call |= {name: value if isinstance(value, str) else _json(value) for name, value in body.items() if value is not None}
    elif request.method == "POST":
        with contextlib.suppress(ValueError):
            call |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return call


def _json(value: object) -> str:
    return web.json_response(value).text or ""


def _reply(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def _refuse(refusal: RefusedError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return _reply(body, refusal.status)
