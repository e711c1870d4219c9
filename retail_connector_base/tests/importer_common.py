"""A company and a connected shop for the importers' tests."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import TransactionCase

from ..importers.item import Item
from .company_common import OwnCompany
from .importer_documents import DAY, PLACED, Documents

__all__ = ["DAY", "PLACED", "ImporterCase"]


class ImporterCase(Documents, OwnCompany, TransactionCase):
    """A company with taxes and products, and a connected shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found_company("Importer Test Company")
        cls.clearing = cls.env["account.account"].create(
            {
                "name": "Clearing cards",
                "code": "101900",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.gift_liability = cls.env["account.account"].create(
            {
                "name": "Gift cards",
                "code": "211900",
                "account_type": "liability_current",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.channel_tax_account = cls.env["account.account"].create(
            {
                "name": "Marketplace tax",
                "code": "251900",
                "account_type": "liability_current",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.general_journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "general")], limit=1
        )
        cls.backend = cls.env["retail.backend"].create(
            {
                "name": "Test Shop",
                "company_id": cls.company.id,
                "channel_tax_account_id": cls.channel_tax_account.id,
            }
        )
        cls.backend._ensure_service_products()
        cls.backend.gift_card_product_id.property_account_income_id = cls.gift_liability
        cls.mug = cls._product("MUG", 10.0)
        cls.tee = cls._product("TEE", 25.0)

    @classmethod
    def _product(cls, sku, price, stock=100, **values):
        product = cls.env["product.product"].create(
            {
                "name": f"Product {sku}",
                "default_code": sku,
                "type": "consu",
                "is_storable": True,
                "list_price": price,
                "company_id": cls.company.id,
                "invoice_policy": "order",
                "taxes_id": False,
                **values,
            }
        )
        if stock:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, stock
            )
        cls.env["retail.binding.variant"].create(
            {
                "backend_id": cls.backend.id,
                "external_id": f"v-{sku}",
                "record_id": product.id,
                "sku": sku,
                "state": "matched",
            }
        )
        return product

    # --- doing ---

    def _map_taxes(self, *keys, account=None):
        """Approve a mapping per (title, rate, included, liable) with a new tax."""
        mappings = self.env["retail.mapping.tax"]
        for title, rate, included, liable in keys:
            mapping = mappings.create(
                {
                    "backend_id": self.backend.id,
                    "title": title,
                    "rate": float(rate),
                    "country_code": "US",
                    "prices_include_tax": included,
                    "channel_liable": liable,
                }
            )
            mapping.action_create_tax()
            mapping.action_approve()
            mappings |= mapping
        return mappings

    def _map_tender(self, gateway="cards", account=None, **values):
        mapping = self.env["retail.mapping.tender"].create(
            {
                "backend_id": self.backend.id,
                "gateway": gateway,
                "journal_id": self.general_journal.id,
                "account_id": (account or self.clearing).id,
                **values,
            }
        )
        mapping.action_approve()
        return mapping

    def _import(self, *documents, kind="order"):
        """Import documents; return their items."""
        items = [
            Item(
                document=document,
                version=(
                    getattr(document, "updated_at", None)
                    and document.updated_at.isoformat()
                )
                or "",
            )
            for document in documents
        ]
        self.env[f"retail.importer.{kind}"]._import_or_bisect(items, self.backend)
        return items

    def _imported(self, document):
        """Import one order that must succeed; return (sale order, binding)."""
        [item] = self._import(document)
        self.assertEqual(item.outcome.state, "done", item.outcome)
        binding = self.env["retail.binding.order"]._find(
            self.backend, [document.external_id]
        )[document.external_id]
        return binding.record_id, binding

    def _account(self, *documents):
        """Import, confirm and account; return the order bindings."""
        items = self._import(*documents)
        self.assertEqual({item.outcome for item in items}, {("done", "", "")})
        self.backend._job_confirm()
        self.backend._job_account()
        found = self.env["retail.binding.order"]._find(
            self.backend, [document.external_id for document in documents]
        )
        return self.env["retail.binding.order"].union(
            *(found[document.external_id] for document in documents)
        )

    def _assert_equal_to(self, record, document):
        """Check a sale order's or invoice's total and tax to the cent."""
        for found, expected in (
            (record.amount_total, document.total.amount),
            (record.amount_tax, document.total_tax.amount),
        ):
            self.assertEqual(Decimal(repr(found)).quantize(expected), expected)
