"""One connected shop, till estate or ledger."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..platforms import ADAPTERS

DEFAULT_LANES = 8
TOKEN_BYTES = 24  # of randomness in the webhook's address


class RetailBackend(models.Model):
    """Hold what a connection is: platform, company, state, and who runs its jobs."""

    _name = "retail.backend"
    _description = "Retail Connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "sequence, name, id"

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    platform = fields.Selection(
        [("none", "None")], required=True, default="none", tracking=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Everything this connection creates belongs to this company.",
    )
    environment = fields.Selection(
        [("production", "Production"), ("staging", "Staging"), ("test", "Test")],
        required=True,
        default="production",
        tracking=True,
        help="Test: a stand-in for the platform on another address is allowed.",
    )
    state = fields.Selection(
        [
            ("draft", "Not connected"),
            ("connected", "Connected"),
            ("live", "Live"),
            ("paused", "Paused"),
            ("quarantined", "Quarantined"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    state_reason = fields.Char(
        readonly=True, copy=False, help="Why it is paused or in quarantine."
    )
    user_id = fields.Many2one(
        "res.users",
        "Runs as",
        required=True,
        default=lambda self: self.env.user,
        help="Jobs of this connection run with the rights of this user.",
    )
    lanes = fields.Integer(
        default=DEFAULT_LANES,
        required=True,
        help="How many queues its messages are spread over; messages about one order "
        "or product always share one. More lanes use more workers.",
    )
    token = fields.Char(
        "Webhook token",
        required=True,
        readonly=True,
        copy=False,
        groups="retail_connector_base.group_manager",
        default=lambda self: secrets.token_urlsafe(TOKEN_BYTES),
    )
    webhook_url = fields.Char(
        compute="_compute_webhook_url", groups="retail_connector_base.group_manager"
    )
    base_url = fields.Char(
        "Address override",
        help="Speak to a stand-in of the platform; only in a test environment.",
    )
    keep_payload_days = fields.Integer(
        "Keep payloads (days)",
        default=365,
        help="Payloads hold personal data. Those of finished messages are deleted "
        "after so many days; the trace stays. 0: never.",
    )
    pull_since = fields.Datetime(
        "History from", help="Older orders are not read; empty: from going live on."
    )
    live_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="When it first went live. What the platform had shipped before is not "
        "delivered again in Odoo.",
    )
    credential_ids = fields.One2many("retail.credential", "backend_id", copy=False)
    flow_ids = fields.One2many("retail.flow", "backend_id", copy=False)

    _token_unique = models.UniqueIndex("(token)", "This webhook token is taken.")
    _lanes_range = models.Constraint(
        "CHECK (lanes BETWEEN 1 AND 256)", "Choose between 1 and 256 lanes."
    )

    @api.depends("token")
    def _compute_webhook_url(self):
        root = self.browse().get_base_url().rstrip("/")
        for backend in self:
            backend.webhook_url = f"{root}/retail/webhook/{backend.sudo().token}"

    @api.constrains("base_url", "environment")
    def _check_base_url(self):
        for backend in self:
            if backend.base_url and backend.environment != "test":
                raise ValidationError(
                    self.env._("An address override is for test environments only.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        backends._sync_settings()
        backends._make_lanes()
        self.env["retail.budget"].sudo()._open(backends)
        return backends

    def write(self, vals):
        self._check_unused(vals)
        result = super().write(vals)
        if "platform" in vals:
            self._sync_settings()
        if "lanes" in vals:
            self._make_lanes()
            self._spread_waiting()
        if vals.keys() & {"platform", "state", "active", "token", "lanes", "user_id"}:
            self._forget_webhook_facts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        """Keep the evidence: a connection that was used is archived, not deleted."""
        for backend in self:
            if backend.state not in ("draft", "connected") or backend._has_events():
                raise UserError(
                    self.env._("%s has been used. Archive it instead.", backend.name)
                )

    def _check_unused(self, vals):
        """Refuse to move what was received to another platform or company."""
        for backend in self:
            platform = vals.get("platform", backend.platform)
            company = vals.get("company_id", backend.company_id.id)
            same = (platform, company) == (backend.platform, backend.company_id.id)
            if not same and backend._has_events():
                raise UserError(
                    self.env._("%s has been used. Make a new connection.", backend.name)
                )

    def _has_events(self):
        events = self.env["retail.event"].sudo()
        return bool(events.search_count([("backend_id", "=", self.id)], limit=1))

    @api.constrains("user_id", "company_id")
    def _check_user_company(self):
        for backend in self:
            if backend.company_id not in backend.sudo().user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s must have access to %(company)s to run its jobs.",
                        user=backend.user_id.name,
                        company=backend.company_id.name,
                    )
                )

    def _adapter_class(self):
        """Return the class that speaks this platform, or None."""
        self.ensure_one()
        return ADAPTERS.get(self.platform)

    def _sync_settings(self):
        """Give each connection the settings and flows its platform knows."""
        for backend in self:
            adapter = backend._adapter_class()
            if adapter:
                self.env["retail.credential"]._sync(backend, adapter.settings)
                self.env["retail.flow"]._sync(backend, adapter.kinds, adapter.pushes)

    def _make_lanes(self):
        """Create the rows that lanes are locked by, before jobs race to do it."""
        lanes = self.env["retail.lane"].sudo()
        for backend in self:
            lanes._ensure((backend.id, "in", index) for index in range(backend.lanes))
            lanes._ensure((backend.id, queue, 0) for queue in ("confirm", "account"))
