"""`lookout evaluate`, `lookout train`, `lookout words`: files of every shape, what is said of wrong ones."""

import csv
import json
from pathlib import Path

import pytest

from desk.labelled import read_names, read_pairs
from matcher.labelled import LabelledPair
from records.errors import TableError
from tests.desk.conftest import CommandLine

PAIRS = """mark_a,mark_b,lang_a,label,ground,tribunal
LUMAVORA,LUMIVORA,en,1,sound,Board
红星,紅星,zh,1,script,Board
MEGA TOOLS,MEGA VITAMINS,en,0,addition,constructed hard negative
PICARO,PICASSO,en,0,sound,Court
"""
CROSS = "name,latin,lang\n红星,Hongxing,zh\nЛумира,Lumira,ru\n"
NAMES = "name,kind\n" + "".join(
    f"{start}{end},shop\n" for start in ("Lumi", "Can", "Vor", "Bel") for end in ("vara", "to", "tal", "one")
)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return write(tmp_path / "pairs.csv", PAIRS)


@pytest.fixture
def names(tmp_path: Path) -> Path:
    return write(tmp_path / "names.csv", NAMES)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_report_as_json(empty_lookout: CommandLine, pairs: Path, names: Path) -> None:
    """Protects whoever reads the report by machine: its keys, counts and shares."""
    told = json.loads(empty_lookout("evaluate", str(pairs), "--background", str(names), "--json").stdout)
    assert told["background"] == 16
    assert told["comparisons"] == 32
    assert set(told["lines"]) == set(told["conflicts"]["above"]) == {"1", "5", "10", "100"}
    assert told["conflicts"]["pairs"] == 2
    assert told["conflicts"]["above"]["5"] == {"share": 1.0, "low": 1.0, "high": 1.0}
    assert {ground: group["pairs"] for ground, group in told["grounds"].items()} == {"script": 1, "sound": 1}
    assert told["hard_negatives"]["pairs"] == told["litigated_negatives"]["pairs"] == 1
    assert {"score", "promised_per_10000", "observed_per_10000", "conflicts_reaching_it"} == set(told["calibration"][0])


def test_report_for_a_person(empty_lookout: CommandLine, pairs: Path, names: Path) -> None:
    """Protects the table: every ground, both kinds of negatives, the promise of the scores."""
    told = empty_lookout("evaluate", str(pairs), "--background", str(names)).stdout
    for words in (
        "2 conflicts, 16 names of others",
        "all conflicts",
        "script",
        "sound",
        "hard negatives",
        "litigated",
        "promised",
    ):
        assert words in told


def test_brands_in_two_scripts(empty_lookout: CommandLine, tmp_path: Path, names: Path) -> None:
    """Protects the other shape of file: every row a conflict, the language its ground."""
    cross = write(tmp_path / "cross.csv", CROSS)
    told = json.loads(empty_lookout("evaluate", str(cross), "--background", str(names), "--json").stdout)
    assert told["conflicts"]["pairs"] == 2
    assert set(told["grounds"]) == {"ru", "zh"}
    assert told["hard_negatives"] is told["litigated_negatives"] is None


def test_every_pair_with_its_score(empty_lookout: CommandLine, tmp_path: Path, pairs: Path, names: Path) -> None:
    """Protects --by: all pairs in order, with digits enough to tell them apart."""
    by = tmp_path / "by.csv"
    empty_lookout("evaluate", str(pairs), "--background", str(names), "--by", str(by))
    with by.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["mark_a"] for row in rows] == ["LUMAVORA", "红星", "MEGA TOOLS", "PICARO"]
    assert [row["hard"] for row in rows] == ["0", "0", "1", "0"]
    assert [row["above_5"] for row in rows][:2] == ["1", "1"]
    assert all(len(row["score"].split(".")[1]) >= 6 for row in rows)


