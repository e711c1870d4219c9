"""Shadow mode: everything is computed, no write request leaves."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..platforms.shadow import ShadowError
from .common import RetailCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestShadow(RetailCase):
    """A connection beside another connector."""

    def publish(self, key, **values):
        """Store a fact to deliver and have its queue worked on."""
        row = {"key": key, "payload": {"n": key}, "entity_id": "v1", **values}
        [row_id] = self.Outbox._publish(self.backend, "price", [row])
        self.backend._job_push("price")
        return self.Outbox.browse(row_id)

    def test_what_would_leave_is_withheld_and_traced(self):
        self.backend.action_start_shadow()
        first, second = self.publish("a"), self.publish("b")
        other = self.publish("c", entity_id="v2")
        self.assertFalse(self.world.pushes)
        self.assertEqual(first.state, "superseded", "prices replace each other")
        self.assertEqual((second | other).mapped("state"), ["withheld", "withheld"])
        steps = self.Trace.search([("outbox_id", "=", second.id)]).mapped("step")
        self.assertIn("held", steps)
        # nothing that does not go through the outbox writes either
        adapter = self.backend._adapter()
        for write in (
            lambda: adapter.push_many("price", [], "k"),
            lambda: adapter.subscribe("https://here"),
            lambda: adapter._at(environment="test").unsubscribe(),
        ):
            with self.assertRaises(ShadowError):
                write()
        self.assertTrue(self.backend._adapter().check().name, "reading goes on")
        self.assertEqual(self.backend.state, "live")
        self.assertIsNone(self.Outbox._due_in(self.backend, "price"))

        with self.assertRaises(AccessError):
            viewer = new_test_user(self.env, "looker", groups=f"{GROUP}viewer")
            second.with_user(viewer).action_send_withheld()
        second.action_send_withheld()
        self.assertEqual(second.state, "withheld", "not while in shadow mode")
        self.backend.action_leave_shadow()
        self.backend._job_push("price")
        self.assertFalse(self.world.pushes, "nothing leaves by itself afterwards")
        second.action_send_withheld()
        self.backend._job_push("price")
        self.assertEqual([p for _k, p in self.world.pushes], [[{"n": "b"}]])
        self.assertEqual((second.state, other.state), ("done", "withheld"))

    def test_a_row_under_way_waits_as_it_is(self):
        self.Outbox._publish(self.backend, "price", [{"key": "x", "payload": {}}])
        row = self.Outbox._begin(self.backend, "price")
        self.backend.action_start_shadow()
        self.backend._job_push("price")
        self.assertEqual(row.state, "sending")
        self.assertGreater(self.Outbox._due_in(self.backend, "price"), 3000)
        self.assertFalse(self.world.pushes)
        self.backend.action_leave_shadow()
        self.backend._job_push("price")
        self.assertEqual(row.state, "done")
        self.assertEqual(len(self.world.pushes), 1)

    def test_an_untested_connection_does_not_start(self):
        self.backend.state = "draft"
        with self.assertRaises(UserError):
            self.backend.action_start_shadow()

    def test_orders_placed_in_shadow_mode_are_held_afterwards_too(self):
        self.assertIsNone(self.backend._order_policy().shadow)
        self.backend.live_since = self.backend.create_date - timedelta(days=3)
        self.backend.action_start_shadow()
        since, until = self.backend._order_policy().shadow
        self.assertTrue(since)
        self.assertIsNone(until)
        self.backend.action_leave_shadow()
        again, until = self.backend._order_policy().shadow
        self.assertEqual(again, since)
        self.assertGreaterEqual(until, since)
        self.backend.shadow_orders = "work"
        self.assertIsNone(self.backend._order_policy().shadow)

    def test_lines_tell_what_differs_and_since_when(self):
        self.backend.action_start_shadow()
        Compare = self.env["retail.shadow.compare"]
        fact = self.Outbox.browse(self.publish("a").id)
        wanted = Compare._wanted_other(fact)
        [entity] = wanted
        wish = wanted[entity]._replace(value="12", name="Shirt")

        def keep(shown):
            Compare._keep(self.backend, "price", {entity: wish}, shown)
            return self.backend.shadow_line_ids

        line = keep({})
        self.assertEqual((line.state, len(line)), ("unknown", 1))
        self.assertEqual(keep({entity: None}).state, "unseen")
        self.assertEqual(keep({entity: "11"}).state, "different")
        first = line.different_since
        self.assertTrue(first)
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.shadow_different_count, 1)
        with self.later(days=2):
            keep({entity: "11"})
            self.assertEqual(line.different_since, first)
        with self.later(days=4):
            self.assertEqual(keep({entity: "12"}).state, "same")
            self.backend.invalidate_recordset()
            self.assertEqual(self.backend.shadow_different_count, 0)
            self.assertEqual(self.backend.shadow_clean_days, 2)
        Compare._keep(self.backend, "price", {}, {})
        self.assertEqual(line.state, "same")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups=f"{GROUP}manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(line.with_user(stranger)._filtered_access("read"))
        self.assertFalse(line.with_user(stranger).has_access("write"))
