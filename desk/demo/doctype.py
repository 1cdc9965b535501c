"""The prolog of the daily file: an internal DTD, version 2.0 without its comments."""

import re
from importlib import resources

_DECLARATIONS = resources.files("desk.demo").joinpath("daily.dtd").read_text("utf-8")


def doctype() -> str:
    """``<!DOCTYPE trademark-applications-daily [ … ]>``."""
    return f"<!DOCTYPE trademark-applications-daily [\n{_DECLARATIONS}]>"


def header_flags() -> tuple[str, ...]:
    """The T/F elements of ``case-file-header``, in the order of the DTD."""
    header = re.search(r"<!ELEMENT case-file-header \((.*?)\)>", _DECLARATIONS)
    return tuple(re.findall(r"[\w-]+-in(?=\?)", header.group(1))) if header else ()
