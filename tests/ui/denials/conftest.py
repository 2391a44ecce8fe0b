"""The window of a small billing office, worked by keyboard."""

from tests.ui.billing_office import founded, hands, only_these

__all__ = ("founded", "hands", "only_these")
