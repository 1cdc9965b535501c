"""The status page: what the doctor finds, for people at ``/``, for monitors at ``/health``; ``/live`` is the process alone."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources

from aiohttp import web
from jinja2 import Environment, StrictUndefined

from desk.doctor import Finding, Grade
from desk.examination import Examiner

FRESH = timedelta(seconds=5)
"""However many ask, the store is not asked more often."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
WORST_FIRST = (Grade.FAIL, Grade.WARN, Grade.OK, Grade.NOTE)


@dataclass(slots=True)
class Status:
    """The last examination, made anew when somebody asks and it is no longer fresh."""

    examiner: Examiner
    _findings: tuple[Finding, ...] = ()
    _at: datetime | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> tuple[tuple[Finding, ...], datetime]:
        """Findings, and when they were made."""
        async with self._turn:
            now = self.examiner.clock()
            if self._at is None or now - self._at >= FRESH:
                self._findings = await asyncio.to_thread(self.examiner.examine)
                self._at = now
            return self._findings, self._at


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
