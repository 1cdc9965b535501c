"""`lookout judge`: two marks explained, files of any size and any state judged row by row."""

import csv
import io
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.texts import Texts
from desk import judge_pairs as pairs_module
from desk.goods import build_goods
from desk.judge import Asked, judged
from desk.judge_pairs import ADDED, judge_pairs, read_classes
from matcher.axes import AXES
from matcher.goods import IDENTICAL_FLOOR
from matcher.model import compare
from matcher.views import view
from records.errors import SettingsError
from tests.desk.conftest import CommandLine


def rows(text: str) -> list[dict[str, str]]:
    """What judging a CSV text gives."""
    out = io.StringIO()
    judge_pairs(io.StringIO(text, newline=""), out, build_goods(), Texts("en"))
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_two_marks_for_a_person_and_for_a_machine(empty_lookout: CommandLine) -> None:
    """Protects the answer at a desk: level, reasons by axis in both languages, goods, aligned characters."""
    chinese = empty_lookout("judge", "HONGXING", "红星", "--classes-a", "25", "--classes-b", "18", "--lang", "zh")
    assert chinese.exit_code == 0
    assert "读音相同：HONGXING = 红星（拼音）" in chinese.output
    english = empty_lookout("judge", "LION CAPITAL", "LION", "--classes", "9/25", "--lang", "en").output
    assert "adds only the generic CAPITAL to LION" in english
    assert "same class 9" in english
    told = json.loads(empty_lookout("judge", "HONGXING", "红星", "--json", "--lang", "en").output)
    assert told["level"] == "high"
    assert set(told["axes"]) == set(AXES)
    assert told["axes"]["sound"] == 1.0
    assert told["axes"]["appearance"] == 0.0
    assert told["aligned"] == [{"kind": "equal", "a": "HONG", "b": "红"}, {"kind": "equal", "a": "XING", "b": "星"}]
    assert told["evidence"][0]["sentence"] == "sounds the same: HONGXING = 红星 (pinyin)"
    assert told["class_relation"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("A",), "give two marks"),
        (("A", "  "), "give two marks"),
        (("A", "B", "--pairs", "x.csv"), "not both"),
        (("A", "B", "--classes", "46"), "46 is no Nice class"),
        (("A", "B", "--classes-a", "x"), "not a class number"),
    ],
)
def test_what_cannot_be_judged_is_said(empty_lookout: CommandLine, words: tuple[str, ...], said: str) -> None:
    """Protects from an answer to a question that was not asked."""
    result = empty_lookout("judge", *words)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("mark", ["", "!!!", "\udcff", "[bold]X[/]", "﷽", "\x00", "a" * 10_000])
def test_any_mark_can_be_asked_for(empty_lookout: CommandLine, mark: str) -> None:
    """Protects the command line from hostile marks, Rich markup among them."""
    result = empty_lookout("judge", f"x{mark}", f"{mark}x", "--lang", "en")
    assert result.exit_code == 0
    if mark.startswith("["):
        assert "x[bold]X[/]" in result.output


def test_many_pairs_say_what_each_says_alone() -> None:
    """Protects the file from being judged by another measure than the single question."""
    asked = [Asked("HONGXING", "红星"), Asked("LION", "lion"), Asked("LAFUFU", "LABUBU", (28,), (25,)), Asked("HONGXING", "红星")]
    goods = build_goods()
    for one, told in zip(asked, judged(asked, goods), strict=True):
        alone = compare(view(one.a), view(one.b), class_relation=goods.relation(one.classes_a, one.classes_b))
        assert told.score == pytest.approx(alone.score, abs=1e-4)
        assert told.mark_score == pytest.approx(alone.mark_score, abs=1e-4)
        assert [item for item in told.evidence if item.feature != "goods"] == [
            item for item in alone.evidence if item.feature != "goods"
        ]
    assert judged([Asked("LION", "lion", (1,), (45,))], goods)[0].score == IDENTICAL_FLOOR
    assert judged([], goods) == []


def test_columns_are_carried_through_and_added() -> None:
    """Protects the reader's own columns, in their order, whatever stands in them."""
    told = rows('id,mark_b,note,mark_a,classes_a,classes_b\n7,红星,"a ""quoted"", cell\nof two lines",HONGXING,25/18,"25, 3"\n')
    assert list(told[0]) == ["id", "mark_b", "note", "mark_a", "classes_a", "classes_b", *ADDED]
    assert told[0]["note"] == 'a "quoted", cell\nof two lines'
    assert told[0]["score"] == told[0]["mark_score"]
    assert len(told[0]["mark_score"].split(".")[1]) >= 6
    assert told[0]["level"] == "high"
    assert "pinyin" in told[0]["reason"]
    assert "same class 25" in told[0]["reason"]
    assert told[0]["error"] == ""


def test_a_judged_file_may_be_judged_again() -> None:
    """Protects from columns that stand twice."""
    once = "mark_a,mark_b\nLION,LYON\n"
    out = io.StringIO()
    judge_pairs(io.StringIO(once), out, build_goods(), Texts("en"))
    assert rows(out.getvalue()) == rows(once)


