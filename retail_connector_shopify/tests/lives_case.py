"""Many lives of orders at once: the shop, its unreliable messages, Odoo's jobs."""

import os
import random
import time

from tests.fake_platform.receiver import Receiver

from ..platforms.shopify.subscriptions import SUBSCRIBED
from ..platforms.shopify.webhooks import notice
from .common import DOMAIN
from .life import Life
from .life_goods import PLACES
from .lives_jobs import Jobs
from .order_shop import OrderShopCase

STOCK = 5000  # units of each article at each place
LOST, DOUBLED, LATE = 0.15, 0.15, 0.15  # shares of the messages


class Clock:
    """The shop's time: a second passes with each thing that happens."""

    def __init__(self):
        self.now = time.time()

    def tick(self):
        """Let a second pass."""
        self.now += 1

    def __call__(self):
        return self.now


class LivesCase(Jobs, OrderShopCase):
    """A company, a shop with two places, and orders that live in it."""

    policies = {"edit_policy": "auto"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.backend.sale_warehouse_id
        cls.store = cls.env["stock.warehouse"].create(
            {"name": "City Store", "code": "CITY", "company_id": cls.company.id}
        )
        cls.shelves = dict(zip(PLACES, (cls.warehouse, cls.store), strict=True))
        for place in cls.backend.location_ids:
            warehouse = cls.shelves.get(place.external_name)
            place.record_id = warehouse and warehouse.lot_stock_id
        cls.backend.live_since = "2020-01-01 00:00:00"
        cls.quarantine = cls.env["stock.location"].create(
            {
                "name": "Quarantine",
                "location_id": cls.warehouse.view_location_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.server.world.clock = cls.clock = Clock()
        cls.goods = [r["sku"] for r in cls.do("catalog") if r["tracked"]]
        cls.fetch("product")
        cls._fill()
        cls.receiver = Receiver()
        cls.receiver.__enter__()
        cls.addClassCleanup(cls.receiver.__exit__, None, None, None)
        for topic in SUBSCRIBED:
            if not topic.startswith(("INVENTORY", "PRODUCTS")):
                cls.do("subscribe", topic=topic, uri=cls.receiver.url)

    @classmethod
    def _fill(cls):
        """Count the same stock on both sides."""
        variants = cls.env["retail.binding.variant"].search(
            [("backend_id", "=", cls.backend.id)]
        )
        cls.products = {v.external_id: v.record_id for v in variants}
        for row in cls.do("catalog"):
            product = cls.products.get(row["variant_id"])
            if not row["tracked"] or not product or not product.is_storable:
                continue
            for place, warehouse in cls.shelves.items():
                cls.do("change_stock", sku=row["sku"], available=STOCK, location=place)
                cls.env["stock.quant"]._update_available_quantity(
                    product, warehouse.lot_stock_id, STOCK
                )

    # --- a batch of lives ---

    def live(self, seed, count, rounds=9, only=None):
        """Let ``count`` orders live and end; return their lives."""
        numbers = range(count) if only is None else [only]
        self.lives = [
            Life(self.do, self.records, self.goods, seed, number) for number in numbers
        ]
        self.chance = random.Random(f"{seed}:jobs")
        self.waiting = []
        for life in self.lives:
            self.clock.tick()
            life.begin()
        for _round in range(rounds):
            for life in self.lives:
                self._one_step(life)
            self._carry()
            self._jobs()
        for life in self.lives:
            self.clock.tick()
            life.finish()
        self._carry(all_of_them=True)
        self._settle()
        return self.lives

    def _one_step(self, life):
        draw = life.chance.random()
        for limit in (0.65, 0.15):
            if draw < limit:
                self.clock.tick()
                life.step()

    # --- messages ---

    def _carry(self, all_of_them=False):
        """Bring the shop's messages: some late, twice or never, in any order."""
        self.server.control.wait_webhooks()
        arrived, self.receiver.requests = self.receiver.requests, []
        arrived.sort(key=lambda one: (one[1].get("X-Shopify-Topic"), one[2]))
        due, self.waiting = self.waiting, []
        for _path, headers, body in arrived:
            draw = self._life_of(headers, body).random()
            if draw < LOST:
                continue
            if draw < LOST + LATE and not all_of_them:
                self.waiting.append((headers, body))
                continue
            due.append((headers, body))
            if draw > 1 - DOUBLED:
                due.append((headers, body))
        self.chance.shuffle(due)
        address = f"/retail/webhook/{self.backend.sudo().token}/{DOMAIN}"
        for headers, body in due:
            sent = {k: v for k, v in headers.items() if k.startswith("X-Shopify")}
            sent["Content-Type"] = "application/json"
            answer = self.url_open(address, data=body, headers=sent)
            self.assertEqual(answer.status_code, 200)

    def _life_of(self, headers, body):
        """Return the chance of the life that a message is about."""
        lower = {name.lower(): value for name, value in headers.items()}
        entity = notice(lower, body).entity_id
        record = self.records.get(entity) or {}
        if record.get("__typename") == "FulfillmentOrder":
            entity = record["order"]
        found = [life for life in self.lives if life.id == entity]
        return found[0].chance if found else self.chance


def wanted(name, default):
    """Return a number that the environment may ask for, None for nothing."""
    value = os.environ.get(f"RETAIL_LIVES_{name}")
    return int(value) if value else default
