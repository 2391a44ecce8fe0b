"""An office made for one case is its own, and nothing of it stays."""

import pytest
import sqlalchemy as sa

from app.store.actor import COMMAND_LINE
from app.store.scratch import _template, scratch_office
from app.values.problem import Refused
from models.account import Account
from tests.conftest import NOON


def _open_account(store):
    with store.write(COMMAND_LINE) as work:
        work.session.add(Account(number=10001, guarantor_last="Muñoz", opened_at=NOON))


def test_each_case_begins_with_an_empty_office_and_leaves_no_file():
    folder, template, key = _template()
    for _case in range(2):
        with scratch_office(()) as store:
            _open_account(store)
            with store.read() as session:
                assert session.scalar(sa.select(sa.func.count(Account.id))) == 1
        assert {path.name.partition("-")[0] for path in template.parent.iterdir()} == {
            "template.db"
        }
    assert len(set(key)) > 8, "not a key that can be guessed"
    assert folder.name == str(template.parent)


def test_the_checks_that_are_given_are_asked():
    def never(_session, _changes):
        raise Refused("never")

    with pytest.raises(Refused, match="never"), scratch_office((never,)) as store:
        _open_account(store)
