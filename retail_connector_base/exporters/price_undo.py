"""Take back prices that were sent: the shop gets again what it held before."""

from odoo import api, fields, models

from .decision import request_key
from .price_push import held
from .price_rule import requests


class RetailExporterPrice(models.AbstractModel):
    """Know what taking back a price means, and do it."""

    _inherit = "retail.exporter.price"

    @api.model
    def _undo_plan(self, rows):
        """Return outbox row -> (payload or None, reason why not).

        A price is taken back only while the shop holds it: what came later is not
        overwritten.
        """
        plan = {}
        for row in rows:
            level = self.env["retail.price.level"].browse(row.res_id).exists()
            if row.state != "done":
                reason = self.env._("It was not delivered.")
            elif not level or "before" not in row.payload:
                reason = self.env._("What the shop held before is not known.")
            elif level.state not in ("same", "hold", "rejected"):
                reason = self.env._("Another change of it is under way.")
            elif level.content_hash != held(row.payload)[2]:
                reason = self.env._("The shop holds another price by now.")
            else:
                plan[row] = (self._undo_payload(row.payload), "")
                continue
            plan[row] = (None, reason)
        return plan

    @api.model
    def _undo_words(self, payload):
        """Return what a payload says, short."""
        if payload["price"] is None:
            return self.env._("no price of its own")
        return " ".join(filter(None, (payload["price"], payload.get("currency"))))

    def _undo_payload(self, payload):
        """Return what is sent to take a payload back."""
        sent = {"price": payload["price"], "compare_at": payload["compare_at"]}
        return {**payload, **payload["before"], "before": sent}

    @api.model
    def _undo(self, plan):
        """Send what was before, and leave the price Odoo wants rejected.

        :param plan: outbox row -> payload
        """
        rows = []
        for row, payload in plan.items():
            level = self.env["retail.price.level"].browse(row.res_id)
            level.write(
                {
                    "decision": "rejected",
                    "decided_hash": level._target_hash(),
                    "decided_price": level.target_price,
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                    "revision": level.revision + 1,
                    "outbox_key": f"undo:{row.key}",
                    "sent_hash": held(payload)[2],
                    "state": "pending",
                }
            )
            level._note("taken_back")
            rows.append(
                {
                    "key": level.outbox_key,
                    "res_model": level._name,
                    "res_id": level.id,
                    "entity_id": row.entity_id,
                    "payload": payload,
                }
            )
        for backend, mine in self._by_backend(plan, rows).items():
            size = backend._adapter_class().max_push.get("price", len(mine))
            for part in requests(mine, size):
                key = request_key(row["key"] for row in part)
                self.env["retail.outbox"]._publish(
                    backend, "price", [{**row, "request_key": key} for row in part]
                )

    def _by_backend(self, plan, rows):
        found = {}
        for row, values in zip(plan, rows, strict=True):
            found.setdefault(row.backend_id, []).append(values)
        return found
