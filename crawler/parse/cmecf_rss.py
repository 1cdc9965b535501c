"""CM/ECF RSS feed of a federal court → docket entries and dockets.

The feed is taken as one XML document where it is one. Where it is not (a raw ``&``, a control byte, an end cut off), it is cut
at its ``<item>`` tags and every item read by itself, so that one broken item goes to quarantine and the others are kept. The
declared ISO-8859-1 is not believed: every item is decoded by what its bytes are (see ``crawler.parse.text.decode``).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from lxml import etree

from crawler.parse.cmecf_item import ItemContext, read_date, read_item
from crawler.parse.pages import refuse_page
from crawler.parse.text import clean, decode
from records.crawl import Quarantined, SourceRef
from records.docket import Docket, DocketEntry
from records.errors import NotTheFormatError, RecordError, SourceError, TruncatedError

PARSER_VERSION = "cmecf-rss/1"
RAW_LIMIT = 64 * 1024
"""Characters of a rejected item that are kept."""

_SPLIT = re.compile(rb"(?=<item[\s>/])")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOT = re.compile(r"<rss\b[^>]*>", re.IGNORECASE)
_ITEM_END = re.compile(r"</item\s*>")
_FEED_END = re.compile(r"</rss\s*>\s*(?:<!--.*?-->\s*)*$", re.DOTALL)
_HOST = re.compile(r"//ecf[.-]([a-z0-9]{2,8})\.(?:uscourts\.gov|circ\w+\.dcn|sso\.dcn)", re.IGNORECASE)
_SCOPE = re.compile(r"^\s*docket entries of type:\s*", re.IGNORECASE)
_READ = frozenset({"title", "link", "description", "guid", "pubDate"})
_READ_IN_CHANNEL = frozenset({"title", "link", "description", "lastBuildDate", "pubDate", "item"})
_DECORATION = frozenset({"image", "language", "copyright", "generator", "docs", "ttl", "managingEditor", "webMaster"})
"""RSS elements of a channel that say nothing of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed as read: ``items == len(entries) + len(rejects)``, in the feed's order."""

    court: str
    """CM/ECF court id, from the feed's own links."""
    title: str | None = None
    scope: str | None = None
    """Kinds of entries the court puts in, as it says (``all``, ``order,order-cr,motion,cmp``)."""
    built_at: datetime | None = None
    items: int = 0
    entries: tuple[DocketEntry, ...] = ()
    dockets: tuple[Docket, ...] = ()
    """Every case of the feed once, as its first (newest) item shows it."""
    rejects: tuple[Quarantined, ...] = ()
    undated: int = 0
    """Entries whose date is absent or cannot be read."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """Elements with content that were met and not read."""
    problem: SourceError | None = None
    """What is wrong with the feed as a whole though its items could be read: it ends early."""


def parse_feed(
    body: bytes, *, url: str, source_id: str = "cmecf-rss", court: str | None = None, source: SourceRef | None = None
) -> Feed:
    """Read one feed; ``court`` stands in only where the feed does not say which court it is from.

    Raises EmptyResponseError, BlockedError (challenge or sign-in page), NotTheFormatError (another format, a document type
    declaration, no court).
    """
    refuse_page(body, url=url)
    pieces = [decode(body)] if body.startswith((b"\xff\xfe", b"\xfe\xff")) else [decode(piece) for piece in _SPLIT.split(body)]
    text = _DECLARATION.sub("", "".join(pieces).removeprefix("\ufeff"), count=1)
    root = _ROOT.search(text, 0, 64 * 1024)
    if root is None:
        raise NotTheFormatError(f"{url}: not an RSS feed: it starts with {text[:80].strip()!r}")
    if "<!DOCTYPE" in text[: root.start()] or "<!ENTITY" in text[: root.start()]:
        raise NotTheFormatError(f"{url}: the feed carries a document type declaration, which CM/ECF feeds have not")
    reading = _Reading(text, root=root.group(), url=url, source_id=source_id)
    head = reading.channel()
    court = _court(head, text) or court
    if court is None:
        raise NotTheFormatError(f"{url}: an RSS feed, but nothing in it says which federal court it is from")
    built_at = read_date(head.get("lastBuildDate")) or read_date(head.get("pubDate"))
    if source is not None and not source.parser_version:
        source = replace(source, parser_version=PARSER_VERSION)
    version = int(built_at.timestamp()) if built_at else None
    reading.read(ItemContext(court=court, record_version=version, source=source))
    return Feed(
        court=court,
        title=clean(head.get("title")),
        scope=_SCOPE.sub("", clean(head.get("description")) or "") or None,
        built_at=built_at,
        items=len(reading.entries) + len(reading.rejects),
        entries=tuple(reading.entries),
        dockets=tuple(reading.dockets.values()),
        rejects=tuple(reading.rejects),
        undated=sum(1 for entry in reading.entries if entry.filed_at is None),
        unread=dict(reading.unread),
        problem=reading.problem(),
    )


class _Reading:
    """The pass over one feed's text: collects entries, dockets by key, rejects, unread elements."""

    def __init__(self, text: str, *, root: str, url: str, source_id: str) -> None:
        self.text = text
        self.root = root
        self.url = url
        self.source_id = source_id
        self.entries: list[DocketEntry] = []
        self.dockets: dict[str, Docket] = {}
        self.rejects: list[Quarantined] = []
        self.unread: Counter[str] = Counter()
        try:
            self.document: etree._Element | None = _parse(text)
        except etree.XMLSyntaxError:
            self.document = None

    def channel(self) -> dict[str, str]:
        """The channel's own elements, by name."""
        if self.document is None:
            head = self.text.partition("<item")[0]
            found = re.findall(r"<(title|link|description|lastBuildDate|pubDate)>(.*?)</\1>", head, re.DOTALL)
            return {name: clean(value) or "" for name, value in reversed(found)}
        channel = self.document.find("channel")
        if channel is None:
            raise NotTheFormatError(f"{self.url}: an RSS document without a channel")
        self._count_unread(channel, _READ_IN_CHANNEL | _DECORATION, "channel")
        return {child.tag: child.text or "" for child in reversed(channel) if isinstance(child.tag, str)}

    def read(self, context: ItemContext) -> None:
        """Read every item."""
        for number, (item, raw) in enumerate(self._items(), start=1):
            if isinstance(item, RecordError):
                self._reject(number, item, raw)
                continue
            try:
                entry, docket = read_item(item.findtext, context)
            except RecordError as error:
                self._reject(number, error, raw or etree.tostring(item, encoding="unicode"))
                continue
            self._count_unread(item, _READ, "item")
            self.entries.append(entry)
            known = self.dockets.setdefault(docket.key, docket)
            if (known.docket_number is None and docket.docket_number) or (known.case_name is None and docket.case_name):
                self.dockets[docket.key] = docket

    def problem(self) -> SourceError | None:
        """TruncatedError where the end tag is missing."""
        if self.document is not None or _FEED_END.search(self.text):
            return None
        return TruncatedError(f"{self.url}: the feed ends early, in or after item {len(self.entries) + len(self.rejects)}")

    def _items(self) -> Iterator[tuple[etree._Element | RecordError, str]]:
        if self.document is not None:
            for item in self.document.iter("item"):
                yield item, ""
            return
        for piece in re.split(r"(?=<item[\s>/])", self.text)[1:]:
            end = _ITEM_END.search(piece)
            raw = piece[: end.end()] if end else piece
            try:
                inner = _parse(f"{self.root}{raw}</rss>").find("item")
            except etree.XMLSyntaxError as error:
                code = "not-xml" if end else "truncated"
                yield RecordError(code, f"the item is not well-formed XML: {error.msg}"), raw
                continue
            if inner is not None:
                yield inner, raw

    def _reject(self, number: int, error: RecordError, raw: str) -> None:
        self.rejects.append(
            Quarantined(
                source_id=self.source_id,
                url=self.url,
                place=f"item {number}",
                code=error.code,
                reason=str(error),
                raw=raw[:RAW_LIMIT],
            )
        )

    def _count_unread(self, element: etree._Element, known: frozenset[str], place: str) -> None:
        for child in element:
            if isinstance(child.tag, str) and child.tag not in known and (len(child) or (child.text or "").strip()):
                self.unread[f"{place}/{child.tag}"] += 1


def _parse(text: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, encoding="utf-8")
    return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)


def _court(head: Mapping[str, str], text: str) -> str | None:
    match = _HOST.search(head.get("link", "")) or _HOST.search(text)
    return match.group(1).lower() if match else None
