"""A balanced entry on its way to a ledger, with who prepared and who approved it."""

import uuid
from decimal import Decimal

from odoo import api, fields, models

from ..platforms.journal import cents

STATES = [
    ("draft", "Incomplete"),
    ("validated", "Validated"),
    ("approved", "Approved"),
    ("exporting", "Exporting"),
    ("exported", "Exported"),
    ("verified", "Verified"),
    ("rejected", "Rejected"),
    ("voided", "Changed There"),
]
OPEN = ("draft", "validated")  # may still be dropped and built again
SENT = ("approved", "exporting", "exported", "verified", "voided")


class RetailJournalBatch(models.Model):
    """Carry journal items to a ledger as one entry; correct it only by another one."""

    _name = "retail.journal.batch"
    _description = "Journal Batch"
    _inherit = ["mail.thread", "mail.activity.mixin", "retail.cause"]
    _check_company_auto = True
    _order = "date desc, id desc"

    name = fields.Char(
        "Number", required=True, readonly=True, help="It is the reference there, too."
    )
    uuid = fields.Char(
        required=True, readonly=True, default=lambda self: str(uuid.uuid4())
    )
    backend_id = fields.Many2one(
        "retail.backend", "Ledger", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = fields.Many2one(
        "retail.journal.policy", required=True, readonly=True, ondelete="restrict"
    )
    journal_id = fields.Many2one(
        "account.journal", readonly=True, ondelete="restrict", check_company=True
    )
    kind = fields.Selection(
        [("export", "Export"), ("correction", "Correction")],
        required=True,
        readonly=True,
        help="A correction takes back items that changed in Odoo after they left, and "
        "sends them as they are now.",
    )
    reverses_id = fields.Many2one(
        "retail.journal.batch",
        "Takes back",
        readonly=True,
        ondelete="restrict",
        help="The batch that is taken back whole, by a person's decision.",
    )
    date = fields.Date(required=True, readonly=True, help="Of the items in Odoo.")
    posting_date = fields.Date(readonly=True, help="Of the entry at the ledger.")
    unit = fields.Char(readonly=True)
    part = fields.Integer(readonly=True, default=1)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", tracking=True, index=True
    )
    cause = fields.Char(readonly=True)
    problem = fields.Text(readonly=True)
    line_ids = fields.One2many("retail.journal.batch.line", "batch_id", readonly=True)
    total = fields.Monetary(readonly=True, help="Sum of the debits.")
    lines = fields.Integer("Number of lines", readonly=True)
    items = fields.Integer("Journal items", readonly=True)
    moves = fields.Integer("Entries", readonly=True)
    narration = fields.Char(readonly=True)
    fingerprint = fields.Char(
        "SHA-256", readonly=True, help="Of everything that is sent; fixed on approval."
    )
    prepared_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.uid
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, tracking=True)
    approved_at = fields.Datetime(readonly=True)
    exported_at = fields.Datetime(readonly=True)
    verified_at = fields.Datetime(
        readonly=True, help="When it was last read back there, line by line."
    )
    external_id = fields.Char("Id there", readonly=True, index="btree_not_null")
    external_number = fields.Char("Number there", readonly=True)
    external_version = fields.Char(readonly=True)
    external_url = fields.Char("Link there", readonly=True)
    needs_approval = fields.Boolean(compute="_compute_needs_approval")

    _uuid_unique = models.UniqueIndex("(uuid)")
    _name_unique = models.UniqueIndex("(backend_id, name)")
    _open_idx = models.Index(
        "(backend_id, state) WHERE state NOT IN ('verified', 'rejected')"
    )

    @api.depends("total", "policy_id")
    def _compute_needs_approval(self):
        for batch in self:
            batch.needs_approval = batch.policy_id._needs_approval(batch._total())

    def _total(self) -> Decimal:
        """Return the exact sum of the debits."""
        self.ensure_one()
        return sum((cents(line.balance) for line in self.line_ids if line.balance > 0),
                   Decimal(0))  # fmt: skip

    def _period_words(self):
        """Return what the description of the entry may name."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "journal": self.journal_id.code or "",
            "date": self.date.isoformat(),
            "kind": kinds[self.kind],
            "number": self.name,
            "company": self.company_id.name,
            **self._entry_words(),
        }

    def _entry_words(self):
        """Return what the one entry of the batch is called, and the payout it is of.

        No reference of the entry: people write names of customers there.
        """
        move = self.env["account.move"].sudo()
        if self.unit and self.unit.startswith("m"):
            move = move.browse(int(self.unit[1:])).exists()
        payout = self.env["retail.settlement"].sudo()
        if move and "{payout" in self.policy_id.narration:
            payout = payout.search(
                [
                    "|",
                    "|",
                    ("record_id", "=", move.id),
                    ("return_move_id", "=", move.id),
                    ("month_end_move_ids", "in", move.ids),
                ],
                limit=1,
            )
        words = (payout.gateway, payout.external_name, payout.bank_reference)
        return {"entry": move.name or "", "payout": " ".join(filter(None, words))}

    def action_open_items(self):
        """Open the journal items that this batch carries."""
        self.ensure_one()
        links = self.env["retail.journal.link"].search([("batch_id", "=", self.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", links.mapped("item_id"))],
        }

    def action_open_external(self):
        """Open the entry at the ledger, in a new tab."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.external_url,
            "target": "new",
        }

    def action_open_outbox(self):
        """Open the request that carries the entry, with its trace."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Outbox"),
            "res_model": "retail.outbox",
            "views": [(False, "list"), (False, "form")],
            "domain": [("backend_id", "=", self.backend_id.id),
                       ("key", "=", self.uuid)],
        }  # fmt: skip
