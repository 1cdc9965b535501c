"""Every error Lookout raises on purpose.

LookoutError
├── SettingsError            a setting is missing or wrong: names it and says what to set
├── TableError               a table under config/tables is wrong: file, row, column
├── WireError                a spool line cannot be read: file, line, field
├── SourceError              a source did not give what it should
│   ├── BlockedError         a challenge or sign-in page instead of the feed
│   ├── EmptyResponseError   nothing where there must be something
│   ├── NotTheFormatError    other bytes than the format's
│   ├── TruncatedError       the response ends early
│   ├── TooLargeError        over the source's cap, or a decompression bomb
│   └── KeyMissingError      the source needs a key that is not set
├── RecordError              one record is bad: it goes to quarantine, the rest goes on
├── StoreError               the store did not do what was asked
│   ├── StoreUnavailableError  it cannot be reached, or is busy beyond patience: try again
│   ├── ConflictError        somebody else changed the row first
│   └── QueryError           a query names a field or value the schema does not have
└── ChannelError             a message was not delivered
    ├── RetryLaterError      try again, after ``retry_after`` seconds where the channel says so
    │   └── UnansweredError  no answer came: the message may have arrived all the same
    ├── GoneError            the receiver blocked the channel or does not exist: stop sending there
    ├── MovedError           the receiver has a new address
    └── RejectedError        the channel will never take this message
"""


class LookoutError(Exception):
    """Root of the tree; its text is fit to be shown to a user."""


class SettingsError(LookoutError):
    """A setting is missing or wrong."""


class TableError(LookoutError):
    """A data table is wrong."""


class WireError(LookoutError):
    """A spool line cannot be read."""


class SourceError(LookoutError):
    """A source did not give what it should; ``code`` is the stable short name used in quarantine and reports."""

    code = "source"


class BlockedError(SourceError):
    """A challenge, consent or sign-in page came instead of the feed."""

    code = "blocked"


class EmptyResponseError(SourceError):
    """Nothing came where there must be something."""

    code = "empty"


class NotTheFormatError(SourceError):
    """The bytes are not of the source's format."""

    code = "not-the-format"


class TruncatedError(SourceError):
    """The response ends before its end."""

    code = "truncated"


class TooLargeError(SourceError):
    """The response is over the source's cap, or unpacks to more than it may."""

    code = "too-large"


class KeyMissingError(SourceError):
    """The source needs a key that is not set."""

    code = "key-missing"


class RecordError(LookoutError):
    """One record cannot be taken; ``code`` is a stable short name, the text says what and where."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StoreError(LookoutError):
    """The store did not do what was asked."""


class StoreUnavailableError(StoreError):
    """The store cannot be reached or stayed busy; trying again may help."""


class ConflictError(StoreError):
    """The row was changed by somebody else since it was read."""


class QueryError(StoreError):
    """A query names a field or a value that the schema does not have."""


class ChannelError(LookoutError):
    """A message was not delivered."""


class RetryLaterError(ChannelError):
    """The channel asks for patience; ``retry_after`` is in seconds, ``None`` where it does not say."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnansweredError(RetryLaterError):
    """The channel did not answer, so the message may have arrived: the next try is a repeat and says so."""


class GoneError(ChannelError):
    """The receiver blocked the channel or does not exist."""


class MovedError(ChannelError):
    """The receiver has a new address."""

    def __init__(self, message: str, new_address: str) -> None:
        super().__init__(message)
        self.new_address = new_address


class RejectedError(ChannelError):
    """The channel will never take this message."""
