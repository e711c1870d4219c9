"""The lines of a completeness proof."""

from odoo import fields, models


class RetailJournalProofLine(models.Model):
    """One account of a proof."""

    _name = "retail.journal.proof.line"
    _description = "Journal Completeness Proof Line"
    _order = "proof_id, account_id"

    proof_id = fields.Many2one(
        "retail.journal.proof", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="proof_id.company_id", store=True)
    currency_id = fields.Many2one(related="proof_id.currency_id")
    account_id = fields.Many2one("account.account", ondelete="set null")
    ledger_count = fields.Integer("Items in Odoo")
    ledger_value = fields.Monetary("In Odoo")
    sent_count = fields.Integer("Items sent")
    sent_value = fields.Monetary("Sent")
    prepared_count = fields.Integer("Items in batches")
    prepared_value = fields.Monetary("In batches")
    pending_count = fields.Integer("Items waiting")
    pending_value = fields.Monetary("Waiting")
