"""Alerts of stores: tills that are late or silent, days that are not closed."""

from odoo import fields, models

from odoo.addons.retail_connector_base.models.retail_alert_measure import Measure

KINDS = [
    ("till", "A till sends later than promised, or is silent (times the promise)"),
    ("day", "A store's day is not closed (hours)"),
]


class RetailAlertRule(models.Model):
    """Have rules for tills and for days."""

    _inherit = "retail.alert.rule"

    type = fields.Selection(
        selection_add=KINDS, ondelete={kind: "cascade" for kind, _label in KINDS}
    )


class RetailAlert(models.Model):
    """Lead from an alert to the till or the day it is about."""

    _inherit = "retail.alert"

    def action_open(self):
        models_of = {"till": "retail.pos.register", "day": "retail.pos.shift"}
        if self.type not in models_of:
            return super().action_open()
        return {
            "type": "ir.actions.act_window",
            "res_model": models_of[self.type],
            "res_id": int(self.subject),
            "views": [(False, "form")],
        }


class RetailAlertMeasure(models.AbstractModel):
    """Measure how late tills and days are."""

    _inherit = "retail.alert.measure"

    def _measure_till(self, backends):
        """Return how late each till is: uploads, missing numbers, signs of life.

        A till that was shut down in the evening is silent too: silence counts while a
        day of it is open, or something waits on it.
        """
        live = backends.filtered(lambda backend: backend.state == "live")
        registers = self.env["retail.pos.register"].search(
            [("backend_id", "in", live.ids), ("config_id", "!=", False)]
        )
        open_days = dict(
            self.env["retail.pos.shift"]._read_group(
                [("register_id", "in", registers.ids), ("state", "=", "open")],
                ["register_id"],
                ["__count"],
            )
        )
        found = []
        for register in registers:
            times, text = self._lateness(register, register in open_days)
            if times:
                text = f"{register.display_name}: {text}"
                found.append(
                    Measure(register.backend_id.id, str(register.id), times, text)
                )
        return found

    def _lateness(self, register, is_open):
        """Return (times the promise, in words) of what a till is latest with."""
        store, now = register.store_id, fields.Datetime.now()
        waits = []
        for since, promise, text in (
            (
                register.oldest_queued_at if register.queued else None,
                store.sla_minutes,
                self.env._("%s records wait on the till", register.queued),
            ),
            (
                register.missing_since if register.missing_count else None,
                store.sla_minutes,
                self.env._("numbers %s are missing", register.missing or ""),
            ),
            (
                register.last_seen_at if is_open or register.queued else None,
                store.silence_minutes,
                self.env._("it has not been heard of"),
            ),
        ):
            if since:
                minutes = (now - since).total_seconds() / 60
                waits.append((minutes / max(promise, 1), int(minutes), text))
        if not waits:
            return 0, ""
        times, minutes, text = max(waits)
        return times, self.env._("%(what)s for %(minutes)s min.", what=text,
                                 minutes=minutes)  # fmt: skip

    def _measure_day(self, backends):
        """Return how long days wait: since the till closed them, or since their end."""
        now = fields.Datetime.now()
        found = []
        for shift in self.env["retail.pos.shift"].search(
            [
                ("backend_id", "in", backends.ids),
                ("state", "in", ("open", "waiting", "approval")),
            ]
        ):
            since = shift.waiting_since or shift.store_id._day_ends_at(
                shift.business_date
            )
            hours = (now - since).total_seconds() / 3600
            if hours > 0:
                why = shift.problem or self.env._("the till has not closed it")
                text = f"{shift.display_name}: {why}"
                found.append(Measure(shift.backend_id.id, str(shift.id), hours, text))
        return found
