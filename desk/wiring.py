"""The composition root: the only place that builds objects from settings."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from alerts.channels import Channel
from alerts.learning import Scale
from alerts.outbox import Outbox
from alerts.rules import Decider
from config.addresses import api_key, check_trust, node_addresses, secret
from config.settings import Settings
from config.sources import load_sources
from config.tables import courts, markets, opposition_periods
from desk.goods import goods_in_force
from desk.owner import worker
from desk.watching import LiveWatches
from index.elastic import open_store as open_elastic
from index.elastic_client import ElasticAccess
from index.sqlite import open_store as open_sqlite
from index.store import Store
from matcher.goods import GoodsRelation
from matcher.model import FEATURE_SET, THRESHOLDS
from records.errors import SettingsError
from records.source import CrawlJob, Source

SQLITE = "sqlite:///"

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of everything but the demo and the tests."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything one round needs, built once."""

    settings: Settings
    sources: Mapping[str, Source]
    store: Store
    decider: Decider
    watches: LiveWatches
    outbox: Outbox
    scale: Scale
    owner: str
    """Name of this process, for leases."""
    file: Path
    """Its own file in ``LOOKOUT_HOME/workers``."""
    clock: Clock
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set to ask the step in hand to end between two batches; what it leaves is still due."""

    @property
    def goods(self) -> GoodsRelation:
        """Which Nice classes are related: the same for records against watches and for watches against records."""
        return self.watches.goods

    @property
    def spool(self) -> Path:
        """Where crawls leave their records."""
        return self.settings.home / "spool"

    def job(self, source: Source) -> CrawlJob:
        """A crawl of that source, now."""
        return crawl_job(self.settings, source, now=self.clock())


def crawl_job(
    settings: Settings, source: Source, *, now: datetime, inputs: tuple[str, ...] = (), out: str | None = None
) -> CrawlJob:
    """A crawl of a source as the settings have it; raises SettingsError where the network is to be used without a contact."""
    local = bool(inputs) and not any(item.startswith(("http://", "https://")) for item in inputs)
    if not settings.crawl.contact and not local:
        raise SettingsError(
            "crawl.contact (LOOKOUT_CRAWL_CONTACT) is not set: give a web page or e-mail address at which an office can reach you"
        )
    return CrawlJob(
        source=source,
        home=str(settings.home),
        contact=settings.crawl.contact,
        started_at=now,
        inputs=inputs,
        out=out,
        api_key=source_key(settings, source),
    )


def source_key(settings: Settings, source: Source) -> str | None:
    """The key a source needs, ``None`` where it needs none or none is set; raises SettingsError for an unknown setting."""
    if source.key_setting is None:
        return None
    section, _, name = source.key_setting.partition(".")
    values = getattr(settings, section, None)
    if not hasattr(values, name):
        raise SettingsError(f"source {source.id}: key_setting names no setting: {source.key_setting}")
    return secret(getattr(values, name))


def build_store(settings: Settings) -> Store:
    """The store of the address in force; raises SettingsError for an address of no known kind."""
    path = store_path(settings)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open_sqlite(path)
    return open_elastic(elastic_access(settings))


def store_path(settings: Settings) -> Path | None:
    """The file of an embedded store; ``None`` where records are kept elsewhere."""
    url = settings.store_url
    return Path(url.removeprefix(SQLITE)).expanduser() if url.startswith(SQLITE) else None


def elastic_access(settings: Settings) -> ElasticAccess:
    """How the cluster is entered; raises SettingsError for what cannot be, or contradicts itself.

    Credentials in the address belong to that address and go before the others; of those, an API key goes first.
    """
    store = settings.store
    urls, named = node_addresses(settings.store_url)
    check_trust(store, urls)
    if store.password and not store.user:
        raise SettingsError("store.password (LOOKOUT_STORE_PASSWORD) is set, but store.user (LOOKOUT_STORE_USER) is not")
    user, password = named or (store.user or None, secret(store.password) or None)
    return ElasticAccess(
        urls=urls,
        prefix=store.prefix,
        user=user,
        password=password,
        api_key=None if named else api_key(store),
        ca_file=store.ca_file,
        ca_fingerprint=store.ca_fingerprint or None,
        shards=store.shards,
        replicas=store.replicas,
        patience=store.patience_seconds,
    )


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """The store for commands that only look or write a little; closed on the way out."""
    store = build_store(settings)
    try:
        yield store
    finally:
        store.close()


def model_scale() -> Scale:
    """The scores of the model in force, between which a watch's own line can stand."""
    return Scale(low=THRESHOLDS.low, high=THRESHOLDS.high, feature_set=FEATURE_SET)


@contextmanager
def open_desk(
    settings: Settings, *, channels: Mapping[str, Channel], clock: Clock = utc_now, sources: Mapping[str, Source] | None = None
) -> Iterator[Desk]:
    """Build the desk and be a worker; on the way out leases are given back and the store is closed."""
    with opened_store(settings) as store, worker(settings.home, store) as file:
        yield Desk(
            settings=settings,
            sources=sources if sources is not None else load_sources(settings.sources),
            store=store,
            decider=build_decider(),
            watches=LiveWatches(store, goods=goods_in_force(store)),
            outbox=Outbox(store, channels, owner=file.stem),
            scale=model_scale(),
            owner=file.stem,
            file=file,
            clock=clock,
        )


def build_decider() -> Decider:
    """The rules with the tables they work from."""
    return Decider(markets=markets(), periods=opposition_periods(), courts=courts())
