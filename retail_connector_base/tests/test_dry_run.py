"""A dry run shows what an import does, keeps nothing, and applies exactly that."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..importers.item import Parked
from .common import RetailCase


@tagged("post_install", "-at_install", "retail")
class TestDryRun(RetailCase):
    """People of the memory platform: new ones, known ones and refused ones."""

    def _plan(self, events):
        action = events.action_dry_run()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _people(self):
        return self.env["retail.binding.party"].search(
            [("backend_id", "=", self.backend.id)]
        )

    def _two_new_ones(self):
        self.world.save("p1", "Ada")
        self.world.save("p2", "Grace")
        return self.receive(self.notice("k1"), self.notice("k2", "p2"))

    def test_nothing_is_kept_of_a_dry_run(self):
        events = self._two_new_ones()
        before = self.Trace.search_count([])
        plan = self._plan(events)
        self.assertEqual((plan.create_count, plan.change_count), (2, 0))
        self.assertEqual(plan.line_ids.mapped("name"), ["Ada", "Grace"])
        self.assertFalse(self._people())
        self.assertEqual(set(events.mapped("state")), {"received"})
        self.assertEqual(self.Trace.search_count([]), before)

    def test_a_plan_is_applied_as_it_is(self):
        events = self._two_new_ones()
        plan = self._plan(events)
        plan.action_apply()
        self.assertEqual(set(events.mapped("state")), {"done"})
        self.assertEqual(len(self._people()), 2)
        self.assertTrue(plan.applied)
        with self.assertRaises(UserError):
            plan.action_apply()

    def test_a_plan_is_refused_when_something_moved(self):
        events = self._two_new_ones()
        plan = self._plan(events)
        self.world.save("p2", "Grace Hopper", minutes=5)
        with self.assertRaisesRegex(UserError, "moved"):
            plan.action_apply()
        self.assertFalse(self._people(), "nothing of it, not even the unmoved part")
        self.assertEqual(set(events.mapped("state")), {"received"})
        plan.action_plan_again()
        plan.action_apply()
        self.assertIn("Grace Hopper", self._people().record_id.mapped("name"))

    def test_known_and_refused_ones_are_told_apart(self):
        self._two_new_ones()
        self.drain()
        self.world.save("p1", "Ada Lovelace", minutes=5)
        self.world.save("p3", "Refused", minutes=5)
        events = self.receive(
            self.notice("k3", "p1", minutes=5), self.notice("k4", "p3", minutes=5)
        )
        importer = type(self.env["retail.importer.party"])
        write = importer._import

        def refuse(this, items, *arguments):
            if any(item.document.external_id == "p3" for item in items):
                raise Parked("tax_unmapped", "No tax for it")
            return write(this, items, *arguments)

        with patch.object(importer, "_import", refuse):
            plan = self._plan(events)
        self.assertEqual(plan.line_ids.mapped("effect"), ["change", "park"])
        self.assertEqual((plan.change_count, plan.park_count), (1, 1))
        self.assertTrue(plan.line_ids[1].cause_label)
        self.assertEqual(set(events.mapped("state")), {"received"})

    def test_only_what_waits_and_of_one_connection(self):
        events = self._two_new_ones()
        self.drain()
        with self.assertRaisesRegex(UserError, "waits"):
            events.action_dry_run()

    def test_viewers_may_not(self):
        events = self._two_new_ones()
        viewer = new_test_user(
            self.env, "dry viewer", "retail_connector_base.group_viewer"
        )
        with self.assertRaises(AccessError):
            events.with_user(viewer).action_dry_run()
        operator = new_test_user(
            self.env, "dry operator", "retail_connector_base.group_operator"
        )
        plan = self._plan(events.with_user(operator))
        plan.action_apply()
        self.assertEqual(len(self._people()), 2)
