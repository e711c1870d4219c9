"""The overview's figures are what the database holds, for whom may read it."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..platforms import RefusedError
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestOverview(RetailCase):
    """One call reads everything the first screen shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "retail_connector_base.group_viewer"
        cls.viewer = new_test_user(cls.env, "looker", groups=group, tz="UTC")

    def overview(self, **options):
        """Return what a viewer sees."""
        overview = self.env["retail.overview"].with_user(self.viewer)
        return overview.get_overview(**options)

    def order(self, name, total, **values):
        """Bind an order of a day ago without a sale order."""
        return self.env["retail.binding.order"].create(
            {
                "backend_id": self.backend.id,
                "external_id": name,
                "external_name": name,
                "placed_at": fields.Datetime.now() - timedelta(days=1),
                "total": total,
                "currency_id": self.env.company.currency_id.id,
                "stage": "done",
                **values,
            }
        )

    def figures(self, **options):
        """Return key -> value of the first row."""
        return {f["key"]: f["value"] for f in self.overview(**options)["figures"]}

    def test_figures(self):
        before = self.figures()
        self.order("#1", 100.0)
        self.order("#2", 20.5)
        self.order("#3", 7.0, stage="cancelled")
        self.receive(self.notice("k1"))
        after = self.figures()
        self.assertEqual(after["orders"] - before["orders"], 3)
        self.assertAlmostEqual(after["revenue"] - before["revenue"], 120.5)
        self.assertEqual(after["inbox"] - before["inbox"], 1)

    def test_the_chart_has_every_day_of_the_period(self):
        self.order("#1", 100.0)
        chart = self.overview(days=7)["chart"]
        self.assertEqual(len(chart["days"]), 7)
        self.assertEqual(chart["orders"][-2], 1)
        self.assertEqual(chart["revenue"][-2], 100.0)

    def test_a_day_opens_its_orders(self):
        order = self.order("#1", 100.0)
        day = self.overview(days=7)["chart"]["days"][-2]
        domain = [*day["target"]["domain"], ("backend_id", "=", self.backend.id)]
        self.assertEqual(self.env["retail.binding.order"].search(domain), order)

    def test_causes_lead_to_their_exceptions(self):
        self.world.save("p1", "Ada")
        self.world.errors = [RefusedError("not for you", "risk")]
        self.receive(self.notice("k1"))
        self.drain()
        [cause] = [c for c in self.overview()["causes"] if c["key"] == "event/risk"]
        found = self.env["retail.exception"].search_count(cause["target"]["domain"])
        self.assertEqual(cause["count"], found)

    def test_connections_show_their_flows(self):
        [shown] = [b for b in self.overview()["backends"] if b["id"] == self.backend.id]
        self.assertEqual(len(shown["flows"]), len(self.backend.flow_ids))
        self.assertEqual(shown["state_tone"], "success")

    def test_actions_exist(self):
        overview = self.overview()
        targets = [f["target"] for f in overview["figures"]]
        targets += [q["target"] for q in overview["queues"]]
        targets += overview["targets"].values()
        for target in targets:
            self.assertTrue(self.env.ref(target["action"]))

    def test_each_figure_is_what_the_list_it_opens_holds(self):
        self.order("#1", 100.0)
        self.order("#2", 20.5, stage="parked")
        self.receive(self.notice("k1"))
        figures = self.overview()["figures"]
        held = {}
        for figure in figures:
            target = figure["target"]
            model = self.env.ref(target["action"]).res_model
            # the list of exceptions opens with its filter "Needs a person"
            domain = target.get("domain") or [("urgent", "=", True)]
            held[figure["key"]] = self.env[model].search(domain)
        for figure in figures:
            if figure["key"] in ("orders", "exceptions", "inbox", "outbox",
                                 "discrepancies"):  # fmt: skip
                self.assertEqual(figure["value"], len(held[figure["key"]]), figure)
        [revenue] = [f["value"] for f in figures if f["key"] == "revenue"]
        self.assertAlmostEqual(revenue, sum(held["revenue"].mapped("total")))
        self.assertIn("parked", held["exceptions"].mapped("state"))

    def test_another_company_is_not_shown(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertIn(self.backend.id, [b["id"] for b in self.overview()["backends"]])
        self.viewer.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.assertEqual(self.overview()["backends"], [])

    def test_only_members_may_look(self):
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["retail.overview"].with_user(stranger).get_overview()

    def test_the_number_of_queries_does_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.overview()
            return self.env.cr.sql_log_count - before

        self.order("#0", 1.0)
        queries()  # fills the caches of the process
        few = queries()
        for number in range(1, 40):
            self.order(f"#{number}", 1.0)
        self.assertLessEqual(queries(), few)
