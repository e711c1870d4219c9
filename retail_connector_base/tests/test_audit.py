"""The audit log: who, before, after; no secret; nobody rewrites it."""

import psycopg2

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import RetailCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestAudit(RetailCase):
    """Changes of the configuration."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Audit = cls.env["retail.audit"]
        cls.manager = new_test_user(cls.env, "boss", groups=f"{GROUP}manager")

    def lines(self, record):
        """Return (operation, field, before, after, who) of a record, oldest first."""
        found = self.Audit.search(
            [("model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )
        return [
            (x.operation, x.field, x.before or "", x.after or "", x.user_id)
            for x in found
        ]

    def test_a_policy_is_noted_with_both_values_and_who(self):
        before = len(self.lines(self.backend))
        backend = self.backend.with_user(self.manager)
        backend.write({"keep_payload_days": 30, "name": self.backend.name})
        self.assertEqual(
            self.lines(self.backend)[before:],
            [("write", "keep_payload_days", "365", "30", self.manager)],
        )

    def test_a_flow_is_noted_without_what_the_scheduler_writes(self):
        flow = self.flow("party_in")
        before = len(self.lines(flow))
        flow.with_user(self.manager).write({"paused": True, "owner": "odoo"})
        flow.write({"next_run_at": fields.Datetime.now(), "cursor": {"a": 1}})
        found = self.lines(flow)[before:]
        self.assertEqual(
            found,
            [
                ("write", "paused", "False", "True", self.manager),
                ("write", "owner", "platform", "odoo", self.manager),
            ],
        )

    def test_a_secret_is_never_shown(self):
        password = self._credential(self.backend, "password")
        before = len(self.lines(password))
        password.with_user(self.manager).new_value = "correct horse battery"
        found = self.lines(password)[before:]
        self.assertEqual(found, [("write", "ciphertext", "•••", "•••", self.manager)])
        self.env.cr.execute(
            "SELECT count(*) FROM retail_audit a WHERE a::text LIKE %s", ["%horse%"]
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.env.cr.execute(
            "SELECT count(*) FROM retail_audit a WHERE a::text LIKE %s",
            [f"%{password.sudo().ciphertext}%"],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_a_renewal_by_the_platform_is_noted_the_first_time_only(self):
        password = self._credential(self.backend, "password")
        self.backend._save_token("password", "one")
        before = len(self.lines(password))
        self.backend._save_token("password", "two")
        self.assertEqual(len(self.lines(password)), before)

    def test_the_decision_about_a_mapping_is_noted_the_suggestion_is_not(self):
        mapping = self.env["retail.mapping.shipping"].create(
            {"backend_id": self.backend.id, "title": "Express"}
        )
        self.assertEqual(self.lines(mapping), [])
        target = "product_id"
        value = self.env["product.product"].create({"name": "Van", "type": "service"})
        mapping.with_user(self.manager).write({target: value.id})
        mapping.with_user(self.manager).action_approve()
        found = self.lines(mapping)
        self.assertIn(("write", "state", "suggested", "approved", self.manager), found)
        self.assertIn(
            ("write", target, "", f"{value.display_name} ({value.id})", self.manager),
            found,
        )
        mapping.unlink()
        self.assertEqual(self.lines(mapping)[-1][0], "unlink")

    def test_a_channels_address_is_noted_as_changed_only(self):
        channel = self.env["retail.alert.channel"].create(
            {"name": "Chat", "type": "webhook", "tz": "UTC"}
        )
        channel.new_url = "https://chat.example/secret-part"
        self.assertEqual(
            [line[:4] for line in self.lines(channel)],
            [("create", False, "", "Chat"), ("write", "ciphertext", "", "•••")],
        )

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_every_change(self):
        self.backend.keep_payload_days = 31
        line = self.Audit.search([], limit=1)
        for statement in (
            "UPDATE retail_audit SET after = 'x' WHERE id = %s",
            "DELETE FROM retail_audit WHERE id = %s",
            "TRUNCATE retail_audit",
        ):
            with (
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                self.env.cr.savepoint(),
            ):
                params = [line.id] if "%s" in statement else None
                self.env.cr.execute(statement, params)

    def test_who_may_read_it(self):
        self.backend.keep_payload_days = 31
        line = self.Audit.search([], limit=1)
        for name, may in (
            ("viewer", False),
            ("operator", False),
            ("accountant", True),
            ("manager", True),
        ):
            user = new_test_user(self.env, f"audit-{name}", groups=GROUP + name)
            self.assertEqual(line.with_user(user).has_access("read"), may, name)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(line.with_user(user).has_access(operation))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env,
            "audit-outsider",
            groups=f"{GROUP}manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(line.with_user(outsider)._filtered_access("read"))

    def test_noting_costs_one_statement_for_many(self):
        flows = self.backend.flow_ids
        self.env.flush_all()
        with self.assertQueryCount(6):
            flows.write({"max_tries": 9})
            self.env.flush_all()
