"""Registers: what a till is in Odoo, what it has sent, and how it fares."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

STATES = [
    ("online", "Online"),
    ("delayed", "Late"),
    ("offline", "Offline"),
    ("unknown", "Never seen"),
]
SKEW_ALLOWED = 120  # seconds a till's clock may be off before dates are at risk


class RetailPosRegister(models.Model):
    """Link a platform's register to a point of sale, and keep count of its numbers."""

    _name = "retail.pos.register"
    _description = "Retail Register"
    _check_company_auto = True
    _order = "store_id, name, id"

    store_id = fields.Many2one(
        "retail.pos.store", required=True, ondelete="cascade", readonly=True, index=True
    )
    backend_id = fields.Many2one(
        related="store_id.backend_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="store_id.company_id", store=True, precompute=True
    )
    external_id = fields.Char("Id at the Platform", required=True, readonly=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    config_id = fields.Many2one(
        "pos.config",
        "Point of Sale",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Its receipts are booked there. Each register has one of its own.",
    )
    numbered = fields.Boolean(
        help="Its records carry numbers without holes, so a hole is a missing record."
    )
    epoch = fields.Integer(
        default=1, help="Raised when the till's numbering starts again.", readonly=True
    )
    start_sequence = fields.Integer(
        "First number",
        default=1,
        help="Numbers below it were issued before the connection and are not expected.",
    )
    contiguous_to = fields.Integer(
        "Complete up to", readonly=True, help="All numbers up to this one are here."
    )
    claimed_sequence = fields.Integer(
        "Last number", readonly=True, help="The highest number it says it has issued."
    )
    missing = fields.Char(
        "Missing numbers", readonly=True, help="Holes, e.g. 17, 20-25."
    )
    missing_count = fields.Integer(readonly=True, aggregator="sum")
    missing_since = fields.Datetime(readonly=True)
    queued = fields.Integer(
        "Waiting on the till",
        readonly=True,
        help="Records it had not sent when it last reported.",
    )
    oldest_queued_at = fields.Datetime("Oldest waiting", readonly=True)
    last_seen_at = fields.Datetime("Last heartbeat", readonly=True)
    last_receipt_at = fields.Datetime("Last receipt", compute="_compute_last_receipt")
    open_business_date = fields.Date(readonly=True)
    clock_skew = fields.Integer(
        "Clock off by (s)",
        readonly=True,
        aggregator=None,
        help="Its time minus ours. Beyond two minutes business dates are at risk.",
    )
    clock_wrong = fields.Boolean(compute="_compute_clock_wrong")
    software = fields.Char(readonly=True)
    resend_from = fields.Integer(readonly=True)
    resend_to = fields.Integer(readonly=True)
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")
    shift_ids = fields.One2many("retail.pos.shift", "register_id")
    unclosed_days = fields.Integer(compute="_compute_unclosed")
    over_short = fields.Monetary(
        "Over/short (30 days)",
        compute="_compute_unclosed",
        help="Counted minus expected cash of the days closed in the last 30 days.",
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency", help="What its drawer holds."
    )

    _unique = models.UniqueIndex(
        "(store_id, external_id)", "This register is known already."
    )
    _unique_config = models.UniqueIndex(
        "(config_id) WHERE config_id IS NOT NULL",
        "This point of sale belongs to another register already.",
    )

    @api.depends("name", "store_id.name")
    def _compute_display_name(self):
        for register in self:
            register.display_name = f"{register.store_id.name} / {register.name}"

    @api.depends("config_id.currency_id", "store_id.booking_currency_id")
    def _compute_currency(self):
        for register in self:
            register.currency_id = (
                register.config_id.currency_id or register.store_id.booking_currency_id
            )

    @api.depends("clock_skew")
    def _compute_clock_wrong(self):
        for register in self:
            register.clock_wrong = abs(register.clock_skew) > SKEW_ALLOWED

    @api.depends("last_seen_at", "queued", "oldest_queued_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for register in self:
            store = register.store_id
            seen, oldest = register.last_seen_at, register.oldest_queued_at
            silent = timedelta(minutes=store.silence_minutes)
            promised = timedelta(minutes=store.sla_minutes)
            if not seen:
                register.state = "unknown"
            elif now - seen > silent:
                register.state = "offline"
            elif register.missing_count or (oldest and now - oldest > promised):
                register.state = "delayed"
            else:
                register.state = "online"

    def _search_state(self, operator, value):
        if operator not in ("in", "="):
            return NotImplemented
        wanted = {value} if isinstance(value, str) else set(value)
        mine = self.search([("company_id", "in", self.env.companies.ids)])
        found = mine.filtered(lambda register: register.state in wanted)
        return [("id", "in", found.ids)]

    def _compute_last_receipt(self):
        """Look up the newest receipt of each register in the index."""
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id, (SELECT max(b.sold_at) FROM retail_binding_receipt b
                                  WHERE b.register_id = r.id)
                     FROM retail_pos_register r WHERE r.id = ANY(%s)""",
                self.ids,
            )
        )
        last = dict(rows)
        for register in self:
            register.last_receipt_at = last.get(register.id) or False

    def _compute_unclosed(self):
        Shift = self.env["retail.pos.shift"]
        today = fields.Date.context_today(self)
        waiting = dict(
            Shift._read_group(
                [
                    ("register_id", "in", self.ids),
                    ("state", "!=", "closed"),
                    ("business_date", "<", today),
                ],
                ["register_id"],
                ["__count"],
            )
        )
        differences = dict(
            Shift._read_group(
                [
                    ("register_id", "in", self.ids),
                    ("state", "=", "closed"),
                    ("business_date", ">=", today - timedelta(days=30)),
                ],
                ["register_id"],
                ["over_short:sum"],
            )
        )
        for register in self:
            register.unclosed_days = waiting.get(register, 0)
            register.over_short = differences.get(register, 0.0)

    @api.model
    def _find(self, backend, keys):
        """Return (store id, register id at the platform) -> register."""
        keys = set(keys)
        if not keys:
            return {}
        found = self.with_context(active_test=False).search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "in", list({register for _store, register in keys})),
                ("store_id.external_id", "in", list({store for store, _r in keys})),
            ]
        )
        return {
            (register.store_id.external_id, register.external_id): register
            for register in found
        }

    # --- buttons ---

    def action_open_shifts(self):
        """Open the register's days."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_pos.action_retail_pos_shift"
            ),
            "domain": [("register_id", "=", self.id)],
            "context": {},
        }

    def action_open_receipts(self):
        """Open the register's receipts."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_pos.action_retail_binding_receipt"
            ),
            "domain": [("register_id", "=", self.id)],
            "context": {},
        }

    def action_open_events(self):
        """Open what of this store waits in the inbox."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_event"
            ),
            "domain": [
                ("backend_id", "=", self.backend_id.id),
                ("lane_key", "=", self.store_id._lane_key()),
                ("state", "in", ("received", "failed", "parked", "dead")),
            ],
            "context": {},
        }
