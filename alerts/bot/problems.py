"""What is wrong with something a person typed, in words of the catalogue."""

from records.errors import LookoutError


class TypedError(LookoutError):
    """What was typed cannot be taken; ``msgid`` with ``values`` says what is wrong and what to write."""

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid.format_map(values) if values else msgid)
        self.msgid = msgid
        self.values = values
