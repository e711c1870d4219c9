"""Which environment a person is in, so that the screen can say so by colour."""

from odoo import api, models

VIEWER = "retail_connector_base.group_viewer"


class RetailBackend(models.Model):
    """Tell real connections from trials and from a copied database."""

    _inherit = "retail.backend"

    @api.model
    def _environment_band(self):
        """Return kind, label and sentence for the reader's connections, or None.

        The one that matters most wins: a copy, then what writes to a real platform.
        """
        backends = self.search([("state", "!=", "draft")])
        cut = backends.filtered(
            lambda b: b.state == "quarantined" or b.sudo()._is_foreign()
        )
        real = backends.filtered(lambda b: b.environment == "production") - cut
        shadow = real.filtered("shadow")
        trial = backends - cut - real
        for kind, found, label, sentence in (
            (
                "copy",
                cut,
                self.env._("Copied database")
                if any(b._is_foreign() for b in cut.sudo())
                else self.env._("Quarantine"),
                self.env._("Cut off, so that the real platform is not touched:"),
            ),
            (
                "production",
                real - shadow,
                self.env._("Production"),
                self.env._("What you do here reaches real customers:"),
            ),
            (
                "shadow",
                shadow,
                self.env._("Shadow mode"),
                self.env._("Nothing is written at the platform:"),
            ),
            (
                "test",
                trial,
                self.env._("Test"),
                self.env._("Connections for trials:"),
            ),
        ):
            if found:
                names = ", ".join(found.mapped("name")[:5])
                return {"kind": kind, "label": label, "title": f"{sentence} {names}"}
        return None


class IrHttp(models.AbstractModel):
    """Hand the environment to the web client once, with the session."""

    _inherit = "ir.http"

    def session_info(self):
        """Add the environment for those who see the connector at all."""
        info = super().session_info()
        if self.env.user.has_group(VIEWER):
            info["retail_environment"] = self.env["retail.backend"]._environment_band()
        return info
