"""Reach the platform: make the adapter, test it, go live."""

from pathlib import Path

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..importers.item import Item
from ..platforms import ConfigError, PlatformError
from ..platforms.http import Http
from .retail_budget import SharedBudget
from .session_lock import exclusive

_sessions = {}  # (database, backend id) -> Http; one a process, its sockets kept open


class RetailBackend(models.Model):
    """Make the adapter and keep what the last test found."""

    _inherit = "retail.backend"

    last_check_at = fields.Datetime("Last test", readonly=True, copy=False)
    shop_name = fields.Char(readonly=True, copy=False)
    currency_id = fields.Many2one("res.currency", readonly=True, copy=False)
    plan = fields.Char(readonly=True, copy=False)
    timezone = fields.Char(readonly=True, copy=False)
    api_version = fields.Char("API version", readonly=True, copy=False)
    scopes = fields.Text(readonly=True, copy=False)
    missing_scopes = fields.Text(readonly=True, copy=False)
    prices_include_tax = fields.Boolean(readonly=True, copy=False)
    problems = fields.Text(readonly=True, copy=False)
    subscriptions = fields.Json(readonly=True, copy=False)

    # --- adapter ---

    def _adapter(self, testing=False):
        """Return the adapter, ready to speak; raise ConfigError when it may not.

        :param testing: a person tries the connection: being paused does not matter
        """
        self.ensure_one()
        backend = self.sudo()
        backend._check_alive(testing=testing)
        adapter_class = backend._adapter_class()
        if adapter_class is None:
            raise ConfigError(self.env._("No platform is chosen."), "no_platform")
        return adapter_class(
            backend._values(),
            options=backend._adapter_options(),
            http=backend._http(),
            budget=SharedBudget(self.env, backend.id),
            save_token=backend._save_token,
            renew_in_turn=backend._renew_in_turn,
        )

    def _adapter_options(self):
        """Return the policies an adapter or mapper may have to know."""
        return {
            "backend_id": self.id,
            "environment": self.environment,
            "base_url": self.base_url if self.environment == "test" else "",
            "currency_side": self.currency_side,
            "file_root": self._file_root(),
            "scopes": self.scopes or "",
            "take_turn": self._take_turn,
            "webhook_url": self.sudo().webhook_url,
        }

    def _file_root(self):
        """Return the folder of this machine that exchanged files may not leave."""
        given = config.get("retail_connector_files")
        return given or str(
            Path(config["data_dir"], "retail_files", self.env.cr.dbname, str(self.id))
        )

    def _take_turn(self, name):
        """Yield whether no other connection of this database does ``name`` now."""
        return exclusive(self.env, name, 0)

    def _http(self):
        """Return this process's session of the connection."""
        key = (self.env.cr.dbname, self.id)
        if key not in _sessions:
            _sessions[key] = Http(f"backend {self.id}")
        return _sessions[key]

    # --- buttons ---

    def action_test(self):
        """Ask the platform who we are to it, and keep the answer."""
        self.ensure_one()
        try:
            health = self._adapter(testing=True).check()
        except PlatformError as error:
            self.write(
                {"last_check_at": fields.Datetime.now(), "problems": error.message}
            )
            return self._notify(error.message, "danger")
        self._keep_health(health)
        if health.missing_scopes or health.problems:
            return self._notify(self.problems or self.missing_scopes, "warning")
        return self._notify(
            self.env._("Connected with %s.", health.name or self.name), "success"
        )

    def _keep_health(self, health):
        """Write down what a test found, and the locations it named."""
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", health.currency)], limit=1)
        )
        self.write(
            {
                "last_check_at": fields.Datetime.now(),
                "shop_name": health.name,
                "currency_id": currency.id,
                "plan": health.plan,
                "timezone": health.timezone,
                "api_version": health.api_version,
                "api_ends_on": health.api_ends_on,
                "missing_scopes": "\n".join(health.missing_scopes),
                "problems": "\n".join(health.problems),
                "prices_include_tax": bool(health.prices_include_tax),
                **({"state": "connected"} if self.state == "draft" else {}),
            }
        )
        self._take_scopes(health.scopes, health.lacks)
        if health.locations:
            self.env["retail.importer.location"]._import_or_bisect(
                [Item(location) for location in health.locations], self
            )

    def action_subscribe(self):
        """Make the platform send its messages here."""
        self.ensure_one()
        try:
            topics = self._adapter(testing=True).subscribe(self.sudo().webhook_url)
        except PlatformError as error:
            raise UserError(error.message) from None
        self.subscriptions = topics
        return self._notify(
            self.env._("%s kinds of messages are sent here now.", len(topics)),
            "success",
        )

    def action_go_live(self):
        """Start the traffic."""
        for backend in self:
            if backend.state not in ("connected", "paused"):
                raise UserError(self.env._("Test the connection first."))
            if backend.missing_scopes:
                raise UserError(
                    self.env._(
                        "Permissions are missing at the platform: %s",
                        backend.missing_scopes.replace("\n", ", "),
                    )
                )
            if not backend.sale_warehouse_id:
                raise UserError(self.env._("Choose the warehouse it sells from."))
            backend._ensure_service_products()
            if not backend.live_since:
                backend.live_since = fields.Datetime.now()
            if not backend.pull_since:
                backend.pull_since = fields.Datetime.now()
            backend.action_subscribe()
        self.write({"state": "live", "state_reason": False})
        self.flow_ids._start()
        self._wake_all()
        return True

    def action_pause(self):
        """Stop the traffic; messages are still stored."""
        self.filtered(lambda b: b.state in ("connected", "live")).write(
            {"state": "paused", "state_reason": self.env._("By hand.")}
        )
        return True

    def action_resume(self):
        """Go on where it stopped."""
        paused = self.filtered(lambda b: b.state == "paused")
        paused._come_back()
        paused.write({"state": "live", "state_reason": False})
        paused._calm(self._paused_summary())
        paused.flow_ids._start()
        paused._wake_all()
        return True

    # --- states ---

    def _is_working(self):
        """Return whether jobs of this connection may run."""
        self.ensure_one()
        backend = self.sudo()
        backend._quarantine_if_copied()
        return backend.active and backend.state in ("connected", "live")

    def _paused_summary(self):
        return self.env._("Connection paused")

    def _pause(self, reason):
        """Stop the traffic because a person must fix something, and say so."""
        for backend in self.sudo():
            if backend.state in ("connected", "live"):
                backend.write({"state": "paused", "state_reason": reason})
                backend._alert(self._paused_summary(), reason)

    def _wake_all(self):
        """Wake every queue that has work."""
        for backend in self:
            for lane in self.env["retail.event"].sudo()._lanes_due(backend):
                backend._wake("in", lane)
            for kind in self.env["retail.outbox"].sudo()._kinds_due(backend):
                backend._wake(f"out:{kind}")
            for queue in ("confirm", "account"):
                if backend._due_in(queue, 0) is not None:
                    backend._wake(queue)

    def _notify(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind == "danger",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
