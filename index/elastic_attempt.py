"""One upgrade of one collection: what it may do to the indexes, and how it is kept apart from other upgrades.

Whoever upgrades *claims* the index it has made to copy into: an alias with a name of its own, ``…-000002-upgrade-<token>``, made
with the index. Everything that could do harm at a wrong moment goes through the claim and fails as a whole where that is gone:

- copies are written to the claim, so that they never make an index anew that was deleted;
- the move of the collection's alias takes the claim away in the same step;
- the old index is opened to writing again only by a request that names the claim, too.

An upgrade gives signs of life. A second one that sees them gives way. Where they have ceased (a process was killed, or lies
still), it takes the claim away – from then on the other can do nothing more, should it wake up – and begins anew, with an index
of a higher number.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from index.elastic_client import ElasticClient
from index.elastic_indexes import CLAIM, Version, make, versions
from index.elastic_schema import Place
from records.errors import StoreError, StoreUnavailableError

Tell = Callable[[str], None]

WATCH_SECONDS = 30.0
"""How long another upgrade is watched for a sign of life before its claim is taken away."""
_BEAT_SECONDS = 2.0
_LOOK_SECONDS = 0.5


def begin(client: ElasticClient, place: Place, *, old: str, watch: float, tell: Tell) -> "Attempt":
    """Make the next index and claim it; raises StoreError where another upgrade is at work.

    What an upgrade that was cut off left behind is put in order: its index is deleted, the one in force is opened to writing.
    """
    before = versions(client, place)
    others = [version for version in before if version.number > place.number(old)]
    for other in others:
        if _is_alive(client, place, other, watch=watch, tell=tell) or not _disown(client, other):
            raise at_work(client, place, other)
    attempt = Attempt(client, place, old=old, number=max((version.number for version in before), default=0) + 1)
    attempt.make()
    now = versions(client, place)
    rival = next((version for version in now if version.claims and version.name != attempt.new), None)
    if rival or not any(version.in_force and version.name == old for version in now):
        attempt.withdraw()
        raise at_work(client, place, rival)
    for version in now:
        if version.name == old and version.closed:
            tell(f"{place.collection.name}: {old} was closed to writing by an upgrade that was cut off; it is opened")
            attempt.open_old()
        if version.number > place.number(old) and version.name != attempt.new:
            _delete(client, version.name)
    return attempt


def at_work(client: ElasticClient, place: Place, other: Version | None = None) -> StoreError:
    """The error of an upgrade that meets another one."""
    by = f" ({other.attempt['by']})" if other and other.attempt.get("by") else ""
    return StoreError(f"store {client.name}: another `lookout index upgrade` is at work on {place.alias}{by}: let it end")


@dataclass(slots=True)
class Attempt:
    """An upgrade under way. Made by ``begin``."""

    client: ElasticClient
    place: Place
    old: str = field(kw_only=True)
    number: int = field(kw_only=True)
    claim: str = field(init=False)
    """Name under which copies are written."""
    _beats: int = field(default=0, init=False)
    _beaten_at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        """Take a name for a claim that nobody else can have."""
        self.claim = self._token()

    @property
    def new(self) -> str:
        """The index that is copied into."""
        return self.place.index(self.number)

    def make(self) -> None:
        """Make the new index with its claim; raises StoreError where somebody else has made it."""
        meta, settings = {"attempt": self._sign()}, {"refresh_interval": "-1"}
        made = make(self.client, self.place, self.new, {self.claim: {}}, settings=settings, meta=meta)
        if not made and not self._is_held():
            raise at_work(self.client, self.place)

    def beat(self, *, now: bool = False) -> None:
        """A sign of life, every few seconds or ``now``; raises StoreError where the claim was taken away."""
        if not now and time.monotonic() - self._beaten_at < _BEAT_SECONDS:
            return
        meta = {**self.place.mapping["_meta"], "attempt": self._sign()}
        if not self._done(lambda elastic: elastic.indices.put_mapping(index=self.claim, meta=meta)):
            raise self.taken_over()

    def close_old(self) -> None:
        """Close the old index to writing: writers wait from here on, and none is at work on it any more."""
        settings = {"index": {"refresh_interval": "1s"}}
        if not self._done(lambda elastic: elastic.indices.put_settings(index=self.claim, settings=settings)):
            raise self.taken_over()
        answer = self.client.call(lambda elastic: elastic.indices.add_block(index=self.old, block="write"), slow=True)
        if not all(index["blocked"] for index in answer["indices"]):  # none is named where it was closed already
            raise StoreUnavailableError(f"store {self.client.name}: {self.old} could not be closed to writing")

    def open_old(self) -> None:
        """Open the old index to writing, as long as nobody else has a claim; raises StoreError where somebody may."""
        settings = {"index": {"blocks.write": None}}
        if not self._done(lambda elastic: elastic.indices.put_settings(index=[self.claim, self.old], settings=settings)):
            raise self.taken_over()

    def move(self) -> None:
        """Let the collection's alias name the new index from one moment to the next; raises StoreError where it may not."""
        actions: list[dict[str, Any]] = [
            {"remove": {"index": self.old, "alias": self.place.alias, "must_exist": True}},
            {"remove": {"index": self.new, "alias": self.claim, "must_exist": True}},
            {"add": {"index": self.new, "alias": self.place.alias, "is_write_index": True}},
        ]
        moved = self._done(lambda elastic: elastic.indices.update_aliases(actions=actions))
        if not moved and not any(version.in_force and version.name == self.new for version in versions(self.client, self.place)):
            raise self.taken_over()  # else the move was done, its answer lost, and the request sent again

    def give_up(self) -> None:
        """Put all back: the old index takes writes again, the new one goes. Nothing is done where the claim is gone.

        The claim is exchanged for another first, so that a move of the alias that is still on its way comes to nothing.
        """
        spare = self._token()
        actions: list[dict[str, Any]] = [
            {"remove": {"index": self.new, "alias": self.claim, "must_exist": True}},
            {"add": {"index": self.new, "alias": spare}},
        ]
        exchanged = self._done(lambda elastic: elastic.indices.update_aliases(actions=actions))
        self.claim = spare
        if exchanged or self._is_held():
            self.open_old()
            self.withdraw()

    def withdraw(self) -> None:
        """Give the claim back and delete the new index, unless it is in force or somebody else's."""
        actions = [{"remove": {"index": self.new, "alias": self.claim, "must_exist": True}}]
        self._done(lambda elastic: elastic.indices.update_aliases(actions=actions))
        for version in versions(self.client, self.place):
            if version.name == self.new and not version.claims and not version.in_force:
                _delete(self.client, self.new)

    def taken_over(self) -> StoreError:
        """The error of an upgrade whose claim is gone."""
        where = f"store {self.client.name}: {self.new}"
        return StoreError(f"{where} was taken away: another `lookout index upgrade` has begun anew, or somebody deleted it")

    def _sign(self) -> dict[str, object]:
        self._beats += 1
        self._beaten_at = time.monotonic()
        return {"by": f"process {os.getpid()} on {socket.gethostname()}", "beats": self._beats}

    def _is_held(self) -> bool:
        return any(self.claim in version.claims for version in versions(self.client, self.place))

    def _done(self, work: Callable[[Elasticsearch], object]) -> bool:
        return _done(self.client, work)

    def _token(self) -> str:
        return f"{self.new}-{CLAIM}-{secrets.token_hex(8)}"


