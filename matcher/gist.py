"""What comparing needs of a filing, written down beside its keys, so that a scan scores candidates without reading records.

Reading a gist back takes a tenth of the time of making views anew. It belongs to one feature set: a gist of another one, or of
none, is not read, and ``lookout index rekey`` makes them all anew.
"""

from typing import TypeVar

import msgspec

from matcher.filing_texts import Wording, wordings
from matcher.model import FEATURE_SET
from records.codes import FilingStatus
from records.filing import Filing

GONE = frozenset({FilingStatus.DEAD, FilingStatus.REFUSED, FilingStatus.WITHDRAWN})
"""A filing of these statuses stands in nobody's way any more."""


class FilingGist(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A filing as a comparison sees it."""

    stands: bool
    """Not refused, withdrawn or dead."""
    classes: tuple[int, ...]
    wordings: tuple[Wording, ...]


class Outline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a gist begins with, which is read in a fraction of the time."""

    stands: bool
    classes: tuple[int, ...]


Told = TypeVar("Told")

_MARK = f"{FEATURE_SET}\n".encode()
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(FilingGist)
_outline_decoder = msgspec.msgpack.Decoder(Outline)


def gist_of(filing: Filing) -> FilingGist:
    """The gist of a filing."""
    return FilingGist(filing.status not in GONE, filing.nice_classes, wordings(filing))


def packed(filing: Filing) -> bytes:
    """The gist of a filing as the store keeps it."""
    return _MARK + _encoder.encode(gist_of(filing))


def unpacked(kept: bytes) -> FilingGist | None:
    """The gist that was kept; ``None`` where it is of another feature set, or none was kept."""
    return _read(kept, _decoder)


def outlined(kept: bytes) -> Outline | None:
    """The outline of the gist that was kept; ``None`` where ``unpacked`` finds none, unless only what follows is broken."""
    return _read(kept, _outline_decoder)


def _read(kept: bytes, decoder: "msgspec.msgpack.Decoder[Told]") -> Told | None:
    if not kept.startswith(_MARK):
        return None
    try:
        return decoder.decode(memoryview(kept)[len(_MARK) :])
    except msgspec.MsgspecError:
        return None
