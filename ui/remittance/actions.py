"""What the remittance desk can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = (
    Action(
        "remittance.new", (), "receipt", "payer.post", "remittance", "billing",
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
        "remittance.empty", (), "x", "payer.post", "remittance", "billing",
        words="eob.action.empty",
    ),
)  # fmt: skip
