"""Pinyin of Chinese characters by pypinyin, which is loaded when the first one is read: its phrases take long to load."""

from functools import cache
from importlib import import_module
from typing import Any

from matcher.lasting import keep_table


def pinyin(run: str, *, heteronym: bool = False) -> list[list[str]]:
    """For every character of a Han run its toneless syllables, the one in context first; all readings where ``heteronym``."""
    library = _library()
    found: list[list[str]] = library.pinyin(run, style=library.Style.NORMAL, heteronym=heteronym, errors="ignore")
    return found


@cache
def _library() -> Any:
    library = import_module("pypinyin")
    keep_table()
    return library
