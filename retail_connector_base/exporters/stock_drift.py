"""Levels that moved at the shop without an order: recorded, corrected, closed."""

from odoo import api, models

from .decision import SAME, SEND

DRIFT = "stock_drift"


class RetailExporterStock(models.AbstractModel):
    """Keep a record of every unit that moved for no reason Odoo knows."""

    _inherit = "retail.exporter.stock"

    @api.model
    def _note_drift(self, backend, lines):
        """Open a discrepancy per level that is corrected now, close the agreed ones.

        A first push corrects too, but there nothing had been agreed before.
        """
        drifted = {
            line.level_id: line
            for line in lines
            if line.action == SEND
            and line.known.moved_at is not None
            and line.known.base is not None
            and line.amount == line.target
            and not line.keeps_flight
        }
        agreed = [line.level_id for line in lines if line.action == SAME]
        found = self.env["retail.discrepancy"].search(
            [
                ("backend_id", "=", backend.id),
                ("type", "=", DRIFT),
                ("state", "=", "open"),
                ("res_id", "in", [*drifted, *agreed]),
            ]
        )
        agreed = found.filtered(lambda one: one.res_id not in drifted)
        if agreed:
            agreed.action_resolve(
                self.env._("Corrected: the shop shows Odoo's number again.")
            )
        for one in found - agreed:
            line = drifted.pop(one.res_id)
            one.write({"expected": line.known.remote or 0, "found": line.target})
        self.env["retail.discrepancy"].create(
            [self._drift(backend, line) for line in drifted.values()]
        )

    def _drift(self, backend, line):
        """Return the values of a level's discrepancy, in units."""
        return {
            "backend_id": backend.id,
            "type": DRIFT,
            "kind": "stock",
            "entity": f"{line.stock_id}|{line.place}",
            "res_model": "retail.stock.level",
            "res_id": line.level_id,
            "expected": line.known.remote or 0,
            "found": line.target,
            "note": self.env._(
                "The shop had %(base)s, then %(remote)s without an order that explains "
                "it. Odoo sends %(target)s.",
                base=line.known.base,
                remote=line.known.remote or 0,
                target=line.target,
            ),
        }
