"""Keep channels from selling the same unit twice while sales are not known."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..exporters.stock_line import rule_of

GUARD = {
    "stock_buffer_kind",
    "stock_service_level",
    "stock_buffer_most",
    "stock_safe_qty",
}


class RetailBackend(models.Model):
    """Say how a channel is guarded against selling what others sold already."""

    _inherit = "retail.backend"

    stock_buffer_kind = fields.Selection(
        [("fixed", "The same for all products"), ("computed", "Measured per product")],
        "Buffer",
        required=True,
        default="fixed",
        help="Measured: from what other channels sell of a product, and from how long "
        "it takes until this channel knows. A product's own buffer comes first.",
    )
    stock_service_level = fields.Float(
        "Buffer suffices (%)",
        default=99.0,
        help="How often the measured buffer must be enough for what other channels "
        "sell before this one is told.",
    )
    stock_buffer_most = fields.Integer(
        "Largest buffer", help="A measured buffer is never larger; 0: no limit."
    )
    stock_lag_seconds = fields.Integer(
        "Measured lag (s)",
        readonly=True,
        help="From a sale elsewhere to this channel's new number, as it took in 95 of "
        "100 cases of the last week.",
    )
    sales_limit_minutes = fields.Integer(
        "Sales are late after (min)",
        help="When this connection's sales are not known for so long, other channels "
        "that sell from the same places show their safe stock. 0: never.",
    )
    stock_safe_qty = fields.Integer(
        "Safe stock",
        default=1,
        help="At most so many units are shown while another channel's sales are late.",
    )

    @api.constrains("stock_service_level", "stock_safe_qty")
    def _check_stock_guard(self):
        for backend in self:
            if not 50 <= backend.stock_service_level < 100:
                raise ValidationError(
                    self.env._("Buffer suffices: at least 50 %, and less than 100 %.")
                )
            if backend.stock_safe_qty < 1:
                raise ValidationError(
                    self.env._(
                        "Safe stock: at least 1. A zero that nobody counted is never "
                        "sent."
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if not GUARD.isdisjoint(vals):
            for backend in self.filtered(lambda b: b._sends_stock()):
                self.env["retail.stock.dirty"].sudo()._mark_backend(backend)
        return result

    def action_measure_buffers(self):
        """Compute the measured buffers now; they are computed every night."""
        self.check_access("write")
        self.env["retail.stock.guard"].sudo()._measure(self)
        return True

    def _stock_rules(self):
        """Return a function: a row's own settings -> its Rule."""
        defaults = self._stock_rule()
        measured = self.stock_buffer_kind == "computed"

        def rule(row):
            return rule_of(
                defaults,
                row["buffer"],
                row["stock_cap"],
                computed=(row["computed_buffer"] or 0) if measured else None,
                safe=self.stock_safe_qty if row["sales_late"] else None,
            )

        return rule

    def _sellers(self):
        """Return (moment, stock location ids): until when sales there are known.

        None instead of a moment: never heard of any. An addon whose connections sell
        at several places on their own says so of each.
        """
        self.ensure_one()
        flow = self._order_flow()[:1]
        if not flow:
            return []
        places = self.env["retail.stock.supply"]._places([self.id])
        # What was read but is not worked off yet is as unknown as what was not read
        known = min(filter(None, (flow.last_pull_at, flow.oldest_at)), default=None)
        return [(known, {row[1] for row in places})]


class RetailBindingLocation(models.Model):
    """Remember that sales of another channel at this place are late."""

    _inherit = "retail.binding.location"

    sales_late = fields.Boolean(
        readonly=True,
        help="Another channel that sells from here has not told its sales in time: at "
        "most the safe stock is shown until it does.",
    )
    sales_late_since = fields.Datetime("Late Since", readonly=True)


class RetailStockGuard(models.AbstractModel):
    """Notice late sales, and that they are known again."""

    _name = "retail.stock.guard"
    _description = "Stock Guard"

    # --- late sales ---

    @api.model
    def _watch(self, backends):
        """Mark the places where another channel's sales are late, free the others."""
        late = self._late_places(backends)
        bindings = self.env["retail.binding.location"].search(
            ["|", ("sales_late", "=", True), ("id", "in", list(late))]
        )
        for binding in bindings:
            if binding.sales_late != (binding.id in late):
                self._switch(binding, late.get(binding.id))

    def _late_places(self, backends):
        """Return location binding id -> name of who is late there."""
        now, late = fields.Datetime.now(), {}
        watching = backends.filtered(lambda b: b.sales_limit_minutes > 0)
        if not watching:
            return {}
        sending = backends.filtered(lambda b: b._sends_stock())
        places = {}
        for backend in sending:
            supply = self.env["retail.stock.supply"]
            for row in supply._places([backend.id], pushed=True):
                places.setdefault((backend.id, row[0]), set()).add(row[1])
        for seller in watching:
            limit = now - timedelta(minutes=seller.sales_limit_minutes)
            for known, locations in seller._sellers():
                if known and known >= limit:
                    continue
                for (backend_id, binding_id), shelves in places.items():
                    if backend_id != seller.id and shelves & locations:
                        late[binding_id] = seller.name
        return late

    def _switch(self, binding, who):
        """Begin or end the safe stock of a place; its levels are looked at again."""
        binding.write(
            {
                "sales_late": bool(who),
                "sales_late_since": fields.Datetime.now() if who else False,
            }
        )
        self.env["retail.trace"]._note(
            [
                {
                    "backend_id": binding.backend_id.id,
                    "step": "held" if who else "resolved",
                    "kind": "stock",
                    "entity_id": binding.external_id,
                    "res_model": binding._name,
                    "res_id": binding.id,
                    "code": "sales_late",
                    "note": who or "",
                }
            ]
        )
        self.env["retail.stock.dirty"]._mark_backend(binding.backend_id)
