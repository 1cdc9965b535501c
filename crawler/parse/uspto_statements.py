"""``case-file-statements``: free texts, told apart by the first letters of their type code (DTD v2.0 documentation)."""

from dataclasses import dataclass, field

from lxml import etree

from crawler.parse.uspto_reading import Reading
from records.filing import Statement


@dataclass(slots=True)
class Statements:
    """The texts of one case, sorted by what they say."""

    goods: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of prime class and wording."""
    pseudo_marks: list[str] = field(default_factory=list)
    transliteration: list[str] = field(default_factory=list)
    translation: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    disclaimer: list[str] = field(default_factory=list)
    colour_claim: list[str] = field(default_factory=list)
    others: list[Statement] = field(default_factory=list)


def read_statements(group: etree._Element | None, reading: Reading) -> Statements:
    """Sort the statements of one case; a code without a field of its own goes to ``others`` under its code."""
    found = Statements()
    lists = {
        "PM": found.pseudo_marks,
        "TLIT": found.transliteration,
        "TR": found.translation,
        "DM": found.description,
        "D0": found.disclaimer,
        "D1": found.disclaimer,
        "DS": found.disclaimer,
        "CC": found.colour_claim,
        "CD": found.colour_claim,
    }
    for element in group if group is not None else ():
        if element.tag != "case-file-statement":
            reading.note_unread(f"case-file-statements/{element.tag}")
            continue
        code, text = _statement(element, reading)
        if code.startswith("GS"):
            found.goods.append((code[2:5].strip(), text))
        elif (target := lists.get("TLIT" if code.startswith("TLIT") else code[:2])) is not None:
            if text:
                target.append(text)
        else:
            found.others.append(Statement(code=code, text=text))
    return found


def _statement(element: etree._Element, reading: Reading) -> tuple[str, str]:
    """Type code and text; the office may give the text in several elements."""
    code = ""
    texts: list[str] = []
    for leaf in element:
        if leaf.tag == "text":
            if text := (leaf.text or "").strip():
                texts.append(text)
        elif leaf.tag == "type-code" and not code:
            code = (leaf.text or "").strip()
        else:
            reading.note_unread(f"case-file-statement/{leaf.tag}")
    reading.seen += 1 + len(element)
    return code, texts[0] if len(texts) == 1 else " ".join(texts)
