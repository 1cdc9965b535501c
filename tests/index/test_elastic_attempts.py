"""Upgrades kept apart: one that was taken for dead and wakes up can do no harm, one that lives is not disturbed."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from elasticsearch import Elasticsearch

from index.elastic import ElasticStore
from index.elastic_actions import Action
from index.elastic_attempt import Attempt, begin
from index.elastic_client import ElasticAccess, ElasticClient
from index.elastic_copy import Copy
from index.elastic_indexes import versions
from index.elastic_patience import Patience
from index.elastic_rows import Standing
from index.elastic_upgrade import prune, upgrade
from index.elastic_write import Plan, carry_out
from index.query import Query
from index.rows import Written
from index.schema import FILINGS
from records.errors import StoreError, StoreUnavailableError
from tests.conformance.made import NOW, SOON, filing, one, put
from tests.index.upgrader import rows_of

T = TypeVar("T")

PREFIX = "attempts"
OLD, SECOND, THIRD, SEVENTH = (f"{PREFIX}-filings-{number:06d}" for number in (1, 2, 3, 7))


@pytest.fixture
def store(elastic: str) -> Iterator[ElasticStore]:
    """A store of filings with one row."""
    store = ElasticStore(ElasticAccess(urls=(elastic,), prefix=PREFIX), collections=(FILINGS,))
    store.drop()
    store.open()
    put(store, filing(1, "TERN"))
    yield store
    store.drop()
    store.close()


def silent(_: str) -> None:
    """Nobody listens."""


def begun(store: ElasticStore, *, tell: Callable[[str], None] = silent, watch: float = 0) -> Attempt:
    """A new attempt; what was there counts as dead at once."""
    return begin(store.client, store.places[0], old=OLD, watch=watch, tell=tell)


def copied(attempt: Attempt) -> Copy:
    """Its copying, after the first pass."""
    copy = Copy(attempt, rows_of, silent)
    copy.catch_up()
    return copy


def standing(store: ElasticStore) -> dict[str, tuple[bool, bool]]:
    """Index → whether it is in force, and closed."""
    return {version.name: (version.in_force, version.closed) for version in versions(store.client, store.places[0])}


def test_one_that_wakes_up_after_another_has_ended_does_nothing(store: ElasticStore) -> None:
    """It had closed the old index and was about to move the alias; what was written since would be lost."""
    sleeper = begun(store)
    copied(sleeper)
    sleeper.close_old()
    upgrade(store, rows_of, force=True, watch=0, tell=silent)
    put(store, filing(2, "GULL"))
    assert standing(store) == {OLD: (False, True), THIRD: (True, False)}
    for act in (sleeper.move, sleeper.open_old, lambda: sleeper.beat(now=True), sleeper.close_old, lambda: copied(sleeper)):
        with pytest.raises(StoreError, match="taken away"):
            act()
    sleeper.give_up()
    sleeper.withdraw()
    assert standing(store) == {OLD: (False, True), THIRD: (True, False)}
    assert store.search(FILINGS, Query()).total == 2


def test_one_that_fails_late_does_not_open_what_another_has_closed(store: ElasticStore) -> None:
    """A row written to the old index between the other's last copy and its move would be lost."""
    sleeper, other = begun(store), begun(store)
    copied(other)
    other.close_old()
    sleeper.give_up()
    assert standing(store) == {OLD: (True, True), THIRD: (False, False)}
    other.move()
    assert standing(store) == {OLD: (False, True), THIRD: (True, False)}


def test_one_that_gives_signs_of_life_is_let_alone(store: ElasticStore) -> None:
    """However long it takes; the second one says whom it met."""
    first = begun(store)
    stopping = threading.Event()

    def live() -> None:
        while not stopping.wait(0.1):
            first.beat(now=True)

    thread = threading.Thread(target=live)
    thread.start()
    started = time.monotonic()
    with pytest.raises(StoreError, match=r"another `lookout index upgrade` is at work on attempts-filings \(process \d+ on "):
        upgrade(store, rows_of, force=True, watch=60, tell=silent)
    assert time.monotonic() - started < 30
    stopping.set()
    thread.join()
    copied(first)
    first.close_old()
    first.move()
    assert standing(store) == {OLD: (False, True), SECOND: (True, False)}


def test_of_two_that_find_the_same_remains_one_gives_way(store: ElasticStore) -> None:
    """Both saw a dead upgrade; the second is still watching it when the first has begun anew."""
    begun(store)
    others: list[Attempt] = []
    with pytest.raises(StoreError, match="at work"):
        begun(store, tell=lambda _: others.append(begun(store)))
    assert [version.claims for version in versions(store.client, store.places[0])] == [(), (others[0].claim,)]


def test_the_same_index_is_made_once(store: ElasticStore) -> None:
    """Of two that began at the same moment."""
    first, second = (Attempt(store.client, store.places[0], old=OLD, number=2) for _ in range(2))
    first.make()
    with pytest.raises(StoreError, match="at work"):
        second.make()
    first.beat(now=True)


