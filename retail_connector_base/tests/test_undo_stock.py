"""Stock that was sent by mistake is taken back, unless the shop has sold since."""

from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install", "retail")
class TestUndoStock(StockCase):
    """A run of wrong counts."""

    def test_the_shop_shows_again_what_it_showed(self):
        for product in self.products:
            self.shop.levels[f"s{product.id}|L1"] = 10
            self._stock(product, 10)
        self._settle()
        for product in self.products:
            self._stock(product, 90)  # a wrong count
        self._settle()
        keys = [f"s{product.id}|L1" for product in self.products]
        self.assertEqual([self.shop.levels[key] for key in keys], [100] * 3)
        rows = self.env["retail.outbox"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "done")]
        )
        self.assertEqual(len(rows), 3)
        self.shop.levels[keys[2]] = 97  # sold since, and told anew
        self.dirty._mark_levels(self._levels()[-1:], "asked")
        self._settle()
        action = rows.action_undo()
        undo = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((undo.possible_count, undo.impossible_count), (2, 1))
        [why] = undo.line_ids.filtered(lambda line: not line.possible)
        self.assertIn("later number", why.reason)
        self.assertEqual(
            set(undo.line_ids.filtered("possible").mapped(lambda x: (x.now, x.then))),
            {("100 units", "10 units")},
        )
        undo.action_apply()
        self._settle()
        self.assertEqual([self.shop.levels[key] for key in keys[:2]], [10, 10])
        kept = self._levels().filtered("taken_back")
        self.assertEqual(
            kept.mapped(lambda level: (level.state, level.cause, level.remote_qty)),
            [("hold", "taken_back", 10)] * 2,
        )
        # Odoo's number stays back, whatever moves, until a person lets it leave
        self._stock(self.products[0], -88)
        self._settle()
        self.assertEqual(self.shop.levels[keys[0]], 10)
        self.assertFalse(self.env["retail.undo"]._open(rows)["res_id"] == undo.id)
        kept.action_confirm_zero()
        self.assertFalse(any(kept.mapped("zero_confirmed")), "it is no zero")
        kept.action_send_again()
        self._settle()
        self.assertEqual([self.shop.levels[key] for key in keys[:2]], [12, 100])

    def _settle(self):
        """Plan, read and send until nothing is left to do."""
        for _round in range(4):
            self._plan()
            self._read()
            self._plan()
            self._push()
            self._plan()
            self._age()
