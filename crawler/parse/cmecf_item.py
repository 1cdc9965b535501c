"""One ``<item>`` of a court's RSS feed → a docket entry and its docket.

What the courts' generators do, and what is made of it:

- The title is docket number, blank, caption. Criminal numbers end in the defendant's number (``-2``: PACER gives that defendant a
  case id of its own), E.D.N.Y. ones in the initials of the assigned and the referred judge (``-PKC-CLP``). A number that does not
  have PACER's form stays in ``case_name``, with the whole title as it came.
- The description is ``[event] (<a href=document>number</a>)``, or ``[event] number`` where there is no document to be had;
  bankruptcy courts put ``Type: … Office: … Chapter: … Trustee: …`` before it (a trustee's name may hold brackets too),
  E.D.N.Y. repeats the caption in between. Any other text there is kept as ``description``.
- The sequence number stands in the document link, else in the guid (``DktRpt.pl?424574&53``, bankruptcy ``DktRpt.pl?711557-19``).
- Appellate courts give no PACER case id: their docket number (``caseNum``) is the case's identity.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from crawler.parse.text import clean, unescape
from records.crawl import SourceRef
from records.docket import Docket, DocketEntry
from records.errors import RecordError

_NUMBER = re.compile(r"(?P<number>(?:\d{1,2}:)?\d{2}-(?:[A-Za-z]{1,4}-)?\d{1,10})(?P<suffix>(?:-[A-Za-z0-9]{1,6})*)(?=\s|$)")
_INITIALS = re.compile(r"-([A-Za-z]{2,4})(?=-|$)")
_CASE_ID = re.compile(r"DktRpt\.pl\?(\d+)|[?&]case_?id=(\d+)", re.IGNORECASE)
_CASE_NUMBER = re.compile(r"[?&]caseNum=([A-Za-z0-9:-]+)", re.IGNORECASE)
_GUID_SEQUENCE = re.compile(r"DktRpt\.pl\?\d+[&-](\d+)\s*$", re.IGNORECASE)
_ANCHOR = re.compile(
    r"\(?\s?<a\b(?>[^<>]*?\bhref\s?=\s?)(?:\"([^\"<>]*+)\"|'([^'<>]*+)'|([^\s<>]++))[^<>]*+>((?:(?!<a\b).)*?)</a\s?>\s?\)?",
    re.IGNORECASE,
)
"""A link, in text whose white space is single; no part is tried twice, or a hostile item of 200 kB would take minutes."""
_PLAIN_NUMBER = re.compile(r"(?:(?<=\])(?:\s*\()?|\()\s*(\d{1,6})\s*(?:\)\s*)?$")
_DOCUMENT_ID = re.compile(r"/docs?1/(\d{5,})")
_SEQUENCE = re.compile(r"[?&]de_seq_num=(\d+)")
_BANKRUPTCY = re.compile(r"^\s*Type:.{0,40}?Office:.{0,40}?Chapter:[^\[]*(?:\[[^\[\]]*\][^\[]+(?=\[))*", re.DOTALL)
_KNOWN_ZONE = re.compile(r"UT|UTC|GMT|Z|[ECMP][SD]T|[+-]\d{4}|\d\d:\d\d(:\d\d)?|\d{4}")
"""Zones of RFC 822, and no zone at all, which is UTC in these feeds."""
_ZONES = {"HST": -36000, "AKST": -32400, "AKDT": -28800, "AST": -14400, "ADT": -10800, "CHST": 36000}
"""Courts' own zones (Hawaii, Alaska, Puerto Rico, Guam) that RFC 822 does not name, in seconds from UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemContext:
    """What an item takes over from its feed."""

    court: str
    record_version: int | None
    """Build date of the feed in epoch seconds; ``None``: the item's own date stands in."""
    source: SourceRef | None


def read_date(text: str | None) -> datetime | None:
    """An RFC 822 date as aware UTC; ``None`` where there is none or it cannot be read."""
    parts = parsedate_tz(text) if text else None
    if not text or parts is None:
        return None
    zone = text.split()[-1].upper()
    offset = _ZONES.get(zone, parts[9] if _KNOWN_ZONE.fullmatch(zone) else None)
    if offset is None:
        return None
    try:
        return datetime(*parts[:6], tzinfo=UTC) - timedelta(seconds=offset)
    except (ValueError, OverflowError):
        return None


