"""Payloads: kept, minimised, forgotten, masked by role, searched for a person."""

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import RetailCase

GROUP = "retail_connector_base.group_"
ADA = {"email": "ada@example.com", "phone": "+49 30 123456", "total": "12.10"}


@tagged("post_install", "-at_install", "retail")
class TestRetention(RetailCase):
    """One person's messages."""

    def setUp(self):
        super().setUp()
        self.world.save("p1", "Ada Lovelace", **ADA)
        self.event = self.receive(self.notice("k1"))
        self.drain()
        [row] = self.Outbox._publish(
            self.backend,
            "price",
            [{"key": "o1", "payload": {"email": ADA["email"], "price": "9.90"}}],
        )
        self.row = self.Outbox.browse(row)
        self.backend._job_push("price")

    def age(self, days):
        """Make what is stored older."""
        moment = fields.Datetime.now() - timedelta(days=days)
        self.event.received_at = moment
        self.row.create_date = moment
        self.env.flush_all()

    def digests(self):
        steps = self.Trace.search([("event_id", "=", self.event.id)], order="id")
        return [(step.step, step.digest) for step in steps if step.digest]

    def test_minimised_payloads_keep_money_and_their_digest(self):
        self.backend.minimise_days = 30
        self.age(29)
        self.backend._job_minimise()
        self.assertIn("Ada Lovelace", self.event.fetched)
        original = self.digests()[-1]
        self.age(31)
        self.assertEqual(self.backend._job_minimise(), "2 minimised")
        for text in (self.event.fetched, self.event.document):
            self.assertNotIn("Lovelace", text)
            self.assertNotIn("ada@example.com", text)
        self.assertEqual(json.loads(self.event.fetched)["total"], "12.10")
        self.assertEqual(self.row.payload["price"], "9.90")
        self.assertNotEqual(self.row.payload["email"], ADA["email"])
        self.assertTrue(self.event.minimised_at)
        found = self.digests()
        self.assertIn(original, found, "what was there is still proven")
        self.assertEqual(found[-1][0], "minimised")
        self.assertNotEqual(found[-1][1], original[1])
        faults = self.env["retail.seal"]._faults_of_payloads(self.env.company, 60)
        self.assertFalse(list(faults), "minimising is no tampering")
        self.assertEqual(self.backend._job_minimise(), "0 minimised")

    def test_a_rule_of_a_kind_goes_before_the_connection(self):
        rule = self.env["retail.retention"].create(
            {
                "backend_id": self.backend.id,
                "kind": "party",
                "minimise_days": 5,
                "forget_days": 10,
            }
        )
        self.age(6)
        self.assertEqual(self.backend._job_minimise(), "1 minimised")
        self.age(11)
        self.env["retail.flow"]._cron_daily()
        self.env.invalidate_all()
        self.assertFalse(self.event.fetched or self.event.document)
        self.assertTrue(self.digests())
        self.backend.keep_payload_days = 1
        rule.forget_days = 0
        other = self.receive(self.notice("k2", minutes=9))
        self.drain()
        other.received_at = fields.Datetime.now() - timedelta(days=400)
        self.Event._forget_payloads(self.backend)
        self.assertTrue(other.document or other.fetched or other.payload)

    def test_who_need_not_know_persons_sees_them_masked(self):
        for name, sees in (
            ("viewer", False),
            ("accountant", False),
            ("operator", True),
        ):
            user = new_test_user(self.env, f"mask-{name}", groups=GROUP + name)
            [row] = self.event.with_user(user).read(["fetched", "document"])
            shown = "Lovelace" in row["fetched"], "Lovelace" in row["document"]
            self.assertEqual(shown, (sees, sees), name)
            self.assertIn("12.10", row["fetched"])
            [found] = self.Outbox.with_user(user).search_read(
                [("id", "=", self.row.id)], ["payload"]
            )
            self.assertEqual(found["payload"]["email"] == ADA["email"], sees)
            self.assertEqual(found["payload"]["price"], "9.90")
            if not sees:
                with self.assertRaises(AccessError):
                    self.event.with_user(user).export_data(["fetched"])
        self.assertIn("Lovelace", self.event.fetched, "nothing stored has changed")

    def test_a_person_is_found_and_erased_wherever_he_is_named(self):
        operator = new_test_user(self.env, "finder", groups=f"{GROUP}operator")
        partner = (
            self.env["retail.binding.party"]
            .search([("external_id", "=", "p1"), ("backend_id", "=", self.backend.id)])
            .record_id
        )
        self.assertEqual(partner.name, "Ada Lovelace")
        partner.phone = ADA["phone"]
        # a message about somebody else names her
        self.world.save("p2", "Bo", minutes=3, hint="ask ADA LOVELACE, +49 30 123456")
        other = self.receive(self.notice("k9", "p2", minutes=3))
        self.drain()
        find = self.env["retail.privacy.find"].with_user(operator)
        find = find.create({"query": "ada@example.com"})
        find.action_search()
        line = find.line_ids
        self.assertRecordValues(
            line,
            [{"customer_id": "p1", "message_count": 1, "outbox_count": 1}],
        )
        opened = line.action_erase()
        request = self.env["retail.privacy.request"].browse(opened["res_id"])
        self.assertEqual(request.requested_by_id, operator)
        self.backend._job_privacy(request.id)
        self.env.invalidate_all()
        self.assertFalse(self.event.fetched or self.event.document)
        self.assertNotIn("LOVELACE", other.fetched)
        self.assertNotIn("123456", other.fetched)
        self.assertIn('"Bo"', other.fetched, "others are left alone")
        self.assertNotIn("ada@example.com", str(self.row.payload))
        again = find.create({"query": "ada@example.com"})
        again.action_search()
        self.assertFalse(again.line_ids)
        nobody = new_test_user(self.env, "nofinder", groups=f"{GROUP}viewer")
        with self.assertRaises(AccessError):
            find.with_user(nobody).create({"query": "ada"})
