"""A web shop's sales in a store: handed to the point of sale, or left as orders."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.retail_connector_shopify.tests.order_shop import OrderShopCase


@tagged("post_install", "-at_install", "retail")
class TestStoreSales(OrderShopCase):
    """From the counter of the fake shop to the stores of the point of sale."""

    def sell(self, seed, **wishes):
        return self.place(seed=seed, source="pos", guest=True, **wishes)

    def receipt(self, row):
        return (
            self.env["retail.binding.receipt"]
            ._find(self.backend, [row["id"]])
            .get(row["id"])
        )

    def test_stores_and_tills_that_sales_name_are_listed_and_the_sales_wait(self):
        self.backend.store_sales = "receipt"
        row = self.sell(70)
        self.fetch()
        event = self.events(kind="order", entity_id=row["id"])
        self.assertEqual((event.state, event.cause), ("parked", "register_unmapped"))
        self.assertFalse(self.binding(row), "it is no sales order as well")
        told = self.backend._adapter().fetch_many("order", [row["id"]])[row["id"]]
        place = self.backend._adapter().parse("order", told).place
        store = self.backend.store_ids.filtered(
            lambda s: s.external_id == place.location_id
        )
        self.assertIn(place.device, store.register_ids.mapped("external_id"))

    def test_a_sale_is_booked_in_the_point_of_sale_of_its_till(self):
        self.backend.store_sales = "receipt"
        row = self.sell(71, staff="Kim Lee", gateway="cash", rounding="0.02")
        self.fetch()
        setup = self.env["retail.pos.setup"].with_context(
            default_backend_id=self.backend.id
        )
        setup.create(
            {
                "warehouse_mode": "one",
                "warehouse_id": self.backend.sale_warehouse_id.id,
            }
        ).action_set_up()
        self.drain()
        self.approve_mappings()
        tenders = self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertTrue(tenders, "the way it was paid is asked about")
        tenders.write(
            {
                "pos_type": "clearing",
                "journal_id": self.env["account.journal"]
                .search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)],
                    limit=1,
                )
                .id,
                "account_id": self.clearing.id,
            }
        )
        tenders.action_approve()
        self.drain()
        event = self.events(kind="order", entity_id=row["id"])[-1:]
        self.assertEqual(event.state, "done", f"{event.cause}: {event.error}")
        order = self.receipt(row).record_id
        told = self.backend._adapter().fetch_many("order", [row["id"]])[row["id"]]
        sale = self.backend._adapter().parse("order", told)
        self.assertEqual(
            Decimal(f"{order.amount_total:.2f}"), Decimal(sale.total.amount)
        )
        self.assertEqual(
            order.payment_ids.mapped("transaction_id"),
            [tender.external_id for tender in sale.tenders if tender.effect],
        )
        # Who sold it, at which till of which store, and what was in the hand.
        [store] = self.backend.store_ids.filtered(
            lambda store: store.external_id == sale.place.location_id
        )
        [till] = store.register_ids.filtered(
            lambda till: till.external_id == sale.place.device
        )
        self.assertEqual(order.config_id, till.config_id)
        [member] = self.records.table("StaffMember").values()
        self.assertEqual((sale.staff, order.retail_staff), ("Kim Lee", member["id"]))
        self.assertEqual(set(tenders.mapped("gateway")), {"cash"})
        total = Decimal(
            self.records.get(row["id"])["totalPriceSet"]["shopMoney"]["amount"]
        )
        self.same(order.amount_total, total + Decimal("0.02"))
        self.same(order.amount_paid, total + Decimal("0.02"))
        self.backend.tally_grace_minutes = 0
        self.backend._job_tally(str(self.env["retail.tally"]._today(self.backend)))
        mine = self.backend.tally_ids.filtered(lambda row: row.kind == "order")
        self.assertEqual(mine.here_count, 1, "it is counted where it is booked")
        self.assertFalse(
            self.env["retail.discrepancy"].search(
                [("tally_id", "in", self.backend.tally_ids.ids),
                 ("reference", "=", row["name"])]
            )
        )  # fmt: skip
        self.do("order_action", order=row["id"], action="refund")
        self.fetch("refund")
        back = self.env["pos.order"].search(
            [("lines.refunded_orderline_id", "in", order.lines.ids)]
        )
        self.assertEqual(len(back), 1)
        given = self.records.get(row["id"])["totalRefundedSet"]["shopMoney"]["amount"]
        self.same(back.amount_total, f"-{Decimal(given):.2f}")
        self.same(sum(back.payment_ids.mapped("amount")), f"-{Decimal(given):.2f}")
        # Read again, it is the same one.
        self.fetch("refund")
        self.assertEqual(
            back,
            self.env["pos.order"].search(
                [("lines.refunded_orderline_id", "in", order.lines.ids)]
            ),
        )

    def test_sales_of_a_store_stay_orders_when_nobody_decided_otherwise(self):
        row = self.sell(80)
        self.fetch()
        self.assertFalse(self.receipt(row))
        binding = self.binding(row)
        self.assertEqual((binding.channel, binding.staff or ""), ("pos", ""))
        self.assertTrue(binding._document().place.location_id)
