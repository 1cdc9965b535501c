"""What a test does where its real server cannot be run: it is skipped, but on CI it fails."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

from tests.servers.elastic_files import MissingError

T = TypeVar("T")


@contextmanager
def needed() -> Iterator[None]:
    """Put around what starts a server, and nothing else: one that fails later is a failure."""
    try:
        yield
    except MissingError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@contextmanager
def started(make: Callable[[], AbstractContextManager[T]]) -> Iterator[T]:
    """The server that this makes, where it can be started."""
    with ExitStack() as stack:
        with needed():
            made = stack.enter_context(make())
        yield made
