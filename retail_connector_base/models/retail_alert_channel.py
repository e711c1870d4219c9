"""How alerts reach people: activities, e-mail, a chat's webhook."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..platforms.cipher import CipherError
from .alert_payload import FORMATS
from .retail_credential import cipher

LOCAL = ("localhost", "127.0.0.1", "::1")


class RetailAlertChannel(models.Model):
    """Say whom to tell, by what, and when not to."""

    _name = "retail.alert.channel"
    _description = "Retail Alert Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="It is told nothing of others. Empty: all companies; only administrators "
        "set those.",
    )
    type = fields.Selection(
        [
            ("activity", "Activity on the connection"),
            ("email", "E-mail"),
            ("webhook", "Webhook"),
        ],
        required=True,
        default="activity",
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", help="Empty: the user the connection runs as."
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "retail_alert_channel_partner_rel",
        string="Recipients",
        help="Contacts with an e-mail address.",
    )
    style = fields.Selection(
        FORMATS, "Read by", required=True, default="slack", help="Form of the message."
    )
    ciphertext = fields.Char(groups="base.group_system", copy=False)
    is_set = fields.Boolean("Address is set", compute="_compute_is_set")
    new_url = fields.Char(
        "Webhook address",
        compute="_compute_new_url",
        inverse="_inverse_new_url",
        help="Whoever knows it can write to the chat: it is stored encrypted and not "
        "shown again.",
    )
    quiet_from = fields.Float(
        "Quiet from", help="Nothing but critical alerts is told in these hours."
    )
    quiet_to = fields.Float("Quiet until", help="The same as the start: never quiet.")
    tz = fields.Selection(
        _tz_get,
        "Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
    )
    digest_minutes = fields.Integer(
        "Collect for (min)",
        help="Tell what came together in one message; critical ones do not wait.",
    )
    tell_recovery = fields.Boolean(
        "Tell when it is fine again", default=True, help="One message at the end too."
    )

    _quiet = models.Constraint(
        "CHECK (quiet_from >= 0 AND quiet_from < 24 "
        "AND quiet_to >= 0 AND quiet_to < 24 AND digest_minutes >= 0)",
        "Hours are between 0:00 and 23:59, minutes not below 0.",
    )

    @api.depends("ciphertext")
    def _compute_is_set(self):
        for channel in self:
            channel.is_set = bool(channel.sudo().ciphertext)

    def _compute_new_url(self):
        self.new_url = False

    def _inverse_new_url(self):
        for channel in self:
            if not channel.new_url:
                continue  # not entered is not "delete it"
            url = channel.new_url.strip()
            parts = urlsplit(url)
            local = parts.scheme == "http" and parts.hostname in LOCAL
            if not parts.hostname or not (parts.scheme == "https" or local):
                raise ValidationError(
                    self.env._("The address must begin with https://.")
                )
            try:
                channel.sudo().ciphertext = cipher().encrypt(url)
            except CipherError as error:
                raise UserError(str(error)) from None

    def _url(self):
        """Return the address in clear; for Python only."""
        stored = self.sudo().ciphertext
        return cipher().decrypt(stored) if stored else ""

    def _hears(self, alert):
        """Return whether an alert is this channel's company's business."""
        return not self.company_id or self.company_id == alert.company_id

    def _due_at(self, now, severity):
        """Return when something that came up ``now`` is told."""
        if severity == "critical":
            return now
        return self._after_quiet(now + timedelta(minutes=self.digest_minutes))

    def _after_quiet(self, moment):
        """Return the moment, or the end of the quiet hours it falls into."""
        if self.quiet_from == self.quiet_to:
            return moment
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.tz))
        hour = local.hour + local.minute / 60 + local.second / 3600
        length = (self.quiet_to - self.quiet_from) % 24
        inside = (hour - self.quiet_from) % 24
        if inside >= length:
            return moment
        return moment + timedelta(hours=length - inside)

    def action_test(self):
        """Send a message that says that this works."""
        self.ensure_one()
        self.check_access("write")
        return self.env["retail.alert.message"].sudo()._try_out(self)
