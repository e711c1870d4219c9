"""What is to be told of an alert: a row written with it, sent once, retried."""

import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from ..platforms import ConfigError, PlatformError, RefusedError, TransientError
from ..platforms.backoff import wait_seconds
from ..platforms.cipher import CipherError
from ..platforms.http import Http
from .alert_payload import line, payload

MAX_TRIES = 8
BATCH = 40  # alerts a message
TIMEOUT = 10  # seconds to connect, and between two bytes
OPEN = ("pending", "sending", "failed")


class RetailAlertMessage(models.Model):
    """Owe one channel one piece of news; the same news is owed once."""

    _name = "retail.alert.message"
    _description = "Retail Alert Message"
    _inherit = ["retail.operated"]
    _order = "id desc"
    _rec_name = "kind"

    alert_id = fields.Many2one(
        "retail.alert", required=True, readonly=True, ondelete="cascade", index=True
    )
    channel_id = fields.Many2one(
        "retail.alert.channel", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="alert_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [("raised", "Something is wrong"), ("recovered", "It is fine again")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("pending", "Waits"),
            ("sending", "Being sent"),
            ("failed", "Will be retried"),
            ("done", "Told"),
            ("dropped", "Over before it was told"),
            ("dead", "Given up"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    due_at = fields.Datetime(readonly=True, help="After quiet hours and collecting.")
    key = fields.Char(
        readonly=True, help="Sent along: a repeat of the same message has the same key."
    )
    tries = fields.Integer(readonly=True, aggregator=None)
    error = fields.Char(readonly=True)
    told_at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(alert_id, channel_id, kind)")
    _due = models.Index(
        "(channel_id, due_at) WHERE state IN ('pending', 'sending', 'failed')"
    )

    @api.model
    def _tell(self, alerts, kind):
        """Owe the news to the channels of the alerts' rules."""
        now, rows = fields.Datetime.now(), []
        if kind == "recovered":
            alerts = self._told(alerts)
        for alert in alerts:
            for channel in alert.rule_id.channel_ids:
                wanted = kind == "raised" or channel.tell_recovery
                if wanted and channel._hears(alert):
                    rows.append(
                        {
                            "alert_id": alert.id,
                            "channel_id": channel.id,
                            "kind": kind,
                            "due_at": channel._due_at(now, alert.severity),
                        }
                    )
        return self.create(rows)

    def _told(self, alerts):
        """Drop what was not told yet of alerts that are over; return the others."""
        unsaid = self.search(
            [("alert_id", "in", alerts.ids), ("state", "=", "pending")]
        )
        unsaid.write({"state": "dropped"})
        return alerts - unsaid.alert_id

    @api.model
    def _send_due(self):
        """Send what is due, one message a channel."""
        due = self.search(
            [("state", "in", OPEN), ("due_at", "<=", fields.Datetime.now())],
            order="id",
        ).try_lock_for_update()
        for channel, rows in due.grouped("channel_id").items():
            for same in rows._requests():
                same._send(channel)
                self.env["ir.cron"]._commit_progress(len(same))

    def _requests(self):
        """Return these rows as messages: a repeat holds what its first try held."""
        fresh = self.filtered(lambda row: not row.key)
        requests = list((self - fresh).grouped("key").values())
        for start in range(0, len(fresh), BATCH):
            part = fresh[start : start + BATCH]
            part.key = str(uuid.uuid4())
            requests.append(part)
        return requests

    def _send(self, channel):
        """Send one message and write down what became of it.

        What Odoo itself does is one transaction with the outcome. A request is marked
        and committed before it is made, and repeated with the same key.
        """
        for row in self:
            row.write({"state": "sending", "tries": row.tries + 1})
        if channel.type == "webhook":
            self.env["ir.cron"]._commit_progress()
        try:
            getattr(self, f"_send_{channel.type}")(channel)
        except CipherError as error:
            self._fail(ConfigError(str(error), "cipher"))
        except PlatformError as error:
            self._fail(error)
        else:
            self.write(
                {"state": "done", "told_at": fields.Datetime.now(), "error": False}
            )

    def _fail(self, error):
        tries = max(self.mapped("tries"))
        dead = not isinstance(error, TransientError) or tries >= MAX_TRIES
        wait = wait_seconds(tries, getattr(error, "retry_after", None))
        self.write(
            {
                "state": "dead" if dead else "failed",
                "error": error.message,
                "due_at": fields.Datetime.now() + timedelta(seconds=wait),
            }
        )

    # --- the ways ---

    def _send_activity(self, channel):
        for row in self:
            alert = row.alert_id
            summary = alert.rule_id.name
            others = alert.search(
                [
                    ("rule_id", "=", alert.rule_id.id),
                    ("backend_id", "=", alert.backend_id.id),
                    ("state", "=", "firing"),
                ],
                limit=1,
            )
            if row.kind == "raised":
                alert.backend_id._alert(summary, alert.text)
                same = alert.backend_id.activity_ids.filtered(
                    lambda activity, summary=summary: activity.summary == summary
                )
                if channel.user_id:
                    same.user_id = channel.user_id
            elif not others:
                alert.backend_id._calm(summary)

    def _send_email(self, channel):
        recipients = channel.partner_ids.filtered("email")
        if not recipients:
            raise ConfigError(self.env._("No recipient has an address."), "recipients")
        lines = [line(item) for item in self._items()]
        self.env["mail.mail"].create(
            {
                "subject": self._title(),
                "body_html": plaintext2html("\n".join([*lines, "", self._link()])),
                "recipient_ids": [(6, 0, recipients.ids)],
            }
        )

    def _send_webhook(self, channel):
        url = channel._url()
        if not url:
            raise ConfigError(self.env._("It has no address."), "address")
        body = payload(channel.style, self._title(), self._items(), self._link())
        _post(url, body, self[0].key)

    def _title(self):
        if len(self) == 1:
            return self.env._("Retail Connector: %s", self.alert_id.rule_id.name)
        return self.env._("Retail Connector: %s alerts", len(self))

    def _link(self):
        return f"{self[:1].get_base_url()}/odoo/retail-alerts"

    def _items(self):
        """Return the alerts as plain data: no names of people, no amounts."""
        return [
            {
                "state": row.kind,
                "severity": row.alert_id.severity,
                "rule": row.alert_id.rule_id.name,
                "connection": row.alert_id.backend_id.name,
                "subject": row.alert_id.subject,
                "text": row.alert_id.text
                if row.kind == "raised"
                else self.env._("fine again: %s", row.alert_id.rule_id.name),
                "since": fields.Datetime.to_string(row.alert_id.raised_at),
            }
            for row in self
        ]

    def action_retry(self):
        """Send again what was given up."""
        self._check_operator()
        self.sudo().filtered(lambda row: row.state in ("failed", "dead")).write(
            {"state": "failed", "tries": 0, "due_at": fields.Datetime.now()}
        )
        return True

    @api.model
    def _try_out(self, channel):
        """Send a test message to a webhook at once; others need no test."""
        if channel.type != "webhook":
            raise UserError(self.env._("Only webhooks can be tried out."))
        title = self.env._("Retail Connector: a test message")
        try:
            url = channel._url()
            if not url:
                raise ConfigError(self.env._("It has no address."), "address")
            _post(url, payload(channel.style, title, [], self._link()), uuid.uuid4())
        except (PlatformError, CipherError) as error:
            raise UserError(str(error)) from None
        return self.env["retail.backend"]._notify(
            self.env._("The message was taken."), "success"
        )


def _post(url, body, key):
    """Send one message; raise a PlatformError unless it was taken."""
    http = Http("alerts")
    try:
        response = http.request(
            "POST",
            url,
            json=body,
            headers={"Idempotency-Key": str(key)},
            timeout=TIMEOUT,
            idempotent=True,
        )
    finally:
        http.close()
    if response.status_code >= 300:
        raise RefusedError(f"refused ({response.status_code})", "refused")
