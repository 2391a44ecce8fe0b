"""Settings: the default, what is stored, and what is refused."""

from decimal import Decimal

import pytest

from app.practice import settings
from app.store.actor import Actor
from app.values.money import Money
from app.values.problem import Refused
from models.setting import SettingValue


def _saved(store, amy, setting, value, user_id=0):
    with store.write(amy) as work:
        settings.save(work, setting, value)
    with store.read() as session:
        return settings.value(session, setting, user_id)


@pytest.mark.parametrize("setting", settings.ALL, ids=lambda setting: setting.key)
def test_a_fresh_office_has_the_defaults(store, setting):
    with store.read() as session:
        assert settings.value(session, setting) == setting.default


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (settings.STATEMENT_MINIMUM, Money(1_234)),
        (settings.STATEMENT_DUE_DAYS, 30),
        (settings.STATEMENT_PERFORATED, True),
        (settings.STATEMENT_ASSISTANCE, "Ask for Ana Muñoz"),
        (settings.STATEMENT_AGING_BASIS, "dos"),
    ],
)
def test_what_is_saved_comes_back_and_can_be_changed_again(store, amy, setting, value):
    assert _saved(store, amy, setting, value) == value
    assert _saved(store, amy, setting, setting.default) == setting.default


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        (settings.STATEMENT_DUE_DAYS, 20, "settings.out_of_range"),
        (settings.STATEMENT_DUE_DAYS, 61, "settings.out_of_range"),
        (settings.PLAN_LATE_FEE, Money(-1), "settings.out_of_range"),
        (settings.STATEMENT_AGING_BASIS, "birthday", "settings.no_choice"),
    ],
)
def test_what_cannot_be_is_refused(store, amy, setting, value, code):
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        settings.save(work, setting, value)
    assert caught.value.code == code


def test_a_practice_setting_needs_the_permission_and_a_users_own_does_not(store):
    coder = Actor("coder", 7)
    with pytest.raises(Refused) as caught, store.write(coder) as work:
        settings.save(work, settings.STATEMENT_DUE_DAYS, 30)
    assert caught.value.code == "not_allowed"
    with store.write(coder) as work:
        settings.save(work, settings.WORKLIST_NEWEST_FIRST, False)
    with store.read() as session:
        assert settings.value(session, settings.WORKLIST_NEWEST_FIRST, 7) is False
        assert settings.value(session, settings.WORKLIST_NEWEST_FIRST, 8) is True


@pytest.mark.parametrize("stored", ['"no money"', "12", "null"])
def test_a_stored_value_of_another_kind_falls_back_to_the_default(store, amy, stored):
    with store.write(amy) as work:
        work.session.add(
            SettingValue(key=settings.STATEMENT_PAYABLE_TO.key, user_id=0, json=stored)
        )
        minimum = settings.STATEMENT_MINIMUM
        if stored.startswith('"'):
            work.session.add(SettingValue(key=minimum.key, user_id=0, json=stored))
    with store.read() as session:
        assert settings.value(session, minimum) == minimum.default
        if not stored.startswith('"'):
            assert settings.value(session, settings.STATEMENT_PAYABLE_TO) == ""


def test_a_rate_is_kept_to_its_last_digit(store, amy):
    rate = settings.Setting("test.rate", Decimal("0"))
    assert _saved(store, amy, rate, Decimal("9.90")) == Decimal("9.90")
