"""An order in the fake shop and in Odoo, and what is done with its goods."""

from .common import ShopCase


class GoodsCase(ShopCase):
    """Shipments, moves, holds and corrections through inbox and outbox."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.accounting_policy = "none"
        self.backend.state = "live"
        self.backend.live_since = "2020-01-01 00:00:00"
        self.warehouse = self.backend.sale_warehouse_id
        self.store = self.env["stock.warehouse"].create(
            {"name": "City Store", "code": "CITY"}
        )
        for place in self.backend.location_ids:
            mapped = {"Warehouse": self.warehouse, "City Store": self.store}
            warehouse = mapped.get(place.external_name)
            place.record_id = warehouse and warehouse.lot_stock_id
        self.skus = [r["sku"] for r in self.control("catalog") if r["tracked"]][:2]

    # --- words ---

    def sell(self, **wishes):
        """Place an order of 2 + 3 units, import and confirm it."""
        [row] = self.control(
            "place_orders",
            plain=True,
            payment="paid",
            lines=[
                {"sku": sku, "quantity": units}
                for sku, units in zip(self.skus, (2, 3), strict=True)
            ],
            **wishes,
        )
        self.order_id = row["id"]
        self.told("orders/create")
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.work()
        binding = self.env["retail.binding.order"]._find(self.backend, [row["id"]])
        self.binding = binding[row["id"]]
        return self.binding.record_id

    def told(self, topic, payload=None):
        """Receive a message about the order and work on it."""
        body = payload or {"admin_graphql_api_id": self.order_id}
        self.assertEqual(self.post(topic, body).status_code, 200)
        self.work()

    def told_goods(self, topic="fulfillments/create"):
        number = self.order_id.rpartition("/")[2]
        self.told(topic, {"order_id": int(number)})

    def work(self):
        """Do what the jobs would do."""
        for _round in range(3):
            self.drain()
            self.backend._job_confirm()
            self.backend._job_deliver()
            self.env.invalidate_all()

    def act(self, action, **given):
        """Do something in the shop."""
        return self.control("order_action", order=self.order_id, action=action, **given)

    @property
    def there(self):
        """Return what the shop holds of the order's goods."""
        return self.control("fulfilment", order=self.order_id)

    def transfers(self, state="assigned"):
        return self.binding.record_id.picking_ids.filtered(lambda p: p.state == state)

    def ship(self, picking=None, **values):
        """Ship a transfer in Odoo and have the jobs tell the shop."""
        picking = picking or self.binding.record_id.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        picking.write(values)
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking._action_done()
        self.push()
        return picking

    def push(self):
        """Plan and send, whatever waits for its next try."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE retail_outbox SET next_try_at = NULL")
        self.env.invalidate_all()
        self.backend._job_plan_fulfilment()
        self.backend._job_push("fulfilment")
        self.env.invalidate_all()

    def delivered(self):
        lines = self.binding.record_id.order_line
        goods = lines.filtered(lambda line: line.product_id.type == "consu")
        return sorted(goods.mapped("qty_delivered"))
