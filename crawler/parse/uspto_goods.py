"""Wording of goods and services as the USPTO marks it up, and the classes it stands under.

``[ … ]`` is deleted, ``(( … ))`` is not claimed, ``* … *`` is added wording (as every page of the register explains).
The three digits after ``GS`` are the prime class: the Nice class of a newer filing, the US class of an older one, whose Nice
classes stand in the classification with that primary code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from records.filing import Classification, GoodsServices

ACTIVE = "6"
"""Status code of a class that is in force."""
NICE_CLASSES = range(1, 46)
MAX_WORDING = 500_000
"""Characters of one statement that are looked through for marks."""

_BRACKET = re.compile(r"\(\(|[()\[\]]")
_ADDED = re.compile(r"(?<!\w)\*|\*(?!\w)")
_SPACE_BEFORE = re.compile(r"\s+(?=[,;.)])")
_DOUBLED = re.compile(r"[,;][\s,;]*[,;]")
_EDGES = re.compile(r"^[\s,;.]+|[\s,;]+$")


def clean(text: str) -> str:
    """The wording in force: without what is deleted or not claimed, and without the marks of addition.

    A bracket that has no partner is kept as it stands: nothing is cut that the office does not clearly mark. So is a wording
    of more than ``MAX_WORDING`` characters: a hostile one of nothing but brackets would take a hundred times its size.
    """
    if len(text) > MAX_WORDING or ("[" not in text and "*" not in text and "((" not in text):
        return text
    kept = "".join(_outside(text))
    bare = " ".join(_ADDED.sub("", kept).split())
    if len(kept) == len(text):
        return bare
    bare = _SPACE_BEFORE.sub("", bare)
    bare = _DOUBLED.sub(lambda run: ";" if ";" in run.group() else ",", bare)
    return _EDGES.sub("", bare)


def _outside(text: str) -> Iterator[str]:
    """What stands outside the outermost pairs of ``[ ]`` and ``(( ))``."""
    position = 0
    for start, end in _outermost(_pairs(text)):
        yield text[position:start]
        position = end
    yield text[position:]


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the paired marks; a pair inside another comes before it."""
    opened: list[tuple[str, int]] = []
    skip, brackets = -1, 0
    for match in _BRACKET.finditer(text):
        mark, at = match.group(), match.start()
        if at == skip:
            continue
        if mark in {"[", "(", "(("}:
            opened.append((mark, at))
            brackets += mark == "["
        elif mark == "]":
            if brackets:
                brackets -= 1
                while (inner := opened.pop())[0] != "[":
                    pass
                yield inner[1], at + 1
        elif opened and opened[-1][0] == "(":
            opened.pop()
        elif opened and opened[-1][0] == "((":
            start = opened.pop()[1]
            if text.startswith("))", at):
                skip = at + 1
                yield start, at + 2
            else:
                opened.append(("(", start))


def _outermost(pairs: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    outer: list[tuple[int, int]] = []
    for start, end in pairs:
        while outer and outer[-1][0] > start:
            outer.pop()
        outer.append((start, end))
    return outer


def goods(worded: Sequence[tuple[str, str]], classes: Sequence[Classification], *, us_classes: bool) -> tuple[GoodsServices, ...]:
    """Goods per class from ``(prime class, wording)`` pairs in document order.

    ``us_classes`` says that a prime class without a classification of its own is a US class, not a Nice class. A prime class
    that covers several Nice classes gives one entry for each. A class in force without wording of its own gives an entry with
    an empty one, so that no class of the filing is missing.
    """
    nice = _nice_by_prime(classes)
    printed = {_bare(entry.primary_code): entry.primary_code for entry in classes if entry.primary_code}
    found: list[GoodsServices] = []
    for code, text in worded:
        description = clean(text)
        raw_text = text if text != description else None
        prime = _bare(code)
        for number in nice.get(prime) or (None if us_classes or prime in nice else nice_number(code),):
            found.append(  # noqa: PERF401 - the plain loop is the faster one here
                GoodsServices(
                    class_number=number,
                    class_code=printed.get(prime, code) or None,
                    description_text=description,
                    raw_text=raw_text,
                    language="en",
                )
            )
    return (*found, *_unworded(found, classes))


def _nice_by_prime(classes: Sequence[Classification]) -> Mapping[str, tuple[int | None, ...]]:
    nice: dict[str, tuple[int | None, ...]] = {}
    for entry in classes:
        if entry.primary_code:
            prime = _bare(entry.primary_code)
            known = nice.get(prime, ())
            numbers = [number for code in entry.international_codes if (number := nice_number(code)) is not None]
            nice[prime] = tuple(dict.fromkeys((*known, *numbers)))
    return nice


def _unworded(found: Sequence[GoodsServices], classes: Sequence[Classification]) -> Iterator[GoodsServices]:
    seen = {entry.class_number for entry in found}
    for entry in classes:
        if entry.status_code not in {ACTIVE, None}:
            continue
        for code in entry.international_codes:
            number = nice_number(code)
            if number is not None and number not in seen:
                seen.add(number)
                yield GoodsServices(class_number=number, class_code=entry.primary_code, language="en")


@lru_cache(maxsize=256)
def nice_number(code: str) -> int | None:
    """Nice class of a printed code (``025``); ``None`` for national ones (``A``, ``B``, ``200``) and for none (``000``)."""
    return int(code) if code.isascii() and code.isdigit() and int(code) in NICE_CLASSES else None


@lru_cache(maxsize=256)
def _bare(code: str) -> str:
    return code.strip().lstrip("0")
