"""What the shop answers to a price, or does not, and what it says by itself."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from ..canonical import Money
from .price_common import PriceCase


@tagged("post_install", "-at_install", "retail")
class TestPriceDelivery(PriceCase):
    """The last confirmed value is what the shop holds, whatever happens."""

    def setUp(self):
        super().setUp()
        self._start()
        self.product = self.products[0]
        self.level = self._level(self.product)

    def _row(self):
        return self.env["retail.outbox"].search(
            [("kind", "=", "price")], order="id desc", limit=1
        )

    def test_a_refused_price_falls_back_and_is_listed(self):
        self.shop.refused["V1"] = "invalid_value"
        self.products.write({"list_price": 21})
        self._plan()
        self._push()
        self.assertRecordValues(
            self.level,
            [
                {
                    "state": "parked",
                    "cause": "invalid_value",
                    "shop_price": 20.0,
                    "target_price": 21.0,
                }
            ],
        )
        self.assertEqual(self._shows(self.products[1]), Decimal("21.00"))
        self.assertFalse(self._plan(everything=True).rows, "not sent again and again")
        self.shop.refused.clear()
        self.level.action_check_again()
        self.assertEqual(len(self._plan().rows), 1)
        self._push()
        self.assertEqual(self.level.state, "same")
        self.assertEqual(self._shows(self.product), Decimal("21.00"))

    def test_a_refused_price_that_is_not_wanted_any_more_is_never_sent(self):
        self.shop.refused["V1"] = "invalid_value"
        self.product.list_price = 21
        self._plan()
        self._push()
        row = self._row()
        self.shop.refused.clear()
        self.product.list_price = 22
        self._plan()
        self._push()
        self.assertEqual(row.state, "superseded")
        row.action_retry()
        self._push()
        self.assertEqual(self._shows(self.product), Decimal("22.00"))

    def test_a_lost_answer_is_asked_for_before_the_next_price(self):
        self.product.list_price = 21
        self._plan()
        self.shop.lose_answers = 1
        self._push()
        self.product.list_price = 22
        self.assertFalse(self._plan().rows, "the first one may have arrived")
        self._row().next_try_at = False
        self._push()
        self.assertEqual(len({key for key, _rows in self.shop.requests}), 1)
        self.assertEqual(self.level.shop_price, 21.0)
        self.assertEqual(len(self._plan().rows), 1, "the answer woke the planning")
        self._push()
        self.assertEqual(self._shows(self.product), Decimal("22.00"))

    def test_a_crash_between_plan_and_push_keeps_the_key(self):
        self.product.list_price = 21
        key = self._plan().rows[0]["key"]
        self.assertFalse(self._plan(everything=True).rows)
        self._push()
        self.assertEqual(self._row().key, key)

    def test_a_crash_after_the_request_sends_the_same_again(self):
        self.product.list_price = 21
        self._plan()
        savepoint = self.env.cr.savepoint(flush=True)
        self._push()
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self._push()
        self.assertEqual(self.shop.requests[0], self.shop.requests[1])
        self.assertEqual(self.level.shop_price, 21.0)

    def test_a_change_before_the_request_replaces_what_waits(self):
        self.product.list_price = 21
        first = self._plan().rows[0]["key"]
        self.product.list_price = 22
        self._plan()
        self._push()
        self.assertEqual([p["price"] for p in self.shop.sent], ["22.00"])
        row = self.env["retail.outbox"].search([("key", "=", first)])
        self.assertEqual(row.state, "superseded")

    # --- what the shop says ---

    def _seen(self, price, at=None, compare=None):
        money = Money(Decimal(price), self.currency.name)
        compare = compare and Money(Decimal(compare), self.currency.name)
        at = at or datetime.now(UTC) + timedelta(minutes=1)
        self.env["retail.exporter.price"]._seen(
            self.backend, [(self.bindings[0], money, compare, at)]
        )

    def test_our_own_change_coming_back_is_no_news(self):
        self._seen("20.00")
        self.assertFalse(self._plan().lines)

    def test_a_price_changed_in_the_shop_is_put_right(self):
        self._seen("9.00")
        self.assertEqual(self.level.shop_price, 9.0)
        self.assertEqual([r["payload"]["price"] for r in self._plan().rows], ["20.00"])

    def test_what_was_read_before_our_change_says_nothing(self):
        self._seen("9.00", at=datetime.now(UTC) - timedelta(hours=1))
        self.assertEqual(self.level.shop_price, 20.0)

    def test_a_change_in_the_very_second_of_ours_is_news(self):
        ours = datetime.now(UTC).replace(microsecond=600_000)
        self.level.shop_at = ours.replace(tzinfo=None)
        self._seen("9.00", at=ours.replace(microsecond=0))
        self.assertEqual([r["payload"]["price"] for r in self._plan().rows], ["20.00"])

    def test_a_shop_that_is_adopted_gets_only_what_differs(self):
        product = self._products(1, price=30)
        self.bindings |= self._bind(product, 50)
        variant = self.bindings[-1]
        money = Money(Decimal("30"), self.currency.name)
        self.env["retail.exporter.price"]._seen(
            self.backend, [(variant, money, None, datetime.now(UTC))]
        )
        self.assertFalse(self._plan(everything=True).rows)

    # --- when ---

    def _later(self, **delta):
        moment = fields.Datetime.now() + timedelta(**delta)
        self.patch(fields.Datetime, "now", staticmethod(lambda: moment))

    def test_a_dated_rule_takes_effect_at_its_time(self):
        now = fields.Datetime.now()
        self._rule(
            self.product,
            fixed_price=18,
            date_start=now + timedelta(hours=1),
            date_end=now + timedelta(hours=2),
        )
        self._plan()
        self.backend._mark_dated_rules()
        self.assertFalse(self._plan().lines)
        self._later(hours=1, minutes=1)
        self.backend._mark_dated_rules()
        self.assertEqual([r["payload"]["price"] for r in self._plan().rows], ["18.00"])
        self._push()
        self.backend._mark_dated_rules()
        self.assertFalse(self._plan().lines, "looked at once")
        self._later(hours=1)
        self.backend._mark_dated_rules()
        self.assertEqual([r["payload"]["price"] for r in self._plan().rows], ["20.00"])

    def test_a_shop_on_schedule_hears_at_once_of_what_is_urgent_only(self):
        self.flow.timing = "interval"
        self.product.list_price = 21
        rule = self._rule(self.products[1], fixed_price=19)
        self.assertFalse(self._plan().lines)
        rule.retail_urgent = True
        plan = self._plan()
        self.assertEqual([row["payload"]["variant_id"] for row in plan.rows], ["V2"])
        self.flow._run()
        plan = self._plan()
        self.assertEqual([row["payload"]["variant_id"] for row in plan.rows], ["V1"])

    def test_a_product_can_be_sent_at_once_by_hand(self):
        self.flow.timing = "daily"
        self.product.list_price = 21
        self.assertFalse(self._plan().lines)
        self.product.product_tmpl_id.action_send_retail_prices()
        self.assertEqual(len(self._plan().rows), 1)

    def test_a_shop_that_owns_its_prices_gets_none(self):
        self.flow.owner = "platform"
        self.product.list_price = 21
        self.assertFalse(self.backend._sends_prices())
        self.assertFalse(self._plan().lines)

    def test_the_job_plans_until_nothing_is_left(self):
        self.product.list_price = 21
        self.assertIn("1 changes", self.backend._job_plan_price())
        self.assertIsNone(self.backend._due_in("plan:price", 0))

    def test_another_product_behind_a_variant_starts_anew(self):
        other = self._products(1, price=44)
        self.bindings[0].record_id = other
        self.assertFalse(self._level(self.product))
        self.assertEqual([r["payload"]["price"] for r in self._plan().rows], ["44.00"])
