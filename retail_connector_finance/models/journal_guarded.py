"""What of ledgers and settlements is changed by two people."""

from odoo import api, models

from odoo.addons.retail_connector_base.models.retail_guarded_scope import (
    GUARDED_POLICIES,
)

GUARDED_POLICIES.update(
    {
        "breakage_months",
        "breakage_percent",
        "deposit_account_id",
        "gift_card_policy",
        "settlement_journal_id",
        "settlement_month_end",
        "settlement_tolerance",
    }
)


class RetailJournalPolicy(models.Model):
    """Audit journal policies; guard what leaves, how, and who approves it."""

    _name = "retail.journal.policy"
    _inherit = ["retail.guarded", "retail.journal.policy", "retail.audited"]
    _audit_skip = frozenset({"built_at", "sequence"})
    _guarded = frozenset(
        {
            "approval",
            "approval_amount",
            "backend_id",
            "by_analytic",
            "by_category",
            "by_channel",
            "by_partner",
            "by_source",
            "by_store",
            "by_tax",
            "closed_period",
            "end_date",
            "journal_ids",
            "tax_mode",
            "start_date",
            "unit",
        }
    )
    _guarded_by_accountant = True

    @api.model_create_multi
    def create(self, vals_list):
        """Have what a new policy sends approved, until a second person says else."""
        policies = super().create(vals_list)
        for policy in policies._held_back():
            wanted = policy.approval
            if wanted != "always":
                policy.sudo().approval = "always"
                policy._propose_values({"approval": wanted})
        return policies
