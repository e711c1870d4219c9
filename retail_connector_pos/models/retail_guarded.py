"""What of stores is changed by two people."""

from odoo import models

from odoo.addons.retail_connector_base.models.retail_guarded_scope import (
    GUARDED_POLICIES,
)

GUARDED_POLICIES.update(
    {
        "deposit_product_id",
        "donation_product_id",
        "loyalty_point_value",
        "store_sales",
    }
)


class RetailPosStore(models.Model):
    """Audit stores; guard from where they sell, how they book and what is tolerated."""

    _name = "retail.pos.store"
    _inherit = ["retail.guarded", "retail.pos.store", "retail.audited"]
    _guarded = frozenset(
        {
            "analytic_account_id",
            "close_by",
            "day_end",
            "fiscal_position_id",
            "late_amount_limit",
            "late_days_limit",
            "location_binding_id",
            "over_short_limit",
            "pricelist_id",
            "quarantine_location_id",
            "scrap_location_id",
            "timezone",
            "warehouse_id",
        }
    )

    def _is_sensitive(self):
        return bool(self.sudo().backend_id.live_since)


class RetailPosStoreTender(models.Model):
    """Guard on which account a store books a means of payment."""

    _name = "retail.pos.store.tender"
    _inherit = ["retail.guarded", "retail.pos.store.tender", "retail.audited"]
    _guarded = frozenset({"account_id", "journal_id", "mapping_id"})
    _guarded_by_accountant = True

    def _is_sensitive(self):
        return bool(self.sudo().backend_id.live_since)