def test_one_that_meets_another_while_it_begins_withdraws(store: ElasticStore) -> None:
    """The other looked before there was anything to see, and goes on."""
    rival = Attempt(store.client, store.places[0], old=OLD, number=7)
    with pytest.raises(StoreError, match="at work"):
        begun_beside(store, rival.make)
    assert standing(store) == {OLD: (True, False), SEVENTH: (False, False)}
    rival.beat(now=True)


def test_one_whose_old_index_goes_out_of_force_while_it_begins_withdraws(store: ElasticStore) -> None:
    """It must not open that index: what slow writers still send there would be lost."""
    rival = Attempt(store.client, store.places[0], old=OLD, number=7)

    def overtake() -> None:
        rival.make()
        copied(rival)
        rival.close_old()
        rival.move()

    with pytest.raises(StoreError, match="at work"):
        begun_beside(store, overtake)
    assert standing(store) == {OLD: (False, True), SEVENTH: (True, False)}


def test_one_whose_claim_is_taken_away_at_the_last_moment_cannot_move_the_alias(store: ElasticStore) -> None:
    """Its index is still there, about to be deleted: in force, it would take everything with it."""
    sleeper = begun(store)
    copied(sleeper)
    sleeper.close_old()
    claims = [{"remove": {"index": SECOND, "alias": sleeper.claim, "must_exist": True}}]
    store.client.call(lambda elastic: elastic.indices.update_aliases(actions=claims))
    with pytest.raises(StoreError, match="taken away"):
        sleeper.move()
    assert standing(store) == {OLD: (True, True), SECOND: (False, False)}


def begun_beside(store: ElasticStore, act: Callable[[], object]) -> Attempt:
    """A new attempt, somebody else acting as soon as it has looked what there is."""
    return begin(beside(store, act), store.places[0], old=OLD, watch=0, tell=silent)


def beside(store: ElasticStore, act: Callable[[], object]) -> ElasticClient:
    """A connection after whose first answer somebody else acts."""

    class Beside(ElasticClient):
        acted = False

        def call(self, work: Callable[[Elasticsearch], T], *, patience: Patience | None = None, slow: bool = False) -> T:
            answer = super().call(work, patience=patience, slow=slow)
            if not self.acted:
                self.acted = True
                act()
            return answer

    return Beside(store.client.access)


def test_a_move_still_on_its_way_comes_to_nothing_once_the_upgrade_gave_up(store: ElasticStore) -> None:
    """It may lie in a queue of the cluster when the old index takes writes again."""
    attempt = begun(store)
    copied(attempt)
    attempt.close_old()
    claim = attempt.claim
    attempt.give_up()
    put(store, filing(2, "GULL"))
    attempt.claim = claim
    with pytest.raises(StoreError, match="taken away"):
        attempt.move()
    assert standing(store) == {OLD: (True, False)}
    assert store.search(FILINGS, Query()).total == 2


def test_copies_never_make_an_index(store: ElasticStore) -> None:
    """One made by the way would have no strict mapping, and could come into force."""
    attempt = begun(store)
    store.client.call(lambda elastic: elastic.indices.delete(index=SECOND))
    with pytest.raises(StoreError, match="taken away"):
        copied(attempt)
    names = store.client.call(lambda elastic: elastic.indices.get(index=f"{PREFIX}-*"))
    assert list(names) == [OLD]


def test_a_writer_is_told_of_an_upgrade_that_was_cut_off(store: ElasticStore) -> None:
    """It waits its patience, then says what to do; and once that was done it goes on."""
    begun(store).close_old()
    hasty = ElasticStore(replace(store.client.access, patience=0.5), collections=(FILINGS,))
    with pytest.raises(StoreUnavailableError, match=r"was cut off \(run `lookout index upgrade` again\)"):
        put(hasty, filing(2, "GULL"))
    assert one(hasty, "US:1").record == filing(1, "TERN")
    upgrade(store, rows_of, watch=0, tell=silent)
    assert put(hasty, filing(2, "GULL")) == (Written.CREATED,)
    hasty.close()


@pytest.mark.parametrize("pruned", [False, True])
def test_a_writer_that_is_slow_writes_to_the_index_in_force(store: ElasticStore, pruned: bool) -> None:
    """It read the row before the upgrade and writes after it; what it makes by the way, the next pruning takes."""

    def plan(row_id: str, before: Standing | None) -> Plan:
        assert before is not None
        if before.index == OLD:
            upgrade(store, rows_of, force=True, watch=0, tell=silent)
            if pruned:
                prune(store, tell=silent)
        body = {"due_at": int(SOON.timestamp() * 1_000_000)}
        return Plan(
            Action(kind="update", index=before.index, id=row_id, body=body, seq_no=before.seq_no, term=before.term), before.index
        )

    assert carry_out(store.client, store.places[0], ["US:1"], plan, op="x") == {"US:1": SECOND}
    assert one(store, "US:1").due_at == SOON
    assert put(store, filing(1, "GULL")) == (Written.CHANGED,)
    prune(store, tell=silent)
    assert standing(store) == {SECOND: (True, False)}
    assert store.health(now=NOW).collections["filings"].rows == 1
