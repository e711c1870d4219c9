"""One kind of traffic of a connection."""

from odoo import api, fields, models

CODES = [
    ("order_in", "Orders"),
    ("product_in", "Products"),
    ("quotation_in", "Draft orders"),
    ("party_in", "Customers"),
    ("refund_in", "Refunds"),
    ("return_in", "Returns"),
    ("fulfilment_in", "Fulfilments"),
    ("location_in", "Locations"),
    ("collection_in", "Collections"),
    ("publication_in", "Sales channels"),
    ("price_in", "Prices"),
    ("price_list_in", "Price lists"),
    ("settlement_in", "Settlements"),
    ("receipt_in", "Store receipts"),
    ("dispute_in", "Disputes"),
    ("giftcard_in", "Gift cards and store credit"),
    ("loyalty_in", "Loyalty points"),
    ("session_in", "Cash sessions"),
    ("store_in", "Stores"),
    ("register_in", "Registers"),
    ("stock_in", "Stock levels"),
    ("stock_out", "Stock levels to the shop"),
    ("company_in", "Companies"),
    ("company_out", "Companies to the shop"),
    ("party_out", "Customers to the shop"),
    ("price_out", "Prices to the shop"),
    ("product_out", "Products to the shop"),
    ("collection_out", "Collections to the shop"),
    ("fulfilment_out", "Shipments to the shop"),
    ("refund_out", "Refunds to the shop"),
    ("decision_out", "Decisions on orders to the shop"),
    ("reference_out", "Order numbers to the shop"),
    ("journal_out", "Journals to the ledger"),
]
# What differs from the fields' defaults
DEFAULTS = {
    "order_in": {"sequence": 1, "interval_minutes": 5},
    "quotation_in": {"paused": True, "interval_minutes": 10},
    "decision_out": {"preview_required": True},
    "reference_out": {"delay_seconds": 30},
    "product_in": {"sequence": 2, "interval_minutes": 30},
    "party_in": {"sequence": 3, "interval_minutes": 60, "sla_minutes": 120},
    "collection_in": {"timing": "daily", "daily_at": 3.5, "sla_minutes": 1440},
    "publication_in": {"timing": "daily", "daily_at": 3.25, "sla_minutes": 1440},
    "product_out": {"sequence": 6, "delay_seconds": 5, "preview_required": True},
    "collection_out": {"sequence": 7, "preview_required": True},
    "company_in": {"sequence": 3, "interval_minutes": 60, "sla_minutes": 120},
    "location_in": {"timing": "daily", "daily_at": 3.0, "sla_minutes": 1440},
    "receipt_in": {"sequence": 1, "interval_minutes": 5, "batch_size": 100},
    "session_in": {"sequence": 2, "interval_minutes": 5},
    "register_in": {"interval_minutes": 5},
    "store_in": {"timing": "daily", "daily_at": 3.0, "sla_minutes": 1440},
    "price_list_in": {"timing": "daily", "daily_at": 3.5, "sla_minutes": 1440},
    # A shop's customers and prices are not overwritten before somebody says so.
    "company_out": {"delay_seconds": 5, "paused": True, "sla_minutes": 60},
    "party_out": {"delay_seconds": 5, "paused": True, "sla_minutes": 60},
    "price_out": {
        "timing": "interval",
        "interval_minutes": 60,
        "sla_minutes": 120,
        "paused": True,
    },
    "refund_in": {"sequence": 2, "interval_minutes": 15},
    "refund_out": {"preview_required": True},
    "stock_in": {"timing": "manual"},
    "stock_out": {"sequence": 5, "delay_seconds": 2, "batch_size": 250},
    "fulfilment_in": {"sequence": 4, "interval_minutes": 10},
    "fulfilment_out": {"sequence": 6, "delay_seconds": 5},
    "settlement_in": {"interval_minutes": 360, "sla_minutes": 1440},
    "dispute_in": {"interval_minutes": 60, "sla_minutes": 240},
    "giftcard_in": {"interval_minutes": 60, "sla_minutes": 240},
    "loyalty_in": {"interval_minutes": 60, "sla_minutes": 240},
}


