"""Repair what a count found: read it again, or give it to a person."""

from odoo import models
from odoo.tools import SQL

from ..canonical.tally import AMOUNT, MISSING
from ..exporters.observation import ASKED
from ..exporters.stock_store import moment
from ..platforms import Notice

MAX_REPAIRS = 3  # tries; what is still different then is a person's
# Kinds of which something that is read again brings the platform's state.
READABLE = ("order", "refund", "settlement", "receipt")


class RetailTally(models.Model):
    """Have differences end by themselves where that is possible."""

    _inherit = "retail.tally"

    def _repair(self, pairs, events):
        """Have the platform's state read again; return what is being repaired.

        What waits for a person in the inbox already, or did not heal in several tries,
        gets an owner instead.
        """
        tried = [pair for pair in pairs if self._can_repair(*pair, events)]
        if self.kind == "stock":
            self._look_at([one.entry.entity_id for _row, one in tried])
        elif tried:
            self._ask_again({one.entry.origin for _row, one in tried}, events)
        rows = self.env["retail.discrepancy"].union(*(row for row, _one in tried))
        for row in rows:
            row.repairs += 1
        owner = self.backend_id.escalate_user_id or self.backend_id.user_id
        for row, _one in pairs:
            if row not in rows and not row.user_id:
                row.user_id = owner
        return rows

    def _can_repair(self, row, one, events):
        """Return whether reading it again may end a difference."""
        if row.repairs >= MAX_REPAIRS:
            return False
        if self.kind == "stock":
            return True
        event = events.get(one.entry.origin)
        if event and event.state == "parked":
            return False
        readable = one.entry.origin[0] in READABLE
        return readable and one.type in (MISSING, AMOUNT)

    def _ask_again(self, origins, events):
        """Put what differs into the inbox once more, as news of the count."""
        state = {key: events[key].state for key in origins if key in events}
        given_up = [events[key].id for key, was in state.items() if was == "dead"]
        inbox = self.env["retail.event"].sudo()
        inbox.browse(given_up)._requeue("retried")
        inbox._receive(
            self.backend_id,
            [
                Notice(
                    key=f"tally:{self.day}:{kind}:{entity_id}:{self.rounds}",
                    topic=f"tally/{self.kind}",
                    kind=kind,
                    entity_id=entity_id,
                )
                for kind, entity_id in sorted(origins)
                if state.get((kind, entity_id)) not in ("dead", "failed", "received")
            ],
            "tally",
        )

    def _look_at(self, entities):
        """Have stock levels read, and corrected, by what plans them."""
        if not entities:
            return
        rows = self.env.execute_query(
            SQL(
                """SELECT l.product_id, l.location_binding_id
                     FROM retail_stock_level l
                     JOIN retail_binding_variant v ON v.id = l.variant_binding_id
                     JOIN retail_binding_location p ON p.id = l.location_binding_id
                    WHERE l.backend_id = %s
                      AND v.stock_external_id || '|' || p.external_id = ANY(%s)""",
                self.backend_id.id,
                entities,
            )
        )
        now = moment()
        marks = [(product, place, ASKED, None, now) for product, place in rows]
        self.env["retail.stock.dirty"]._report(self.backend_id, marks)
