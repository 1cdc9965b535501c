"""A sketch: the view of one wording of a mark in a line of text that a store can keep, without the words it was read from.

It is a key (``matcher.keys``) of its own sort: rows meet under it by being alike, not by being equal.
"""

import msgspec

from matcher.meaning import Slot
from matcher.model import FEATURE_SET
from matcher.views import View

MARK = "~"
"""First character of a sketch, which no other key begins with."""
_MADE = f"{MARK}{FEATURE_SET} "
_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(View)
_MEANS = msgspec.defstruct(
    "_MEANS",
    [(field, tuple[Slot, ...] if field == "means" else msgspec.Raw) for field in View.__struct_fields__],
    array_like=True,
    gc=False,
)
_means_decoder = msgspec.json.Decoder(_MEANS)


def sketch_of(view: View) -> str:
    """The sketch of a view: the same in every process; empty where there is nothing to compare."""
    return "" if view.empty else _MADE + _encoder.encode(msgspec.structs.replace(view, text="", folded="")).decode()


def view_of(sketch: str) -> View | None:
    """The view that was written as this line, but for its ``text`` and ``folded``; ``None`` for a line of another make."""
    if not sketch.startswith(_MADE):
        return None
    try:
        return _decoder.decode(sketch[len(_MADE) :])
    except msgspec.MsgspecError:
        return None


def means_of(sketch: str) -> tuple[Slot, ...]:
    """``means`` of the view that was written as this line; the rest is not read, which takes less than half the time."""
    told: tuple[Slot, ...] = _means_decoder.decode(sketch[len(_MADE) :]).means  # type: ignore[attr-defined]
    return told
