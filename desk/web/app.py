"""The status page: what the doctor finds, for people at ``/``, for monitors at ``/health``; ``/live`` is the process alone."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import NamedTuple

from aiohttp import web
from jinja2 import Environment, StrictUndefined

from desk.doctor import Finding, Grade
from desk.examination import Examiner

FRESH = timedelta(seconds=5)
"""However many ask, the store is not asked more often."""
DEADLINE = 8.0
"""Seconds: a monitor waits for ten, as a rule."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
WORST_FIRST = (Grade.FAIL, Grade.WARN, Grade.OK, Grade.NOTE)


class Seen(NamedTuple):
    """What an examination found, and when it ended."""

    findings: tuple[Finding, ...]
    at: datetime


@dataclass(slots=True)
class Status:
    """The last examination. A new one is made when somebody asks and it is no longer fresh: one at a time, for all who ask.

    Who asks waits no longer than ``patience`` seconds from its beginning, then hears that the store does not answer; it goes on.
    """

    examiner: Examiner
    patience: float = DEADLINE
    _last: Seen | None = None
    _examination: asyncio.Task[Seen] | None = None
    _deadline: float = 0.0

    async def look(self) -> Seen:
        """The last examination, or one made now."""
        if self._last is not None and self.examiner.clock() - self._last.at < FRESH:
            return self._last
        loop = asyncio.get_running_loop()
        if self._examination is None or self._examination.done():
            self._examination = loop.create_task(self._examine())
            self._deadline = loop.time() + self.patience
        try:
            async with asyncio.timeout_at(self._deadline):
                return await asyncio.shield(self._examination)
        except TimeoutError:
            trouble = f"does not answer within {self.patience:g} s"
            return Seen(await asyncio.to_thread(self.examiner.without_store, trouble), self.examiner.clock())

    async def _examine(self) -> Seen:
        findings = await asyncio.to_thread(self.examiner.examine)
        self._last = Seen(findings, self.examiner.clock())
        return self._last


def status_app(examiner: Examiner) -> web.Application:
    """The application; it reads, and takes no input."""
    status = Status(examiner)
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        resources.files("desk.web").joinpath("templates", "status.html").read_text(encoding="utf-8")
    )

    async def show(_: web.Request) -> web.Response:
        findings, at = await status.look()
        ordered = sorted(findings, key=lambda one: WORST_FIRST.index(one.grade))
        counts = {grade.value: sum(one.grade is grade for one in findings) for grade in Grade}
        text = page.render(findings=ordered, counts=counts, at=at, store=examiner.store_name)
        return web.Response(text=text, content_type="text/html", headers=HEADERS)

    async def health(_: web.Request) -> web.Response:
        findings, at = await status.look()
        well = not any(one.grade is Grade.FAIL for one in findings)
        told = {
            "ok": well,
            "at": at.isoformat(),
            "findings": [{"grade": one.grade.value, "subject": one.subject, "words": one.words} for one in findings],
        }
        return web.json_response(told, status=200 if well else 503, headers=HEADERS)

    async def live(_: web.Request) -> web.Response:
        return web.Response(text="alive\n", headers=HEADERS)

    app = web.Application()
    app.add_routes([web.get("/", show), web.get("/health", health), web.get("/live", live)])
    return app
