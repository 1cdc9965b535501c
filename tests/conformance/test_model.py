"""The store against a dictionary that keeps the same protocol, over any sequence of calls and any query."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from index.query import Equals, Filter, KeyQuery, Missing, Query, Range, Words
from index.rows import Release
from index.schema import FILINGS
from index.store import Store
from records.codes import FilingStatus
from records.errors import ConflictError
from records.filing import Filing, GoodsServices, Mark, Party
from tests.conformance.addresses import empty
from tests.conformance.made import FIRST_DAY, NOW
from tests.conformance.model import Model

NUMBERS = st.sampled_from(["1", "2", "3", "10", "é"])
WORDS = st.sampled_from(["tern", "gull", "GÜLL", "华为", "为", "สำ", "x"])
DAYS = st.none() | st.integers(0, 3).map(lambda day: FIRST_DAY + timedelta(day))
CLASSES = st.sampled_from([9, 25, 35])
NAMES = st.sampled_from(["Ostrava", "OSTRAVA ltd", "北京"])
KEYS = st.sampled_from(["a", "b", "c", "华"])
MINUTES = st.integers(0, 4).map(lambda minutes: NOW + timedelta(minutes=minutes))
OWNERS = st.sampled_from(["v", "w"])

FILINGS_MADE = st.builds(
    Filing,
    office=st.sampled_from(["US", "EM"]),
    application_number=NUMBERS,
    application_date=DAYS,
    status=st.sampled_from([FilingStatus.PENDING, FilingStatus.PUBLISHED]),
    mark=st.builds(Mark, verbal_element_text=st.none() | st.lists(WORDS, max_size=3).map(" ".join)),
    goods_services=st.lists(st.builds(GoodsServices, class_number=CLASSES, description_text=WORDS), max_size=2).map(tuple),
    applicants=st.lists(st.builds(Party, name=NAMES), max_size=2).map(tuple),
    record_version=st.integers(0, 2),
)
ROWS = st.builds(
    lambda record, keys, due_at: FILINGS.row(record, keys=keys, due_at=due_at),
    FILINGS_MADE,
    st.lists(KEYS, max_size=3),
    st.none() | MINUTES,
)
FILTERS: st.SearchStrategy[Filter] = st.one_of(
    st.builds(Equals, st.just("class"), st.lists(CLASSES, max_size=2).map(tuple)),
    st.builds(Equals, st.just("applicant"), st.lists(NAMES, min_size=1, max_size=2).map(tuple)),
    st.builds(Equals, st.just("office"), st.just(("us",))),
    st.builds(Range, st.just("application_date"), DAYS, DAYS),
    st.builds(Range, st.just("class"), st.none() | CLASSES, st.none() | CLASSES),
    st.builds(Missing, st.sampled_from(["application_date", "class", "applicant"])),
)
QUERIES = st.builds(
    Query,
    where=st.lists(FILTERS, max_size=2).map(tuple),
    words=st.lists(st.builds(Words, WORDS, st.sampled_from([None, "mark", "goods"])), max_size=2).map(tuple),
    sort=st.sampled_from([None, "application_date", "office", "application_number", "publication_date"]),
    descending=st.booleans(),
    limit=st.integers(1, 4),
)


class Comparison(RuleBasedStateMachine):
    """Every call goes to the store and to the model; both must say the same."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.model = Model(FILINGS)

    @initialize()
    def start(self) -> None:
        empty(self.store, (FILINGS,))

    @rule(rows=st.lists(ROWS, min_size=1, max_size=6), create_only=st.booleans())
    def write(self, rows: list[Any], *, create_only: bool) -> None:
        assert self.store.write(FILINGS, rows, now=NOW, create_only=create_only) == self.model.write(
            rows, create_only=create_only
        )

    @rule(row=ROWS, behind=st.integers(0, 1))
    def replace(self, row: Any, behind: int) -> None:
        kept = self.model.kept.get(row.id)
        revision = kept.stored.revision - behind if kept else 1
        try:
            expected = self.model.put(row, if_revision=revision)
        except ConflictError:
            with pytest.raises(ConflictError):
                self.store.replace(FILINGS, row, if_revision=revision, now=NOW)
        else:
            assert self.store.replace(FILINGS, row, if_revision=revision, now=NOW) == expected

    @rule(owner=OWNERS, limit=st.integers(1, 4), now=MINUTES, minutes=st.integers(1, 3))
    def claim(self, owner: str, limit: int, now: Any, minutes: int) -> None:
        until = now + timedelta(minutes=minutes)
        expected = self.model.claim(owner=owner, limit=limit, now=now, until=until)
        assert self.store.claim(FILINGS, owner=owner, limit=limit, now=now, until=until) == expected

    @rule(owner=OWNERS, rows=st.lists(ROWS, max_size=4), due_at=st.none() | MINUTES, put=st.booleans())
    def release(self, owner: str, rows: list[Any], due_at: Any, *, put: bool) -> None:
        releases = [Release(id=row.id, due_at=due_at, row=row if put else None) for row in rows]
        assert self.store.release(FILINGS, releases, owner=owner, now=NOW) == self.model.release(releases, owner=owner)

    @rule(owner=OWNERS)
    def break_leases(self, owner: str) -> None:
        assert self.store.break_leases(owner) == self.model.break_leases(owner)

    @rule(rows=st.lists(ROWS, max_size=2))
    def delete(self, rows: list[Any]) -> None:
        ids = [row.id for row in rows]
        assert self.store.delete(FILINGS, ids) == self.model.delete(ids)

    @rule(query=QUERIES)
    def search(self, query: Query) -> None:
        expected = self.model.found(query)
        found: list[Any] = []
        after = None
        while True:
            page = self.store.search(
                FILINGS,
                Query(
                    where=query.where,
                    words=query.words,
                    sort=query.sort,
                    descending=query.descending,
                    limit=query.limit,
                    after=after,
                ),
            )
            found += page.rows
            assert page.total == len(expected)
            after = page.next
            if after is None:
                break
        assert found == expected

    @rule(query=QUERIES, field=st.sampled_from(["class", "applicant", "office", "application_date"]))
    def facets(self, query: Query, field: str) -> None:
        found = [(facet.value, facet.count) for facet in self.store.facets(FILINGS, query, field)]
        assert found == self.model.facets(query, field)

    @rule(keys=st.lists(KEYS, max_size=4), where=st.lists(FILTERS, max_size=1), limit=st.integers(0, 5))
    def candidates(self, keys: list[str], where: list[Filter], limit: int) -> None:
        (found,) = self.store.candidates(FILINGS, [KeyQuery(tuple(keys), tuple(where))], limit=limit)
        assert [(item.id, item.shared) for item in found] == self.model.candidates(keys, where, limit)

    @invariant()
    def every_row_stands_as_in_the_model(self) -> None:
        rows = [row for batch in self.store.scan(FILINGS, batch=3) for row in batch]
        assert rows == [kept.stored for _, kept in sorted(self.model.kept.items())]


def test_any_sequence_of_calls_goes_as_with_a_dictionary(store: Store) -> None:
    """Writes, replacements, leases, deletes and queries in any order."""
    machine = type("ComparisonHere", (Comparison,), {"store": store})
    checked = settings(max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=checked)
