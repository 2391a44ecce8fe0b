"""What the accounts can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action


def _on_row(verb: str, key: str, icon: str, permission: str) -> Action:
    return Action(
        f"accounts.{verb}",
        (key,),
        icon,
        permission,
        "accounts",
        "billing",
        in_lists=True,
        words=f"accounts.action.{verb}",
    )


ACTIONS = (
    _on_row("plan", "P", "calendar-check", "plans.manage"),
    _on_row("void", "V", "rotate-ccw", "void"),
    _on_row("nsf", "N", "undo-2", "void"),
    _on_row("refund", "R", "banknote", "payment.refund"),
    _on_row("write_off", "W", "circle-minus", "write_off"),
    _on_row("to_patient", "M", "arrow-right", "transfer"),
    _on_row("back", "B", "arrow-left", "transfer"),
    _on_row("credit", "C", "wallet", "payment.take"),
    _on_row("as-of", "D", "calendar", "look"),
)
