"""The guided start says what is so, from the records alone."""

from odoo.tests import new_test_user, tagged

from .common import CODE, RetailCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestGuide(RetailCase):
    """One connection from nothing to live."""

    def states(self, backend):
        """Return code -> (state, message) of every step."""
        self.env.invalidate_all()
        return {s["code"]: (s["state"], s["message"]) for s in backend.guide}

    def test_a_connection_is_led_from_empty_to_live(self):
        boss = new_test_user(self.env, "guide-boss", groups=f"{GROUP}manager")
        backend = (
            self.env["retail.backend"]
            .create({"name": "New", "platform": CODE, "environment": "test"})
            .with_user(boss)
        )
        states = self.states(backend)
        self.assertEqual(list(states), ["connect", "flows", "preview", "live", "watch"])
        self.assertEqual(states["connect"][0], "todo")
        self.assertIn("Account, Password", states["connect"][1])
        self.assertEqual(
            {state for code, (state, _m) in states.items() if code != "connect"},
            {"blocked"},
        )
        self._credential(backend, "account").new_value = "tests"
        self._credential(backend, "password").new_value = "secret"
        [step] = [s for s in self.reread(backend) if s["code"] == "connect"]
        self.assertEqual(step["actions"][0]["method"], "action_test")
        backend.action_test()
        backend.flow_ids.paused = False
        states = self.states(backend)
        self.assertEqual(states["connect"][0], "done")
        self.assertEqual(states["flows"][0], "done")
        self.assertEqual(states["live"][0], "todo")
        self.assertEqual(states["watch"][0], "blocked")
        backend.flow_ids.paused = True
        self.assertEqual(self.states(backend)["live"][0], "blocked", "no flow runs")
        backend.flow_ids.paused = False
        backend.action_go_live()
        states = self.states(backend)
        self.assertEqual(states["live"][0], "done")
        self.assertEqual(states["watch"][0], "todo", "the hour is not over")
        with self.later(hours=5):
            backend.flow_ids.write({"last_pull_at": backend.live_since})
            watch = self.states(backend)["watch"]
            self.assertIn("Changes were last read", watch[1])

    def reread(self, backend):
        backend.invalidate_recordset()
        return backend.guide

    def test_locations_are_suggested_by_name_and_decided_by_people(self):
        warehouse = self.backend.sale_warehouse_id
        Place = self.env["retail.binding.location"]
        same, other = Place.create(
            [
                {
                    "backend_id": self.backend.id,
                    "external_id": f"L{index}",
                    "external_name": name,
                }
                for index, name in enumerate((warehouse.name.upper(), "Moon"))
            ]
        )
        step = self.backend._guide_locations()
        self.assertEqual(step.state, "todo")
        self.assertEqual(step.actions[0][1], "action_suggest_locations")
        self.backend.action_suggest_locations()
        self.assertEqual(same.record_id, warehouse.lot_stock_id)
        self.assertFalse(other.record_id, "nothing is guessed")
        step = self.backend._guide_locations()
        self.assertEqual((step.state, "Moon" in step.message), ("todo", True))
        other.push_stock = False
        self.assertEqual(self.backend._guide_locations().state, "done")

    def test_suggested_mappings_wait_for_a_person(self):
        self.assertEqual(self.backend._guide_tenders().state, "optional")
        mapping = self.env["retail.mapping.tender"].create(
            {"backend_id": self.backend.id, "gateway": "cards"}
        )
        self.assertEqual(self.backend._guide_tenders().state, "todo")
        mapping.sudo().write({"state": "approved"})
        self.assertEqual(self.backend._guide_tenders().state, "done")
