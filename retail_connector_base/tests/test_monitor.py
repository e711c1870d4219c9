"""Health and metrics over HTTP: with a key, cheap, and only one's own companies."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.exposition import expose
from .common import MemoryMixin, RetailCase

GROUP = "retail_connector_base.group_"


def samples(text):
    """Return (name, labels as sorted pairs) -> value of an exposition."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@tagged("post_install", "-at_install", "retail")
class TestMonitor(MemoryMixin, HttpCase):
    """The two addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._offer_memory()
        cls.env["retail.backend"].search([]).active = False
        cls.backend = cls._connect()
        cls.backend.flow_ids.last_pull_at = fields.Datetime.now()
        cls.viewer = new_test_user(cls.env, "prober", groups=f"{GROUP}viewer")

    def key(self, user):
        """Return an API key of a user, as made in the preferences."""
        keys = self.env["res.users.apikeys"].with_user(user)
        return keys._generate(None, "probe", fields.Datetime.now() + timedelta(days=1))

    def ask(self, path, user=None, **options):
        """Ask with the key of a user."""
        key = self.key(user or self.viewer)
        headers = {"Authorization": f"Bearer {key}"}
        return self.url_open(path, headers=headers, **options)

    def test_health_is_ok_then_trouble(self):
        response = self.ask("/retail/health")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"status": "ok", "connections": []})
        self.backend.write({"state": "quarantined", "state_reason": "a copy"})
        response = self.ask("/retail/health")
        self.assertEqual(response.status_code, 503)
        body = response.json()
        self.assertEqual(body["status"], "trouble")
        self.assertEqual(body["connections"][0]["reason"], "a copy")

    @mute_logger("odoo.http", "odoo.addons.base.models.res_users")
    def test_without_a_key_or_the_group_nothing_is_told(self):
        stranger = new_test_user(self.env, "nobody", groups="base.group_user")
        for path in ("/retail/health", "/retail/metrics"):
            self.assertEqual(self.url_open(path).status_code, 401)
            wrong = {"Authorization": "Bearer 0123456789abcdef"}
            self.assertEqual(self.url_open(path, headers=wrong).status_code, 401)
            self.assertEqual(self.ask(path, stranger).status_code, 403)

    def test_metrics_can_be_read_by_the_library(self):
        response = self.ask("/retail/metrics")
        self.assertEqual(response.status_code, 200)
        self.assertIn("text/plain", response.headers["Content-Type"])
        found = samples(response.text)
        connection = ("connection", str(self.backend.id))
        self.assertEqual(found["retail_connection_light", (connection,)], 0)
        flow = (connection, ("flow", "party_in"))
        self.assertEqual(found["retail_flow_light", flow], 0)
        self.assertGreater(
            found["retail_flow_last_success_timestamp_seconds", flow], 1.7e9
        )

    def test_another_company_is_not_told(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env,
            "far-prober",
            groups=f"{GROUP}viewer",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.backend.state = "quarantined"
        self.assertEqual(self.ask("/retail/health", outsider).json()["status"], "ok")
        text = self.ask("/retail/metrics", outsider).text
        self.assertNotIn(f'connection="{self.backend.id}"', text)


@tagged("post_install", "-at_install", "retail")
class TestFigures(RetailCase):
    """What the figures say, and what they cost."""

    def found(self):
        """Return the samples of this connection, without its label."""
        text = expose(self.env["retail.monitor"]._figures()).decode()
        mine = ("connection", str(self.backend.id))
        return {
            (name, *(value for label, value in labels if label != "connection")): number
            for (name, labels), number in samples(text).items()
            if mine in labels
        }

    def test_depth_age_trouble_stock_and_headroom(self):
        now = fields.Datetime.now()
        events = self.receive(self.notice("k1"), self.notice("k2", "p2"))
        events[0].write({"received_at": now - timedelta(minutes=10)})
        events[1].write({"state": "parked", "cause": "risk"})
        self.Outbox._publish(self.backend, "price", [{"key": "m1", "payload": {}}])
        self.env["retail.stock.dirty"].create(
            {
                "backend_id": self.backend.id,
                "product_id": 1,
                "kind": "changed",
                "at": now - timedelta(minutes=3),
            }
        )
        self.env["retail.budget"].search([("backend_id", "=", self.backend.id)]).write(
            {"available": 40, "maximum": 100, "updated_at": now.timestamp()}
        )
        found = self.found()
        self.assertEqual(found["retail_queue_depth", "in", "party"], 1)
        self.assertEqual(found["retail_queue_depth", "out", "price"], 1)
        age = found["retail_queue_oldest_seconds", "in", "party"]
        self.assertTrue(595 < age < 660, age)
        self.assertEqual(found["retail_trouble", "risk", "in", "party", "parked"], 1)
        lag = found["retail_stock_lag_seconds",]
        self.assertTrue(175 < lag < 240, lag)
        self.assertEqual(found["retail_budget_available",], 40)
        self.assertEqual(found["retail_budget_maximum",], 100)

    def test_the_cost_does_not_grow_with_what_waits(self):
        for number in range(20):
            self.receive(self.notice(f"k{number}", f"p{number}"))
        self.env["retail.monitor"]._figures()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            self.env["retail.monitor"]._figures()
