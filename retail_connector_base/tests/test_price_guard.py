"""Changes that are rather a mistake wait for a person, who is remembered."""

from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .price_common import PriceCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestPriceGuard(PriceCase):
    """Drops, prices below cost, zeros."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]

    def _fall(self, price=5):
        self.product.list_price = price
        self.assertFalse(self._plan().rows)
        return self._level(self.product)

    def test_a_large_drop_is_held(self):
        level = self._fall()
        self.assertRecordValues(
            level,
            [
                {
                    "state": "hold",
                    "cause": "price_drop",
                    "shop_price": 20.0,
                    "target_price": 5.0,
                    "change_percent": -75.0,
                }
            ],
        )
        self.assertEqual(self.backend.held_price_count, 1)

    def test_a_small_drop_is_sent(self):
        self.product.list_price = 15
        self.assertEqual(len(self._plan().rows), 1)

    def test_a_price_below_cost_is_held(self):
        self.product.standard_price = 19
        self._plan()
        level = self._fall(18)
        self.assertEqual((level.state, level.cause), ("hold", "price_below_cost"))
        self.backend.price_below_cost = "send"
        self.assertEqual(len(self._plan().rows), 1)

    def test_cost_is_compared_without_tax(self):
        self.products.taxes_id = self._tax(19, included=False)
        self.backend.prices_include_tax = True
        self.product.standard_price = 21
        self._plan(everything=True)
        level = self._level(self.product)
        self.assertEqual((level.state, level.cause), ("hold", "price_below_cost"))
        self.assertEqual(level.target_price, 23.8)

    def test_a_zero_is_held_whatever_the_rules(self):
        self.backend.write({"price_drop_percent": 0, "price_below_cost": "send"})
        level = self._fall(0)
        self.assertEqual((level.state, level.cause), ("hold", "price_zero"))

    def test_an_approved_price_is_sent_and_who_approved_is_known(self):
        level = self._fall()
        manager = new_test_user(
            self.env,
            "price-manager",
            groups=f"{GROUP}manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        level.with_user(manager).action_approve()
        self.assertEqual(len(self._plan().rows), 1)
        self._push()
        self.assertEqual(self._shows(self.product), Decimal("5.00"))
        self.assertRecordValues(
            level,
            [
                {
                    "state": "same",
                    "decision": "approved",
                    "decided_by_id": manager.id,
                    "decided_price": 5.0,
                    "shop_price": 5.0,
                }
            ],
        )
        self.assertTrue(level.decided_at)
        self.assertFalse(self._plan(everything=True).rows)

    def test_an_approval_is_for_that_price_only(self):
        level = self._fall()
        level.action_approve()
        self.product.list_price = 4
        self.assertFalse(self._plan().rows)
        self.assertEqual(level.state, "hold")

    def test_a_rejected_price_is_not_sent_and_another_one_is(self):
        level = self._fall()
        level.action_reject()
        self.assertFalse(self._plan(everything=True).rows)
        self.assertEqual(level.state, "rejected")
        self.product.list_price = 19
        self.assertEqual(len(self._plan().rows), 1)

    def test_only_managers_decide(self):
        level = self._fall()
        for name in ("viewer", "operator"):
            user = new_test_user(
                self.env,
                f"price-{name}",
                groups=GROUP + name,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            with self.assertRaises(AccessError):
                level.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                level.with_user(user).write({"state": "same"})

    def test_another_company_sees_no_prices(self):
        level = self._fall()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env,
            "price-outsider",
            groups=f"{GROUP}manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.assertFalse(
            level.with_user(outsider)
            .with_context(allowed_company_ids=elsewhere.ids)
            .search([("id", "=", level.id)])
        )
        price_list = self._list()
        self.assertFalse(
            price_list.with_user(outsider)
            .with_context(allowed_company_ids=elsewhere.ids)
            .search([("id", "=", price_list.id)])
        )

    def test_held_and_refused_prices_wait_in_the_list(self):
        level = self._fall()
        waiting = self.env["retail.exception"].search(
            [("source", "=", "price"), ("res_id", "=", level.id)]
        )
        self.assertRecordValues(
            waiting,
            [
                {
                    "cause": "price_drop",
                    "cause_label": "Price falls by more than allowed",
                    "state": "hold",
                    "urgent": True,
                    "backend_id": self.backend.id,
                }
            ],
        )
        self.assertEqual(waiting.action_open()["res_id"], level.id)
        with self.assertRaises(UserError):
            waiting.action_retry()  # a decision is wanted
        level.write({"state": "parked", "cause": "refused", "sent_hash": "x"})
        waiting.invalidate_recordset()
        waiting.action_retry()
        self.assertRecordValues(level, [{"state": "pending", "sent_hash": False}])
        self.assertFalse(waiting.exists())
