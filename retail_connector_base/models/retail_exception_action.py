"""What people do with what waits: take it, put it off, comment, settle, escalate."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_datetime

from .retail_operated import OPERATOR

# Model -> method that settles an item where it lives, given the reason
SETTLE = {
    "retail.event": "action_ignore",
    "retail.outbox": "action_ignore",
    "retail.discrepancy": "action_resolve",
}
RUNBOOKS = "/retail_connector_base/static/description/runbooks.html"


class RetailException(models.Model):
    """Act on many at once; what people add is kept beside the items."""

    _inherit = "retail.exception"

    def _care(self):
        """Return the rows that keep what people add; raise unless one may."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(
                self.env._("Only operators of the Retail Connector may do this.")
            )
        care = self.env["retail.exception.care"].sudo()._for(self)
        self.invalidate_model()
        return care

    def action_take(self):
        """Make the reader the owner."""
        self._assign(self.env.user)
        return self._notify(self.env._("%s are yours now.", len(self)))

    def _assign(self, user):
        """Give these to a user, or to nobody."""
        care = self._care()
        care.write({"user_id": user.id})
        care._log(
            self.env._("Given to %s.", user.name or self.env._("nobody")), self.env.user
        )

    def _snooze(self, until):
        """Put these off; at the given moment they wait again."""
        if until and until <= fields.Datetime.now():
            raise UserError(self.env._("Choose a moment that is still to come."))
        care = self._care()
        care.write({"snoozed_until": until})
        care._log(
            self.env._("Put off until %s.", format_datetime(self.env, until)),
            self.env.user,
        )

    def _comment(self, text):
        """Write the same comment on each."""
        self._care()._log(text, self.env.user)

    def _settle(self, reason):
        """Settle these for a reason: where they live, or by accepting them as they are.

        What has no way of its own to be settled stays in its state; it is taken off the
        list until its cause or details change.
        """
        now, user = fields.Datetime.now(), self.env.user
        cares = self._care()
        cares._log(self.env._("Settled: %s", reason), user)
        by_item = {(care.source, care.res_id): care for care in cares}
        for exception in self:
            by_item[exception.source, exception.res_id].write(
                {
                    "reason": reason,
                    "accepted": exception.res_model not in SETTLE,
                    "accepted_by_id": user.id,
                    "accepted_at": now,
                    "accepted_cause": exception.cause,
                    "accepted_message": exception.message,
                }
            )
        for model, records in self._origin_records().items():
            if model in SETTLE:
                getattr(records, SETTLE[model])(reason)
        self.invalidate_model()

    def action_decide(self):
        """Ask what to do with the selected ones."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%s to resolve", len(self)),
            "res_model": "retail.exception.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {**self.env.context, "exception_ids": self.ids},
        }

    def action_runbook(self):
        """Open the page that says what to do for this cause."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"{RUNBOOKS}#{self.cause or ''}",
            "target": "new",
        }

    def action_notes(self):
        """Open what people wrote and decided about this one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "retail.exception.care",
            "res_id": self._care().id,
            "views": [(False, "form")],
            "target": "new",
        }

    # --- escalation ---

    @api.model
    def _escalate(self):
        """Tell of what waits longer than its connection allows, each item once."""
        now = fields.Datetime.now()
        for backend in self.env["retail.backend"].search([("escalate_hours", ">", 0)]):
            late = self.search(
                [
                    ("backend_id", "=", backend.id),
                    ("urgent", "=", True),
                    ("escalated", "=", False),
                    ("since", "<", now - timedelta(hours=backend.escalate_hours)),
                ],
                limit=500,
            )
            if late:
                late._care().write({"escalated_at": now})
                backend._tell_late(len(late))