def test_bad_rows_say_why_and_the_rest_goes_on() -> None:
    """Protects a long run from one bad row."""
    told = rows(
        "mark_a,mark_b,classes_a\nLION,LYON,25\n,LYON,25\nLION,  ,25\nLION,LYON,99\n"
        "LION,LYON,ab\nLION,LYON,1,2\nLION\n\nLION,LYON,9;25\n"
    )
    assert [row["error"] for row in told] == [
        "",
        "mark_a: missing",
        "mark_b: missing",
        "classes_a: 99 is no Nice class (1–45)",
        "classes_a: 'ab' is not a class number",
        "4 cells, but 3 columns",
        "mark_b: missing",
        "",
    ]
    assert all(bool(row["score"]) != bool(row["error"]) for row in told)


@pytest.mark.parametrize(
    ("text", "classes"),
    [("25", (25,)), ("9/25", (9, 25)), ("9, 25;18", (9, 25, 18)), (" 9  25 ", (9, 25)), ("", ()), ("25,25", (25,))],
)
def test_classes_by_any_separator(text: str, classes: tuple[int, ...]) -> None:
    """Protects from a class that is silently left out."""
    assert read_classes(text) == (classes, "")


def test_hostile_cells() -> None:
    """Protects from NUL, hidden signs, right-to-left marks and marks of 10,000 characters."""
    marks = ["\x00LION", "LI\u200bON", "\u202eNOIL", "红" * 10_000, "x y " * 2_500, "=cmd()", "שלום"]
    out = io.StringIO()
    csv.writer(out).writerows([("mark_a", "mark_b"), *((mark, "LION") for mark in marks)])
    told = rows(out.getvalue())
    assert [row["mark_a"] for row in told] == marks
    assert all(0.0 <= float(row["score"]) <= 1.0 for row in told)
    assert told[1]["score"] == "1.00000000"


@pytest.mark.parametrize("text", ["", "mark_a\nLION\n", "a,b\n1,2\n"])
def test_a_file_without_the_columns_is_refused(text: str) -> None:
    """Protects from an empty answer to a wrong file."""
    with pytest.raises(SettingsError, match="no column"):
        rows(text)


def test_files_as_offices_and_spreadsheets_write_them(empty_lookout: CommandLine, tmp_path: Path) -> None:
    """Byte order mark, CRLF, bytes that are not UTF-8: judged or told; exit code 1 and a count where a row could not be."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("\ufeffmark_a,mark_b\r\n红星,HONGXING\r\n".encode())
    result = empty_lookout("judge", "--pairs", str(source), "--out", str(target), "--lang", "en")
    assert result.exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("mark_a,mark_b,score")
    source.write_bytes(b"mark_a,mark_b\nLION,LYON\nL\xefON,LYON\n")
    result = empty_lookout("judge", "--pairs", str(source), "--out", str(target), "--lang", "en")
    assert result.exit_code == 1
    assert "2 rows judged, 1 of them could not be" in result.output
    assert b"L\xefON" in target.read_bytes()
    assert b"mark_a: not in UTF-8" in target.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["in.csv", "out.csv"]


def test_from_and_to_a_pipe(tmp_path: Path) -> None:
    """Protects `cat pairs.csv | lookout judge --pairs - | …`."""
    done = subprocess.run(
        [sys.executable, "-m", "desk.cli", "judge", "--pairs", "-", "--lang", "en"],
        input="mark_a,mark_b\n红星,HONGXING\n".encode(),
        capture_output=True,
        check=True,
    )
    assert "sounds the same: 红星 = HONGXING (pinyin)" in done.stdout.decode()


def test_memory_stays_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects files of any size: ten times the rows take no more memory once the caches are filled."""
    monkeypatch.setattr(pairs_module, "BATCH", 200)

    class Many(io.TextIOBase):
        """A file of that many rows, never held whole."""

        def __init__(self, count: int) -> None:
            self._lines = self._made(count)

        def _made(self, count: int) -> Iterator[str]:
            yield "mark_a,mark_b\n"
            for number in range(count):
                yield f"SUNVALE {number % 40},KESTRIA {number % 30}\n"

        def __iter__(self) -> Iterator[str]:  # type: ignore[override]
            return self._lines

        def __next__(self) -> str:  # type: ignore[override]
            return next(self._lines)

    class Nowhere(io.StringIO):
        """Takes everything and keeps nothing."""

        def write(self, text: str, /) -> int:
            return len(text)

    def peak(count: int) -> int:
        tracemalloc.start()
        judge_pairs(Many(count), Nowhere(), build_goods(), Texts("en"))  # type: ignore[arg-type]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(6_000)
    assert peak(6_000) < 1.5 * peak(600)


def test_a_cold_start_loads_no_more_than_it_needs() -> None:
    """Protects the second in which a question is answered: no crawler, no bot, no spaCy, no store client."""
    code = (
        "import sys; sys.argv = ['lookout', 'judge', 'HONGXING', '红星', '--lang', 'en']\n"
        "from desk.cli import cli\n"
        "cli(standalone_mode=False)\n"
        "print(sorted({'spacy', 'aiogram', 'scrapy', 'twisted', 'elasticsearch', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
