"""A shop that keeps stock levels in memory, and a connection to it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import TransactionCase

from ..canonical import StockLevel
from ..importers.item import Item
from ..platforms import (
    Adapter,
    PushResult,
    RefusedError,
    StaleError,
    UnknownOutcome,
)


class StockShop(Adapter):
    """A platform with stock levels: counts requests, compares, remembers keys."""

    label = "Test Shop"
    pushes = frozenset({"stock"})
    max_push = {"stock": 250}
    max_fetch = {"stock": 250}

    def __init__(self):
        super().__init__({})
        self.levels = {}  # "stock|place" -> units
        self.requests = []  # (key, [payload])
        self.reads = 0
        self.answers = {}  # key -> results
        self.refused = set()
        self.lose_answers = 0

    def fetch_many(self, kind, ids):
        self.reads += 1
        return {
            key: {"key": key, "available": str(self.levels[key])}
            if key in self.levels
            else None
            for key in ids
        }

    def parse(self, kind, payload):
        stock_id, place = payload["key"].split("|")
        return StockLevel(stock_id, place, Decimal(payload["available"]))

    def push_many(self, kind, items, key):
        assert len(items) <= self.max_push["stock"]
        self.requests.append((key, [dict(item.payload) for item in items]))
        if key not in self.answers:
            self.answers[key] = self._apply(items)
        if self.lose_answers:
            self.lose_answers -= 1
            raise UnknownOutcome("the line broke")
        return self.answers[key]

    def _apply(self, items):
        results = []
        for item in items:
            payload = item.payload
            name = f"{payload['stock_id']}|{payload['location_id']}"
            error = None
            compare = payload["compare"]
            if name in self.refused:
                error = RefusedError("no such item", "unknown_item")
            elif compare is not None and int(compare) != self.levels.get(name):
                error = StaleError("moved")
            else:
                self.levels[name] = int(payload["quantity"])
            results.append(PushResult(item.key, error=error))
        return results

    @property
    def sent(self):
        """Return all payloads of all requests."""
        return [payload for _key, payloads in self.requests for payload in payloads]


class StockCase(TransactionCase):
    """A live connection that sends the stock of one warehouse to one place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Stock Test Company"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "tracking_disable": True,
            }
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.shelf = cls.warehouse.lot_stock_id
        cls.backend = cls._backend("Shop")
        cls.place = cls._place(cls.backend, "L1", cls.shelf)
        cls.products = cls._products(3)
        cls.bindings = cls._bind(cls.backend, cls.products)

    def setUp(self):
        super().setUp()
        self.shop = StockShop()
        self.patch(type(self.backend), "_adapter", lambda _self: self.shop)
        self.patch(type(self.backend), "_adapter_class", lambda _self: type(self.shop))
        self.exporter = self.env["retail.exporter.stock"]
        self.dirty = self.env["retail.stock.dirty"]
        self.dirty._forget_watched()

    # --- records ---

    @classmethod
    def _backend(cls, name):
        backend = cls.env["retail.backend"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "sale_warehouse_id": cls.warehouse.id,
                "stock_zero_percent": 0,
                "live_since": fields.Datetime.now() - timedelta(days=1),
            }
        )
        flow = backend.flow_ids.filtered(lambda flow: flow.code == "stock_out")
        flow = flow or cls.env["retail.flow"].create(
            {"backend_id": backend.id, "code": "stock_out"}
        )
        flow.delay_seconds = 5
        backend.state = "live"
        return backend

    @classmethod
    def _place(cls, backend, external_id, location, **values):
        values |= {"external_id": external_id, "external_name": external_id}
        return cls.env["retail.binding.location"].create(
            {"backend_id": backend.id, "record_id": location.id, **values}
        )

    @classmethod
    def _products(cls, count, **values):
        return cls.env["product.product"].create(
            [
                {
                    "name": f"Product {n}",
                    "type": "consu",
                    "is_storable": True,
                    "company_id": cls.company.id,
                    **values,
                }
                for n in range(count)
            ]
        )

    @classmethod
    def _bind(cls, backend, products, **values):
        return cls.env["retail.binding.variant"].create(
            [
                {
                    "backend_id": backend.id,
                    "external_id": f"v{product.id}",
                    "stock_external_id": f"s{product.id}",
                    "record_id": product.id,
                    "state": "matched",
                    **values,
                }
                for product in products
            ]
        )

    def _order(self, product, quantity, backend=None, placed_at=None, **values):
        """Create the quotation of a shop's order, as the importer does."""
        backend = backend or self.backend
        partner = self.env["res.partner"].create({"name": "Buyer"})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "retail_backend_id": backend.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                ],
                **values,
            }
        )
        self.env["retail.binding.order"].create(
            {
                "backend_id": backend.id,
                "external_id": f"o{order.id}",
                "record_id": order.id,
                "placed_at": placed_at or fields.Datetime.now(),
            }
        )
        return order

    def _event(self, state="received", age=60, **values):
        """Store an order event that is not imported yet."""
        now = fields.Datetime.now()
        return self.env["retail.event"].create(
            {
                "backend_id": self.backend.id,
                "company_id": self.company.id,
                "key": f"k{now}{age}{state}",
                "kind": "order",
                "entity_id": values.pop("entity_id", "e1"),
                "lane": 0,
                "origin": "webhook",
                "state": state,
                "received_at": now - timedelta(seconds=age),
                **values,
            }
        )

    # --- doing ---

    def _stock(self, product, quantity, location=None):
        """Add units to a location, as a done transfer does."""
        self.env["stock.quant"]._update_available_quantity(
            product, location or self.shelf, quantity
        )

    def _plan(self):
        """Write the marks of this transaction and work them off."""
        self.env.cr.flush()
        return self.exporter._plan(self.backend)

    def _read(self):
        """Read what the shop has, where it is not known."""
        return self.exporter._read(self.backend, self.shop)

    def _push(self):
        """Deliver what waits, as the outbox's job does; return how many requests."""
        self.env.flush_all()
        count = len(self.shop.requests)
        self.backend._job_push("stock")
        return len(self.shop.requests) - count

    def _age(self, seconds=120, levels=None):
        """Let time pass for what is known of levels."""
        levels = levels or self._levels()
        levels.flush_model()
        self.env.cr.execute(
            """UPDATE retail_stock_level
                  SET remote_seen_at = remote_seen_at - %(past)s * interval '1 second',
                      answered_at = answered_at - %(past)s * interval '1 second',
                      moved_at = moved_at - %(past)s * interval '1 second'
                WHERE id = ANY(%(ids)s)""",
            {"past": seconds, "ids": levels.ids},
        )
        levels.invalidate_recordset()

    def _levels(self, backend=None):
        return self.env["retail.stock.level"].search(
            [("backend_id", "=", (backend or self.backend).id)], order="id"
        )

    def _level(self, product, place=None):
        return self._levels().filtered(
            lambda level: (
                level.product_id == product
                and level.location_binding_id == (place or self.place)
            )
        )

    def _shows(self, product, place="L1"):
        """Return what the shop shows."""
        return self.shop.levels.get(f"s{product.id}|{place}")

    def _show(self, product, units, place="L1"):
        """Set what the shop shows."""
        self.shop.levels[f"s{product.id}|{place}"] = units

    def _start(self, stock=10):
        """Let Odoo and the shop agree on ``stock`` units, for a while already."""
        for product in self.products:
            self._stock(product, stock)
            self._show(product, stock)
        self._plan()
        self._read()
        self._plan()
        self.assertEqual(set(self._levels().mapped("state")), {"same"})
        self._age()
        self.shop.reads = 0

    def _tell(self, product, units, place="L1", at=None):
        """Have the shop's message about a level imported."""
        document = StockLevel(
            f"s{product.id}", place, Decimal(units), updated_at=at or datetime.now(UTC)
        )
        item = Item(document)
        self.env["retail.importer.stock"]._import_or_bisect([item], self.backend)
        return item
