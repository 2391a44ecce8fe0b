import tomllib
from importlib.resources import files

import pytest

from app.values import words
from app.values.words import has_words, say


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """Two languages of one area; English has more."""
    for language, text in {
        "en": '[visits]\none = "{n} visit"\nother = "{n:,} visits"\n'
        '[days]\nother = "{n} d"\n'
        '[greet.by]\nname = "Hello {name}, {{ok}}"\n',
        "es": '[visits]\none = "{n} visita"\nother = "{n} visitas"\n',
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "today.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(words, "_ROOT", tmp_path)
    words._area.cache_clear()
    yield tmp_path
    words._area.cache_clear()


def test_the_shared_words_are_shipped_in_both_languages():
    assert say("common.cancel") == "Cancel"
    assert say("common.cancel", language="es") == "Cancelar"


def texts(table):
    """Give every text below a table."""
    for part in table.values():
        if isinstance(part, dict):
            yield from texts(part)
        else:
            yield part


def test_every_shipped_page_holds_nothing_but_texts():
    for language in files("resources").joinpath("text").iterdir():
        for page in language.iterdir():
            pages_texts = list(texts(tomllib.loads(page.read_text(encoding="utf-8"))))
            assert all(isinstance(text, str) and text for text in pages_texts), page.name


def test_words_sit_in_nested_tables_and_take_values(pages):
    assert say("today.greet.by.name", name="Amy") == "Hello Amy, {ok}"


@pytest.mark.parametrize(
    ("n", "words_said"), [(1, "1 visit"), (0, "0 visits"), (1200, "1,200 visits")]
)
def test_a_plural_is_chosen_by_n(pages, n, words_said):
    assert say("today.visits", n=n) == words_said


@pytest.mark.parametrize(("n", "said"), [(0, "none"), (1, "1"), ("1", "1"), (2, "2 of them")])
def test_none_has_words_of_its_own_where_they_are_given(pages, n, said):
    plural = 'some = { zero = "none", one = "{n}", other = "{n} of them" }\n'
    (pages / "en" / "few.toml").write_text(plural, encoding="utf-8")
    assert say("few.some", n=n) == said


def test_days_are_counts_too_and_no_other_value_is(pages):
    (pages / "en" / "old.toml").write_text('age = "{number}: {days} days"\n', encoding="utf-8")
    assert say("old.age", number=10433, days=40713) == "10433: 40,713 days"
    assert say("old.age", number=10433, days="30-60") == "10433: 30-60 days"


def test_a_plural_without_one_uses_other(pages):
    assert say("today.days", n=1) == "1 d"


@pytest.mark.parametrize(
    "key", ["today", "today.greet", "today.greet.by.name.more", "today.none", "nowhere.at.all", ""]
)
def test_missing_words_are_an_error_that_names_the_key(pages, key):
    with pytest.raises(KeyError) as caught:
        say(key)
    assert caught.value.args == (key,)
    assert not has_words(key)


@pytest.mark.parametrize(("key", "value"), [("today.greet.by.name", "name"), ("today.visits", "n")])
def test_a_value_that_the_words_name_must_be_given(pages, key, value):
    with pytest.raises(KeyError, match=f"{key}: {value}"):
        say(key)


def test_another_language_falls_back_to_english_only_when_told(pages):
    assert say("today.visits", language="es", n=2) == "2 visitas"
    assert say("today.visits", language="es", fallback=True, n=2) == "2 visitas"
    assert say("today.days", language="es", fallback=True, n=2) == "2 d"
    with pytest.raises(KeyError):
        say("today.days", language="es", n=2)
    with pytest.raises(KeyError):
        say("today.nothing", language="es", fallback=True)


def test_has_words_knows_texts_and_plurals(pages):
    assert has_words("today.greet.by.name")
    assert has_words("today.visits", "es")
    assert not has_words("today.days", "es")


def test_a_page_is_read_once(pages):
    assert say("today.days", n=2) == "2 d"
    (pages / "en" / "today.toml").write_text('[days]\nother = "changed"\n', encoding="utf-8")
    assert say("today.days", n=2) == "2 d"


def test_words_of_a_refusal_stand_with_their_room():
    assert words.has_words("refused.settings.no_choice.what")
    assert words.has_words("refused.passphrase.wrong.what")
    assert not words.has_words("refused.settings.nothing_of_the_kind")
    assert "21" in words.fill("refused.settings.out_of_range.what", {"least": "21", "most": "60"})
