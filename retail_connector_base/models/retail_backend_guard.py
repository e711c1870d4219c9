"""Keep a copied or neutralized database away from the real platform."""

from odoo import fields, models
from odoo.exceptions import AccessError

from ..platforms import ConfigError

MANAGER = "retail_connector_base.group_manager"


class RetailBackend(models.Model):
    """Remember the database a connection belongs to; quarantine it in any other."""

    _inherit = "retail.backend"

    database_uuid = fields.Char(
        "Belongs to database",
        readonly=True,
        copy=False,
        default=lambda self: self._current_database(),
        help="In a copy of the database the connection is cut until a manager says "
        "that the copy may speak to the platform.",
    )

    def _current_database(self):
        """Return what identifies this very database, neutralized or not."""
        parameter = self.env["ir.config_parameter"].sudo().get_param
        uuid = parameter("database.uuid") or ""
        if parameter("database.is_neutralized"):
            uuid += "/neutralized"
        return uuid

    def _is_foreign(self):
        """Return whether this is not the database the connection was made in."""
        self.ensure_one()
        return self.database_uuid != self._current_database()

    def _quarantine_if_copied(self):
        """Cut off the connections that came here with a copied database."""
        foreign = self.sudo().filtered(
            lambda b: b.state != "quarantined" and b._is_foreign()
        )
        if foreign:
            foreign.write(
                {
                    "state": "quarantined",
                    "state_reason": self.env._(
                        "This database is a copy, or was neutralized. The connection "
                        "is cut, so that the real platform is not touched from here."
                    ),
                }
            )
        return foreign

    def _check_alive(self, testing=False):
        """Raise ConfigError unless the platform may be spoken to."""
        self.ensure_one()
        self._quarantine_if_copied()
        if self.state == "quarantined":
            raise ConfigError(
                self.state_reason or self.env._("It is in quarantine."), "quarantined"
            )
        if self.state == "paused" and not testing:
            raise ConfigError(
                self.state_reason or self.env._("It is paused."), "paused"
            )
        if not self.active:
            raise ConfigError(self.env._("It is archived."), "archived")

    def action_release_quarantine(self):
        """Accept this database as the connection's own; it must be tested again."""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager may release a quarantine."))
        for backend in self.filtered(lambda b: b.state == "quarantined"):
            backend.sudo().write(
                {
                    "state": "draft",
                    "state_reason": False,
                    "database_uuid": backend._current_database(),
                }
            )
            backend.message_post(body=self.env._("Released from quarantine."))
        return True
