"""All that one crawl holds open: job, counts, spool, evidence, state."""

import os
import shutil
import time
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from crawler.evidence import WarcFile
from crawler.politeness import HostGate, software
from crawler.spool import Spool, sync_folder
from crawler.state import State
from crawler.tally import Tally
from records.crawl import CrawlReport
from records.source import CrawlJob

_LEFTOVER_SECONDS = 24 * 3600.0


class CrawlContext:
    """Opened by the add-on when the crawl starts, finished by the child process when Scrapy is done."""

    def __init__(self, job: CrawlJob) -> None:
        self.job = job
        self.tally = Tally()
        self.gate = HostGate()
        self.expects_items = True
        """False where a look at the source showed that nothing new is due."""
        self.not_modified = 0
        """Addresses that answered that they have not changed."""
        home = Path(job.home)
        _clear_leftovers(home / "spool", job.source.id)
        name = f"{job.source.id}-{job.started_at:%Y%m%dT%H%M%S%f}-{os.getpid()}"
        self.spool = Spool(Path(job.out) if job.out else home / "spool" / f"{name}.jsonl")
        self.warc = WarcFile(home / "warc" / f"{name}.warc.gz", software=software())
        self.state = None if job.inputs else State(home / "state" / f"{job.source.id}.sqlite")
        self.downloads = home / "tmp" / name
        self.downloads.mkdir(parents=True, exist_ok=True)

    def finish(self) -> CrawlReport:
        """Make evidence, then spool, then state durable, in this order, and report.

        Raises OSError, sqlite3.Error; a spool that was committed before stands, and the next crawl takes its records again.
        """
        had_evidence = self.warc.path.exists()
        self.warc.close()
        if had_evidence:
            sync_folder(self.warc.path.parent)
        shutil.rmtree(self.downloads, ignore_errors=True)
        spool_file = self._commit_spool()
        if self.state is not None:
            try:
                self.state.commit(self.job.started_at)
            finally:
                self.state.close()
        return self.tally.report(self.job, spool_file=spool_file)

    def _commit_spool(self) -> str | None:
        if self.spool.lines == 0 and self.job.out is None:
            self.spool.discard()
            return None
        return str(self.spool.commit())


def _clear_leftovers(spool: Path, source_id: str) -> None:
    """Remove the unfinished files of crawls that were killed; a crawl that still runs is younger than a day."""
    for path in spool.glob(f"{source_id}-*.jsonl.part"):
        if time.time() - path.stat().st_mtime > _LEFTOVER_SECONDS:
            path.unlink(missing_ok=True)


class ContextAddon:
    """A Scrapy add-on that opens the crawl's context and holds it for the other components."""

    def __init__(self, context: CrawlContext) -> None:
        self.context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the context of the job in the settings (``LOOKOUT_JOB``)."""
        return cls(CrawlContext(crawler.settings["LOOKOUT_JOB"]))


def context_of(crawler: Crawler) -> CrawlContext:
    """The context of a running crawl."""
    addon = crawler.get_addon(ContextAddon)
    assert addon is not None
    return addon.context
