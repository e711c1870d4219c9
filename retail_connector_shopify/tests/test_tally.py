"""A day is counted at the shop and held against Odoo; what is missing is fetched."""

from odoo import fields
from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.clock import ClockMixin

from .common import ShopCase


@tagged("post_install", "-at_install", "retail")
class TestTally(ClockMixin, ShopCase):
    """Losses, edits and changes in Odoo are found, repaired or given to a person."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.write({"state": "live", "tally_grace_minutes": 0})
        self.backend.flow_ids.paused = False
        self.day = self.env["retail.tally"]._today(self.backend)

    def sell(self, count, told=True):
        """Place orders; import those that are told of."""
        orders = self.control("place_orders", count=count, plain=True, payment="paid")
        for order in orders if told else ():
            self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.work()
        return orders

    def work(self):
        """Drain, and approve what has to be approved."""
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()

    def count(self):
        """Count the running day; return kind -> row."""
        self.env.invalidate_all()
        self.backend._job_tally(str(self.day))
        rows = self.env["retail.tally"].search([("backend_id", "=", self.backend.id)])
        return {row.kind: row for row in rows if row.day == self.day}

    def differences(self, **values):
        """Return the open discrepancies of counts."""
        domain = [("backend_id", "=", self.backend.id), ("tally_id", "!=", False)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["retail.discrepancy"].search([*domain, ("state", "=", "open")])

    def test_what_was_lost_is_found_fetched_and_certified(self):
        self.sell(3)
        lost = self.sell(2, told=False)
        rows = self.count()
        self.assertEqual((rows["order"].there_count, rows["order"].here_count), (5, 3))
        found = self.differences(kind="order")
        self.assertEqual(set(found.mapped("entity")), {order["id"] for order in lost})
        self.assertEqual(set(found.mapped("type")), {"missing_in_odoo"})
        self.assertEqual(rows["order"].state, "repairing")
        self.assertAlmostEqual(
            rows["order"].open_amount, sum(found.mapped("expected")), 2
        )
        self.work()
        rows = self.count()
        self.assertFalse(self.differences())
        self.assertEqual({row.state for row in rows.values()}, {"equal"})
        self.assertEqual(rows["order"].healed_count, 2)
        self.assertAlmostEqual(
            rows["payment"].there_amount, rows["payment"].here_amount, 2
        )

    def test_what_changed_on_either_side_is_found(self):
        first, second, third = self.sell(3)
        self.control(
            "order_action",
            order=first["id"],
            action="refund",
            lines=[[0, 1]],
            restock="NO_RESTOCK",
        )
        binding = self.env["retail.binding.order"]._find(
            self.backend, [second["id"], third["id"]]
        )
        changed = binding[second["id"]].record_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET amount_total = amount_total + 1 WHERE id = %s",
            [changed.id],
        )
        binding[third["id"]].record_id.copy(
            {"client_order_ref": third["name"], "retail_backend_id": self.backend.id}
        )
        rows = self.count()
        [refund] = self.differences(kind="refund")
        self.assertEqual(refund.type, "missing_in_odoo")
        by_type = {row.type: row for row in self.differences(kind="order")}
        self.assertEqual(set(by_type), {"amount_mismatch", "duplicate_document"})
        self.assertAlmostEqual(by_type["amount_mismatch"].difference, 1.0)
        self.assertEqual(by_type["duplicate_document"].user_id, self.backend.user_id)
        self.work()
        rows = self.count()
        self.assertEqual(rows["refund"].state, "equal")
        for _turn in range(3):
            self.work()
            rows = self.count()
        [amount] = self.differences(type="amount_mismatch")
        self.assertEqual((amount.user_id, amount.repairs), (self.backend.user_id, 3))
        amount.action_resolve("The customer agreed to another price.")
        self.count()
        self.assertFalse(self.differences(type="amount_mismatch"))

    def test_what_was_too_young_is_counted_when_it_is_not_any_more(self):
        self.backend.tally_grace_minutes = 120
        self.sell(1, told=False)
        row = self.count()["order"]
        self.assertEqual((row.state, row.young_count, row.open_count), ("equal", 1, 0))
        with self.later(minutes=100):
            self.assertNotIn(self.day, self.backend._days_to_count())
        with self.later(minutes=121):
            self.assertIn(self.day, self.backend._days_to_count())
            row = self.count()["order"]
            self.assertEqual((row.young_count, row.open_count), (0, 1))
        self.work()
        self.assertEqual(self.count()["order"].state, "equal")
        self.assertFalse(self.count()["order"].next_at)

    def test_yesterday_is_counted_until_nothing_of_it_is_on_its_way(self):
        self.backend.write({"tally_grace_minutes": 120, "live_since": False})
        _start, end = self.env["retail.tally"]._bounds(self.backend, self.day)
        midnight = end.replace(tzinfo=None) - fields.Datetime.now()
        due = []
        for minutes in (-100, -5, 5, 110, 125):
            with self.later(seconds=midnight.total_seconds() + 60 * minutes):
                due.append(self.day in self.backend._days_to_count())
                if due[-1]:
                    self.count()
        self.assertEqual(due, [True, False, False, False, True])
        self.env["retail.tally"].search([("day", "=", self.day)]).unlink()
        due = []
        for minutes in (-200, 5, 45, 125, 400):
            with self.later(seconds=midnight.total_seconds() + 60 * minutes):
                due.append(self.day in self.backend._days_to_count())
                if due[-1]:
                    self.count()
        self.assertEqual(due, [True, False, True, True, False])
