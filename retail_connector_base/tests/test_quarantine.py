"""A copied or neutralized database does not touch the real platform."""

import uuid

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_open

from ..platforms import ConfigError
from .common import SECRET, RetailCase


@tagged("post_install", "-at_install", "retail")
class TestQuarantine(RetailCase):
    """Every first contact in a foreign database ends in quarantine."""

    def copy_database(self):
        """Make this database look like a copy of another one."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("database.uuid", str(uuid.uuid4()))
        self.backend._forget_webhook_facts()

    def neutralize(self):
        """Do what Odoo does to a database that is neutralized."""
        self.env.flush_all()
        with file_open("retail_connector_base/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env["ir.config_parameter"].sudo().set_param(
            "database.is_neutralized", "true"
        )
        self.env.invalidate_all()

    def test_a_copy_does_not_speak(self):
        self.copy_database()
        with self.assertRaises(ConfigError) as caught:
            self.backend._adapter()
        self.assertEqual(caught.exception.code, "quarantined")
        self.assertFalse(self.backend._is_working())
        self.assertEqual(self.backend.state, "quarantined")

    def test_a_copy_does_not_drain(self):
        self.world.save("p1", "Ada")
        event = self.receive(self.notice("k1"))
        self.copy_database()
        self.backend._job_drain_in(event.lane)
        self.assertEqual(event.state, "received")
        self.assertFalse(self.world.fetches)

    def test_a_copy_does_not_push(self):
        self.Outbox._publish(self.backend, "price", [{"key": "m1", "payload": {}}])
        self.copy_database()
        self.backend._job_push("price")
        self.assertFalse(self.world.pushes)

    def test_the_scheduler_of_a_copy_starts_nothing(self):
        self.copy_database()
        before = len(self.jobs.enqueued_jobs)
        self.env["retail.flow"]._cron_schedule()
        self.assertEqual(self.backend.state, "quarantined")
        ours = [
            job
            for job in self.jobs.enqueued_jobs[before:]
            if job.recordset == self.backend
        ]
        self.assertFalse(ours)

    def test_a_copy_stores_no_messages(self):
        self.copy_database()
        facts = self.backend._webhook_facts(self.backend.token)
        self.assertFalse(facts.accepts)
        self.assertEqual(self.backend.state, "quarantined")

    def test_testing_the_connection_is_refused_too(self):
        self.copy_database()
        self.assertEqual(self.backend.action_test()["params"]["type"], "danger")

    def test_only_a_manager_releases(self):
        self.copy_database()
        self.backend._quarantine_if_copied()
        group = "retail_connector_base.group_"
        operator = new_test_user(self.env, "op", groups=f"{group}operator")
        with self.assertRaises(AccessError):
            self.backend.with_user(operator).action_release_quarantine()
        boss = new_test_user(self.env, "boss", groups=f"{group}manager")
        self.backend.with_user(boss).action_release_quarantine()
        self.assertEqual(self.backend.state, "draft")
        self.backend._check_alive()

    def test_neutralizing_cuts_the_connection(self):
        token = self.backend.token
        self.neutralize()
        self.assertEqual(self.backend.state, "quarantined")
        self.assertNotEqual(self.backend.token, token)
        signing = self._credential(self.backend, "signing").sudo()
        self.assertFalse(signing.ciphertext)
        with self.assertRaises(ConfigError):
            self.backend._adapter()

    def test_the_screen_says_which_environment_it_is(self):
        def kind():
            band = self.env["retail.backend"]._environment_band()
            return band and band["kind"]

        self.env["retail.backend"].search([]).filtered(
            lambda b: b != self.backend
        ).active = False
        self.assertEqual(kind(), "test")
        self.backend.environment = "production"
        self.assertEqual(kind(), "production")
        self.backend.shadow = True
        self.assertEqual(kind(), "shadow")
        self.copy_database()
        self.assertEqual(kind(), "copy")
        self.backend.state = "draft"
        self.assertIsNone(kind())

    def test_a_connection_made_in_a_neutralized_database_works_there(self):
        self.neutralize()
        fresh = self._connect(name="Sandbox")
        self.assertFalse(fresh._is_foreign())
        self.assertEqual(fresh._values()["signing"], SECRET)
