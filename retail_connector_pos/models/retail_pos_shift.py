"""A register's business day or shift, and the session that books it."""

from odoo import api, fields, models
from odoo.tools import SQL

STATES = [
    ("open", "Open"),
    ("waiting", "Closed at the till, not complete"),
    ("approval", "Waits for a manager"),
    ("closing", "Being closed"),
    ("closed", "Closed"),
]


class RetailPosShift(models.Model):
    """Tie what a till calls a shift to one session of Odoo's point of sale.

    ``late`` counts the supplementary sessions of a day: what arrives after a close
    goes into a new one, a closed one is never touched.
    """

    _name = "retail.pos.shift"
    _description = "Retail Shift"
    _inherit = ["mail.thread"]
    _check_company_auto = True
    _order = "business_date desc, register_id, id desc"

    register_id = fields.Many2one(
        "retail.pos.register",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    store_id = fields.Many2one(
        related="register_id.store_id", store=True, precompute=True, index=True
    )
    backend_id = fields.Many2one(
        related="register_id.backend_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="register_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(  # stored: pivots add up its amounts
        related="register_id.currency_id", store=True, precompute=True
    )
    external_id = fields.Char("Id at the Platform", readonly=True)
    business_date = fields.Date(required=True, readonly=True)
    shift_ref = fields.Char("Shift", required=True, readonly=True, default="")
    late = fields.Integer(
        "Supplement",
        readonly=True,
        aggregator=None,
        help="1, 2 ...: holds what arrived after the day had been closed.",
    )
    session_id = fields.Many2one(
        "pos.session", readonly=True, ondelete="restrict", index=True
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="open", tracking=True, index=True
    )
    cause = fields.Char(readonly=True)
    problem = fields.Text(readonly=True, help="Why it cannot be closed yet.")
    opened_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime("Closed at the till", readonly=True)
    last_receipt_at = fields.Datetime("Last record imported", readonly=True)
    waiting_since = fields.Datetime(readonly=True)
    receipt_count = fields.Integer("Receipts", readonly=True)

    opening_float = fields.Monetary(readonly=True)
    float_known = fields.Boolean(readonly=True)
    cash_expected = fields.Monetary(
        "Expected cash (till)", readonly=True, help="As the till states it."
    )
    cash_counted = fields.Monetary("Counted cash", readonly=True)
    is_counted = fields.Boolean("Counted", readonly=True)
    over_short = fields.Monetary(
        "Over/short", readonly=True, help="Counted minus expected; booked at the close."
    )
    claims = fields.Json(
        readonly=True,
        help="What the till states at its close: numbers, counts, totals, tenders.",
    )
    override_reason = fields.Char(readonly=True, tracking=True)
    override_user_id = fields.Many2one("res.users", readonly=True)
    posted_on = fields.Date("Booked on", readonly=True)
    out_of_period = fields.Boolean(
        "Booked in a later period",
        readonly=True,
        help="Its own date was locked when it was closed.",
    )
    receipt_ids = fields.One2many("retail.binding.receipt", "shift_id")

    _unique = models.UniqueIndex("(register_id, business_date, shift_ref, late)")
    _unique_session = models.UniqueIndex("(session_id) WHERE session_id IS NOT NULL")

    @api.depends("register_id", "business_date", "shift_ref", "late")
    def _compute_display_name(self):
        for shift in self:
            parts = [shift.register_id.display_name, str(shift.business_date)]
            if shift.shift_ref:
                parts.append(shift.shift_ref)
            if shift.late:
                parts.append(f"+{shift.late}")
            shift.display_name = " / ".join(parts)

    @api.model
    def _ensure(self, keys):
        """Return (register, business date, shift) -> the shift that takes receipts.

        A shift whose last session is closed, or about to be, gets a supplement.
        """
        keys = set(keys)
        if not keys:
            return {}
        registers = self.env["retail.pos.register"].union(*(key[0] for key in keys))
        found = {}
        for shift in self.search(
            [
                ("register_id", "in", registers.ids),
                ("business_date", "in", list({key[1] for key in keys})),
            ],
            order="late",
        ):
            found[shift.register_id, shift.business_date, shift.shift_ref] = shift
        missing = []
        for register, date, ref in sorted(keys, key=lambda k: (k[1], k[0].id, k[2])):
            last = found.get((register, date, ref))
            if last is None or last.state in ("closing", "closed"):
                missing.append(
                    {
                        "register_id": register.id,
                        "business_date": date,
                        "shift_ref": ref,
                        "late": last.late + 1 if last else 0,
                    }
                )
        for shift in self.create(missing):
            found[shift.register_id, shift.business_date, shift.shift_ref] = shift
        return {key: found[key] for key in keys}

    @api.model_create_multi
    def create(self, vals_list):
        shifts = super().create(vals_list)
        shifts._open_sessions()
        return shifts

    def _open_sessions(self):
        """Open the session of each shift; only the first of a register is a main one.

        Odoo allows one main session per point of sale. A till that was offline for
        days has several days open: the others are marked as recovery sessions.
        """
        configs = self.register_id.config_id
        busy = set(
            self.env["pos.session"]
            .search(
                [
                    ("config_id", "in", configs.ids),
                    ("state", "!=", "closed"),
                    ("rescue", "=", False),
                ]
            )
            .config_id.ids
        )
        values = []
        for shift in self:
            config = shift.register_id.config_id
            values.append(
                {
                    "config_id": config.id,
                    "user_id": shift.backend_id.user_id.id,
                    "rescue": bool(shift.late) or config.id in busy,
                    "name": shift._session_name(),
                }
            )
            busy.add(config.id)
        sessions = self.env["pos.session"].create(values)
        for shift, session in zip(self, sessions, strict=True):
            shift.session_id = session
        sessions.write({"state": "opened", "update_stock_at_closing": False})
        for shift, session in zip(self, sessions, strict=True):
            session.write(
                {
                    "cash_register_balance_start": 0.0,
                    "start_at": shift._start_at(),
                    "retail_shift_id": shift.id,
                }
            )

    def _session_name(self):
        parts = [self.register_id.config_id.name, str(self.business_date)]
        if self.shift_ref:
            parts.append(self.shift_ref)
        if self.late:
            parts.append(f"+{self.late}")
        return "/".join(parts)

    def _start_at(self):
        """Return when the session starts; Odoo refuses a start in a locked period."""
        start = self.opened_at or fields.Datetime.to_datetime(self.business_date)
        journal = self.register_id.config_id.journal_id
        if self.company_id._get_violated_lock_dates(start.date(), True, journal):
            return fields.Datetime.now()
        return start

    def _touch(self, counts):
        """Count receipts into shifts: every import writes the row.

        A close that began before our commit fails on it and looks again; an import
        that began before a close's commit fails likewise. So nothing is added to a
        session behind its back.

        :param counts: shift id -> receipts added
        """
        if not counts:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE retail_pos_shift s
                      SET receipt_count = COALESCE(s.receipt_count, 0) + v.added,
                          last_receipt_at = %s
                     FROM (VALUES %s) AS v(id, added) WHERE s.id = v.id""",
                fields.Datetime.now(),
                SQL(", ").join(SQL("(%s, %s)", *pair) for pair in counts.items()),
            )
        )
        self.browse(counts).invalidate_recordset(["receipt_count", "last_receipt_at"])

    # --- what a screen offers ---

    def action_open_session(self):
        """Open the session in Odoo's point of sale."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pos.session",
            "res_id": self.session_id.id,
            "views": [(False, "form")],
        }

    def action_open_tenders(self):
        """Open the payments of the shift that somebody else settles."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_tender_open"
            ),
            "name": self.env._("Payments of %s", self.display_name),
            "domain": [("receipt_binding_id.shift_id", "=", self.id)],
            "context": {},
        }

    def action_open_receipts(self):
        """Open the receipts of the shift."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_pos.action_retail_binding_receipt"
            ),
            "domain": [("shift_id", "=", self.id)],
            "context": {},
        }
