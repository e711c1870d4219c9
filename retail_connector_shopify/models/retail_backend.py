"""Offer the platforms of this addon."""

from odoo import fields, models

from odoo.addons.retail_connector_base.platforms import ADAPTERS

ADDON = __name__.rpartition(".models.")[0]
PLATFORMS = [cls for cls in ADAPTERS.values() if cls.__module__.startswith(f"{ADDON}.")]


class RetailBackend(models.Model):
    """A connection can be a Shopify shop."""

    _inherit = "retail.backend"

    platform = fields.Selection(
        selection_add=[(cls.code, cls.label) for cls in PLATFORMS],
        ondelete={cls.code: "set default" for cls in PLATFORMS},
    )
