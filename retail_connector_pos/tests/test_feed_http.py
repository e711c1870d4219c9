"""Tills over HTTPS: who may, how often, how much; and what they fetch."""

import gzip
import hashlib
import json
import time
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.exceptions import ConcurrencyError
from odoo.tests import HttpCase, tagged

from odoo.addons.retail_connector_base.canonical import Register, Store
from odoo.addons.retail_connector_base.importers.item import Item
from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE

from ..platforms.store_feed import signing
from .till import Till

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
    "AABJRU5ErkJggg=="
)

KEY = Fernet.generate_key().decode()


@tagged("post_install", "-at_install", "retail")
class TestFeedHttp(HttpCase):
    """The address a till is given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patcher = patch.dict("os.environ", {VARIABLE: KEY})
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.backend = cls.env["retail.backend"].create(
            {"name": "Tills", "platform": "store_feed", "state": "live"}
        )
        cls.env["retail.importer.store"]._import_or_bisect(
            [
                Item(
                    Store(
                        "S1",
                        "Main street",
                        registers=(Register("1"), Register("2")),
                    )
                )
            ],
            cls.backend,
        )
        cls.store = cls.backend.store_ids
        cls.register = cls.store.register_ids.filtered(lambda r: r.external_id == "1")
        cls.key = cls.register._new_key()
        cls.path = f"/retail/pos/{cls.backend.token}"

    def call(self, path="/feed", body=b"", key=None, method="POST", **changed):
        """Send a signed request; ``changed`` are parts of the claim or headers."""
        headers = changed.pop("headers", {})
        self.count = getattr(self, "count", 0) + 1
        claim = signing.Claim(
            "S1",
            "1",
            int(time.time()),
            f"{self._testMethodName:.20}{self.count:016d}",
            "",
        )._replace(**changed)
        full = f"{self.path}{path}"
        mark = claim.signature or signing.sign(
            key or self.key, claim, method, full, body
        )
        return self.url_open(
            full,
            data=body if method == "POST" else None,
            method=method,
            headers={
                "X-Feed-Register": f"{claim.store_id}/{claim.register_id}",
                "X-Feed-Timestamp": str(claim.timestamp),
                "X-Feed-Nonce": claim.nonce,
                "X-Feed-Signature": mark,
                "Content-Type": "application/json",
                **headers,
            },
        )

    def test_a_request_that_collides_with_another_is_run_again(self):
        gate = type(self.env["retail.pos.gate"])
        accept, tries = gate._accept, []

        def collide_once(model, register, batch):
            tries.append(batch.batch_id)
            if len(tries) == 1:
                raise ConcurrencyError("another one was quicker")
            return accept(model, register, batch)

        till = Till("S1", "1", 3)
        till.sell(2)
        with patch.object(gate, "_accept", collide_once):
            answer = self.call(body=till.batch())
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual((len(tries), answer.json()["contiguous_to"]), (2, 2))

    def test_a_batch_is_stored_and_answered(self):
        till = Till("S1", "1", seed=3)
        till.sell(5)
        body = gzip.compress(till.batch())
        packed = {"Content-Encoding": "gzip"}
        answer = self.call(body=body, headers=packed)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json()["contiguous_to"], 5)
        self.assertEqual(answer.json()["accepted"], 5)
        again = self.call(body=body, headers=packed).json()
        self.assertEqual((again["accepted"], again["duplicates"]), (0, 5))
        events = self.env["retail.event"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(set(events.mapped("lane_key")), {"store:S1"})

    def test_who_is_not_the_register_is_refused(self):
        till = Till("S1", "1", seed=3)
        body = till.batch()
        for status, error, call in (
            (401, "signature", {"key": "another key"}),
            (401, "signature", {"signature": "0" * 64}),
            (401, "signature", {"register_id": "2"}),
            (401, "signature", {"register_id": "9"}),
            (401, "signature", {"nonce": "short"}),
            (401, "clock", {"timestamp": int(time.time()) - 400}),
            (413, "too_large", {"body": b"x", "headers": {"Content-Encoding": "gzip"}}),
            (422, "not_json", {"body": b"x"}),
            (422, "schema", {"body": b"{}"}),
        ):
            answer = self.call(**{"body": body, **call})
            self.assertEqual(
                (answer.status_code, answer.json()["error"]), (status, error)
            )
            self.assertTrue(answer.json()["server_time"])
        other = Till("S1", "2", seed=3)
        self.assertEqual(self.call(body=other.batch()).status_code, 403)
        self.assertFalse(
            self.env["retail.event"].search([("backend_id", "=", self.backend.id)])
        )

    def test_the_same_request_is_taken_once(self):
        body = Till("S1", "1", seed=3).batch()
        nonce = "n" * 20
        self.assertEqual(self.call(body=body, nonce=nonce).status_code, 200)
        answer = self.call(body=body, nonce=nonce)
        self.assertEqual(
            (answer.status_code, answer.json()["error"]), (409, "replayed")
        )

    def test_a_new_key_replaces_the_old_one_in_time(self):
        body = Till("S1", "1", seed=3).batch()
        fresh = self.register._new_key()
        for key, status in ((self.key, 200), (fresh, 200)):
            self.assertEqual(self.call(body=body, key=key).status_code, status)
        self.register.sudo().old_key_until = "2020-01-01 00:00:00"
        self.assertEqual(self.call(body=body, key=self.key).status_code, 401)
        self.assertNotIn(fresh, str(self.register.sudo().key_cipher))

    def test_nobody_is_let_in_before_it_is_connected(self):
        body = Till("S1", "1", seed=3).batch()
        self.backend.state = "draft"
        self.assertEqual(self.call(body=body).status_code, 503)
        self.path = "/retail/pos/unknown"
        self.assertEqual(self.call(body=body).status_code, 404)

    def test_tills_fetch_what_changed(self):
        product = self.env["product.product"].create(
            {
                "name": "Mug",
                "default_code": "FEED-MUG",
                "available_in_pos": True,
                "list_price": 12.5,
                "is_storable": True,
                "image_1920": PICTURE,
            }
        )
        self.store.warehouse_id = self.env["stock.warehouse"].search(
            [("company_id", "=", self.backend.company_id.id)], limit=1
        )
        self.backend._job_refresh_offers(self.store.id)
        full = self.call("/prices?since=0", method="GET")
        told = json.loads(full.text)
        self.assertEqual(told["changed"][str(product.id)]["price"], "12.50")
        version = told["version"]
        same = self.call(f"/prices?since={version}", method="GET")
        self.assertEqual(json.loads(same.text)["changed"], {})
        tag = {"If-None-Match": same.headers["ETag"]}
        unchanged = self.call(f"/prices?since={version}", method="GET", headers=tag)
        self.assertEqual(unchanged.status_code, 304)
        product.list_price = 13.0
        self.backend._job_refresh_offers(self.store.id)
        delta = json.loads(self.call(f"/prices?since={version}", method="GET").text)
        self.assertEqual(
            delta["changed"],
            {
                str(product.id): {
                    "price": "13.00",
                    "currency": self.backend.company_id.currency_id.name,
                }
            },
        )
        entry = json.loads(self.call("/catalog?since=0", method="GET").text)
        [picture] = entry["changed"][str(product.id)]["pictures"]
        self.assertEqual(picture["type"], "image/png")
        path = f"/picture/{picture['sha1']}"
        content = self.call(path, method="GET")
        self.assertEqual(content.headers["Content-Type"], "image/png")
        self.assertEqual(hashlib.sha1(content.content).hexdigest(), picture["sha1"])
        self.assertEqual(len(content.content), picture["size"])
        product.available_in_pos = False
        self.backend._job_refresh_offers(self.store.id)
        self.assertEqual(self.call(path, method="GET").status_code, 404)
        gone = json.loads(self.call("/catalog?since=1", method="GET").text)
        self.assertEqual(gone["gone"], [str(product.id)])
        self.assertEqual(self.call("/catalog?since=x", method="GET").status_code, 422)
