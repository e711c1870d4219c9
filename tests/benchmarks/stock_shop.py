"""A shop in memory that counts requests, and products whose stock it shows."""

import time
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import StockLevel
from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    PushResult,
    StaleError,
)

NAME = "Stock Benchmark"
PLACE = "L1"
CHUNK = 1000  # products a transaction


class CountingShop(Adapter):
    """Keep levels, compare before setting, count requests."""

    label = "Counting shop"
    pushes = frozenset({"stock"})
    max_push = {"stock": 250}
    max_fetch = {"stock": 250}

    def __init__(self, latency=0.0):
        super().__init__({})
        self.levels = {}
        self.latency = latency
        self.pushes_made = self.pushed = self.reads_made = 0

    def fetch_many(self, kind, ids):
        time.sleep(self.latency)
        self.reads_made += 1
        return {key: (key, self.levels[key]) for key in ids if key in self.levels}

    def parse(self, kind, payload):
        key, units = payload
        return StockLevel(*key.split("|"), Decimal(units))

    def push_many(self, kind, items, key):
        time.sleep(self.latency)
        self.pushes_made += 1
        self.pushed += len(items)
        return [self._set(item) for item in items]

    def _set(self, item):
        payload = item.payload
        key = f"{payload['stock_id']}|{payload['location_id']}"
        compare = payload["compare"]
        if compare is not None and int(compare) != self.levels.get(key):
            return PushResult(item.key, error=StaleError("moved"))
        self.levels[key] = int(payload["quantity"])
        return PushResult(item.key)


def setup(env, count):
    """Return the connection with ``count`` products bound; create what is missing."""
    backend = env["retail.backend"].search([("name", "=", NAME)], limit=1)
    if not backend:
        backend = _backend(env)
    known = env["retail.binding.variant"].search_count(
        [("backend_id", "=", backend.id)]
    )
    for start in range(known, count, CHUNK):
        _products(env, backend, start, min(CHUNK, count - start))
        env.cr.execute("DELETE FROM retail_stock_dirty")
        env.cr.commit()
        env.invalidate_all()
    env.cr.execute("DELETE FROM queue_job")
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return backend


def _backend(env):
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    backend = env["retail.backend"].create(
        {
            "name": NAME,
            "company_id": env.company.id,
            "sale_warehouse_id": warehouse.id,
            "stock_zero_percent": 0,
        }
    )
    if "stock_out" not in backend.flow_ids.mapped("code"):
        env["retail.flow"].create({"backend_id": backend.id, "code": "stock_out"})
    env["retail.binding.location"].create(
        {
            "backend_id": backend.id,
            "external_id": PLACE,
            "record_id": warehouse.lot_stock_id.id,
        }
    )
    backend.state = "live"
    return backend


def _products(env, backend, start, count):
    products = env["product.product"].create(
        [
            {"name": f"Item {start + n}", "type": "consu", "is_storable": True}
            for n in range(count)
        ]
    )
    env["retail.binding.variant"].create(
        [
            {
                "backend_id": backend.id,
                "external_id": f"v{product.id}",
                "stock_external_id": f"s{product.id}",
                "record_id": product.id,
                "state": "matched",
            }
            for product in products
        ]
    )
    shelf = backend.location_ids.record_id
    env["stock.quant"].create(
        [
            {"product_id": product.id, "location_id": shelf.id, "quantity": 100}
            for product in products
        ]
    )
