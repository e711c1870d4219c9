"""Many lives of orders at once: the shop, its unreliable messages, Odoo's jobs."""

import random
import time

from odoo.tools import SQL

from odoo.addons.retail_connector_base.models.event_row import event_row, insert_events

from ..platforms.shopify.subscriptions import SUBSCRIBED
from ..platforms.shopify.webhooks import notice, verify
from .common import DOMAIN
from .life import Life
from .life_goods import PLACES
from .lives_checks import Checks
from .lives_ends import Ends
from .lives_jobs import Jobs
from .order_shop import OrderShopCase

STOCK = 50000  # units of each article at each place
PAGE = 200  # messages that are worked on together
HOOK = "https://shop.invalid/hook"  # nothing is sent there: the messages are carried
LOST, DOUBLED, LATE = 0.15, 0.15, 0.15  # shares of the messages


class Clock:
    """The shop's time: the true one, and a second more with each thing that happens."""

    def __init__(self):
        self.now = time.time()

    def tick(self):
        """Let a second pass."""
        self.now = self() + 1

    def __call__(self):
        self.now = max(self.now, time.time())
        return self.now

    def catch_up(self):
        """Wait until it is as late as the shop says.

        What a shop tells of a time to come is not settled before that time.
        """
        time.sleep(max(0, self.now - time.time()))


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
        cls.backend.lanes = 1
        cls.backend.flow_ids.write({"batch_size": PAGE})
        cls.server.world.webhooks.pause()
        for topic in SUBSCRIBED:
            if not topic.startswith(("INVENTORY", "PRODUCTS")):
                cls.do("subscribe", topic=topic, uri=HOOK)

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

    def went_wrong(self, seed, count, only=None):
        """Let ``count`` orders live; return the stories of those that went wrong."""
        stories, lives = [], self.live(seed, count, only=only)
        self._show_stock()
        for life in lives:
            if problems := Checks(self, life).run():
                marked = [f"!! {problem}" for problem in problems]
                stories.append("\n  ".join([life.name, *life.story, *marked]))
        if problems := Ends(self).run():
            stories.append("\n  ".join([f"seed {seed}, the ledger", *problems]))
        return stories

    def live(self, seed, count, rounds=6, only=None):
        """Let ``count`` orders live and end; return their lives."""
        numbers = range(count) if only is None else [only]
        self.lives = [
            Life(self.do, self.records, self.goods, seed, number) for number in numbers
        ]
        self.chance = random.Random(f"{seed}:jobs")
        self.waiting, self.by_order = [], {}
        self.clock.tick()
        for life in self.lives:
            life.begin()
            self.by_order[life.id] = life
        for number in range(rounds):
            self._steps()
            self._carry()
            self._jobs()
            if number < 2:
                self._analyze()
        for life in self.lives:
            life.finish(self.clock.tick)
        self._carry(all_of_them=True)
        self._settle()
        return self.lives

    def _steps(self):
        """Let nothing, or one to three things happen to each order."""
        untold = self._untold()
        for life in self.lives:
            life.untold = life.id in untold
        draws = [life.chance.random() for life in self.lives]
        for limit in (0.8, 0.3, 0.1):
            self.clock.tick()
            for life, draw in zip(self.lives, draws, strict=True):
                if draw < limit:
                    life.step()

    def _untold(self):
        """Return the orders of which Odoo shipped what the shop does not know yet."""
        transfers = self.env["stock.picking"].search(
            [
                ("retail_goods_state", "in", ("waiting", "sending", "refused")),
                ("sale_id.retail_backend_id", "=", self.backend.id),
            ]
        )
        return set(transfers.sale_id.retail_binding_ids.mapped("external_id"))

    # --- messages ---

    def _carry(self, all_of_them=False):
        """Bring the shop's messages: some late, twice or never, in any order."""
        due, self.waiting = self.waiting, []
        for one in self.server.world.webhooks.take():
            draw = self._life_of(one).random()
            if draw < LOST:
                continue
            if draw < LOST + LATE and not all_of_them:
                self.waiting.append(one)
                continue
            due.append(one)
            if draw > 1 - DOUBLED:
                due.append(one)
        self.chance.shuffle(due)
        self._post(due)

    def _post(self, messages):
        """Store signed messages as the controller does, all in one statement."""
        secrets = [self.shop["webhook_secret"]]
        facts = self.env["retail.backend"]._webhook_facts(self.backend.sudo().token)
        rows = []
        for one in messages:
            headers = {name.lower(): value for name, value in one.headers.items()}
            verify(secrets, headers, one.body, f"{HOOK}/{DOMAIN}")
            told = notice(headers, one.body)
            rows.append(event_row(facts, told, "webhook", one.body))
        if rows:
            insert_events(self.env.cr, rows)

    def _life_of(self, message):
        """Return the chance of the life that a message is about."""
        headers = {name.lower(): value for name, value in message.headers.items()}
        entity = notice(headers, message.body).entity_id
        record = self.records.get(entity) or {}
        if record.get("__typename") == "FulfillmentOrder":
            entity = record["order"]
        life = self.by_order.get(entity)
        return life.chance if life else self.chance

    def _analyze(self):
        """Let the database count its rows, as it does by itself after a commit.

        A test is one long transaction; without counts the planner takes every table
        for empty and reads the whole of it for each record.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables
                WHERE schemaname = 'public'
                  AND tablename ~ '^(retail|sale|stock|account|res_partner)'"""
        )
        [tables] = self.env.cr.fetchone()
        self.env.cr.execute(SQL("ANALYZE %s", SQL(tables)))
