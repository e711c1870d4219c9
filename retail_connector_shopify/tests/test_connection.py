"""Connecting a shop: settings, test, subscriptions, tokens, being uninstalled."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DOMAIN, ShopCase


@tagged("post_install", "-at_install", "retail")
class TestConnection(ShopCase):
    """A backend of this platform."""

    def test_the_platform_is_offered_with_its_settings(self):
        self.assertEqual(
            self.backend.credential_ids.mapped("name"),
            [
                "shop",
                "client_id",
                "client_secret",
                "access_token",
                "refresh_token",
                "webhook_secret",
            ],
        )
        codes = set(self.backend.flow_ids.mapped("code"))
        self.assertGreaterEqual(
            codes, {"order_in", "product_in", "party_in", "stock_out"}
        )

    def test_a_test_reads_the_shop(self):
        self.backend.action_test()
        self.assertRecordValues(
            self.backend,
            [
                {
                    "state": "connected",
                    "currency_id": self.env.ref("base.USD").id,
                    "api_version": "2026-10",
                    "missing_scopes": "",
                    "prices_include_tax": False,
                }
            ],
        )
        self.assertIn("Warehouse", self.backend.location_ids.mapped("external_name"))

    def test_the_token_is_stored_with_its_end_and_used_until_shortly_before(self):
        self.backend.action_test()
        token = self.credential(self.backend, "access_token")
        self.assertTrue(token.is_set)
        self.assertGreater(
            token.expires_at, fields.Datetime.now() + timedelta(hours=23)
        )
        first = self.backend._adapter(testing=True).client.tokens
        self.assertTrue(first.token)
        self.assertEqual(first.current(), first.token, "it is not asked for again")
        token.expires_at = fields.Datetime.now() + timedelta(minutes=2)
        second = self.backend._adapter(testing=True).client.tokens
        self.assertNotEqual(second.current(), first.token)

    def test_subscriptions_name_the_shop_in_their_address(self):
        self.backend.action_test()
        self.backend.action_subscribe()
        addresses = {row["uri"] for row in self.control("subscriptions")}
        self.assertEqual(addresses, {f"{self.backend.sudo().webhook_url}/{DOMAIN}"})

    def test_a_missing_scope_is_shown(self):
        self.control("configure", scopes=["read_orders", "read_products"])
        self.backend.action_test()
        self.assertIn("write_inventory", self.backend.missing_scopes)
        self.assertIn("stock to the shop", self.backend.problems)

    def test_an_uninstalled_app_pauses_the_connection(self):
        self.backend.action_test()
        self.backend.state = "live"
        self.control("uninstall")
        self.assertEqual(self.post("app/uninstalled", {"id": 5}).status_code, 200)
        self.drain()
        self.assertEqual(self.backend.state, "paused")
        self.assertTrue(self.backend.state_reason)
        self.control("install")
        self.backend.action_test()
        self.backend.action_resume()
        self.drain()
        self.assertEqual(self.events().mapped("state"), ["done"])
