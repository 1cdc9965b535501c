"""Whose side a name is on: the client's own filings, and the defendants of a caption."""

import re
from collections.abc import Iterable

from index.text import fold

# Legal forms that two spellings of one company's name differ by; compared after folding, as whole words or as a Chinese ending.
_FORMS = frozenset(
    re.findall(r"\w+", "co company corp corporation inc incorporated limited llc ltd plc")
    + re.findall(r"\w+", "gmbh ag sa sarl srl spa bv nv ab as oy kk pte pty sdn bhd")
)
_HAN_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "集团公司", "公司")
_WORDS = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"[()（）\[\]【】]")
_VERSUS = re.compile(r"\s+v(?:s)?\.?\s+", re.IGNORECASE)
_LIST = re.compile(r"[,;&]|\band\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:et\s+al|and\s+others)\b\.?", re.IGNORECASE)


def company_core(name: str) -> str:
    """The name without its legal form, folded: ``"ACMEE Trading Co., Ltd."`` → ``"acmee trading"``; may be empty."""
    folded = _BRACKETS.sub("", fold(name).replace("'", "").replace("’", "").replace(".", ""))
    words = _WORDS.findall(folded)
    while words and words[-1] in _FORMS:
        words.pop()
    core = " ".join(words)
    for form in _HAN_FORMS:
        if core.endswith(form):
            return core.removesuffix(form).strip()
    return core


def same_company(names: Iterable[str], others: Iterable[str]) -> str | None:
    """The first of ``others`` that names one of ``names``, legal form and spelling of case and accents apart."""
    cores = {company_core(name) for name in names} - {""}
    return next((other for other in others if company_core(other) in cores), None)


def sides(caption: str | None) -> tuple[str, str] | None:
    """Plaintiffs and defendants of ``A v. B``; ``None`` where the caption names no two sides (``In re …``)."""
    halves = _VERSUS.split(caption or "", maxsplit=1)
    if len(halves) != 2:
        return None
    plaintiffs, defendants = (_OTHERS.sub("", half).strip(" ,;") for half in halves)
    return (plaintiffs, defendants) if plaintiffs and defendants else None


def named_among_defendants(caption: str | None, names: Iterable[str]) -> bool:
    """True where one of the names is a defendant of the caption, whole (``Home`` is not ``Home Depot``), and no plaintiff."""
    halves = sides(caption)
    if halves is None:
        return False
    plaintiffs, defendants = (_parties(half) for half in halves)
    cores = {company_core(name) for name in names} - {""}
    return bool(cores & defendants) and not cores & plaintiffs


def _parties(half: str) -> set[str]:
    return {company_core(part) for part in (half, *_LIST.split(half))} - {""}
