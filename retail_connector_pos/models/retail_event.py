"""What a person does about records of tills that are odd."""

import json

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..platforms.store_feed import batch as feed
from .retail_pos_number import Number

CONFLICT = "number_conflict"


class RetailEvent(models.Model):
    """Decide about numbers that were used twice; let ignored ones count as seen."""

    _inherit = "retail.event"

    def action_ignore(self, reason=None):
        """Ignore records; their numbers do not hold up a close any more."""
        result = super().action_ignore(reason)
        receipts = self.filtered(
            lambda event: event.kind == "receipt" and event.state == "ignored"
        )
        for backend, events in receipts.grouped("backend_id").items():
            self.env.cr.execute(
                SQL(
                    """UPDATE retail_pos_number n SET state = 'explained', note = %s
                         FROM retail_pos_register r
                        WHERE r.id = n.register_id AND r.backend_id = %s
                          AND n.external_id = ANY(%s) AND n.state = 'received'""",
                    reason or None,
                    backend.id,
                    events.mapped("entity_id"),
                )
            )
        self.env["retail.pos.number"].invalidate_model(["state", "note"])
        return result

    def action_number_replaces(self):
        """Say that the record is a later version of the one with its number."""
        for event in self._conflicts():
            data = json.loads(event.payload)
            record = data["transaction"]
            register = event._feed_register(data)
            known = self.env["retail.pos.number"]._digests(
                register, data["epoch"], [record["sequence"]]
            )
            revisions = [rev for (number, rev) in known if number == record["sequence"]]
            record["revision"] = max(revisions, default=-1) + 1
            event._book_anew(register, data)
        return True

    def action_number_is_another(self):
        """Say that the till used a number again for another sale."""
        for event in self._conflicts():
            data = json.loads(event.payload)
            register = event._feed_register(data)
            rows = self.env["retail.pos.number"]._read_group(
                [("register_id", "=", register.id)], [], ["epoch:max"]
            )
            data["epoch"] = max(rows[0][0] or 0, register.epoch, 1000000) + 1
            data["transaction"]["revision"] = 0
            event._book_anew(register, data)
        return True

    def _conflicts(self):
        """Return self; raise unless all are numbers used twice, and one may decide."""
        self._check_operator()
        if any(event.cause != CONFLICT or event.state != "parked" for event in self):
            raise UserError(self.env._("No number was used twice here."))
        return self

    def _feed_register(self, data):
        found = self.env["retail.pos.register"]._find(
            self.backend_id, [(data["store_id"], data["register_id"])]
        )
        return found[data["store_id"], data["register_id"]].sudo()

    def _book_anew(self, register, data):
        """Let the record go in under the number a person gave it."""
        record = data["transaction"]
        external_id = feed.receipt_key(data, record["sequence"])
        self.env["retail.pos.number"].sudo()._insert(
            register,
            data["epoch"],
            [
                Number(
                    record["sequence"],
                    record["revision"],
                    external_id,
                    None,
                    feed.digest(record),
                )
            ],
        )
        self.sudo().write({"entity_id": external_id})
        self.action_edit_retry(json.dumps(data))
