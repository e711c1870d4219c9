"""Time that passes in a test."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields


class ClockMixin:
    """Mixed into a test case: move Odoo's clock."""

    @contextmanager
    def later(self, **delta):
        """Let time pass."""
        moment = fields.Datetime.now() + timedelta(**delta)
        with patch.object(fields.Datetime, "now", staticmethod(lambda: moment)):
            yield
