"""Orders whose goods a shop follows: two mapped places, one that others keep."""

from datetime import UTC, datetime
from decimal import Decimal

from odoo import fields

from ..canonical import (
    Fulfilment,
    FulfilmentLine,
    FulfilmentOrder,
    FulfilmentState,
    Hold,
    Tracking,
)
from .importer_common import ImporterCase

MAIN, STORE, SERVICE = "loc-main", "loc-store", "loc-service"


class GoodsCase(ImporterCase):
    """Import orders, say what the shop says of their goods, look at the transfers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.code = "WH"
        cls.store = cls.env["stock.warehouse"].create(
            {"name": "Store", "code": "STO", "company_id": cls.company.id}
        )
        for product in cls.mug | cls.tee:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.store.lot_stock_id, 20
            )
        Location = cls.env["retail.binding.location"]
        cls.places = Location.create(
            [
                {
                    "backend_id": cls.backend.id,
                    "external_id": place,
                    "external_name": place,
                    "record_id": warehouse and warehouse.lot_stock_id.id,
                    "managed_elsewhere": not warehouse,
                }
                for place, warehouse in (
                    (MAIN, cls.warehouse),
                    (STORE, cls.store),
                    (SERVICE, None),
                )
            ]
        )
        cls.backend.accounting_policy = "none"
        cls.backend.state = "connected"

    def setUp(self):
        super().setUp()
        self.minutes = 0

    # --- documents ---

    def goods_line(self, line, quantity, remaining=None):
        left = quantity if remaining is None else remaining
        return FulfilmentLine(
            line, Decimal(str(quantity)), f"w{line}", Decimal(str(left))
        )

    def work(self, place=MAIN, number="w1", status="open", holds=(), **units):
        """Return a fulfilment order; units by line: l1=2 or l1=(2, 1 left)."""
        lines = [
            self.goods_line(line, *(u if isinstance(u, tuple) else (u,)))
            for line, u in units.items()
        ]
        return FulfilmentOrder(
            number,
            place,
            tuple(lines),
            status="on_hold" if holds else status,
            holds=tuple(Hold(f"h-{hold}", hold) for hold in holds),
        )

    def parcel(
        self, place=MAIN, number="f1", status="success", numbers=(), carrier="", **units
    ):
        """Return a fulfilment of these units by line."""
        self.minutes += 1
        return Fulfilment(
            external_id=number,
            order_id="1001",
            location_id=place,
            lines=tuple(self.goods_line(line, u) for line, u in units.items()),
            status=status,
            name=f"#1001-{number}",
            tracking=tuple(Tracking(carrier, each) for each in numbers),
            created_at=datetime.now(UTC),
        )

    def state_of(self, *found, order="1001", minutes=None):
        """Return the document of what the shop says of an order's goods."""
        self.minutes += 1
        return FulfilmentState(
            external_id=order,
            work=tuple(x for x in found if isinstance(x, FulfilmentOrder)),
            parcels=tuple(x for x in found if isinstance(x, Fulfilment)),
            updated_at=self.later(self.minutes if minutes is None else minutes),
        )

    def says(self, *found, order="1001", minutes=None):
        """Import the state of an order's goods and follow it; return its item."""
        state = self.state_of(*found, order=order, minutes=minutes)
        [item] = self._import(state, kind="fulfilment")
        self.follow()
        binding = self.env["retail.binding.order"]._find(self.backend, [order])
        if binding:
            self.assertNotEqual(binding[order].fulfilment_cause, "unexpected")
        return item

    def follow(self):
        self.backend._job_deliver()
        self.env.invalidate_all()

    # --- looking ---

    def sell(self, lines=None, confirm=True, **values):
        """Import an order of 2 mugs and 3 tees; return (order, binding)."""
        if lines is None:
            lines = [self.line("l1", 10, 2), self.line("l2", 25, 3, "TEE")]
        order, binding = self._imported(self.order(lines=lines, **values))
        if confirm:
            self.backend._job_confirm()
        return order, binding

    def open_units(self, order):
        """Return {(place, sku): units} of open moves; place is a warehouse's code."""
        units = {}
        for move in order.picking_ids.move_ids:
            if move.state not in ("done", "cancel"):
                others = move.location_id.usage == "supplier"
                place = "others" if others else move.picking_type_id.warehouse_id.code
                key = (place, move.product_id.default_code)
                units[key] = units.get(key, 0) + move.product_uom_qty
        return units

    def done(self, order):
        """Return the done transfers, oldest first."""
        return order.picking_ids.filtered(lambda p: p.state == "done").sorted("id")

    def delivered(self, order):
        """Return the delivered units by external line."""
        return {line.retail_line_key: line.qty_delivered for line in order.order_line}

    def on_hand(self, product, warehouse):
        """Return the units on a warehouse's shelf."""
        return sum(
            self.env["stock.quant"]
            .search(
                [
                    ("product_id", "=", product.id),
                    ("location_id", "child_of", warehouse.lot_stock_id.id),
                ]
            )
            .mapped("quantity")
        )

    def ship(self, picking, **units):
        """Ship a transfer in Odoo as a person does, all or some units by SKU."""
        for move in picking.move_ids:
            wanted = units.get(move.product_id.default_code)
            move.quantity = move.product_uom_qty if not units else wanted or 0
            move.picked = bool(move.quantity)
        picking._action_done()
        return picking

    def assert_parked(self, binding, cause):
        self.assertEqual(
            (binding.fulfilment_state, binding.fulfilment_cause),
            ("parked", cause),
            binding.fulfilment_error,
        )

    @classmethod
    def open_flow(cls, **values):
        """Let shipments go to the shop."""
        cls.backend.state = "live"
        cls.backend.live_since = fields.Datetime.to_datetime("2020-01-01")
        return cls.env["retail.flow"].create(
            {"backend_id": cls.backend.id, "code": "fulfilment_out", **values}
        )
