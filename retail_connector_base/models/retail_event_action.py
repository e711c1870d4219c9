"""What an operator does with an event."""

import json

from odoo import fields, models
from odoo.exceptions import UserError

from .retail_operated import TROUBLE

AGAIN = "again"  # cause of an event that waits for another round


class RetailEvent(models.Model):
    """Retry, replay, edit or ignore an event."""

    _name = "retail.event"
    _inherit = ["retail.event", "retail.trouble"]

    def action_retry(self):
        """Try those in trouble again, at once."""
        self._check_operator()
        self.filtered(lambda event: event.state in TROUBLE)._requeue("retried")
        return True

    def action_replay(self):
        """Work on events again, whatever became of them, with fresh data."""
        self._check_operator()
        waiting = self.filtered(lambda event: event.state == "received")
        (self - waiting)._requeue("replayed", origin="replay", complete=False)
        return True

    def action_edit_retry(self, new_payload):
        """Try one event again with a payload that a person corrected."""
        self.ensure_one()
        self._check_operator()
        if self.state in ("received", "done"):
            raise UserError(self.env._("It is not in trouble."))
        try:
            json.loads(new_payload)
        except ValueError as error:
            raise UserError(
                self.env._("This is not valid JSON: %s", str(error))
            ) from None
        self._requeue("edited", origin="manual", complete=True, payload=new_payload)
        return True

    def action_dry_run(self):
        """Show what importing them would do; nothing is kept of it."""
        return self.env["retail.dry.run"]._open(self)

    def action_undo(self):
        """Show what taking these imports back means."""
        return self.env["retail.undo"]._open(self)

    def action_open_edit(self):
        """Open the wizard to correct the payload."""
        self.ensure_one()
        self._check_operator()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Edit and retry"),
            "res_model": "retail.event.edit",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_event_id": self.id},
        }

    def action_ignore(self, reason=None):
        """Say that nothing shall be done about them."""
        self._check_operator()
        events = self.filtered(lambda event: event.state in (*TROUBLE, "received"))
        events.sudo().write(
            {
                "state": "ignored",
                "cause": "by_hand",
                "error": reason or False,
                "done_at": fields.Datetime.now(),
                "next_try_at": False,
            }
        )
        events._trace("ignored", "by_hand", reason)
        return True

    def _requeue(self, step, **values):
        """Put events back to the head of their lanes.

        They keep their id and so their place in order; the document's version decides
        whether what they bring is still news.
        """
        events = self.sudo()
        events.write(
            {
                "state": "received",
                "cause": AGAIN,
                "error": False,
                "tries": 0,
                "next_try_at": False,
                "done_at": False,
                **values,
            }
        )
        events._trace(step)
        for backend, mine in events.grouped("backend_id").items():
            for lane in set(mine.mapped("lane")):
                backend._wake("in", lane)

    def _trace(self, step, code=None, note=None):
        """Note one step for each event."""
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": event.backend_id.id,
                    "event_id": event.id,
                    "kind": event.kind,
                    "entity_id": event.entity_id,
                    "step": step,
                    "code": code,
                    "note": note,
                }
                for event in self.sudo()
            ]
        )