def _is_alive(client: ElasticClient, place: Place, other: Version, *, watch: float, tell: Tell) -> bool:
    """Whether an upgrade gives a sign of life while it is watched."""
    if not other.claims:
        return False
    tell(f"{place.collection.name}: an earlier upgrade left {other.name}; watching for {watch:g} s whether it is still at work")
    give_up = time.monotonic() + watch
    while time.monotonic() < give_up:
        time.sleep(min(_LOOK_SECONDS, watch))
        now = next((version for version in versions(client, place) if version.name == other.name), None)
        if now is None or (now.attempt, now.claims, now.in_force) != (other.attempt, other.claims, other.in_force):
            return True
    return False


def _disown(client: ElasticClient, other: Version) -> bool:
    """Take away the claims on an index; false where somebody was faster, or its alias has just been moved."""
    actions = [{"remove": {"index": other.name, "alias": claim, "must_exist": True}} for claim in other.claims]
    return not actions or _done(client, lambda elastic: elastic.indices.update_aliases(actions=actions))


def _delete(client: ElasticClient, index: str) -> None:
    client.call(lambda elastic: elastic.indices.delete(index=index, ignore_unavailable=True), slow=True)


def _done(client: ElasticClient, work: Callable[[Elasticsearch], object]) -> bool:
    """Do a request; false where a name in it does not exist (any more)."""

    def attempt(elastic: Elasticsearch) -> bool:
        try:
            work(elastic)
        except NotFoundError:
            return False
        return True

    return client.call(attempt, slow=True)
