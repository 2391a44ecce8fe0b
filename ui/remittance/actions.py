"""What the remittance desk can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = (
    Action(
        "remittance.new", ("Ins",), "receipt", "payer.post", "remittance", "billing",
        words="eob.action.new",
    ),
    Action(
        "remittance.take-off", ("Ctrl+Delete",), "trash-2", "payer.post", "remittance", "billing",
        words="eob.action.take_off",
    ),
    Action(
        "remittance.take-back", ("Ctrl+T",), "undo-2", "payer.post", "remittance", "billing",
        words="eob.action.take_back",
    ),
    Action(
        "remittance.void", ("Alt+X",), "rotate-ccw", "void", "remittance", "billing",
        words="eob.action.void",
    ),
    Action(
        "remittance.scan", ("Alt+S",), "eye", "look", "remittance", "billing",
        words="eob.action.scan",
    ),
    Action(
        "remittance.empty", (), "x", "payer.post", "remittance", "billing",
        words="eob.action.empty",
    ),
)  # fmt: skip
