"""A fake shop on 127.0.0.1 and a connection to it."""

import base64
import hashlib
import hmac
import json
import sys
import uuid
from pathlib import Path
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tests import HttpCase

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
from odoo.addons.retail_connector_base.tests.loopback import Loopback

# The fake platforms live beside the addons, in the repository.
ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from tests.fake_platform import FakeShopify  # noqa: E402

DOMAIN = "addon-shop.myshopify.com"


class ShopCase(Loopback, HttpCase):
    """A company that sells in a small shop in its own currency; jobs are trapped."""

    shop_of_class = False  # one shop and connection for all tests of the class
    shop_options = {"currency": "USD", "country": "US", "taxes_included": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patcher = patch.dict("os.environ", {VARIABLE: Fernet.generate_key().decode()})
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.server = FakeShopify()
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        super().setUp()
        if self.shop_of_class:
            return
        self.shop = self.server.control.create_shop(
            DOMAIN, "small", **self.shop_options
        )
        self.addCleanup(self.server.control.remove_shop, DOMAIN)
        self.records = self.server.world.shop(DOMAIN)  # what the fake shop holds
        self.backend = self._connect()
        jobs = trap_jobs()
        self.jobs = jobs.__enter__()
        self.addCleanup(jobs.__exit__, None, None, None)

    def control(self, verb, **given):
        """Do something in the fake shop."""
        return getattr(self.server.control, verb)(shop=DOMAIN, **given)

    def _connect(self, **values):
        backend = self.env["retail.backend"].create(
            {
                "name": "Addon shop",
                "platform": "shopify",
                "environment": "test",
                "base_url": self.shop["base_url"],
                "unmatched_product": "create",
                **values,
            }
        )
        names = ("shop", "client_id", "client_secret")
        for name in names:
            self.credential(backend, name).new_value = self.shop[name]
        backend._ensure_service_products()
        return backend

    @staticmethod
    def credential(backend, name):
        return backend.credential_ids.filtered(lambda c: c.name == name)

    # --- messages ---

    def post(self, topic, payload, secret=None, shop=DOMAIN, event=None):
        """Send a webhook as the platform does; return the HTTP answer."""
        body = json.dumps(payload).encode()
        secret = secret or self.shop["webhook_secret"]
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        return self.url_open(
            f"/retail/webhook/{self.backend.sudo().token}/{DOMAIN}",
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Shopify-Topic": topic,
                "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
                "X-Shopify-Shop-Domain": shop,
                "X-Shopify-Event-Id": event or str(uuid.uuid4()),
                "X-Shopify-Webhook-Id": str(uuid.uuid4()),
            },
        )

    def events(self, **values):
        """Return the connection's events, oldest first."""
        domain = [("backend_id", "=", self.backend.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["retail.event"].search(domain, order="id")

    def drain(self):
        """Work on every lane that has something to do now."""
        for lane in self.env["retail.event"]._lanes_due(self.backend):
            self.backend._job_drain_in(lane)
        self.env.invalidate_all()

    def approve_mappings(self):
        """Do what a person does once: say which taxes of Odoo the shop's are."""
        for mapping in self.env["retail.mapping.tax"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "approved")]
        ):
            if not mapping.tax_id:
                mapping.action_create_tax()
            mapping.action_approve()
