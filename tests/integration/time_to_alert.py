"""How long it takes from a fault to its alert, with every interval as it is installed.

Run by name, it takes less than a minute:

    RETAIL_TABLE=/tmp/table.md ./setup/test tests/integration/time_to_alert.py

All faults come at the worst moment: the evidence was just verified, the day was just
counted, or (with ``RETAIL_YOUNG=1``) is counted when they are still a little too young
to be called a difference. No message tells of them and the shop is not polled, so that
the checks alone find them.
Then the clock goes on in steps of the alerts' own interval; what the scheduler would
start is started when it is due. The table is the one of the README.
"""

import os
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.retail_connector_base.exporters.stock_settle import GRACE

from .faults import FAULTS, WITHOUT_ORDER
from .faults_case import BASE, FaultsCase

HOURS = 14  # simulated at most
SLACK = 2  # minutes: one round of the alerts, in which a finding is told


@tagged("post_install", "-at_install", "retail")
class TimeToAlert(FaultsCase):
    """Faults, the clock, and the minute in which each is found and told."""

    def every(self, name):
        """Return the interval of a scheduled action."""
        cron = self.env.ref(f"retail_connector_base.{name}")
        return timedelta(**{cron.interval_type: cron.interval_number})

    def bound(self, name):
        """Return within how many minutes a fault must be told, by design."""
        count = self.backend.tally_minutes + self.every("cron_tally").seconds / 60
        alerts = self.every("cron_alerts").seconds / 60 + SLACK
        if name == "late_till":
            return alerts
        if name.startswith("changed_") and name != "changed_order":
            return self.every("cron_evidence").seconds / 60 + alerts
        # What is too young at a count has the day counted again when it is not any more
        return count + alerts

    def test_every_fault_is_told_within_its_bound(self):
        defaults = self.backend.default_get(["tally_grace_minutes", "tally_minutes"])
        self.backend.write(defaults)
        orders, faults = list(self.orders), {}
        for name in FAULTS:
            order = None if name in WITHOUT_ORDER else orders.pop()
            faults[name] = FAULTS[name](self, order)
        wait = self.backend.tally_minutes - 2
        if os.environ.get("RETAIL_YOUNG"):
            wait = self.backend.tally_grace_minutes - 10
        told = self.wait_for(faults, wait)
        self.write_table(faults, told)
        late = {
            name: (told.get(name), self.bound(name))
            for name in faults
            if told.get(name, 9999) > self.bound(name)
        }
        self.assertFalse(late)

    def wait_for(self, faults, minutes):
        """Let the clock run until all are told; a count is due in ``minutes``."""
        start, told = fields.Datetime.now(), {}
        self.env["retail.tally"].search([]).write(
            {
                "counted_at": start
                - timedelta(minutes=self.backend.tally_minutes - minutes),
                "next_at": False,
            }
        )
        with patch(f"{BASE}.exporters.stock_settle.GRACE", GRACE):
            for minute in range(0, HOURS * 60, 2):
                now = start + timedelta(minutes=minute)
                clock = staticmethod(lambda now=now: now)
                with patch.object(fields.Datetime, "now", clock):
                    self.go_on(minute)
                    for name, expected in faults.items():
                        if name not in told and self.is_told(expected):
                            told[name] = minute
                if len(told) == len(faults):
                    break
        return told

    def write_table(self, faults, told):
        """Write the table into the file that RETAIL_TABLE names."""
        rows = [
            f"| {name} | {told.get(name, '-')} | {self.bound(name):.0f} |"
            for name in sorted(faults, key=lambda name: (told.get(name, 9999), name))
        ]
        head = ["| fault | told after (min) | bound (min) |", "| --- | --- | --- |"]
        if path := os.environ.get("RETAIL_TABLE"):
            Path(path).write_text("\n".join([*head, *rows, ""]))

    def go_on(self, minute):
        """Do what the scheduler starts in this minute."""
        if minute % (self.every("cron_tally").seconds // 60) == 0:
            for day in self.backend._days_to_count():
                self.backend._job_tally(fields.Date.to_string(day))
        if minute and minute % (self.every("cron_evidence").seconds // 60) == 0:
            self.env["retail.seal"]._seal(self.company)
            self.env["retail.seal"]._verify(self.company)
            self.env["retail.certificate"]._verify(self.company)
        self.env["retail.alert.rule"]._evaluate()
        self.env.flush_all()
        self.env.invalidate_all()

    def is_told(self, expected):
        """Return whether a fault is known and an alert of its kind was raised."""
        kind = "tally"
        if expected.cause == "till":
            kind = "till"
        elif expected.cause.endswith("_changed"):
            kind = "evidence"
        alerts = self.env["retail.alert"].search_count(
            [("company_id", "=", self.company.id), ("state", "=", "firing"),
             ("type", "=", kind)], limit=1,
        )  # fmt: skip
        return bool(alerts) and self.is_found(expected)
