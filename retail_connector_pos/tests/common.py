"""A company with two stores on another system's tills."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.retail_connector_base.canonical import Register, Store, TenderType
from odoo.addons.retail_connector_base.importers.item import Item
from odoo.addons.retail_connector_base.tests.company_common import OwnCompany

from .documents import CURRENCY, TillDocuments

TODAY = date(2026, 11, 20)


class PosCase(TillDocuments, OwnCompany, TransactionCase):
    """A connection with stores S1 (registers 1 and 2) and S2 (register 1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found_company("Store Test Company")
        cls.warehouse2 = cls.env["stock.warehouse"].create(
            {"name": "Second", "code": "W2", "company_id": cls.company.id}
        )
        cls.bank = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )
        cls.clearing = cls._account("Card clearing", "112900", "asset_current")
        cls.gift_liability = cls._account("Gift cards", "211900", "liability_current")
        cls.tips = cls._account("Tips", "212900", "liability_current")
        cls.deposits = cls._account("Deposits", "213900", "liability_current")
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "Sales tax 8 %",
                "amount": 8.0,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "price_include_override": "tax_excluded",
            }
        )
        cls.tax_account = cls._account("Tax payable", "251900", "liability_current")
        cls.tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = cls.tax_account
        cls.tax.refund_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        ).account_id = cls.tax_account
        cls.backend = cls.env["retail.backend"].create(
            {"name": "Tills", "company_id": cls.company.id, "state": "live"}
        )
        cls.backend._ensure_service_products()
        cls.backend._ensure_pos_products()
        cls.backend.gift_card_product_id.property_account_income_id = cls.gift_liability
        cls.backend.tip_product_id.property_account_income_id = cls.tips
        cls.backend.deposit_product_id.property_account_income_id = cls.deposits
        cls.mug = cls._product("MUG", 4.0)
        cls.tee = cls._product("TEE", 7.5)
        cls._map_tax()
        cls._list_stores()

    @classmethod
    def _account(cls, name, code, kind):
        return cls.env["account.account"].create(
            {
                "name": name,
                "code": code,
                "account_type": kind,
                "reconcile": kind == "asset_current",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    @classmethod
    def _product(cls, sku, cost, stock=1000, **values):
        product = cls.env["product.product"].create(
            {
                "name": f"Product {sku}",
                "default_code": sku,
                "type": "consu",
                "is_storable": True,
                "standard_price": cost,
                "list_price": 10.0,
                "company_id": cls.company.id,
                "taxes_id": False,
                **values,
            }
        )
        if stock and product.tracking == "none":
            for warehouse in (cls.warehouse, cls.warehouse2):
                cls.env["stock.quant"]._update_available_quantity(
                    product, warehouse.lot_stock_id, stock
                )
        return product

    @classmethod
    def _map_tax(cls, title="Sales tax", rate="0.08", tax=None):
        mapping = cls.env["retail.mapping.tax"].create(
            {
                "backend_id": cls.backend.id,
                "title": title,
                "rate": float(rate),
                "country_code": "US",
                "tax_id": (tax or cls.tax).id,
            }
        )
        mapping.action_approve()
        return mapping

    @classmethod
    def _list_stores(cls):
        tenders = (
            TenderType("cash", type="cash"),
            TenderType("card", type="card"),
            TenderType("gift card", type="gift_card"),
            TenderType("on account", type="account"),
        )
        stores = (
            Store(
                "S1",
                "Main street",
                timezone="America/New_York",
                currency=CURRENCY,
                registers=(
                    Register("1", "Till 1", numbered=True),
                    Register("2", "Till 2", numbered=True),
                ),
                tenders=tenders,
            ),
            Store(
                "S2",
                "Harbour",
                timezone="America/New_York",
                currency=CURRENCY,
                registers=(Register("1", "Till 1", numbered=True),),
                tenders=tenders,
            ),
        )
        importer = cls.env["retail.importer.store"]
        importer._import_or_bisect([Item(store) for store in stores], cls.backend)
        found = cls.env["retail.pos.store"].search(
            [("backend_id", "=", cls.backend.id)], order="external_id"
        )
        cls.main, cls.harbour = found
        cls.main.warehouse_id, cls.harbour.warehouse_id = cls.warehouse, cls.warehouse2
        found.register_ids._set_up()
        cls.till = cls.main.register_ids.filtered(lambda r: r.external_id == "1")
        for row in cls.env["retail.mapping.tender"].search(
            [("backend_id", "=", cls.backend.id), ("state", "=", "suggested")]
        ):
            row.journal_id = cls.bank
            row.account_id = cls.gift_liability if row.is_gift_card else cls.clearing
            row.action_approve()

    def setUp(self):
        super().setUp()
        jobs = trap_jobs()
        self.jobs = jobs.__enter__()
        self.addCleanup(jobs.__exit__, None, None, None)

    # --- doing ---

    def book(self, *receipts):
        """Import receipts in one batch; return their items."""
        items = [
            Item(receipt, version=receipt.updated_at.isoformat())
            for receipt in receipts
        ]
        self.env["retail.importer.receipt"]._import_or_bisect(items, self.backend)
        return items

    def booked(self, *receipts):
        """Import receipts that must all go in; return their orders."""
        items = self.book(*receipts)
        for item in items:
            self.assertEqual(
                item.outcome.state, "done", (item.outcome, item.document.external_id)
            )
        return self.env["pos.order"].union(
            *(item.records for item in items if item.records)
        )

    def take_shift(self, shift, **values):
        """Import what a till says of its shift; return the shift."""
        item = Item(shift)
        self.env["retail.importer.session"]._import_or_bisect([item], self.backend)
        self.assertEqual(item.outcome.state, "done", item.outcome)
        return self.env["retail.pos.shift"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("external_id", "=", shift.external_id),
            ]
        )

    def close(self, shift):
        """Run the job that closes a shift."""
        self.backend._job_close_shift(shift.id)
        return shift

    def balance(self, account, shift=None):
        """Return an account's posted balance, of one shift or of all."""
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        if shift is not None:
            moves = shift.session_id._get_related_account_moves()
            lines = lines.filtered(lambda line: line.move_id in moves)
        return Decimal(repr(sum(lines.mapped("balance")))).quantize(Decimal("0.01"))

    def on_hand(self, product, warehouse=None):
        """Return the units in a warehouse's stock."""
        location = (warehouse or self.warehouse).lot_stock_id
        return product.with_context(location=location.id).qty_available

    def today(self, day=TODAY):
        """Have a certain day."""
        return patch.object(
            fields.Date, "context_today", staticmethod(lambda *_a, **_k: day)
        )