def test_names_of_every_shape(tmp_path: Path) -> None:
    """Protects lists as people have them: a column, a plain list, a mark and Windows line ends, doubles, own columns."""
    column = write(tmp_path / "a.csv", "\ufeffkind,name\r\nshop,Lumo\r\nshop,\r\nshop,Lumo\r\n")
    plain = write(tmp_path / "b.txt", "Lumo\n\n  Baker, Stone & Co \n")
    office = write(tmp_path / "c.csv", 'nr;mark\n1;"Lumo; the lamp"\n')
    assert read_names(column) == ["Lumo"]
    assert read_names(plain) == ["Lumo", "Baker, Stone & Co"]
    assert read_names(office, columns=("name", "mark")) == ["Lumo; the lamp"]


def test_pairs_are_read_as_they_are_labelled(pairs: Path) -> None:
    """Protects the labels: new and watched, ground, constructed negatives."""
    assert read_pairs(pairs)[2:] == [
        LabelledPair("MEGA TOOLS", "MEGA VITAMINS", conflict=False, ground="addition", hard=True),
        LabelledPair("PICARO", "PICASSO", conflict=False, ground="sound"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty; give a header and rows"),
        ("mark_a,mark_b,label\n", "no pairs below the header"),
        ("mark_a,label\nA,1\n", "no column mark_b; the file needs mark_a, mark_b, label"),
        ("mark_a,mark_b,label\nA,B,1\nC,D,yes\n", "line 3: label is 'yes'; write 1 for a conflict, 0 for none"),
        ("mark_a,mark_b,label\nA, ,1\n", "line 2: mark_b is empty"),
        ("mark_a,mark_b,label\nA,B,C,1\n", "line 2: 4 cells, the header has 3; quote commas"),
    ],
)
def test_wrong_pairs_are_named(tmp_path: Path, text: str, said: str) -> None:
    """Protects whoever made the file: what is wrong, where, what to do."""
    with pytest.raises(TableError, match=f"pairs.csv.*{said}"):
        read_pairs(write(tmp_path / "pairs.csv", text))


def test_wrong_names_are_named(tmp_path: Path) -> None:
    """Protects from taking rows of a table for names, from bytes of another encoding, and from an empty haystack."""
    with pytest.raises(TableError, match=r"no column name among brand, kind"):
        read_names(write(tmp_path / "names.csv", "brand,kind\nLumo,shop\n"))
    with pytest.raises(TableError, match="no names in it"):
        read_names(write(tmp_path / "names.csv", "name\n\n"))
    (tmp_path / "latin.txt").write_bytes(b"Lumi\xe8re\n")
    with pytest.raises(TableError, match="not UTF-8 at byte 4"):
        read_names(tmp_path / "latin.txt")


def test_no_conflict_is_said(empty_lookout: CommandLine, tmp_path: Path, names: Path) -> None:
    """Protects from a report on nothing."""
    none = write(tmp_path / "pairs.csv", "mark_a,mark_b,label\nA,B,0\n")
    with pytest.raises(TableError, match="no conflict"):
        empty_lookout("evaluate", str(none), "--background", str(names))


def test_train_writes_and_checks(empty_lookout: CommandLine, tmp_path: Path, pairs: Path, names: Path) -> None:
    """Protects the road from files to tables: written, shown as changes, and told by --check when they are not those in force."""
    cross = write(tmp_path / "cross.csv", CROSS)
    words = ("train", str(pairs), "--cross", str(cross), "--background", str(names), "--no-validate")
    told = empty_lookout(*words, "--out", str(tmp_path / "out"))
    assert told.exit_code == 0
    assert "numbers change" in told.stdout
    assert (tmp_path / "out" / "model.csv").read_text().startswith("feature,axis,")
    assert (tmp_path / "out" / "calibration.csv").read_text().startswith("false_alerts_per_10000,")
    checked = empty_lookout(*words, "--check")
    assert checked.exit_code == 1
    assert "not what training gives" in checked.stderr


def test_count_words(empty_lookout: CommandLine, tmp_path: Path) -> None:
    """Protects the table of common words: lists of several shapes are one list, doubles count once."""
    brands = write(tmp_path / "brands.csv", "brand\nNorth Lamp\nSouth Lamp\nNorth Lamp\n")
    plain = write(tmp_path / "more.txt", "Lamp\nNorth Lamp\n")
    told = empty_lookout("words", str(brands), str(plain), "--column", "brand").stdout
    assert told == "word,marks\n,3\nlamp,3\n"
