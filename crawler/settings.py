"""Scrapy's settings for one crawl job."""

from scrapy.settings import Settings

from crawler.addon import LookoutAddon
from records.source import CrawlJob


def scrapy_settings(job: CrawlJob) -> Settings:
    """The project's settings: the add-on sets everything that makes it Lookout; here stands only what Scrapy reads before it."""
    return Settings(
        {
            "BOT_NAME": "lookout",
            "LOOKOUT_JOB": job,
            "ADDONS": {LookoutAddon: 0},
            "SPIDER_MODULES": ["crawler.spiders"],
            "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
            "LOG_LEVEL": "INFO",
            "LOG_VERSIONS": [],
        }
    )
