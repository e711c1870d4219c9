"""Orders edited in the shop after they were booked: Odoo follows, to the cent."""

from decimal import Decimal

from odoo.tests import tagged

from .order_shop import OrderShopCase

from tests.fake_platform.order_editor import OrderEditor  # isort: skip

TAX = [{"title": "State Tax", "rate": "0.0625"}, {"title": "City", "rate": "0.0175"}]


@tagged("post_install", "-at_install", "retail")
class TestOrderEdits(OrderShopCase):
    """Edit booked orders both ways; the ledger and the order equal the shop's."""

    policies = {"edit_policy": "auto"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = cls.do("catalog")
        cls.variants = {row["sku"]: row["variant_id"] for row in rows}
        cls.skus = [row["sku"] for row in rows][:3]
        goods = [{"sku": cls.skus[0], "quantity": 3}, {"sku": cls.skus[1]}]
        names = ("added", "removed", "both", "waits", "included")
        cls.rows = {
            name: cls.place(
                seed=place,
                lines=goods,
                rates=TAX,
                payment="paid",
                discount="code",
                taxes_included=name == "included",
            )
            for place, name in enumerate(names)
        }
        cls.fetch()
        cls.book()

    def _edit(self, name, add=None, remove=None):
        """Edit an order by the platform's own mutations; return it."""
        order = self.rows[name]["id"]
        session = OrderEditor(self.shop, order)
        if add:
            session.add(self.variants[add["sku"]], add["quantity"])
        if remove:
            line = session.lines[remove["line"]]
            session.leave(line["id"], line["quantity"] - remove["quantity"])
        session.commit()
        self.assertFalse(session.refused)
        self.fetch()
        self.book()
        return self.do("order", order=order)

    def _assert_follows(self, name, row):
        """Check the order and what is booked of it against the shop's current total."""
        binding = self.binding(self.rows[name])
        self.assertEqual(binding.stage, "done", binding.stage_error)
        order = binding.record_id
        self.same(order.amount_total, row["current_total"])
        self.same(order.amount_tax, row["current_tax"])
        signs = {"out_invoice": 1, "out_refund": -1}
        for field, expected in (
            ("amount_total", row["current_total"]),
            ("amount_tax", row["current_tax"]),
        ):
            booked = sum(
                signs[move.move_type] * Decimal(repr(move[field]))
                for move in order.invoice_ids
            )
            self.same(float(booked), expected)
        self.assertEqual(set(order.invoice_ids.mapped("state")), {"posted"})
        return order

    def test_an_added_line_is_invoiced_with_the_shops_taxes(self):
        row = self._edit("added", add={"sku": self.skus[2], "quantity": 2})
        order = self._assert_follows("added", row)
        self.assertEqual(
            order.invoice_ids.mapped("move_type"), ["out_invoice", "out_invoice"]
        )

    def test_removed_units_are_credited_by_the_shops_agreement(self):
        row = self._edit("removed", remove={"line": 0, "quantity": 2})
        order = self._assert_follows("removed", row)
        self.assertIn("out_refund", order.invoice_ids.mapped("move_type"))
        self.assertFalse(any(order.invoice_ids.mapped("retail_can_refund")))

    def test_edits_one_after_the_other(self):
        self._edit("both", add={"sku": self.skus[2], "quantity": 1})
        self._edit("both", remove={"line": 0, "quantity": 1})
        row = self._edit("both", remove={"line": 1, "quantity": 1})
        self._assert_follows("both", row)
        versions = self.binding(self.rows["both"]).version_ids
        self.assertEqual(len(versions), 4, "the first one and three edits")
        self.assertTrue(all(versions.mapped("booked")))

    def test_prices_that_include_tax(self):
        row = self._edit("included", remove={"line": 0, "quantity": 1})
        self._assert_follows("included", row)

    def test_a_task_is_opened_from_the_exceptions_and_resolved(self):
        self.backend.edit_policy = "task"
        row = self._edit("waits", remove={"line": 0, "quantity": 1})
        exception = self.env["retail.exception"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("cause", "=", "edited_after_invoice"),
            ]
        )
        self.assertEqual(len(exception), 1)
        action = exception.action_open()
        self.assertEqual(action["res_model"], "retail.order.version")
        version = self.env["retail.order.version"].browse(action["res_id"])
        version.action_resolve()
        self.book()
        self._assert_follows("waits", row)
        self.env.flush_all()
        self.assertFalse(exception.exists())


@tagged("post_install", "-at_install", "retail")
class TestOrderPresentment(OrderShopCase):
    """Orders booked in the currency that the customer saw."""

    policies = {"currency_side": "presentment"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": cls.company.id,
                "name": "2020-01-01",
                "rate": 0.9,
            }
        )
        cls.row = cls.place(currency="EUR", rates=TAX, payment="paid", discount="code")
        cls.fetch()
        cls.book()

    def test_everything_is_in_the_customers_currency(self):
        binding = self.binding(self.row)
        self.assertEqual(binding.stage, "done", binding.stage_error)
        for record in (binding.record_id, binding.invoice_id):
            self.assertEqual(record.currency_id.name, "EUR")
            self.same(record.amount_total, self.row["presentment_total"])
        self.same(binding.invoice_id.amount_residual, "0.00")
