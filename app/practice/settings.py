"""Every setting of the practice and its users, declared once; what is stored differs from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from app.security import permissions
from app.store import plain
from app.store.plain import Snapshot
from app.values.money import Money
from app.values.problem import Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.store import Work

T = TypeVar("T", bool, int, str, Money, Decimal)


class Scope(StrEnum):
    """Whose a setting is; those of a workstation live outside the office."""

    PRACTICE = "practice"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting. Its help is in resources/text under settings.<key> and in docs/settings.md."""

    key: str
    default: T
    scope: Scope = Scope.PRACTICE
    least: int | None = None
    most: int | None = None


STATEMENT_MINIMUM = Setting("statements.minimum", Money(500))
STATEMENT_DUE_DAYS = Setting("statements.due_days", 25, least=21, most=60)
STATEMENT_CYCLE_DAYS = Setting("statements.cycle_days", 28, least=1, most=120)
STATEMENT_AGING_BASIS = Setting("statements.aging_basis", "responsibility")
STATEMENT_HOLD_UNFINISHED = Setting("statements.hold_unfinished", True)
STATEMENT_SPARE_PLANS = Setting("statements.spare_kept_plans", True)
STATEMENT_PERFORATED = Setting("statements.perforated_stock", False)
STATEMENT_ASSISTANCE = Setting("statements.assistance_text", "")
STATEMENT_LANGUAGE_NOTICE = Setting("statements.language_notice", True)
STATEMENT_SCAN_LINE = Setting("statements.scan_line", False)
STATEMENT_WINDOW_LEFT = Setting("statements.window_left", 72, least=42, most=160)
STATEMENT_WINDOW_LAST = Setting("statements.window_last", 210, least=200, most=255)
STATEMENT_RETURN_LEFT = Setting("statements.return_left", 72, least=42, most=108)
STATEMENT_RETURN_LAST = Setting("statements.return_last", 211, least=195, most=219)
STATEMENT_PAYABLE_TO = Setting("statements.payable_to", "")
PLAN_GRACE_DAYS = Setting("plans.grace_days", 10, least=0, most=30)
PLAN_LATE_FEE = Setting("plans.late_fee", Money(0))
PLAN_DEFAULT_AFTER = Setting("plans.default_after_missed", 3, least=1, most=12)
PLAN_MINIMUM_INSTALLMENT = Setting("plans.minimum_installment", Money(2500))
PLAN_WEEKEND = Setting("plans.weekend_rule", "next_weekday")
NSF_FEE = Setting("payments.nsf_fee", Money(0))
BILLER_WRITE_OFF_LIMIT = Setting("write_off.biller_limit", Money(5000))
LOCK_AFTER_MINUTES = Setting("security.lock_after_minutes", 10, least=0, most=120)
NEW_PATIENT_ACCOUNTS = Setting("registration.first_account", 10001, least=1)
QUERY_DUE_DAYS = Setting("queries.due_days", 7, least=1, most=60)
LAG_SLOW = Setting("lag.slow_days", 3, least=1, most=60)
LAG_LATE = Setting("lag.late_days", 7, least=1, most=90)
WATCH_FOLDER = Setting("watch.folder", "")
WATCH_AT_ONCE = Setting("watch.at_once", False)
WATCH_MAP = Setting("watch.map", "")
WATCH_DONE = Setting("watch.done_folder", "")
WORKLIST_NEWEST_FIRST = Setting("coder.newest_first", True, Scope.USER)
LOOK_ON = Setting("second_look.on", True)
LOOK_SHARE = Setting("second_look.share_percent", 5, least=0, most=100)
LOOK_DELAY = Setting("second_look.delay_days", 1, least=0, most=30)
LOOK_AMOUNT = Setting("second_look.amount_over", Money(100000))
LOOK_UNSPECIFIED = Setting("second_look.unspecified", "side")

CHOICES: Mapping[str, tuple[str, ...]] = {
    STATEMENT_AGING_BASIS.key: ("responsibility", "dos"),
    PLAN_WEEKEND.key: ("none", "next_weekday"),
    LOOK_UNSPECIFIED.key: ("off", "side", "any"),
}