class RetailFlow(models.Model):
    """Say how one kind of traffic runs: owner, timing, batch, promise, pause."""

    _name = "retail.flow"
    _inherit = ["retail.operated"]
    _description = "Retail Flow"
    _check_company_auto = True
    _order = "backend_id, sequence, id"
    _rec_name = "label"

    backend_id = fields.Many2one("retail.backend", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Selection(CODES, required=True)
    label = fields.Char(compute="_compute_label", store=True, readonly=False)
    kind = fields.Char(compute="_compute_kind", store=True)
    direction = fields.Selection(
        [("in", "Into Odoo"), ("out", "Out of Odoo")],
        compute="_compute_kind",
        store=True,
    )
    owner = fields.Selection(
        [("odoo", "Odoo"), ("platform", "Platform")],
        "Owner of truth",
        compute="_compute_owner",
        store=True,
        readonly=False,
        help="Who wins when both sides differ.",
    )
    timing = fields.Selection(
        [
            ("event", "When something happens"),
            ("interval", "Every few minutes"),
            ("daily", "Daily"),
            ("manual", "By hand"),
        ],
        required=True,
        default="event",
    )
    delay_seconds = fields.Integer(
        "Collect for (s)", help="Wait so long after a change to send several at once."
    )
    interval_minutes = fields.Integer(
        "Every (min)",
        default=10,
        help="For incoming event-driven flows: how often to look for what got lost.",
    )
    daily_at = fields.Float("Daily at", help="In the company's time zone.")
    batch_size = fields.Integer(default=50, required=True)
    sla_minutes = fields.Integer("Promised within (min)", default=15)
    max_tries = fields.Integer(default=8, help="After so many tries it is given up.")
    paused = fields.Boolean()
    pause_reason = fields.Char(
        readonly=True,
        copy=False,
        help="Why it was paused by itself; it goes on by itself too.",
    )
    preview_required = fields.Boolean(
        help="Show what would be sent, and send only what a person released."
    )
    overlap_minutes = fields.Integer(
        default=10, help="Read this much again each time: nothing is lost at the edge."
    )
    last_run_at = fields.Datetime(readonly=True, copy=False)
    next_run_at = fields.Datetime(copy=False)
    last_pull_at = fields.Datetime("Last complete reading", readonly=True, copy=False)
    last_success_at = fields.Datetime(compute="_compute_traffic")
    waiting = fields.Integer(compute="_compute_traffic")
    oldest_at = fields.Datetime("Oldest waiting", compute="_compute_traffic")
    trouble = fields.Integer("In trouble", compute="_compute_traffic")
    cursor = fields.Json(readonly=True, copy=False)
    _unique = models.UniqueIndex("(backend_id, code)")

    @api.depends("code")
    def _compute_label(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for flow in self:
            flow.label = labels.get(flow.code, flow.code)

    @api.depends("code")
    def _compute_kind(self):
        for flow in self:
            kind, _sep, direction = (flow.code or "").rpartition("_")
            flow.kind = kind
            flow.direction = direction or False

    @api.depends("direction")
    def _compute_owner(self):
        for flow in self:
            flow.owner = "platform" if flow.direction == "in" else "odoo"

    @api.model_create_multi
    def create(self, vals_list):
        flows = super().create(vals_list)
        self.env["retail.lane"].sudo()._ensure(
            (flow.backend_id.id, f"{queue}:{flow.kind}", 0)
            for flow in flows.filtered(lambda flow: flow.direction == "out")
            for queue in ("plan", "out")
        )
        return flows

    @api.model
    def _sync(self, backend, kinds, pushes):
        """Create the flows a platform can do and the connection has not got."""
        known = dict(CODES)
        wanted = [f"{kind}_in" for kind in sorted(kinds)]
        wanted += [f"{kind}_out" for kind in sorted(pushes)]
        existing = set(backend.flow_ids.mapped("code"))
        self.sudo().create(
            [
                {"backend_id": backend.id, "code": code, **DEFAULTS.get(code, {})}
                for code in wanted
                if code in known and code not in existing
            ]
        )