def read_item(find: Callable[[str], str | None], context: ItemContext) -> tuple[DocketEntry, Docket]:
    """Read one item; ``find`` gives the text of its child element by name.

    Raises RecordError ``empty-item`` (no title, link, guid or description) and ``no-case`` (nothing in it names the case).
    """
    title, link, guid = clean(find("title")), find("link") or "", (find("guid") or "").strip()
    markup = find("description") or ""
    if not (title or link.strip() or guid or markup.strip()):
        raise RecordError("empty-item", "the item has no title, link, guid or description")
    if "<a" not in markup and "&lt;a" in markup:
        markup = unescape(markup)
    number, initials, caption = split_title(title)
    links = f"{link} {guid} {markup}"
    case_id = _first(_CASE_ID, links)
    if case_id is None and number is None:
        number = _first(_CASE_NUMBER, links)
        if number is None:
            raise RecordError("no-case", f"neither a case id nor a docket number in the item {title or guid!r}")
    filed_at = read_date(find("pubDate"))
    version = context.record_version
    if version is None:
        version = int(filed_at.timestamp()) if filed_at else 0
    docket = Docket(
        court=context.court,
        docket_number=number,
        pacer_case_id=case_id,
        case_name=caption,
        assigned_to=initials,
        record_version=version,
        source=context.source,
    )
    entry = DocketEntry(
        court=context.court,
        pacer_case_id=case_id,
        docket_number=number,
        case_name=caption,
        filed_at=filed_at,
        guid=guid or None,
        pacer_seq_no=_first(_GUID_SEQUENCE, guid),
        record_version=version,
        source=context.source,
    )
    return _with_description(entry, markup), docket


def split_title(title: str | None) -> tuple[str | None, str | None, str | None]:
    """Docket number, initials of the assigned judge, caption; a malformed number leaves the whole title as the caption."""
    if title is None:
        return None, None, None
    match = _NUMBER.match(title)
    if match is None:
        return None, None, title
    initials = _INITIALS.search(match["suffix"])
    return match["number"], initials.group(1) if initials else None, title[match.end() :].strip() or None


def _with_description(entry: DocketEntry, markup: str) -> DocketEntry:
    """Add what the description says: event, document number and link, sequence number, left-over text."""
    markup = " ".join(markup.split())
    anchor = _ANCHOR.search(markup)
    href, label = None, None
    if anchor:
        href = unescape(anchor[1] or anchor[2] or anchor[3] or "").strip() or None
        label = clean(anchor[4])
        markup = markup[: anchor.start()] + markup[anchor.end() :]
    words = _BANKRUPTCY.sub("", _ANCHOR.sub(" ", markup))
    if label is None and (plain := _PLAIN_NUMBER.search(words)):
        label, words = plain[1], words[: plain.start()]
    event, rest = _split_event(words)
    digits = re.match(r"\d+", label or "")
    document = _first(_DOCUMENT_ID, href or "")
    return replace(
        entry,
        event_name=clean(event),
        description=None if _same(rest, entry.case_name) else rest,
        entry_number=int(digits[0]) if digits else None,
        document_url=href,
        pacer_doc_id=f"{document[:3]}0{document[4:]}" if document else None,
        pacer_seq_no=_first(_SEQUENCE, href or "") or entry.pacer_seq_no,
    )


def _split_event(words: str) -> tuple[str | None, str | None]:
    """The bracketed event name, which may itself hold brackets, and the text around it."""
    start, end = words.find("["), words.rfind("]")
    if start < 0 or end < start:
        return None, clean(words)
    depth = 0
    for place in range(start, end + 1):
        depth += {"[": 1, "]": -1}.get(words[place], 0)
        if depth == 0:
            end = place
            break
    return words[start + 1 : end], clean(words[:start] + " " + words[end + 1 :])


def _same(text: str | None, caption: str | None) -> bool:
    return text is None or (caption is not None and text.casefold() == caption.casefold())


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next((group for group in match.groups() if group), None) if match else None
