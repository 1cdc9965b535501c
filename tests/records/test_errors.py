"""The exception tree."""

import inspect
import re

import records.errors
from records.errors import LookoutError, RecordError, RetryLaterError, SourceError


def drawn_tree() -> dict[str, str]:
    """Class → parent, read off the module's drawing."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (records.errors.__doc__ or "").splitlines():
        drawn = re.match(r"^([│ ]*(?:├── |└── )?)(\w+Error)\b", line)
        if drawn is None:
            continue
        depth = len(drawn.group(1)) // 4
        path[depth:] = [drawn.group(2)]
        parents[drawn.group(2)] = path[depth - 1] if depth else "Exception"
    return parents


def test_the_drawn_tree_is_the_real_one() -> None:
    """Who reads the drawing catches the right thing."""
    real = {name: kind.__base__.__name__ for name, kind in inspect.getmembers(records.errors, inspect.isclass) if kind.__base__}
    assert drawn_tree() == real
    assert len(real) > 15


def test_every_error_says_what_it_means() -> None:
    """A docstring of its own, not its parent's."""
    for name, kind in inspect.getmembers(records.errors, inspect.isclass):
        assert kind.__dict__.get("__doc__"), name
        assert issubclass(kind, LookoutError)


def test_the_codes_of_quarantine_are_stable_and_distinct() -> None:
    """They stand in stored records and are filtered by."""
    kinds: list[type[SourceError]] = [SourceError, *SourceError.__subclasses__()]
    codes = {kind.__name__: kind.code for kind in kinds}
    assert codes == {
        "SourceError": "source",
        "BlockedError": "blocked",
        "EmptyResponseError": "empty",
        "NotTheFormatError": "not-the-format",
        "TruncatedError": "truncated",
        "TooLargeError": "too-large",
        "KeyMissingError": "key-missing",
    }


def test_errors_carry_what_a_caller_acts_on() -> None:
    """The code of a bad record, the patience a channel asks for."""
    assert (RecordError("bad-date", "case 3: 20261301").code, str(RecordError("bad-date", "case 3"))) == ("bad-date", "case 3")
    assert RetryLaterError("slow down", 2.5).retry_after == 2.5
    assert RetryLaterError("slow down").retry_after is None
