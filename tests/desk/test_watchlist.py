"""Watch lists and the watch commands: what is read, what is refused, and that a second import changes nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.watchlist import import_watchlist, read_watchlist
from index.schema import CLIENTS, WATCHES
from index.sqlite import open_store
from records import Watch
from records.errors import SettingsError
from tests.desk.conftest import CommandLine

NOW = datetime(2026, 11, 18, tzinfo=UTC)
GOOD = """
- id: hetu
  names: [广州赫途箱包有限公司]
  markets: [US]
  addresses: [{channel: console, address: hetu}]
  watches:
    - {kind: mark, terms: [赫途, HETOO], classes: [18, 25], min_severity: medium}
    - {kind: number, terms: ["1:26-cv-00001"]}
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "list.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_is_read_into_clients_and_watches(tmp_path: Path) -> None:
    """Every field lands where it belongs."""
    clients, watches = read_watchlist(_write(tmp_path, GOOD), now=NOW)
    assert [client.id for client in clients] == ["hetu"]
    assert [(watch.kind, watch.terms, watch.classes) for watch in watches] == [
        ("mark", ("赫途", "HETOO"), (18, 25)),
        ("number", ("1:26-cv-00001",), ()),
    ]
    assert {watch.client_id for watch in watches} == {"hetu"}


def test_a_second_import_changes_nothing_and_a_changed_watch_is_due_again(tmp_path: Path) -> None:
    """Re-importing must not match everything anew, changing the classes must."""
    store = open_store(tmp_path / "s.db")
    import_watchlist(store, _write(tmp_path, GOOD), now=NOW)
    before = {row.id: row.revision for batch in store.scan(WATCHES) for row in batch}
    import_watchlist(store, _write(tmp_path, GOOD), now=NOW + timedelta(days=1))
    assert {row.id: row.revision for batch in store.scan(WATCHES) for row in batch} == before
    assert store.health(now=NOW).collections["clients"].rows == 1
    import_watchlist(store, _write(tmp_path, GOOD.replace("[18, 25]", "[18]")), now=NOW + timedelta(days=2))
    changed = [row for batch in store.scan(WATCHES) for row in batch if row.revision != before[row.id]]
    assert [row.record.classes for row in changed if isinstance(row.record, Watch)] == [(18,)]
    assert changed[0].due_at == NOW + timedelta(days=2)
    store.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "YAML list"),
        ("- just text", "client 1"),
        ("- {id: a, names: [b], watches: [{kind: mark}]}", "terms"),
        ("- {id: a, names: [b], watches: [{kind: brand, terms: [x]}]}", "kind"),
        ("- {id: a, names: [b], colour: red}", "colour"),
        ("- {names: [b]}", "id"),
        ("- [unclosed", "cannot be read"),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str, tmp_path: Path) -> None:
    """An error names the entry and the field, so that a list of a hundred can be mended."""
    with pytest.raises(SettingsError, match=words):
        read_watchlist(_write(tmp_path, text), now=NOW)


def test_watches_by_hand(empty_lookout: CommandLine, tmp_path: Path) -> None:
    """Add, list, remove; the client is made where there is none."""
    added = empty_lookout("watch", "add", "mark", "赫途", "HETOO", "--client", "hetu", "--classes", "18", "--markets", "US,EU")
    assert added.exit_code == 0
    listed = empty_lookout("watch", "list").output
    assert "赫途 = HETOO" in listed
    assert "US EM" in listed
    store = open_store(tmp_path / "home" / "lookout.db")
    assert "hetu" in store.get(CLIENTS, ["hetu"])
    store.close()
    identity = added.output.split()[1]
    assert empty_lookout("watch", "remove", identity).exit_code == 0
    assert "赫途" not in empty_lookout("watch", "list").output
    with pytest.raises(SettingsError, match="0 watches"):
        empty_lookout("watch", "remove", identity)
