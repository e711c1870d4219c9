"""The life of a connection: sign-in, being uninstalled, permissions, versions."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.retail_connector_base.platforms import ConfigError, Notice

from .common import DOMAIN, ShopCase


@tagged("post_install", "-at_install", "retail")
class TestLife(ShopCase):
    """What the shop gives and takes."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.action_subscribe()
        self.backend.state = "live"

    def flow(self, code):
        return self.backend.flow_ids.filtered(lambda flow: flow.code == code)

    def tell(self, topic):
        """Let the shop's own word of itself arrive."""
        self.assertEqual(self.post(topic, {"id": 5}).status_code, 200)
        self.drain()

    # --- uninstalled ---

    def test_an_uninstalled_app_forgets_its_tokens_and_comes_back(self):
        self.assertTrue(self.credential(self.backend, "access_token").is_set)
        self.control("uninstall")
        self.tell("app/uninstalled")
        self.assertEqual((self.backend.state, self.backend.disconnected), ("paused", 1))
        self.assertIn("uninstalled", self.backend.state_reason)
        self.assertFalse(self.credential(self.backend, "access_token").is_set)
        self.assertTrue(
            self.credential(self.backend, "client_secret").is_set,
            "it signs what comes after: the request to erase the shop",
        )
        self.assertTrue(self.backend.activity_ids)
        self.assertFalse(self.control("subscriptions"))
        with self.assertRaises(UserError):
            self.backend.action_resume()
        self.control("install")
        self.backend.action_test()
        self.backend.action_resume()
        self.drain()
        self.assertEqual(
            (self.backend.state, self.backend.disconnected), ("live", False)
        )
        self.assertTrue(self.control("subscriptions"), "subscribed again")
        self.assertEqual(self.events(kind="connection").mapped("state"), ["done"])

    def test_a_word_of_being_uninstalled_is_verified_first(self):
        self.tell("app/uninstalled")
        self.assertEqual(self.backend.state, "live")
        self.assertTrue(self.credential(self.backend, "access_token").is_set)

    # --- permissions ---

    def test_missing_permissions_pause_their_flows_and_the_others_go_on(self):
        granted = self.backend.scopes.split()
        lost = {"write_inventory", "read_inventory", "read_returns", "write_returns"}
        self.control("configure", scopes=[s for s in granted if s not in lost])
        self.tell("app/scopes_update")
        self.assertEqual(self.backend.state, "live")
        stopped = self.backend.flow_ids.filtered("pause_reason")
        self.assertEqual(
            set(stopped.mapped("code")), {"stock_in", "stock_out", "return_in"}
        )
        self.assertIn("write_inventory", self.flow("stock_out").pause_reason)
        [alert] = self.backend.activity_ids
        self.assertIn("read_returns", str(alert.note))
        order = self.control("place_orders", plain=True, payment="paid")[0]
        self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.drain()
        event = self.events(kind="order", entity_id=order["id"])
        self.assertNotIn(event.cause, ("access_denied", "config"))
        self.assertTrue(event.fetched)
        self.assertEqual(self.backend.state, "live")
        self.control("configure", scopes=granted)
        self.tell("app/scopes_update")
        self.assertFalse(self.backend.flow_ids.filtered("pause_reason"))
        self.assertFalse(self.flow("stock_out").paused)
        self.assertFalse(self.backend.activity_ids)

    def test_a_flow_that_a_person_paused_stays_paused(self):
        granted = self.backend.scopes.split()
        self.flow("return_in").paused = True
        lost = ("read_returns", "write_returns")
        self.control("configure", scopes=[s for s in granted if s not in lost])
        self.tell("app/scopes_update")
        self.control("configure", scopes=granted)
        self.tell("app/scopes_update")
        self.assertTrue(self.flow("return_in").paused)

    # --- signing in ---

    def sign_in(self, **changes):
        """Agree to the app in a shop of another organisation; come back."""
        manager = new_test_user(
            self.env, "signer", groups="retail_connector_base.group_manager"
        )
        url = self.backend.with_user(manager).action_sign_in()["url"]
        asked = parse_qs(urlsplit(url).query)
        self.assertIn(f"{DOMAIN}/admin/oauth/authorize", url)
        self.assertIn("write_inventory", asked["scope"][0].split(","))
        query = self.control("allow", state=asked["state"][0])
        self.authenticate("signer", "signer")
        return self.url_open(
            f"/retail/oauth/callback?{urlencode({**query, **changes})}",
            allow_redirects=False,
        )

    def test_a_shop_of_another_organisation_signs_in_and_its_token_rotates(self):
        self.sign_in()
        token = self.credential(self.backend, "access_token")
        refresh = self.credential(self.backend, "refresh_token")
        self.assertLess(token.expires_at, fields.Datetime.now() + timedelta(hours=2))
        self.assertTrue(refresh.self_renewing)
        first = (token._get(), refresh._get())
        self.backend.action_test()
        self.assertFalse(self.backend.missing_scopes)
        self.control("expire_tokens")
        self.backend.action_test()
        self.assertFalse(self.backend.missing_scopes)
        self.assertNotEqual((token._get(), refresh._get()), first)
        self.control("configure", scopes=["read_orders"])  # any call will do
        stale = self.backend._adapter(testing=True).client.tokens
        stale.values = {**stale.values, "access_token": first[0]}
        self.assertEqual(stale.renew(), token._get(), "another had renewed it")

    def test_a_forged_sign_in_stores_nothing(self):
        self.sign_in(shop="stranger.myshopify.com")
        self.assertFalse(self.credential(self.backend, "refresh_token").is_set)
        self.assertIn("not signed", self.backend.message_ids[0].body)

    def test_a_dead_refresh_token_asks_a_person_to_sign_in(self):
        self.sign_in()
        self.control("expire_tokens")
        self.credential(self.backend, "refresh_token").new_value = "shprt_dead"
        with self.assertRaisesRegex(ConfigError, "Sign in again"):
            self.backend._adapter().check()

    # --- versions ---

    def test_the_end_of_a_version_is_told_in_time(self):
        self.assertEqual(str(self.backend.api_ends_on), "2027-10-01")
        self.env["retail.backend"]._warn_of_versions()
        self.assertFalse(self.backend.activity_ids)
        self.backend.api_ends_on = fields.Date.today() + timedelta(days=89)
        self.env["retail.backend"]._warn_of_versions()
        self.assertEqual(self.backend.activity_ids.summary, "API version ends")

    def rehearse(self, version):
        rehearsal = self.env["retail.rehearsal"].create(
            {"backend_id": self.backend.id, "version": version}
        )
        rehearsal.action_run()
        return rehearsal

    def test_the_next_version_is_rehearsed_and_nothing_is_changed(self):
        order = self.control("place_orders", plain=True, payment="paid")[0]
        self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        before = self.control("digest", volatile=True)
        rehearsal = self.rehearse("unstable")
        self.assertEqual(self.control("digest", volatile=True), before)
        self.assertEqual(
            (rehearsal.state, rehearsal.served),
            ("passed", "unstable"),
            rehearsal.line_ids.filtered("is_bad").mapped("detail"),
        )
        tried = set(rehearsal.line_ids.mapped("subject"))
        self.assertLessEqual(
            {"orders_by_id", "inventory_set", "product_set", "order", "order (stored)"},
            tried,
        )
        self.assertEqual(self.backend.state, "live")

    def test_a_version_that_lacks_a_field_fails_the_rehearsal_by_name(self):
        rehearsal = self.rehearse("2026-01")
        self.assertEqual(rehearsal.state, "failed")
        bad = rehearsal.line_ids.filtered("is_bad")
        self.assertEqual(set(bad.mapped("result")), {"refused"})
        self.assertTrue(all(bad.mapped("detail")))

    def test_a_version_that_is_not_served_fails_the_rehearsal(self):
        rehearsal = self.rehearse("2025-01")
        self.assertEqual((rehearsal.state, rehearsal.served), ("failed", "2026-01"))
        self.assertIn("not served", rehearsal.message)

    # --- words nobody knows ---

    def test_an_unknown_word_stops_only_its_own_item(self):
        rows = self.control("place_orders", count=2, plain=True, payment="paid")
        ids = [row["id"] for row in rows]
        payloads = self.backend._adapter().fetch_many("order", ids)
        payloads[ids[0]]["displayFinancialStatus"] = "QUANTUM_PAID"
        notices = [
            Notice(
                key=f"word:{one}",
                topic="orders/create",
                kind="order",
                entity_id=one,
                payload=json.loads(json.dumps(payloads[one], default=str)),
            )
            for one in ids
        ]
        self.env["retail.event"]._receive(self.backend, notices, "export")
        self.drain()
        self.approve_mappings()
        bad, good = (self.events(entity_id=one) for one in ids)
        self.assertEqual((bad.state, bad.cause), ("parked", "invariant"), bad.error)
        good.filtered(lambda event: event.state == "parked").action_retry()
        self.drain()
        self.assertEqual(good.state, "done", good.error)
        self.assertEqual(self.backend.state, "live")

    # --- budget ---

    def test_the_request_budget_is_shown(self):
        def shown():
            self.env.invalidate_all()  # the points are written by SQL
            overview = self.env["retail.overview"].get_overview()
            [mine] = [b for b in overview["backends"] if b["id"] == self.backend.id]
            return mine["budget"]

        status = shown()
        self.assertIn("points left", status["label"])
        self.assertEqual((status["tone"], status["blocked_until"]), ("success", ""))
        self.assertGreater(status["left"], 50)
        bucket = self.env["retail.budget"].search(
            [("backend_id", "=", self.backend.id)]
        )
        few = {"available": bucket.maximum / 10, "rate": 0.001}
        self.backend._adapter().budget.settle(0, 0, maximum=bucket.maximum, **few)
        self.assertEqual(shown()["tone"], "warning")
        self.backend._adapter().budget.block(120)
        status = shown()
        self.assertEqual(status["tone"], "danger")
        self.assertGreater(self.backend.budget_blocked_until, fields.Datetime.now())
