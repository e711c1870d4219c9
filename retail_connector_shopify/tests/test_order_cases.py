"""The named cases of orders, end to end: shop, order, invoice, payment to the cent."""

from odoo.tests import tagged

from .order_shop import OrderShopCase

TAX = [{"title": "State Tax", "rate": "0.0625"}]
TWO = [*TAX, {"title": "City Tax", "rate": "0.0175"}]
KINDS = {
    "code": {"code"},
    "automatic": {"automatic"},
    "line": {"manual"},
    "both": {"manual", "code"},
    "script": {"script"},
}
LIABLE = [{"title": "Marketplace Tax", "rate": "0.07", "channelLiable": True}]


@tagged("post_install", "-at_install", "retail")
class TestOrderCases(OrderShopCase):
    """All cases are placed and booked as one batch; each test looks at one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        skus = [row["sku"] for row in cls.do("catalog")][:3]
        cls.sku, cls.other = skus[0], skus[1]
        goods = [{"sku": cls.sku, "quantity": 3}, {"sku": cls.other, "quantity": 1}]
        cls.do("add_product", title="Short lived", sku="GONE-1", price="12.34")
        cls.do("add_product", title="Twin one", sku="TWIN", price="5.00")
        cls.do("add_product", title="Twin two", sku="TWIN", price="6.00")
        base = {"lines": goods, "rates": TWO, "payment": "paid"}
        wishes = {
            "excluded": {},
            "included": {"taxes_included": True},
            "exempt": {"rates": [], "tax_exempt": True},
            "liable": {"rates": LIABLE},
            "free_line": {"lines": [*goods, {"sku": cls.sku, "price": "0.00"}]},
            "custom": {"custom": [{"title": "Engraving", "price": "7.90"}]},
            "gone": {"lines": [{"sku": "GONE-1", "quantity": 2}]},
            "twin": {"lines": [{"sku": "TWIN", "quantity": 2}]},
            "tip": {"tip": "2.50"},
            "charges": {
                "charges": [
                    {"kind": "duty", "price": "3.21", "code": "6109", "rates": TAX},
                    {"kind": "fee", "name": "Recycling", "price": "0.35"},
                ]
            },
            "gift_card_line": {"gift_card_line": True},
            "gift_card": {"gift_card": "12.00"},
            "code": {"discount": "code"},
            "automatic": {"discount": "automatic"},
            "line": {"discount": "line"},
            "both": {"discount": "both", "taxes_included": True},
            "script": {"discount": "automatic", "script": True},
            "free_shipping": {"discount": "shipping"},
            "rounding": {"gateway": "cash", "rounding": "0.02"},
            "rounding_down": {"gateway": "cash", "rounding": "-0.02"},
            "partial": {
                "payments": [{"gateway": "shopify_payments", "amount": "5.00"}]
            },
            "tenders": {
                "payments": [
                    {"gateway": "paypal", "amount": "7.00"},
                    {"gateway": "gift_card", "amount": "3.00"},
                    {"gateway": "shopify_payments"},
                ]
            },
            "other_currency": {"currency": "EUR"},
            "told": {
                "note": "Ring twice",
                "tags": ["vip"],
                "attributes": [{"key": "gift_wrap", "value": "yes"}],
                "utm": {"source": "newsletter", "campaign": "autumn"},
                "po_number": "PO-77",
            },
            "long": {
                "lines": goods[:1],
                "custom": [
                    {"title": f"Part {n}", "price": f"{n % 9}.{n % 90 + 10}"}
                    for n in range(499)
                ],
            },
        }
        cls.rows = {
            name: cls.place(seed=place, **{**base, **wish})
            for place, (name, wish) in enumerate(wishes.items())
        }
        cls.do("delete_product", sku="GONE-1")
        cls.fetch()
        cls.book()

    def _lines(self, name, kind):
        """Return the sales order lines that came of lines of a kind."""
        binding = self.binding(self.rows[name])
        keys = {
            line.external_id for line in binding._document().lines if line.kind == kind
        }
        return binding.record_id.order_line.filtered(
            lambda line: line.retail_line_key in keys
        )

    def test_tax_excluded_with_several_taxes_and_shipping_tax(self):
        binding = self.assert_booked(self.rows["excluded"])
        lines = binding.record_id.order_line
        self.assertEqual(set(lines.mapped(lambda line: len(line.tax_ids))), {2})
        self.assertTrue(self._lines("excluded", "shipping").price_tax)

    def test_tax_included(self):
        binding = self.assert_booked(self.rows["included"])
        self.assertTrue(binding.prices_include_tax)

    def test_tax_exempt(self):
        binding = self.assert_booked(self.rows["exempt"])
        self.assertEqual(binding.record_id.amount_tax, 0)

    def test_channel_liable_tax_goes_to_its_account(self):
        binding = self.assert_booked(self.rows["liable"])
        taxes = binding.invoice_id.line_ids.filtered("tax_line_id")
        self.assertEqual(taxes.account_id, self.clearing)

    def test_zero_value_line(self):
        binding = self.assert_booked(self.rows["free_line"])
        self.assertIn(0.0, binding.record_id.order_line.mapped("price_total"))

    def test_custom_item(self):
        self.assert_booked(self.rows["custom"])
        line = self._lines("custom", "custom")
        self.assertEqual(line.product_id, self.backend.custom_product_id)

    def test_deleted_product(self):
        self.assert_booked(self.rows["gone"])
        self.assertEqual(self._lines("gone", "product").product_uom_qty, 2)

    def test_duplicated_sku_is_told_apart_by_the_variant(self):
        self.assert_booked(self.rows["twin"])
        self.assertEqual(len(self._lines("twin", "product")), 1)

    def test_tip(self):
        self.assert_booked(self.rows["tip"])
        line = self._lines("tip", "tip")
        self.assertRecordValues(
            line, [{"product_id": self.backend.tip_product_id.id, "price_total": 2.5}]
        )

    def test_duties_and_additional_fees(self):
        self.assert_booked(self.rows["charges"])
        self.assertEqual(self._lines("charges", "fee").price_total, 0.35)
        self.assertEqual(self._lines("charges", "duty").price_subtotal, 3.21)

    def test_gift_card_sold(self):
        self.assert_booked(self.rows["gift_card_line"])
        line = self._lines("gift_card_line", "gift_card")
        self.assertEqual(line.product_id, self.backend.gift_card_product_id)

    def test_gift_card_as_a_tender(self):
        binding = self.assert_booked(self.rows["gift_card"])
        self.assertIn("gift_card", binding.tender_ids.mapped("gateway"))

    def test_discounts_of_every_kind(self):
        for name in ("code", "automatic", "line", "both", "script"):
            with self.subTest(name):
                binding = self.assert_booked(self.rows[name])
                self.assertTrue(any(binding.record_id.order_line.mapped("discount")))
                kinds = {
                    discount.kind
                    for line in binding._document().lines
                    for discount in line.discounts
                }
                self.assertEqual(kinds, KINDS[name])

    def test_shipping_discount(self):
        self.assert_booked(self.rows["free_shipping"])
        self.assertEqual(self._lines("free_shipping", "shipping").price_total, 0)

    def test_cash_rounding_up_and_down(self):
        for name, amount in (("rounding", "0.02"), ("rounding_down", "-0.02")):
            with self.subTest(name):
                self.assert_booked(self.rows[name], plus=amount)
                self.same(self._lines(name, "rounding").price_total, amount)

    def test_partial_payment_leaves_the_rest_open(self):
        binding = self.assert_booked(self.rows["partial"], paid="5.00")
        self.assertEqual(binding.financial_status, "partially_paid")

    def test_several_tenders(self):
        binding = self.assert_booked(self.rows["tenders"])
        self.assertEqual(len(binding.tender_ids), 3)

    def test_presentment_currency_is_noted_and_the_shops_is_booked(self):
        binding = self.assert_booked(self.rows["other_currency"])
        document = binding._document()
        self.assertEqual(binding.currency_id.name, "USD")
        self.assertEqual(document.presentment_total.currency, "EUR")
        self.assertEqual(
            str(document.presentment_total.amount.quantize(document.total.amount)),
            self.rows["other_currency"]["presentment_total"],
        )

    def test_attributes_note_tags_campaign_and_order_number(self):
        binding = self.assert_booked(self.rows["told"])
        order = binding.record_id
        self.assertEqual(order.retail_note, "Ring twice")
        self.assertEqual((order.retail_tags, binding.source_name), ("vip", "web"))
        self.assertIn("gift_wrap: yes", order.retail_attributes)
        self.assertIn("po_number: PO-77", order.retail_attributes)
        self.assertEqual(order.source_id.name, "newsletter")
        self.assertEqual(order.campaign_id.name, "autumn")

    def test_five_hundred_lines_come_in_whole(self):
        binding = self.assert_booked(self.rows["long"])
        self.assertEqual(len(binding.record_id.order_line), 501)  # and the shipping
