"""Spans of a docket text: which defendants by number, how much money, until when."""

import re
from datetime import date

MAX_DEFENDANTS = 5_000
"""A range that would give more than this is a misreading."""

_ITEM = r"\d{1,4}(?:\s*(?:-|–|—|to|through|thru)\s*\d{1,4})?(?![\d/:.]*\d|\w)"
_LIST = rf"(?P<list>{_ITEM}(?:\s*(?:,\s*and|,\s*&|,|;|and|&)\s*(?:(?:and|nos?\.?|#)\s*)?{_ITEM})*)"
_NUMBERED = re.compile(
    r"\b(?:defendants?|dfts?\.?|deft\.?s?|does?|sellers?|stores?)\b(?:\s*\(?s\)?)?"
    r"(?:[^.;$\d]{0,80}?\b(?:nos?\.?|numbers?|numbered|line\s+nos?\.?)\s*:?|\s*#s?|\s*:)?\s*\(?" + _LIST,
    re.IGNORECASE,
)
_NOS = re.compile(r"\bNos?\.\s*" + _LIST)
_OTHER_NUMBERS = re.compile(
    r"\b(?:doc(?:ket|ument)?s?|dkt|dk|d\.e|case|entry|claim|ecf|civ(?:il|\.)?|reg(?:istration)?|patent|receipt|check|order|account|appeal|mdl|exhibit|rule)"
    r"[.,]?\s*(?:nos?\.?|numbers?)?\s*$",
    re.IGNORECASE,
)
_ATTACHED = re.compile(r"\(Attachments?:.*", re.DOTALL)
_EACH = re.compile(rf"({_ITEM})", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*(?:-|–|—|to|through|thru)\s*(\d+)", re.IGNORECASE)
_NOT_A_LIST = re.compile(
    r"(?:days?|weeks?|months?|years?|hours?|counts?|pages?|counterclaims?|u\.?s\.?c|percent|%)\b", re.IGNORECASE
)

_MONEY = re.compile(
    r"(?:US\s*)?\$\s*(\d[\d,]*(?:\.\d+)?)\s*(million|thousand|k\b|m\b)?|\b(?:USD)\s*(\d[\d,]*(?:\.\d+)?)|\b(\d[\d,]*(?:\.\d+)?)\s+(?:u\.?s\.?\s+)?dollars\b",
    re.IGNORECASE,
)
_FEE_BEFORE = re.compile(
    r"(?<!attorney )(?<!attorneys )(?<!attorney's )(?<!attorneys' )\bfees?\b|\breceipt\b|assessment\W*$", re.IGNORECASE
)
_FEE_AFTER = re.compile(
    r"^[\s,(]*(?:receipt|check)\b|^[\s(]*(?:filing|admission|court|appeal|docketing)?\s*(?:fee\b|assessment|penalty assessment)",
    re.IGNORECASE,
)
_SCALE = {"million": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_DATE = (
    r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{2,4})|(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month2>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*)\.?,?\s+(?P<year2>\d{4})"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_CLOCK = r"(?:\d{1,2}(?::\d{2})?\s*[ap]\.?m\.?\s*(?:\([^)]*\)\s*)?(?:on|,)?\s*)?"
_UNTIL = re.compile(
    r"\b(?:(?:(?:up )?to|through|until) and including|until|till|through|thru|expires?(?:\s+(?:on|at))?|expiring(?:\s+on)?"
    r"|extended (?:to|by|for [^.;]{1,30}? to)|extend(?:s|ing)?\b[^.;]{0,80}?\b(?:to|until|through)|extension\b[^.;]{0,60}?\bto)"
    rf"\s+(?:and including\s+)?{_CLOCK}{_WEEKDAY}(?:{_DATE})",
    re.IGNORECASE,
)
_NOT_A_TERM = re.compile(r"\b(?:hearing|conference|trial|response|respond|reply|briefs?|opposition)\b[^.;]*$", re.IGNORECASE)


def defendant_numbers(text: str) -> tuple[int, ...]:
    """Numbers by which a text names defendants of a schedule, ranges expanded, in order: ``Nos. 3, 17-19`` → 3 17 18 19."""
    text = _ATTACHED.sub("", text)
    numbers: set[int] = set()
    for hit in _NUMBERED.finditer(text):
        if not _NOT_A_LIST.match(text[hit.end() :].lstrip()) and not _OTHER_NUMBERS.search(text[hit.start() : hit.start("list")]):
            numbers.update(_expand(hit["list"]))
    if numbers:
        for hit in _NOS.finditer(text):
            if not _OTHER_NUMBERS.search(text[max(0, hit.start() - 16) : hit.start()]):
                numbers.update(_expand(hit["list"]))
    return tuple(sorted(numbers))


def amount_usd(text: str) -> float | None:
    """The largest sum in dollars that a text names, court fees left out."""
    sums = []
    for hit in _MONEY.finditer(text):
        if _FEE_BEFORE.search(text[max(0, hit.start() - 50) : hit.start()]) or _FEE_AFTER.match(text[hit.end() :]):
            continue
        digits = next(group for group in (hit[1], hit[3], hit[4]) if group)
        sums.append(float(digits.replace(",", "")) * _SCALE.get((hit[2] or "").lower(), 1.0))
    return max(sums, default=None)


def runs_until(text: str) -> date | None:
    """The date until which an order or extension runs; not a hearing, and not a date to respond to a motion."""
    for hit in _UNTIL.finditer(text):
        if _NOT_A_TERM.search(text[max(0, hit.start() - 60) : hit.start()]):
            continue
        found = _as_date(hit)
        if found is not None:
            return found
    return None


def _expand(listed: str) -> set[int]:
    numbers: set[int] = set()
    for item in _EACH.findall(listed):
        span = _RANGE.search(item)
        if span is None:
            numbers.add(int(item))
            continue
        low, high = int(span[1]), int(span[2])
        if low <= high and high - low < MAX_DEFENDANTS:
            numbers.update(range(low, high + 1))
    return numbers


def _as_date(hit: re.Match[str]) -> date | None:
    try:
        if hit["iso"]:
            return date.fromisoformat(hit["iso"])
        if hit["m"]:
            year = int(hit["y"])
            return date(year + 2000 if year < 100 else year, int(hit["m"]), int(hit["d"]))
        month = _MONTHS[(hit["month"] or hit["month2"])[:3].lower()]
        return date(int(hit["year"] or hit["year2"]), month, int(hit["day"] or hit["day2"]))
    except ValueError:
        return None
