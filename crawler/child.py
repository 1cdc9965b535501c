"""The crawl's own process: a CrawlJob as JSON on stdin, its CrawlReport as the last line on stdout, the log on stderr.

Scrapy owns a reactor that cannot be started twice in one process, so every crawl has one of its own.
"""

import sys
import traceback

import msgspec
from scrapy.crawler import AsyncCrawlerProcess

from crawler.context import context_of
from crawler.health import count_findings
from crawler.settings import scrapy_settings
from crawler.tally import Tally
from records.crawl import CrawlReport
from records.source import CrawlJob
from records.wire import to_line


def crawl(job: CrawlJob) -> CrawlReport:
    """Run one crawl to its end, and make what it brought durable. Raises whatever Scrapy or the disk raises."""
    process = AsyncCrawlerProcess(scrapy_settings(job))
    crawler = process.create_crawler(job.source.spider)
    task = process.crawl(crawler)
    process.start()
    if task.done():
        task.result()
    context = context_of(crawler)
    if not task.done():
        context.tally.stopped(f"{job.source.id}: the crawl was stopped before its end")
    alarms, errors = count_findings(
        context.tally, source=job.source, expects_items=context.expects_items, from_inputs=bool(job.inputs)
    )
    context.tally.alarms.extend(alarms)
    context.tally.errors.extend(errors)
    return context.finish()


def main() -> int:
    """Entry point of the child process."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=CrawlJob)
    try:
        report = crawl(job)
    # The one place of the crawler where everything is caught: whatever happened, the parent is to learn it as a report.
    except Exception as error:  # noqa: BLE001
        traceback.print_exc()
        tally = Tally(errors=[f"{job.source.id}: the crawl broke: {type(error).__name__}: {error}"])
        report = tally.report(job, spool_file=None)
    sys.stdout.buffer.write(to_line(report) + b"\n")
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
