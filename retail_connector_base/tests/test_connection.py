"""From a form to a live connection."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..platforms import ConfigError, TransientError
from .common import CODE, RetailCase


@tagged("post_install", "-at_install", "retail")
class TestConnection(RetailCase):
    """Test, go live, pause, resume, alert."""

    def draft(self):
        """Return a connection that was filled in and nothing else."""
        backend = self._connect(name="Draft")
        backend.state = "draft"
        return backend

    def test_a_test_reads_who_we_are(self):
        backend = self.draft()
        result = backend.action_test()
        self.assertEqual(result["params"]["type"], "success")
        self.assertRecordValues(
            backend,
            [
                {
                    "state": "connected",
                    "shop_name": "Memory of tests",
                    "currency_id": self.env.ref("base.USD").id,
                    "problems": "",
                }
            ],
        )
        self.assertTrue(backend.last_check_at)
        location = self.env["retail.binding.location"].search(
            [("backend_id", "=", backend.id)]
        )
        self.assertEqual(location.external_name, "Main street")

    def test_a_failed_test_says_why_and_keeps_it(self):
        backend = self.draft()
        for error in (ConfigError("The password is wrong."), TransientError("Busy.")):
            self.world.errors = [error]
            result = backend.action_test()
            self.assertEqual(result["params"]["type"], "danger")
            self.assertEqual(backend.problems, error.message)
            self.assertEqual(backend.state, "draft")

    def test_going_live(self):
        backend = self.draft()
        with self.assertRaises(UserError):
            backend.action_go_live()
        backend.action_test()
        backend.action_go_live()
        self.assertEqual(backend.state, "live")
        self.assertTrue(backend.pull_since, "history is read only when asked for")
        self.assertTrue(backend.shipping_product_id)
        self.assertEqual(backend.subscriptions, {"person/changed": backend.webhook_url})
        self.assertTrue(all(backend.flow_ids.mapped("next_run_at")))

    def test_missing_permissions_prevent_going_live(self):
        backend = self.draft()
        backend.action_test()
        backend.missing_scopes = "read_orders"
        with self.assertRaisesRegex(UserError, "read_orders"):
            backend.action_go_live()

    def test_service_products_are_made_once(self):
        self.backend._ensure_service_products()
        products = self.backend.shipping_product_id, self.backend.tip_product_id
        self.backend._ensure_service_products()
        self.assertEqual(
            products, (self.backend.shipping_product_id, self.backend.tip_product_id)
        )
        self.assertEqual(products[0].type, "service")

    def test_a_paused_connection_does_not_speak_but_can_be_tested(self):
        self.backend.action_pause()
        with self.assertRaises(ConfigError):
            self.backend._adapter()
        self.assertEqual(self.backend.action_test()["params"]["type"], "success")
        self.assertEqual(self.backend.state, "paused")
        self.backend.action_resume()
        self.backend._adapter()

    def test_one_session_a_process(self):
        self.assertIs(self.backend._adapter().http, self.backend._adapter().http)
        other = self._connect(name="Other")
        self.assertIsNot(self.backend._adapter().http, other._adapter().http)

    def test_the_stand_ins_address_is_used_in_test_environments_only(self):
        self.backend.base_url = "http://127.0.0.1:1"
        self.assertEqual(
            self.backend._adapter().options["base_url"], "http://127.0.0.1:1"
        )
        with self.assertRaises(ValidationError):
            self.backend.environment = "staging"

    def test_jobs_run_as_the_connections_user_in_its_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        runner = new_test_user(
            self.env,
            "runner",
            groups="retail_connector_base.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        backend = self._connect(
            name="Elsewhere", company_id=company.id, user_id=runner.id
        )
        backend._wake("in", 3)
        job = self.jobs.enqueued_jobs[-1]
        self.assertEqual(job.recordset.env.user, runner)
        self.assertFalse(job.recordset.env.su)
        self.assertEqual(job.recordset.env.companies, company)
        self.assertEqual(job.identity_key, f"retail:{backend.id}:in|3")

    def test_a_used_connection_is_archived_not_deleted(self):
        with self.assertRaises(UserError):
            self.backend.unlink()
        draft = self.draft()
        draft.unlink()

    def test_a_used_connection_stays_what_it_is(self):
        self.receive(self.notice("k1"))
        with self.assertRaises(UserError):
            self.backend.platform = "none"
        other = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(UserError):
            self.backend.company_id = other

    def test_its_user_must_be_of_the_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(self.env, "runner", company_id=self.env.company.id)
        with self.assertRaises(ValidationError):
            self._connect(name="Elsewhere", company_id=other.id, user_id=user.id)

    def test_payloads_are_forgotten_in_time(self):
        self.world.save("p1", "Ada")
        done = self.receive(self.notice("k1", payload=self.world.people["p1"]))
        self.drain()
        waiting = self.receive(self.notice("k2", payload={"id": "p2"}))
        with self.later(days=400):
            self.env["retail.flow"]._cron_daily()
        self.assertFalse(done.payload or done.document)
        self.assertTrue(waiting.payload)
        self.assertEqual(done.state, "done")

    def test_the_address_of_a_connection_is_its_own(self):
        tokens = {self._connect(name=str(n)).token for n in range(5)}
        self.assertEqual(len(tokens), 5)
        self.assertTrue(all(len(token) >= 32 for token in tokens))
        self.assertEqual(self.backend.platform, CODE)
