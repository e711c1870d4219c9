"""Take back stock that was sent: the shop gets again what it showed before."""

from odoo import api, models

from .decision import request_key


class RetailExporterStock(models.AbstractModel):
    """Know what taking back a stock level means, and do it."""

    _inherit = "retail.exporter.stock"

    @api.model
    def _undo_plan(self, rows):
        """Return outbox row -> (payload or None, reason why not).

        Units are given back only while the shop shows what was sent: whatever it sold
        since is not sold twice. The request says so too, and is refused otherwise.
        """
        known = self.env["retail.stock.level"].browse(rows.mapped("res_id")).exists()
        levels, plan = {level.id: level for level in known}, {}
        for row in rows:
            level = levels.get(row.res_id)
            if row.state != "done":
                reason = self.env._("It was not delivered.")
            elif not level or row.payload.get("compare") is None:
                reason = self.env._("What the shop showed before is not known.")
            elif level.outbox_key != row.key:
                reason = self.env._("A later number was sent.")
            elif level.state not in ("same", "hold"):
                reason = self.env._("Another change of it is under way.")
            elif level.moved_at or level.remote_qty != int(row.payload["quantity"]):
                reason = self.env._("The shop sold or changed it since.")
            else:
                before, sent = row.payload["compare"], row.payload["quantity"]
                plan[row] = ({**row.payload, "quantity": before, "compare": sent}, "")
                continue
            plan[row] = (None, reason)
        return plan

    @api.model
    def _undo_words(self, payload):
        """Return what a payload says, short."""
        return self.env._("%s units", payload["quantity"])

    @api.model
    def _undo(self, plan):
        """Send what was before, and keep Odoo's number back until a person lets it go.

        :param plan: outbox row -> payload
        """
        by_backend = {}
        for row, payload in plan.items():
            level = self.env["retail.stock.level"].browse(row.res_id)
            level.write(
                {
                    "taken_back": True,
                    "revision": level.revision + 1,
                    "outbox_key": f"undo:{row.key}",
                    "state": "pending",
                    "cause": False,
                }
            )
            by_backend.setdefault(row.backend_id, []).append(
                {
                    "key": level.outbox_key,
                    "res_model": level._name,
                    "res_id": level.id,
                    "entity_id": row.entity_id,
                    "payload": payload,
                }
            )
        for backend, rows in by_backend.items():
            size = self._max_push(backend)
            for start in range(0, len(rows), size):
                part = rows[start : start + size]
                key = request_key(row["key"] for row in part)
                self.env["retail.outbox"]._publish(
                    backend, "stock", [{**row, "request_key": key} for row in part]
                )
