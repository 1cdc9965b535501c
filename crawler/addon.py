"""The one add-on that turns Scrapy into Lookout's crawler: politeness, evidence, validation, spool, counts."""

from scrapy.settings import BaseSettings

from crawler.context import ContextAddon
from crawler.download import INPUT_SCHEME, HttpHandler, InputHandler
from crawler.middlewares import ErrorListener, EvidenceMiddleware, KeyMiddleware, PatienceMiddleware
from crawler.pipelines import SpoolPipeline
from crawler.politeness import polite_settings

_OFF = (
    "COOKIES_ENABLED",
    "METAREFRESH_ENABLED",
    "REFERER_ENABLED",
    "REMOTE_CONTROL_ENABLED",
    "TELNETCONSOLE_ENABLED",
    "WARN_ON_GENERATOR_RETURN_VALUE",
)


class LookoutAddon(ContextAddon):
    """Settings of every crawl; see ``crawler.politeness`` for those that come from the source's block."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Put the components in their places."""
        settings.setdict(polite_settings(self.context.job), priority="addon")
        settings.setdict(dict.fromkeys(_OFF, False), priority="addon")
        settings.setdict(
            {
                "DOWNLOAD_HANDLERS": {
                    "http": HttpHandler,
                    "https": HttpHandler,
                    INPUT_SCHEME: InputHandler,
                    "file": None,
                    "data": None,
                    "ftp": None,
                    "s3": None,
                },
                "DOWNLOADER_MIDDLEWARES": {
                    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
                    PatienceMiddleware: 550,
                    KeyMiddleware: 650,  # after redirects are followed (600): it sees every request that really goes out
                    EvidenceMiddleware: 950,  # next to the wire: it sees bodies before they are decompressed (590)
                },
                "ITEM_PIPELINES": {SpoolPipeline: 500},
                "EXTENSIONS": {ErrorListener: 0},
                # A batch waiting in a queue is memory: the spider goes on when its last batch is on the disk.
                "CONCURRENT_ITEMS": 1,
            },
            priority="addon",
        )
