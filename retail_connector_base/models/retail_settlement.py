"""What a payment provider paid out: one deposit on the bank account."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..canonical import codec
from .compressed import CompressedText

ACCOUNTANTS = (
    "retail_connector_base.group_accountant",
    "retail_connector_base.group_manager",
)
STATUSES = [
    ("scheduled", "Scheduled"),
    ("in_transit", "On its Way"),
    ("paid", "Paid"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
STATES = [
    ("open", "Not Final"),
    ("ready", "To Book"),
    ("waiting", "Waits"),
    ("parked", "Parked"),
    ("booked", "Booked"),
]
FINAL = ("paid", "failed", "cancelled")


class RetailSettlement(models.Model):
    """Keep a payout, a gateway's file or a cash deposit with all its lines.

    The lines add up to the deposit to the cent, or the document would not exist.
    Booking it is the finance addon's work; ``state`` is its work list.
    """

    _name = "retail.settlement"
    _inherit = ["retail.binding", "mail.thread"]
    _description = "Retail Settlement"
    _order = "paid_on desc, id desc"
    _mail_post_access = "read"

    record_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        ondelete="set null",
        check_company=True,
        readonly=True,
    )
    kind = fields.Selection(
        [("payout", "Payout"), ("file", "File"), ("cash_deposit", "Cash Deposit")],
        required=True,
        readonly=True,
        default="payout",
    )
    gateway = fields.Char(required=True, readonly=True, index=True)
    paid_on = fields.Date(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    total = fields.Monetary("Deposit", readonly=True, help="What reaches the bank.")
    gross = fields.Monetary(readonly=True)
    fee = fields.Monetary("Fees", readonly=True)
    deposit_currency_id = fields.Many2one("res.currency", readonly=True)
    deposit = fields.Monetary(
        "Shown by the Bank",
        currency_field="deposit_currency_id",
        readonly=True,
        help="When the bank account is in another currency than the payout.",
    )
    bank_reference = fields.Char(readonly=True, index="btree_not_null")
    status = fields.Selection(STATUSES, required=True, readonly=True, tracking=True)
    state = fields.Selection(
        STATES, required=True, default="open", readonly=True, tracking=True
    )
    state_cause = fields.Char("Cause", readonly=True)
    state_error = fields.Char("Reason", readonly=True)
    line_ids = fields.One2many("retail.settlement.line", "settlement_id")
    line_count = fields.Integer(compute="_compute_line_count")
    document = CompressedText(readonly=True, help="What was imported last.")

    _work_list = models.Index(
        "(backend_id, state, id) WHERE state IN ('ready', 'waiting')"
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["retail.settlement.line"]._read_group(
            [("settlement_id", "in", self.ids)], ["settlement_id"], ["__count"]
        )
        counts = {settlement.id: count for settlement, count in groups}
        for settlement in self:
            settlement.line_count = counts.get(settlement.id, 0)

    def _document(self):
        """Return the canonical settlement last imported."""
        self.ensure_one()
        return codec.decode(self.document)

    def _set_state(self, state, cause="", message=""):
        """Write a state with why."""
        self.write(
            {
                "state": state,
                "state_cause": cause or False,
                "state_error": message or False,
            }
        )

    def _entries(self):
        """Return all entries that a settlement was booked by."""
        return self.record_id

    def _forget_entries(self):
        """Let go of entries that were withdrawn, so that it can be booked anew."""
        tenders = self.line_ids.tender_id
        tenders.filtered(lambda one: one.settlement_id in self).settlement_id = False
        self.record_id = False

    def _check_accountant(self):
        """Raise unless the user looks after money."""
        if self.env.su or any(self.env.user.has_group(one) for one in ACCOUNTANTS):
            return
        raise AccessError(self.env._("Only accountants and managers decide here."))

    def _trace(self, step, code="", note=""):
        """Note a step of each settlement."""
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": settlement.backend_id.id,
                    "step": step,
                    "kind": "settlement",
                    "entity_id": settlement.external_id,
                    "res_model": self._name,
                    "res_id": settlement.id,
                    "code": code,
                    "note": note,
                }
                for settlement in self
            ]
        )

    def action_resume(self):
        """Try settlements that wait or are parked again."""
        self._check_accountant()
        stopped = self.sudo().filtered(lambda s: s.state in ("waiting", "parked"))
        stopped._set_state("ready")
        stopped._trace("retried", "resume")
        stopped.backend_id._wake_settle()
        return True

    def action_open_lines(self):
        """Open the lines of the settlement."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_settlement_line"
            ),
            "domain": [("settlement_id", "=", self.id)],
        }


class RetailBackend(models.Model):
    """Let what books settlements know that there are some."""

    _inherit = "retail.backend"

    def _wake_settle(self):
        """Have settlements booked; the addon that books them extends this."""
