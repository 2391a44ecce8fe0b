"""What a role may do. Keys are the contract; words lie in resources/text under "permission"."""

from __future__ import annotations

from collections.abc import Iterable

from app.values.states import Role

LOOK = "look"
CODE = "code"
RELEASE = "release"
IMPORT = "import"
EDIT_PATIENTS = "patients.edit"
POST_CHARGES = "charges.post"
POST_PAYER = "payer.post"
TAKE_PAYMENT = "payment.take"
REFUND = "payment.refund"
VOID = "void"
WRITE_OFF = "write_off"
TRANSFER = "transfer"
STATEMENTS = "statements.issue"
PLANS = "plans.manage"
CONTACTS = "contacts.log"
SETTINGS = "settings.change"
USERS = "users.manage"
BACK_UP = "backup"
RESTORE = "restore"
EXPORT = "export"
CLOSE_PERIOD = "period.close"
AUDIT_CODING = "coding.audit"
ANSWER_QUERIES = "query.answer"

ALL = (
    LOOK, CODE, RELEASE, IMPORT, EDIT_PATIENTS, POST_CHARGES, POST_PAYER, TAKE_PAYMENT, REFUND,
    VOID, WRITE_OFF, TRANSFER, STATEMENTS, PLANS, CONTACTS, SETTINGS, USERS, BACK_UP, RESTORE,
    EXPORT, CLOSE_PERIOD, AUDIT_CODING, ANSWER_QUERIES,
)  # fmt: skip

CLINICIAN = frozenset({LOOK, ANSWER_QUERIES})
"""What a user may who is a provider, beside what his or her roles allow."""

_ROLES: dict[Role, frozenset[str]] = {
    Role.CODER: frozenset(
        {LOOK, CODE, RELEASE, IMPORT, BACK_UP, AUDIT_CODING, ANSWER_QUERIES}
    ),
    Role.BILLER: frozenset(
        {
            LOOK, IMPORT, EDIT_PATIENTS, POST_CHARGES, POST_PAYER, TAKE_PAYMENT, VOID, WRITE_OFF,
            TRANSFER, STATEMENTS, PLANS, CONTACTS, BACK_UP,
        }
    ),  # fmt: skip
    Role.FRONT_DESK: frozenset({LOOK, IMPORT, EDIT_PATIENTS, TAKE_PAYMENT, CONTACTS, BACK_UP}),
    Role.OWNER: frozenset({*ALL} - {CODE, RELEASE}),
}  # fmt: skip


def granted(roles: Iterable[Role]) -> frozenset[str]:
    """Give every permission that any of the roles grants."""
    return frozenset().union(*(_ROLES[role] for role in roles))


def write_off_limit_cents(roles: Iterable[Role], biller_limit_cents: int) -> int | None:
    """Give the most, in cents, that the roles may write off at once; None: no limit."""
    held = set(roles)
    if Role.OWNER in held:
        return None
    return biller_limit_cents if Role.BILLER in held else 0
