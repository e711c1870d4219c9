"""How stores fare, what is alerted, and what a person does from there."""

from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PosCase


@tagged("post_install", "-at_install", "retail")
class TestOperations(PosCase):
    """A store sums up its registers; what is late is told."""

    def ago(self, **given):
        return fields.Datetime.now() - timedelta(**given)

    def alerts(self, kind):
        """Evaluate the rules; return subject -> text of what this connection has."""
        rules = self.env["retail.alert.rule"].search([("type", "=", kind)])
        self.assertTrue(rules.channel_ids)
        (self.env["retail.alert.rule"].search([]) - rules).active = False
        self.env["retail.alert.rule"]._evaluate()
        alerts = rules.alert_ids.filtered(
            lambda a: a.state == "firing" and a.backend_id == self.backend
        )
        return {alert.subject: alert for alert in alerts}

    def test_late_and_silent_tills_are_alerted_until_they_are_back(self):
        first, second = self.main.register_ids
        quiet = self.harbour.register_ids
        self.assertFalse(self.alerts("till"))
        self.booked(self.receipt(1, self.line("MUG", 1)))  # a day of it is open
        first.last_seen_at = self.ago(minutes=61)
        second.write(
            {
                "last_seen_at": self.ago(minutes=1),
                "queued": 4,
                "oldest_queued_at": self.ago(minutes=90),
            }
        )
        quiet.last_seen_at = self.ago(hours=12)  # shut down, nothing is open
        found = self.alerts("till")
        self.assertEqual(set(found), {str(first.id), str(second.id)})
        self.assertIn("not been heard of for 61 min", found[str(first.id)].text)
        self.assertIn("4 records wait", found[str(second.id)].text)
        action = found[str(second.id)].action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (second._name, second.id)
        )
        first.last_seen_at = second.last_seen_at
        second.write({"queued": 0, "oldest_queued_at": False})
        self.assertFalse(self.alerts("till"))
        first.write({"missing_count": 2, "missing": "4-5"})
        first.missing_since = self.ago(minutes=70)
        self.assertIn("numbers 4-5", self.alerts("till")[str(first.id)].text)

    def test_days_that_are_not_closed_are_alerted(self):
        self.booked(self.receipt(1, self.line("MUG", 1)))
        shift = self.env["retail.pos.shift"].search(
            [("backend_id", "=", self.backend.id)]
        )
        ended = self.main._day_ends_at(shift.business_date)
        late = fields.Datetime.now() > ended + timedelta(hours=12)
        self.assertEqual(str(shift.id) in self.alerts("day"), late)
        shift.write({"state": "waiting", "waiting_since": self.ago(hours=13)})
        shift.problem = "Receipts 4-5 are missing."
        alert = self.alerts("day")[str(shift.id)]
        self.assertIn("Receipts 4-5 are missing.", alert.text)
        shift.waiting_since = self.ago(hours=1)
        self.assertFalse(self.alerts("day"))

    def test_a_store_sums_up_its_registers_and_leads_to_the_work(self):
        with self.today(date(2026, 11, 30)):
            self.booked(self.receipt(1, self.line("MUG", 1)))
            first, second = self.main.register_ids
            first.write({"last_seen_at": self.ago(hours=3), "missing_count": 2})
            second.write({"last_seen_at": self.ago(minutes=1), "queued": 7})
            (item,) = self.book(
                self.receipt(2, self.line("MUG", 1), tenders=(self.cheque(),))
            )
            self.assertEqual(item.outcome.cause, "tender_unmapped")
            self.env.invalidate_all()
            self.assertEqual(
                self.main.read(
                    ["register_count", "late_count", "queued", "missing_count"]
                ),
                [
                    {
                        "id": self.main.id,
                        "register_count": 2,
                        "late_count": 1,
                        "queued": 7,
                        "missing_count": 2,
                    }
                ],
            )
            self.assertEqual(self.main.last_seen_at, first.last_seen_at)
            self.assertTrue(self.main.last_receipt_at)
            self.assertEqual(self.main.unclosed_days, 1)
            self.assertEqual(self.main.tender_count, 1)
        action = self.main.action_map_tenders()
        waiting = self.env["retail.mapping.tender"].search(action["domain"])
        self.assertEqual(waiting.mapped("gateway"), ["cheque"])
        days = self.main.action_open_days()
        self.assertEqual(self.env["retail.pos.shift"].search_count(days["domain"]), 1)
        self.main.action_request_resend()
        self.assertEqual(first.resend_from, first.contiguous_to + 1)

    def cheque(self):
        return self.tender("10.80", "cheque")

    def test_sixty_registers_are_summed_up_without_a_query_each(self):
        stores = self.env["retail.pos.store"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "external_id": f"Q{number}",
                    "name": f"Store {number}",
                    "register_ids": [
                        (0, 0, {"external_id": str(till), "name": f"Till {till}"})
                        for till in (1, 2)
                    ],
                }
                for number in range(30)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        names = ["late_count", "missing_count", "over_short", "waiting_count"]
        with self.assertQueryCount(12):
            stores.read([*names, "tender_count", "last_receipt_at"])
