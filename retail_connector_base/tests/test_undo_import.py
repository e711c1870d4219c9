"""What imports created is deleted again, unless somebody uses it."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import RetailCase
from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestUndoParties(RetailCase):
    """Customers that should not have come."""

    def test_contacts_nobody_uses_are_deleted_and_the_others_say_why(self):
        for number, name in enumerate(("Ada", "Bob", "Cleo", "Dan"), 1):
            self.world.save(f"p{number}", name)
        events = self.receive(*(self.notice(f"k{n}", f"p{n}") for n in range(1, 5)))
        self.drain()
        bindings = self.env["retail.binding.party"]._find(
            self.backend, [f"p{n}" for n in range(1, 5)]
        )
        ada, bob, cleo, dan = (bindings[f"p{n}"].record_id for n in range(1, 5))
        self.env["sale.order"].create({"partner_id": bob.id})
        bindings["p3"].owned = False
        person = new_test_user(
            self.env, "person", groups="base.group_user,base.group_partner_manager"
        )
        dan.with_user(person).comment = "calls on Mondays"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 minute' "
            "WHERE id = %s",
            [dan.id],
        )
        self.env.invalidate_all()
        action = events.action_undo()
        undo = self.env[action["res_model"]].browse(action["res_id"])
        reasons = {line.entity_id: line.reason or "" for line in undo.line_ids}
        self.assertEqual(reasons["p1"], "")
        self.assertIn("Sales Order", reasons["p2"])
        self.assertIn("matched", reasons["p3"])
        self.assertIn("has changed it since", reasons["p4"])
        undo.action_apply()
        self.assertFalse(ada.exists())
        self.assertTrue((bob | cleo | dan).exists() == bob | cleo | dan)
        self.assertEqual((events[0].state, events[0].cause), ("ignored", "taken_back"))
        self.assertTrue(
            self.Trace.search(
                [("event_id", "=", events[0].id), ("code", "=", "taken_back")]
            )
        )
        with self.assertRaisesRegex(UserError, "moved"):
            undo.action_apply()
        # It comes again when it changes there
        self.world.save("p1", "Ada", minutes=5)
        self.receive(self.notice("k9", "p1", minutes=5))
        self.drain()
        again = self.env["retail.binding.party"]._find(self.backend, ["p1"])
        self.assertEqual(again["p1"].record_id.name, "Ada")


@tagged("post_install", "-at_install", "retail")
class TestUndoOrders(ImporterCase):
    """Orders that should not have come."""

    def test_quotations_are_deleted_and_confirmed_orders_are_not(self):
        self._import(self.order("1"), self.order("2"))
        events = self.env["retail.event"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "company_id": self.company.id,
                    "key": f"u{n}",
                    "kind": "order",
                    "entity_id": str(n),
                    "lane": 0,
                    "origin": "poll",
                    "state": "done",
                    "received_at": fields.Datetime.now(),
                }
                for n in (1, 2)
            ]
        )
        bindings = self.env["retail.binding.order"]._find(self.backend, ["1", "2"])
        first, second = bindings["1"].record_id, bindings["2"].record_id
        second.action_confirm()
        action = events.action_undo()
        undo = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((undo.possible_count, undo.impossible_count), (1, 1))
        [why] = undo.line_ids.filtered(lambda line: not line.possible)
        self.assertIn("cancel the sales order", why.reason)
        undo.action_apply()
        self.assertFalse(first.exists())
        self.assertFalse(bindings["1"].exists())
        self.assertEqual(second.state, "sale")
        self.assertEqual(events.mapped("state"), ["ignored", "done"])

    def test_products_nobody_uses_are_deleted_and_the_shop_keeps_them(self):
        template = self.env["product.template"].create({"name": "Wrong"})
        binding = self.env["retail.binding.template"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "p7",
                "record_id": template.id,
            }
        )
        self.env["retail.binding.variant"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "v7",
                "record_id": template.product_variant_id.id,
                "template_binding_id": binding.id,
            }
        )
        self.env["retail.listing"]._offer(self.backend, template)
        mug = self.env["retail.binding.template"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "p8",
                "record_id": self.mug.product_tmpl_id.id,
            }
        )
        event = {
            "backend_id": self.backend.id,
            "company_id": self.company.id,
            "kind": "product",
            "lane": 0,
            "origin": "poll",
            "state": "done",
            "received_at": fields.Datetime.now(),
        }
        events = self.env["retail.event"].create(
            [{**event, "key": f"u{one}", "entity_id": one} for one in ("p7", "p8")]
        )
        Undo = self.env["retail.import.undo"]
        plan = Undo._plan(events)
        self.assertIn("Quants", plan[events[1]][1])
        self.assertEqual(plan[events[0]][1], "")
        Undo._undo({events[0]: plan[events[0]][0]})
        self.assertFalse(template.exists())
        self.assertFalse(binding.exists())
        self.assertTrue(mug.exists())
        self.assertFalse(
            self.env["retail.outbox"].search([("backend_id", "=", self.backend.id)])
        )
