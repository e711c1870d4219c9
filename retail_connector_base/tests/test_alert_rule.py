"""What each kind of rule finds, who may set it, and whose business it is."""

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..platforms import RefusedError
from .alert_common import AlertCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestAlertRules(AlertCase):
    """What each kind of rule finds, and who may set it."""

    def found(self, rule):
        """Evaluate and return (subject, text) of a rule's open alerts."""
        self.Rule._evaluate()
        alerts = rule.alert_ids.filtered(lambda alert: alert.state == "firing")
        return alerts.sorted("subject").mapped(lambda a: (a.subject, a.text))

    def test_a_flow_that_is_late_by_its_own_promise(self):
        rule = self.rule("sla", 2)
        self.flow("party_in").write({"sla_minutes": 10, "last_pull_at": "2100-01-01"})
        self.receive(self.notice("k1"))
        with self.later(minutes=15):
            self.assertEqual(self.found(rule), [])
        with self.later(minutes=21):
            [(subject, text)] = self.found(rule)
        self.assertEqual(subject, "party_in")
        self.assertIn("promised are 10", text)

    def test_a_queue_that_stands_still(self):
        rule = self.rule("queue", 30)
        self.receive(self.notice("k1"))
        with self.later(minutes=29):
            self.assertEqual(self.found(rule), [])
        with self.later(minutes=31):
            self.assertEqual([s for s, _t in self.found(rule)], ["in:party"])

    def test_failures_are_counted_by_cause(self):
        rule = self.rule("failures", 2)
        only = self.rule("failures", 1, cause="rejected")
        for number, code in enumerate(("risk", "risk", "rejected")):
            person = f"p{number}"
            self.world.save(person, "Ada")
            self.world.errors = [RefusedError("no", code)]
            self.receive(self.notice(f"k{number}", person))
            self.drain()
        self.assertEqual([s for s, _t in self.found(rule)], ["event/risk"])
        self.assertEqual([s for s, _t in self.found(only)], ["event/rejected"])

    def test_a_credential_that_expires(self):
        rule = self.rule("token", 7)
        password = self._credential(self.backend, "password")
        password.expires_at = fields.Datetime.now() + timedelta(days=8)
        self.assertEqual(self.found(rule), [])
        password.expires_at = fields.Datetime.now() + timedelta(days=6)
        self.assertEqual([s for s, _t in self.found(rule)], ["password"])

    def test_stock_that_is_not_sent(self):
        rule = self.rule("stock", 30)
        self.env["retail.stock.dirty"].create(
            {
                "backend_id": self.backend.id,
                "product_id": 1,
                "kind": "changed",
                "at": fields.Datetime.now(),
            }
        )
        self.assertEqual(self.found(rule), [])
        with self.later(minutes=40):
            [(_subject, text)] = self.found(rule)
        self.assertIn("40 min", text)

    def test_payments_that_a_paying_gateway_did_not_pay_out(self):
        rule = self.rule("settlement", 10)
        currency = self.backend.company_id.currency_id.id
        base = {"backend_id": self.backend.id, "currency_id": currency}
        journal = self.env["account.journal"].create(
            {"name": "Alerts", "code": "ALRT", "type": "general"}
        )
        account = self.env["account.account"].create(
            {"name": "Owed", "code": "ALERT1", "account_type": "asset_current"}
        )
        line = {"account_id": account.id, "name": "Owed"}
        move = self.env["account.move"].create(
            {"journal_id": journal.id, "line_ids": [(0, 0, line), (0, 0, line)]}
        )
        order = self.env["retail.binding.order"].create({**base, "external_id": "o1"})
        moment = fields.Datetime.now() - timedelta(days=11)
        for number, gateway in enumerate(("cards", "cash")):
            self.env["retail.binding.tender"].create(
                {
                    **base,
                    "external_id": gateway,
                    "order_binding_id": order.id,
                    "kind": "sale",
                    "status": "success",
                    "gateway": gateway,
                    "amount": 5,
                    "processed_at": moment,
                    "record_id": move.line_ids[number].id,
                }
            )
        self.assertEqual(self.found(rule), [])  # neither is known to pay out
        self.env["retail.settlement"].create(
            {
                **base,
                "external_id": "po1",
                "gateway": "cards",
                "paid_on": moment.date(),
                "status": "paid",
            }
        )
        [(subject, text)] = self.found(rule)
        self.assertEqual(subject, "cards")
        self.assertIn("11 days", text)

    def test_one_evaluation_costs_the_same_for_many_findings(self):
        self.rule("failures", 1)
        self.rule("queue", 1)
        for number in range(6):
            self.receive(self.notice(f"k{number}", f"p{number}"))
        self.Rule._evaluate()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.Rule._evaluate()

    def test_the_address_is_kept_secret_and_must_be_safe(self):
        self.assertTrue(self.chat.is_set)
        self.assertFalse(self.chat.new_url)
        self.assertNotIn("secret-part", self.chat.sudo().ciphertext)
        with self.assertRaises(ValidationError):
            self.chat.new_url = "http://chat.example/hook"

    def test_a_test_message_says_that_it_works(self):
        self.chat.action_test()
        [(_headers, body)] = self.receiver.messages
        self.assertIn("test message", json.dumps(body))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_managers_set_rules_operators_take_alerts_viewers_read(self):
        rule = self.rule("paused")
        self.backend._pause("broken")
        self.Rule._evaluate()
        users = {
            name: new_test_user(self.env, f"alert-{name}", groups=GROUP + name)
            for name in ("viewer", "operator", "manager")
        }
        alert = rule.alert_ids
        for name, may_set, may_take in (
            ("viewer", False, False),
            ("operator", False, True),
            ("manager", True, True),
        ):
            user = users[name]
            self.assertEqual(alert.with_user(user).severity, "warning")
            self.assertEqual(rule.with_user(user).has_access("write"), may_set)
            self.assertFalse(alert.with_user(user).has_access("write"))
            if may_take:
                alert.with_user(user).action_take()
                self.assertEqual(alert.seen_by_id, user)
            else:
                with self.assertRaises(AccessError):
                    alert.with_user(user).action_take()
            with self.assertRaises(AccessError):
                self.chat.with_user(user).read(["ciphertext"])

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "alert-outsider",
            groups=f"{GROUP}manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        rule = self.rule("paused", company_id=self.backend.company_id.id)
        self.chat.copy({"name": "Theirs", "company_id": other.id})
        theirs = self.env["retail.alert.channel"].search(
            [("company_id", "=", other.id)]
        )
        rule.channel_ids |= theirs
        self.backend._pause("broken")
        self.Rule._evaluate()
        self.assertEqual(rule.alert_ids.message_ids.channel_id, self.chat)
        shared = self.env.ref("retail_connector_base.alert_rule_paused")
        self.assertFalse(shared.with_user(user).has_access("write"))
        for records in (rule, rule.alert_ids, rule.alert_ids.message_ids):
            self.assertTrue(records)
            self.assertFalse(records.with_user(user)._filtered_access("read"))