ALL: tuple[Setting[bool] | Setting[int] | Setting[str] | Setting[Money], ...] = (
    STATEMENT_MINIMUM,
    STATEMENT_DUE_DAYS,
    STATEMENT_CYCLE_DAYS,
    STATEMENT_AGING_BASIS,
    STATEMENT_HOLD_UNFINISHED,
    STATEMENT_SPARE_PLANS,
    STATEMENT_PERFORATED,
    STATEMENT_ASSISTANCE,
    STATEMENT_LANGUAGE_NOTICE,
    STATEMENT_SCAN_LINE,
    STATEMENT_PAYABLE_TO,
    STATEMENT_WINDOW_LEFT,
    STATEMENT_WINDOW_LAST,
    STATEMENT_RETURN_LEFT,
    STATEMENT_RETURN_LAST,
    PLAN_GRACE_DAYS,
    PLAN_LATE_FEE,
    PLAN_DEFAULT_AFTER,
    PLAN_MINIMUM_INSTALLMENT,
    PLAN_WEEKEND,
    NSF_FEE,
    BILLER_WRITE_OFF_LIMIT,
    LOCK_AFTER_MINUTES,
    NEW_PATIENT_ACCOUNTS,
    QUERY_DUE_DAYS,
    LAG_SLOW,
    LAG_LATE,
    WATCH_FOLDER,
    WATCH_AT_ONCE,
    WATCH_MAP,
    WATCH_DONE,
    WORKLIST_NEWEST_FIRST,
    LOOK_ON,
    LOOK_SHARE,
    LOOK_DELAY,
    LOOK_AMOUNT,
    LOOK_UNSPECIFIED,
)


def value(source: Snapshot | Session, setting: Setting[T], user_id: int = 0) -> T:
    """Give what is stored, else the default. ``user_id`` counts for user settings only."""
    owner = user_id if setting.scope is Scope.USER else 0
    kept = "SELECT json FROM setting_value WHERE key = :key AND user_id = :owner"
    stored = plain.row(source, kept, key=setting.key, owner=owner)
    return setting.default if stored is None else _read(setting, stored[0])


def save(work: Work, setting: Setting[T], fresh: T) -> None:
    """Store a value; the default is stored by taking the row away.

    Raises:
        Refused: not_allowed (practice settings), settings.out_of_range, settings.no_choice.
    """
    owner = 0
    if setting.scope is Scope.PRACTICE:
        work.require(permissions.SETTINGS)
    else:
        owner = work.actor.user_id or 0
    _check(setting, fresh)
    # A start reads two settings before any table class is loaded.
    from models.setting import SettingValue  # noqa: PLC0415  (as above)

    row = work.session.get(SettingValue, (setting.key, owner))
    if row is None:
        work.session.add(SettingValue(key=setting.key, user_id=owner, json=_written(fresh)))
    else:
        row.json = _written(fresh)


def _check(setting: Setting[T], fresh: T) -> None:
    if type(fresh) is int:
        low, high = setting.least, setting.most
        if (low is not None and fresh < low) or (high is not None and fresh > high):
            raise Refused("settings.out_of_range", least=str(low or 0), most=str(high or ""))
    if isinstance(fresh, Money) and fresh < Money(0):
        raise Refused("settings.out_of_range", least="0.00", most="")
    if setting.key in CHOICES and fresh not in CHOICES[setting.key]:
        raise Refused("settings.no_choice")


def _written(fresh: T) -> str:
    if isinstance(fresh, Money):
        return json.dumps(fresh.plain())
    return json.dumps(str(fresh) if isinstance(fresh, Decimal) else fresh, ensure_ascii=False)


def _read(setting: Setting[T], stored: str) -> T:
    found = json.loads(stored)
    try:
        if isinstance(setting.default, Money):
            return Money.parse(found)
        if isinstance(setting.default, Decimal):
            return Decimal(found)
    except (ValueError, InvalidOperation):
        return setting.default
    return found if type(found) is type(setting.default) else setting.default
