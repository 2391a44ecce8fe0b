"""What the screen of payment plans can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = (
    Action(
        "plans.add", ("Ins",), "plus", "plans.manage", "plans", "billing",
        words="plan_adding.action",
    ),
    Action(
        "plans.reschedule", ("Alt+R",), "refresh-cw", "plans.manage", "plans", "billing",
        words="plan_screen.action.reschedule",
    ),
    Action(
        "plans.payoff", ("Alt+P",), "wallet", "plans.manage", "plans", "billing",
        words="plan_screen.action.payoff",
    ),
    Action(
        "plans.end", ("Alt+X",), "x", "plans.manage", "plans", "billing",
        words="plan_screen.action.end",
    ),
    Action(
        "plans.level", ("Alt+L",), "arrow-down", "plans.manage", "plans", "billing",
        words="plan_screen.action.level",
    ),
    Action(
        "plans.keep", ("Alt+K",), "check", "plans.manage", "plans", "billing",
        words="plan_screen.action.keep",
    ),
    Action(
        "plans.late-fees", (), "receipt", "plans.manage", "plans", "billing",
        words="plan_screen.action.late_fees",
    ),
)  # fmt: skip
