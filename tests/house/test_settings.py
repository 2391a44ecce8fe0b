"""Every setting is declared once, told in the docs, worded, and read by something."""

from pathlib import Path

import pytest

from app.practice import settings
from app.values.words import has_words

ROOT = Path(__file__).resolve().parents[2]
NAMES = {id(value): name for name, value in vars(settings).items()}


@pytest.fixture(scope="module")
def sources():
    files = [*(ROOT / "app").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    own = ROOT / "app" / "practice" / "settings.py"
    return "\n".join(path.read_text("utf-8") for path in files if path != own)


@pytest.mark.parametrize("setting", settings.ALL, ids=lambda setting: setting.key)
def test_a_setting_is_read_worded_and_in_the_docs(setting, sources):
    assert f"settings.{NAMES[id(setting)]}" in sources
    assert has_words(f"settings.{setting.key}.name")
    assert has_words(f"settings.{setting.key}.help")
    assert f"`{setting.key}`" in (ROOT / "docs" / "settings.md").read_text("utf-8")


def test_every_declared_setting_is_in_the_list_and_no_key_stands_twice():
    declared = [value for value in vars(settings).values() if isinstance(value, settings.Setting)]
    assert {s.key for s in declared} == {s.key for s in settings.ALL}
    assert len({s.key for s in settings.ALL}) == len(settings.ALL)


def test_a_default_is_one_of_its_choices():
    for setting in settings.ALL:
        if setting.key in settings.CHOICES:
            assert setting.default in settings.CHOICES[setting.key]
