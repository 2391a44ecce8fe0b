"""What the denials desk can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.billing_parts import decision_actions

ACTIONS = decision_actions.actions_of("denials")
