"""A shop whose day is booked, certified and sealed, to inject faults into."""

import os
import random
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo import fields

from odoo.addons.retail_connector_base.platforms import Notice
from odoo.addons.retail_connector_shopify.tests.order_shop import OrderShopCase

from .faults import FAULTS, SINGLE, WITHOUT_ORDER

BASE = "odoo.addons.retail_connector_base"


class FaultsCase(OrderShopCase):
    """Orders from checkout to ledger, agreed levels, one till, one certificate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Word of an order is under way no time at all here.
        grace = patch(f"{BASE}.exporters.stock_settle.GRACE", timedelta(0))
        grace.start()
        cls.addClassCleanup(grace.stop)
        cls.seed = 500
        cls.backend.tally_grace_minutes = 0
        cls.backend.flow_ids.paused = False
        cls.backend.flow_ids.preview_required = False
        cls.day = cls.env["retail.tally"]._today(cls.backend)
        cls.fetch("product")
        cls.agree_on_stock()
        cls.orders = [
            cls.place(seed=cls.next_seed(), payment="paid")
            for _n in range(max(8, chosen(8, 0)[0]))
        ]
        cls.fetch()
        cls.book()
        cls.book()
        cls.stock_jobs()
        cls.till()
        cls.check()
        cls.certificate = cls.env["retail.certificate"]._issue(
            cls.company, cls.backend, cls.day - timedelta(days=1)
        )
        later = fields.Datetime.now() + timedelta(hours=1)
        with patch.object(fields.Datetime, "now", staticmethod(lambda: later)):
            cls.env["retail.seal"]._seal(cls.company)

    # --- what is there ---

    @classmethod
    def next_seed(cls):
        """Return a number no order was made from yet."""
        cls.seed += 1
        return cls.seed

    @classmethod
    def agree_on_stock(cls):
        """Have the shop show Odoo's units."""
        warehouse = cls.backend.sale_warehouse_id
        for place in cls.backend.location_ids[:1]:
            place.record_id = warehouse.lot_stock_id
        variants = cls.env["retail.binding.variant"].search(
            [("backend_id", "=", cls.backend.id), ("stock_external_id", "!=", False),
             ("record_id.is_storable", "=", True)],
        )  # fmt: skip
        for variant in variants:
            cls.env["stock.quant"]._update_available_quantity(
                variant.record_id, warehouse.lot_stock_id, 40
            )
        cls.env["retail.stock.dirty"]._mark_backend(cls.backend)
        cls.stock_jobs()

    @classmethod
    def stock_jobs(cls, poll=True):
        """Do what plans and sends stock; levels wait until orders were polled."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        for _turn in range(3):
            if poll:
                cls.pull("order")
            cls.backend._job_plan_stock()
            cls.backend._job_plan_stock_read()
            cls.backend._job_push("stock")
        cls.env.invalidate_all()

    @classmethod
    def level(cls):
        """Return a level both sides agree on."""
        return cls.env["retail.stock.level"].search(
            [("backend_id", "=", cls.backend.id), ("state", "=", "same"),
             ("target_qty", ">", 5)], limit=1,
        )  # fmt: skip

    @classmethod
    def till(cls):
        """Connect a till that was just seen."""
        tills = cls.env["retail.backend"].create(
            {
                "name": "Tills",
                "platform": "store_feed",
                "state": "live",
                "company_id": cls.company.id,
            }
        )
        store = cls.env["retail.pos.store"].create(
            {"backend_id": tills.id, "external_id": "S1", "name": "Main street"}
        )
        cls.register = cls.env["retail.pos.register"].create(
            {
                "store_id": store.id,
                "external_id": "T1",
                "name": "Till 1",
                "last_seen_at": fields.Datetime.now(),
                "config_id": cls.env["pos.config"].create({"name": "Till 1"}).id,
            }
        )

    @classmethod
    def drop_messages(cls):
        """Lose what the shop would have told."""
        cls.do("clear_webhooks")

    @classmethod
    def pull(cls, kind):
        """Read what changed of a kind and import it."""
        flow = cls.backend.flow_ids.filtered(lambda f: f.code == f"{kind}_in")
        cls.backend._job_pull(flow.id)
        cls.drain(cls)

    @classmethod
    def tell(cls, row):
        """Tell of one order, and of no other."""
        notice = Notice(key=f"told:{row['id']}", topic="orders/create", kind="order",
                        entity_id=row["id"])  # fmt: skip
        cls.env["retail.event"]._receive(cls.backend, [notice], "webhook")
        cls.drain(cls)

    # --- one interval ---

    @classmethod
    def check(cls):
        """Do what one interval of the checks does: count, verify, alert."""
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.backend._job_tally(str(cls.day))
        cls.env["retail.seal"]._verify(cls.company)
        cls.env["retail.certificate"]._verify(cls.company)
        cls.env["retail.alert.rule"]._evaluate()
        cls.env.invalidate_all()

    @classmethod
    def work(cls, poll=True):
        """Do what the jobs do between two intervals; nobody decides anything.

        :param poll: whether the shop is also polled for what changed
        """
        cls.drain(cls)
        for _turn in range(2):
            cls.backend._job_confirm()
            cls.backend._job_account()
        cls.stock_jobs(poll)
        cls.drain(cls)

    def inject(self, rng, count):
        """Inject ``count`` random faults, each on an order of its own; return them."""
        orders = list(self.orders)
        rng.shuffle(orders)
        names = list(FAULTS)
        rng.shuffle(names)
        while len(names) < count:
            names.append(rng.choice([name for name in FAULTS if name not in SINGLE]))
        # A level that an order is about is not agreed upon; so stock comes last.
        names = sorted(names[:count], key=lambda name: name == "stale_stock")
        found = []
        for name in names:
            order = None if name in WITHOUT_ORDER else orders.pop()
            found.append((name, FAULTS[name](self, order)))
        return found

    # --- what was found ---

    def open_ones(self, expected=None):
        """Return the open discrepancies, or those of one fault."""
        domain = [("company_id", "=", self.company.id), ("state", "=", "open")]
        if expected:
            domain.append(("type", "=", expected.cause))
            if expected.entity:
                domain.append(("entity", "=", expected.entity))
        return self.env["retail.discrepancy"].search(domain)

    def is_found(self, expected):
        """Return whether a fault is known, with its amount."""
        if expected.cause == "till":
            alerts = self.env["retail.alert"].search(
                [("state", "=", "firing"), ("subject", "=", expected.entity)]
            )
            return bool(alerts)
        rows = self.open_ones(expected)
        if expected.amount is None:
            return bool(rows)
        cents = Decimal("0.01")
        return any(
            Decimal(repr(abs(row.difference))).quantize(cents)
            == expected.amount.quantize(cents)
            for row in rows
        )


def chosen(default_count, default_seed):
    """Return (count, seed) of the faults: given by the environment, or the default."""
    count = int(os.environ.get("RETAIL_FAULTS") or default_count)
    seed = int(os.environ.get("RETAIL_FAULTS_SEED") or default_seed)
    return count, random.Random(seed)
