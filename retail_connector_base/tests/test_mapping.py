"""Mappings are suggested, approved by the right people, and wake what waits."""

from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.mappings.mapping_shipping import ShippingKey
from ..models.mappings.mapping_tax import TaxKey
from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestMapping(ImporterCase):
    """Map taxes, tenders and shipping methods."""

    def _tax(self, rate, included=False, **values):
        return self.env["account.tax"].create(
            {
                "name": f"Tax {rate} {included}",
                "amount": rate,
                "type_tax_use": "sale",
                "price_include_override": "tax_included"
                if included
                else "tax_excluded",
                "company_id": self.company.id,
                **values,
            }
        )

    def _resolve(self, rate="0.0825", included=False, liable=False, region="CA"):
        key = TaxKey(
            "Sales tax",
            Decimal(rate).quantize(Decimal("0.000001")),
            "US",
            region,
            liable,
            included,
        )
        return self.env["retail.mapping.tax"]._resolve(self.backend, {key})[key]

    def test_suggests_the_tax_of_the_same_rate_and_mode(self):
        self._tax(8.25, included=True)
        fits = self._tax(8.25)
        mapping = self._resolve()
        self.assertRecordValues(
            mapping,
            [
                {
                    "state": "suggested",
                    "tax_id": fits.id,
                    "country_code": "US",
                    "region": "",
                }
            ],
        )

    def test_row_of_a_region_goes_before_the_general_one(self):
        general = self._resolve()
        special = general.copy({"region": "CA", "tax_id": self._tax(8.25).id})
        self.assertEqual(self._resolve(region="CA"), special)
        self.assertEqual(self._resolve(region="NY"), general)

    def test_nothing_is_suggested_for_tax_the_platform_pays(self):
        self._tax(8.25)
        mapping = self._resolve(liable=True)
        self.assertFalse(mapping.tax_id)
        with self.assertRaises(UserError):
            mapping.action_approve()
        mapping.action_create_tax()
        self.assertEqual(
            mapping.tax_id.invoice_repartition_line_ids.account_id,
            self.channel_tax_account,
        )
        mapping.action_approve()

    def test_platforms_tax_needs_an_account_of_its_own(self):
        own = self._resolve()
        own.action_create_tax()
        own.action_approve()
        liable = self._resolve(liable=True)
        liable.tax_id = own.tax_id
        with self.assertRaises(UserError):
            liable.action_approve()

    def test_wrong_price_mode_or_group_is_refused(self):
        mapping = self._resolve()
        mapping.tax_id = self._tax(8.25, included=True)
        with self.assertRaises(UserError):
            mapping.action_approve()

    def test_exact_match_is_approved_when_the_policy_says_so(self):
        self.backend.auto_approve_taxes = True
        self._tax(8.25)
        self.assertEqual(self._resolve().state, "approved")
        self._tax(7.0)
        self._tax(7.0, name="Second")
        self.assertEqual(self._resolve("0.07").state, "suggested")

    def test_only_accountants_and_managers_approve(self):
        mapping = self._resolve()
        mapping.tax_id = self._tax(8.25)
        for group, allowed in (
            ("group_viewer", False),
            ("group_operator", False),
            ("group_accountant", True),
            ("group_manager", True),
        ):
            user = new_test_user(
                self.env,
                f"map_{group}",
                f"base.group_user,retail_connector_base.{group}",
                company_id=self.company.id,
                company_ids=self.company.ids,
            )
            with self.subTest(group=group):
                mine = mapping.with_user(user)
                if allowed:
                    mine.action_approve()
                    self.assertEqual(mapping.approved_by_id, user)
                    mine.action_suggest_again()
                else:
                    with self.assertRaises(AccessError):
                        mine.action_approve()

    def test_approval_lets_parked_orders_try_again(self):
        event = self.env["retail.event"].create(
            {
                "backend_id": self.backend.id,
                "company_id": self.company.id,
                "key": "k1",
                "kind": "order",
                "entity_id": "1001",
                "lane": 0,
                "origin": "poll",
                "received_at": "2026-11-20 10:00:00",
                "state": "parked",
                "cause": "tax_unmapped",
            }
        )
        mapping = self._resolve()
        self.assertEqual(mapping.count_waiting, 1)
        mapping.tax_id = self._tax(8.25)
        mapping.action_approve()
        self.assertEqual(event.state, "received")

    def test_order_waits_for_its_tax_and_then_imports(self):
        document = self.order(lines=[self.line("l1", 10, taxes=[self.tax("1.00")])])
        [item] = self._import(document)
        self.assertEqual(item.outcome[:2], ("parked", "tax_unmapped"))
        mapping = self.env["retail.mapping.tax"].search(
            [("backend_id", "=", self.backend.id)]
        )
        mapping.action_create_tax()
        mapping.action_approve()
        order, _binding = self._imported(document)
        self._assert_equal_to(order, document)

    def test_shipping_starts_with_the_usual_product(self):
        key = ShippingKey("Express", "express")
        mapping = self.env["retail.mapping.shipping"]._resolve(self.backend, {key})[key]
        self.assertRecordValues(
            mapping,
            [
                {
                    "state": "approved",
                    "product_id": self.backend.shipping_product_id.id,
                }
            ],
        )
        express = self.env["product.product"].create(
            {"name": "Express", "type": "service"}
        )
        mapping.product_id = express
        order, _binding = self._imported(
            self.order(
                lines=[
                    self.line("s", 9, kind="shipping", title="Express", code="express")
                ]
            )
        )
        self.assertEqual(order.order_line.product_id, express)

    def test_tender_of_a_card_brand_goes_before_its_gateway(self):
        gateway = self._map_tender("cards")
        amex = self._map_tender("cards", method="amex")
        found = self.env["retail.mapping.tender"]._resolve_pairs(
            self.backend, {("cards", "amex"), ("cards", "visa")}
        )
        self.assertEqual(found["cards", "amex"], amex)
        self.assertEqual(found["cards", "visa"], gateway)
