"""Orders come in once, complete, and equal to the cent."""

from decimal import Decimal

from odoo.tests import tagged

from ..importers.order_rule import RULES, UNPAID
from ..models.bindings.rule_messages import RULE_MESSAGES
from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestImporterOrder(ImporterCase):
    """Create orders."""

    def test_order_has_lines_customer_and_channel(self):
        document = self.order(
            lines=[
                self.line("l1", 10, 2),
                self.line("l2", 25, 1, "TEE", discount="5.00"),
                self.line("s1", 4.9, kind="shipping", title="Standard"),
            ],
            channel="web",
            source_name="online_store",
            shipping=self.address(),
            billing=self.address(),
            url="https://shop.example.com/orders/1001",
        )
        order, binding = self._imported(document)
        self._assert_equal_to(order, document)
        self.assertRecordValues(
            order,
            [
                {
                    "name": "#1001",
                    "retail_channel": "web",
                    "retail_source": "online_store",
                    "retail_backend_id": self.backend.id,
                    "retail_external_id": "1001",
                    "state": "draft",
                    "warehouse_id": self.warehouse.id,
                }
            ],
        )
        self.assertRecordValues(
            order.order_line,
            [
                {"product_id": self.mug.id, "discount": 0, "price_subtotal": 20},
                {"product_id": self.tee.id, "discount": 20, "price_subtotal": 20},
                {
                    "product_id": self.backend.shipping_product_id.id,
                    "discount": 0,
                    "price_subtotal": 4.9,
                },
            ],
        )
        self.assertRecordValues(
            binding,
            [{"stage": "confirm", "rule": "paid", "channel": "web", "total": 44.9}],
        )
        self.assertEqual(order.partner_id.email, "ada@example.com")
        self.assertEqual(order.partner_shipping_id.street, "1 Main Street")
        self.assertEqual(
            self.env["sale.order"].search([("retail_external_id", "=", "1001")]), order
        )

    def test_every_cause_of_a_rule_has_a_sentence(self):
        causes = {row.rule.cause for row in RULES} | {UNPAID.cause}
        self.assertEqual(causes - {""}, set(RULE_MESSAGES))

    def test_same_document_twice_is_one_order(self):
        document = self.order()
        self._imported(document)
        [again] = self._import(document)
        self.assertEqual(again.outcome[:2], ("done", "unchanged"))
        self.assertEqual(
            self.env["sale.order"].search_count([("name", "=", "#1001")]), 1
        )

    def test_older_document_is_ignored(self):
        self._imported(self.order(updated_at=self.later(10)))
        [old] = self._import(self.order(note="old", updated_at=self.later(5)))
        self.assertEqual(old.outcome[:2], ("ignored", "stale"))

    def test_batch_with_bad_document_imports_the_rest(self):
        documents = [self.order(str(n), name=f"#{n}") for n in range(5)]
        documents[2] = self.order(
            "2", lines=[self.line("l1", 10, taxes=[self.tax(1, "Unknown")])]
        )
        items = self._import(*documents)
        self.assertEqual(
            [item.outcome.state for item in items],
            ["done", "done", "parked", "done", "done"],
        )
        self.assertEqual(items[2].outcome.cause, "tax_unmapped")

    def test_failing_write_is_bisected(self):
        documents = [self.order(str(n)) for n in range(7)]
        # A delivery address of another company is refused by Odoo, whoever imports.
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.env["res.partner"].create(
            {"name": "Elsewhere", "company_id": other.id}
        )
        self.env["retail.binding.party"].create(
            {"backend_id": self.backend.id, "external_id": "foreign"}
        )
        self.env.cr.execute(
            "UPDATE retail_binding_party SET record_id = %s WHERE external_id = %s",
            (partner.id, "foreign"),
        )
        self.env.invalidate_all()
        documents[4] = self.order("4", customer=self.party("foreign"))
        items = self._import(*documents)
        states = [item.outcome.state for item in items]
        self.assertEqual(states, ["done"] * 4 + ["parked"] + ["done"] * 2)
        self.assertEqual(items[4].outcome.cause, "refused_by_odoo")

    def test_unknown_product_waits_for_a_person(self):
        document = self.order(lines=[self.line("l1", 10, sku="NEW")])
        [item] = self._import(document)
        self.assertEqual(item.outcome[:2], ("parked", "product_unmatched"))
        binding = self.env["retail.binding.variant"]._find(self.backend, ["v-NEW"])[
            "v-NEW"
        ]
        self.assertRecordValues(
            binding, [{"state": "unmatched", "mismatch": "missing", "sku": "NEW"}]
        )
        binding.action_match(
            self.env["product.product"].create({"name": "New", "default_code": "NEW"})
        )
        order, _binding = self._imported(document)
        self.assertEqual(order.order_line.product_id.default_code, "NEW")

    def test_store_sale_is_told_apart_and_needs_no_address(self):
        self._map_taxes(("Tax", "0.10", False, False))
        document = self.order(
            lines=[self.line("l1", 10, taxes=[self.tax("1.00")])],
            channel="pos",
            source_name="pos",
            customer=None,
        )
        order, binding = self._imported(document)
        self.assertEqual(order.retail_channel, "pos")
        self.assertEqual(order.partner_id, self.backend.guest_partner_id)
        self.assertEqual(binding.channel, "pos")

    def test_names_of_two_shops_do_not_collide(self):
        self._imported(self.order("1", name="#1"))
        order, _binding = self._imported(self.order("gid://x/2", name="#1"))
        self.assertEqual(order.name, "#1 (2)")
        self.backend.order_prefix = "SHOP/"
        order, _binding = self._imported(self.order("3", name="#1"))
        self.assertEqual(order.name, "SHOP/#1")

    def test_quantity_odoo_cannot_hold_is_parked(self):
        [item] = self._import(self.order(lines=[self.line("l1", 8, "0.125")]))
        self.assertEqual(item.outcome[:2], ("parked", "quantity_precision"))

    def test_lines_of_every_kind_are_booked_on_their_products(self):
        kinds = ["custom", "gift_card", "shipping", "tip", "fee", "duty", "rounding"]
        document = self.order(
            lines=[
                self.line(kind, "0.02" if kind == "rounding" else 5, kind=kind)
                for kind in kinds
            ]
        )
        order, _binding = self._imported(document)
        self.assertEqual(
            order.order_line.product_id,
            self.env["product.product"].union(
                *(self.backend[f"{kind}_product_id"] for kind in kinds)
            ),
        )
        self._assert_equal_to(order, document)
        self.assertEqual(Decimal(str(order.amount_total)), Decimal("30.02"))
