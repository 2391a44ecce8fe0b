"""What the biller's desk can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action
from ui.billing_parts import decision_actions

ACTIONS = (
    Action(
        "biller.send-all",
        ("Ctrl+Shift+S",),
        "send",
        "charges.post",
        "biller",
        "billing",
        words="biller_desk.action.send_all",
    ),
    Action(
        "biller.superbill",
        ("Alt+S",),
        "file-text",
        "look",
        "biller",
        "billing",
        words="biller_desk.action.superbill",
    ),
    Action(
        "biller.send-back",
        ("Alt+R",),
        "undo-2",
        "charges.post",
        "biller",
        "billing",
        words="biller_desk.action.send_back",
    ),
    Action(
        "biller.bill-to",
        ("Alt+W",),
        "arrow-right",
        "charges.post",
        "biller",
        "billing",
        words="biller_desk.action.bill_other",
    ),
    Action(
        "biller.npi",
        ("Alt+N",),
        "stethoscope",
        "charges.post",
        "biller",
        "billing",
        words="biller_desk.action.npi",
    ),
    *decision_actions.actions_of("biller"),
)
