"""Offer the platforms of this addon, and tell them what they ask a connection for."""

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

    def _values(self):
        """Add when a token ends, so that it is renewed before."""
        ends = {
            f"{credential.name}_expires_at": credential.expires_at
            for credential in self.sudo().credential_ids
            if credential.expires_at
        }
        return {**super()._values(), **ends}

    def _adapter_options(self):
        """Add the granted scopes and the address the shop sends its messages to."""
        return {
            **super()._adapter_options(),
            "scopes": self.scopes or "",
            "webhook_url": self.sudo().webhook_url,
        }
