"""Sales broken down, queues, lateness and proof on the overview, each with its list."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestOverviewControl(RetailCase):
    """Every number opens the rows that it counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.now = fields.Datetime.now().replace(minute=30, second=0, microsecond=0)
        cls.stores = cls.env["stock.warehouse"].create(
            [
                {"name": name, "code": name[:3], "company_id": cls.env.company.id}
                for name in ("North store", "South store")
            ]
        )

    def overview(self):
        return self.env["retail.overview"].get_overview(days=7)

    def order(self, name, total, hours, channel, store, **values):
        return self.env["retail.binding.order"].create(
            {
                "backend_id": self.backend.id,
                "external_id": name,
                "external_name": name,
                "placed_at": self.now - timedelta(days=1, hours=hours),
                "channel": channel,
                "warehouse_id": store.id,
                "total": total,
                "currency_id": self.env.company.currency_id.id,
                "stage": "done",
                **values,
            }
        )

    def found(self, target):
        """Return what of this connection the list of a figure shows."""
        model = self.env.ref(target["action"]).res_model
        mine = [("backend_id", "=", self.backend.id)]
        return self.env[model].search([*target["domain"], *mine])

    def test_sales_by_channel_store_and_hour_open_their_orders(self):
        north, south = self.stores
        one = self.order("#1", 100.0, 1, "web", north)
        two = self.order("#2", 20.5, 1, "pos", south)
        three = self.order("#3", 7.0, 2, "web", south)
        gone = self.order("#4", 5.0, 2, "web", south, stage="cancelled")
        self.env["retail.binding.refund"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "r1",
                "order_binding_id": one.id,
                "refunded_at": self.now - timedelta(hours=3),
                "refunded_total": 40.0,
                "total": 40.0,
                "currency_id": self.env.company.currency_id.id,
                "stage": "done",
            }
        )
        sales = self.overview()["sales"]
        channels = {
            bar["label"].rpartition(" · ")[2]: bar
            for bar in sales["channel"]
            if bar["label"].startswith(self.backend.name)
        }
        web, tills = channels["Web"], channels["Store"]
        self.assertEqual(
            (web["orders"], web["revenue"], web["refunds"]), (3, 107.0, 40.0)
        )
        self.assertEqual((tills["orders"], tills["revenue"]), (1, 20.5))
        self.assertEqual(self.found(web["target"]), one | three | gone)
        stores = {bar["label"]: bar for bar in sales["store"]}
        self.assertEqual(stores[south.display_name]["revenue"], 27.5)
        self.assertEqual(
            self.found(stores[south.display_name]["target"]), two | three | gone
        )
        self.assertEqual(len(sales["hour"]), 24)
        hour = sales["hour"][(self.now - timedelta(hours=1)).hour]
        self.assertEqual(self.found(hour["target"]), one | two)
        refunded = sales["hour"][(self.now - timedelta(hours=3)).hour]
        self.assertGreaterEqual(refunded["refunds"], 40.0)

    def test_a_lane_tells_its_depth_its_age_and_what_waits_in_it(self):
        self.receive(self.notice("k1"), self.notice("k2"))
        events = self.env["retail.event"].search([("backend_id", "=", self.backend.id)])
        old = fields.Datetime.now() - timedelta(hours=5)
        self.env.cr.execute(
            "UPDATE retail_event SET received_at = %s WHERE id = %s",
            [old, events[0].id],
        )
        self.env.invalidate_all()
        lanes = [
            lane
            for lane in self.overview()["lanes"]
            if lane["key"].startswith(f"{self.backend.id}/in/")
        ]
        self.assertEqual(sum(lane["value"] for lane in lanes), len(events))
        oldest = min(lanes, key=lambda lane: lane["since"])
        self.assertEqual(oldest["since"], fields.Datetime.to_string(old))
        self.assertIn(oldest["tone"], ("warning", "danger"))
        self.assertIn(events[0], self.found(oldest["target"]))

    def test_each_day_tells_how_it_was_counted(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        tally = self.env["retail.tally"].create(
            {
                "backend_id": self.backend.id,
                "kind": "order",
                "day": yesterday,
                "state": "open",
            }
        )
        days = {day["key"]: day for day in self.overview()["proof"]}
        shown = days[fields.Date.to_string(yesterday)]
        self.assertFalse(shown["certified"])
        self.assertNotEqual(shown["tone"], "success")
        self.assertEqual(self.found(shown["target"]), tally)
        tally.state = "equal"
        days = {day["key"]: day for day in self.overview()["proof"]}
        other = self.env["retail.tally"].search_count(
            [("day", "=", yesterday), ("state", "!=", "equal")]
        )
        self.assertFalse(other)
        self.assertEqual(days[fields.Date.to_string(yesterday)]["tone"], "success")
