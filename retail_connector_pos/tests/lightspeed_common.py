"""A connection to a fake retailer of Lightspeed X-Series."""

import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tests import HttpCase

from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
from odoo.addons.retail_connector_base.tests.loopback import Loopback

from .common import PosCase

# The fake platforms live beside the addons, in the repository.
ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.fake_platform.lightspeed import FakeLightspeed  # noqa: E402

OPENED = datetime(2026, 11, 9, 14, 0, tzinfo=UTC)  # nine in the morning in New York


class LightspeedCase(Loopback, PosCase, HttpCase):
    """Stores whose registers are set up, taxes and ways to pay approved."""

    inclusive = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patcher = patch.dict("os.environ", {VARIABLE: Fernet.generate_key().decode()})
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    def setUp(self):
        super().setUp()
        self.now = OPENED.timestamp()
        shop = FakeLightspeed(lambda: self.now, None, self.inclusive, "USD")
        self.shop = shop.__enter__()
        self.addCleanup(shop.__exit__)
        for sku in ("MUG", "TEE"):
            shop.add_product(sku, stock=100)
        self.backend = self._connect()
        self.take_in("product")
        self.main = self.store("Main")
        self.till = self.register("Main 1")

    def _connect(self):
        backend = self.env["retail.backend"].create(
            {
                "name": "Kiwi Mugs",
                "platform": "lightspeed",
                "company_id": self.company.id,
                "environment": "test",
                "base_url": self.shop.url,
            }
        )
        for name, value in {
            "domain_prefix": "example",
            "client_id": "app",
            "client_secret": "secret",
            "personal_token": self.shop.personal,
        }.items():
            self.credential(backend, name).new_value = value
        self.env.flush_all()
        backend._ensure_service_products()
        backend._ensure_pos_products()
        backend.gift_card_product_id.property_account_income_id = self.gift_liability
        backend.tip_product_id.property_account_income_id = self.tips
        backend.deposit_product_id.property_account_income_id = self.deposits
        backend.action_test()
        self.assertFalse(backend.problems)
        stores = self.env["retail.pos.store"].search([("backend_id", "=", backend.id)])
        stores.warehouse_id = self.warehouse
        stores.register_ids._set_up()
        for row in self.env["retail.mapping.tender"].search(
            [("backend_id", "=", backend.id), ("state", "=", "suggested")]
        ):
            row.journal_id = self.bank
            row.account_id = {
                "Gift Card": self.gift_liability,
                "Deposits": self.deposits,
            }.get(row.gateway, self.clearing)
            row.action_approve()
        backend.state = "live"
        return backend

    @staticmethod
    def credential(backend, name):
        return backend.credential_ids.filtered(lambda c: c.name == name)

    def store(self, name):
        return self.env["retail.pos.store"].search(
            [("backend_id", "=", self.backend.id), ("name", "=", name)]
        )

    def register(self, name):
        return self.env["retail.pos.register"].search(
            [("backend_id", "=", self.backend.id), ("name", "=", name)]
        )

    # --- doing ---

    def take_in(self, *kinds):
        """Poll kinds completely and work on what came in."""
        for kind in kinds:
            flow = self.backend.flow_ids.filtered(lambda f, c=f"{kind}_in": f.code == c)
            for _page in range(20):
                self.backend._job_pull(flow.id)
                if not flow.cursor.get("cursor"):
                    break
        self.drain()

    def drain(self):
        """Work on every lane; approve the taxes that turn up, as a person does once."""
        Event = self.env["retail.event"]
        for _round in range(5):
            for lane in Event._lanes_due(self.backend):
                self.backend._job_drain_in(lane)
            mappings = self.env["retail.mapping.tax"].search(
                [("backend_id", "=", self.backend.id), ("state", "!=", "approved")]
            )
            for mapping in mappings:
                if not mapping.tax_id:
                    mapping.action_create_tax()
                mapping.action_approve()
            if not Event._lanes_due(self.backend):
                break
        self.env.invalidate_all()

    def pass_minutes(self, minutes):
        """Let time pass in the stores."""
        self.now += minutes * 60

    def close_till(self, name="Main 1"):
        """Count and close a register; read and close its shift; return the shift."""
        self.pass_minutes(10)
        closure = self.shop.close_register(name)
        self.take_in("receipt", "session")
        shift = self.shift(closure)
        self.close(shift)
        return shift

    def shift(self, closure):
        """Return the shift a closure is."""
        return self.env["retail.pos.shift"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("external_id", "=", f"{closure['register']}/{closure['id']}"),
            ]
        )

    def stuck(self):
        """Return what of the inbox went wrong, as (kind, cause, error)."""
        return [
            (event.kind, event.cause, event.error)
            for event in self.env["retail.event"].search(
                [
                    ("backend_id", "=", self.backend.id),
                    ("state", "not in", ("done", "ignored")),
                ]
            )
        ]

    def orders(self):
        return self.env["pos.order"].search(
            [("retail_backend_id", "=", self.backend.id)], order="id"
        )

    def paid(self, shift):
        """Return method name -> exact sum of what a shift took."""
        totals = {}
        for payment in shift.session_id.order_ids.payment_ids:
            name = payment.name
            totals[name] = totals.get(name, Decimal(0)) + Decimal(
                repr(payment.amount)
            ).quantize(Decimal("0.01"))
        return {name: total for name, total in totals.items() if total}
