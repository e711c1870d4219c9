"""Send prices: what a connection decides about them, and the job that plans."""

from decimal import Decimal

from odoo import fields, models

from ..exporters.price_rule import Rounding

QUEUE = "plan:price"
RULES = {
    "compare_at_policy",
    "compare_at_pricelist_id",
    "price_below_cost",
    "price_drop_percent",
    "price_off",
    "price_step",
    "pricelist_id",
    "prices_include_tax",
    "currency_id",
}


class RetailBackend(models.Model):
    """Plan prices."""

    _inherit = "retail.backend"

    compare_at_policy = fields.Selection(
        [
            ("none", "None"),
            ("list_price", "The product's sales price"),
            ("pricelist", "Another pricelist"),
        ],
        "Compare-at price",
        required=True,
        default="none",
        help="What a lower price is compared with at the shop. It is only sent where "
        "it is higher than the price.",
    )
    compare_at_pricelist_id = fields.Many2one(
        "product.pricelist", "Compare-at pricelist", check_company=True
    )
    price_drop_percent = fields.Float(
        "Hold drops above (%)",
        default=30,
        help="A price that falls by more than this waits for approval; 0: never.",
    )
    price_below_cost = fields.Selection(
        [("hold", "Hold for approval"), ("send", "Send")],
        "Prices below cost",
        required=True,
        default="hold",
    )
    price_step = fields.Float(
        "Round prices to",
        digits=(16, 4),
        help="Prices at the shop are a multiple of this, after taxes; 0: the "
        "currency's smallest unit.",
    )
    price_off = fields.Float(
        "Then take off",
        digits=(16, 4),
        help="0.01 with a rounding to 1 gives prices like 19.99.",
    )
    price_level_ids = fields.One2many("retail.price.level", "backend_id")
    price_list_ids = fields.One2many("retail.binding.price.list", "backend_id")
    held_price_count = fields.Integer(compute="_compute_held_price_count")

    def _compute_held_price_count(self):
        counts = dict(
            self.env["retail.price.level"]._read_group(
                [("backend_id", "in", self.ids), ("state", "in", ("hold", "parked"))],
                ["backend_id"],
                ["__count"],
            )
        )
        for backend in self:
            backend.held_price_count = counts.get(backend._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals or "active" in vals:
            self.env["retail.price.dirty"]._forget_senders()
        if not RULES.isdisjoint(vals) or vals.get("state") == "live":
            for backend in self.filtered(lambda b: b._sends_prices()):
                self.env["retail.price.dirty"].sudo()._mark(backend)
        return result

    def action_open_prices(self):
        """Open the prices that wait for a person."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_price_level"
            ),
            "context": {"search_default_to_decide": 1},
            "domain": [("backend_id", "=", self.id)],
        }

    def action_price_preview(self):
        """Show what the next planning would send."""
        self.ensure_one()
        preview = self.env["retail.price.preview"].create({"backend_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview prices"),
            "res_model": preview._name,
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _price_rounding(self):
        """Return how the shop wants its prices to end."""
        return Rounding(
            Decimal(str(self.price_step or 0)), Decimal(str(self.price_off or 0))
        )

    def _price_flow(self):
        """Return the flow that sends prices, empty when none does."""
        return self.sudo().flow_ids.filtered(
            lambda flow: flow.code == "price_out" and not flow.paused
        )

    def _sends_prices(self):
        """Return whether prices are sent to this shop now."""
        self.ensure_one()
        flow = self._price_flow()
        return self.state == "live" and self.active and flow.owner == "odoo"

    # --- jobs ---

    def _job_plan_price(self):
        """Turn the marks that wait into changes for the shop."""
        self.ensure_one()
        if not self._sends_prices():
            return "not sending"
        if not self.env["retail.lane"]._lock(self, QUEUE):
            return "another job plans"
        # prices do not depend on what the job's user may see
        backend = self.sudo().with_company(self.sudo().company_id)
        plan = backend.env["retail.exporter.price"]._plan(backend)
        self._wake_rest(QUEUE)
        return f"{len(plan.lines)} prices, {len(plan.rows)} changes"

    def _wake_all(self):
        """Wake the planning where its wake-up was lost or a dated rule began."""
        result = super()._wake_all()
        self._mark_dated_rules()
        waiting = self.env["retail.price.dirty"].sudo()._waiting_backends()
        for backend in self:
            if backend.id in waiting:
                backend._wake(QUEUE)
        return result

    def _due_in(self, queue, index):
        """Say whether the planning has work left."""
        if queue != QUEUE:
            return super()._due_in(queue, index)
        waiting = self.env["retail.price.dirty"].sudo()._waiting_backends()
        return 0 if self.id in waiting else None

    def _mark_dated_rules(self):
        """Have prices computed whose pricelist rules began or ended just now."""
        now = fields.Datetime.now()
        for backend in self.sudo().filtered(lambda b: b._sends_prices()):
            flow = backend._price_flow()
            since = (flow.cursor or {}).get("dated_until")
            since = fields.Datetime.to_datetime(since) if since else None
            if since and not backend._has_dated_rules(since, now):
                continue  # nothing is written every minute
            if since:
                self.env["retail.price.dirty"].sudo()._mark(backend, soon=True)
            until = fields.Datetime.to_string(now)
            flow.cursor = {**(flow.cursor or {}), "dated_until": until}

    def _has_dated_rules(self, since, now):
        """Return whether a rule of any pricelist began or ended in between."""
        self.env["product.pricelist.item"].flush_model(["date_start", "date_end"])
        self.env.cr.execute(
            """
            SELECT EXISTS (
                SELECT 1 FROM product_pricelist_item
                 WHERE date_start > %(since)s AND date_start <= %(now)s
                    OR date_end >= %(since)s AND date_end < %(now)s)
            """,
            {"since": since, "now": now},
        )
        return self.env.cr.fetchone()[0]
