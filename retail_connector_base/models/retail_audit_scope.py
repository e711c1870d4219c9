"""What is audited: connections and their policies, flows, credentials, mappings."""

from odoo import models


class RetailBackend(models.Model):
    """Audit the settings, the policies and the state of a connection."""

    _name = "retail.backend"
    _inherit = ["retail.backend", "retail.audited"]
    _audit_skip = frozenset(
        {
            "last_check_at",
            "message_main_attachment_id",
            "problems",
            "subscriptions",
            "sequence",
            "color",
        }
    )
    _audit_secret = frozenset({"token"})


class RetailFlow(models.Model):
    """Audit how a flow is told to run."""

    _name = "retail.flow"
    _inherit = ["retail.flow", "retail.audited"]
    _audit_skip = frozenset(
        {"cursor", "last_run_at", "next_run_at", "last_pull_at", "sequence"}
    )


class RetailCredential(models.Model):
    """Audit that a credential changed, and when it ends; never what it is."""

    _name = "retail.credential"
    _inherit = ["retail.credential", "retail.audited"]
    _audit_skip = frozenset(
        {"rotated_at", "label", "help", "required", "sequence", "previous_ciphertext"}
    )
    _audit_secret = frozenset({"ciphertext", "previous_ciphertext"})

    def _audit_fields(self, vals):
        """Leave out what the platform renews by itself many times a day."""
        if vals.get("self_renewing") and all(self.sudo().mapped("self_renewing")):
            return []
        return super()._audit_fields(vals)

    def _audit_created(self):
        """The settings of a platform come with it, still empty."""
        return self.browse()


class RetailMapping(models.AbstractModel):
    """Audit every decision about a mapping; a suggestion is none."""

    _name = "retail.mapping"
    _inherit = ["retail.mapping", "retail.audited"]
    # Who approved and when is what a line says anyway.
    _audit_skip = frozenset({"approved_by_id", "approved_at"})

    def _audit_created(self):
        return self.filtered(lambda mapping: mapping.state == "approved")


class RetailBindingLocation(models.Model):
    """Audit which location is which."""

    _name = "retail.binding.location"
    _inherit = ["retail.binding.location", "retail.audited"]

    def _audit_created(self):
        return self.browse()

    # What people decide; the rest is told by the platform.
    _audit_settings = frozenset(
        {
            "record_id",
            "location_id",
            "extra_location_ids",
            "warehouse_id",
            "active",
            "managed_elsewhere",
            "push_stock",
        }
    )

    def _audit_fields(self, vals):
        return [
            name for name in super()._audit_fields(vals) if name in self._audit_settings
        ]


class RetailAlertRule(models.Model):
    """Audit what is alerted."""

    _name = "retail.alert.rule"
    _inherit = ["retail.alert.rule", "retail.audited"]
    _audit_skip = frozenset({"sequence"})


class RetailAlertChannel(models.Model):
    """Audit who is told, and that an address changed."""

    _name = "retail.alert.channel"
    _inherit = ["retail.alert.channel", "retail.audited"]
    _audit_skip = frozenset({"sequence"})
    _audit_secret = frozenset({"ciphertext"})
