"""Lines for a terminal in which Chinese and Latin text stand side by side."""

import re

from rich.cells import cell_len

# A piece that may not be cut: one wide character with the closing signs that stick to it, or a run of narrow ones up to a space.
_CLOSING = "，。、；：！？）」』】》”’…,.;:!?)"
_OPENING = "（「『【《“‘("
_WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003fffd"
)
_PIECES = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}{re.escape(_OPENING)}]+)[{re.escape(_CLOSING)}]*|\s+|[{re.escape(_OPENING)}]+"
)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` cells; no line begins with a closing sign unless nothing else fits."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECES.findall(paragraph):
            if line and cell_len(line + piece) > width:
                lines.append(line.rstrip())
                line = ""
            line += "" if piece.isspace() and not line else piece
            while cell_len(line) > width:
                head = _head(line, width)
                lines.append(head)
                line = line[len(head) :]
        lines.append(line.rstrip())
    return lines


def _head(text: str, width: int) -> str:
    """As many whole characters as fit, at least one."""
    end = len(text)
    while end > 1 and cell_len(text[:end]) > width:
        end -= 1
    return text[:end]
