"""Documents and a connection for the importers' tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import TransactionCase

from ..canonical import (
    Address,
    Discount,
    Money,
    Order,
    OrderLine,
    Party,
    TaxLine,
    Tender,
)
from ..importers.item import Item

# Some days ago at noon: sales of a day that is over, in a period that is open.
PLACED = (datetime.now(UTC) - timedelta(days=20)).replace(
    hour=12, minute=30, second=0, microsecond=0
)
DAY = PLACED.date()


class ImporterCase(TransactionCase):
    """A company with taxes and products, and a connected shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {
                "name": "Importer Test Company",
                "country_id": cls.env.ref("base.us").id,
                "currency_id": cls.env.ref("base.USD").id,
            }
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
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

    # --- documents ---

    @classmethod
    def money(cls, amount, currency="USD"):
        return Money(Decimal(str(amount)), currency)

    @classmethod
    def tax(cls, amount, title="Tax", rate="0.10", currency="USD", liable=False):
        return TaxLine(title, Decimal(rate), cls.money(amount, currency), liable)

    @classmethod
    def line(
        cls, external_id, price, quantity=1, sku="MUG", kind="product", discount=0,
        taxes=(), currency="USD", **values,
    ):
        unit = cls.money(price, currency)
        taken = cls.money(discount, currency)
        return OrderLine(
            external_id=external_id,
            kind=kind,
            title=values.pop("title", f"Item {external_id}"),
            quantity=Decimal(str(quantity)),
            unit_price=unit,
            subtotal=unit * Decimal(str(quantity)) - taken,
            discounts=(Discount("Sale", taken),) if taken else (),
            taxes=tuple(taxes),
            variant_id=f"v-{sku}" if kind == "product" and sku else "",
            sku=sku if kind == "product" else "",
            **values,
        )

    @classmethod
    def order(
        cls, external_id="1001", lines=None, included=False, currency="USD",
        status="paid", tenders=None, **values,
    ):
        if lines is None:
            lines = [cls.line("l1", 10, 2)]
        lines = tuple(lines)
        total = Money.sum((line.gross(included) for line in lines), currency)
        if tenders is None:
            tenders = (
                [cls.tender(f"t-{external_id}", total.amount, currency=currency)]
                if status == "paid" and total
                else []
            )
        return Order(
            external_id=external_id,
            name=values.pop("name", f"#{external_id}"),
            currency=currency,
            prices_include_tax=included,
            created_at=values.pop("created_at", PLACED),
            updated_at=values.pop("updated_at", PLACED),
            lines=lines,
            total=total,
            total_tax=Money.sum((line.tax for line in lines), currency),
            financial_status=status,
            tenders=tuple(tenders),
            paid=Money.sum((t.effect for t in tenders), currency),
            customer=values.pop("customer", cls.party()),
            **values,
        )

    @classmethod
    def tender(
        cls, external_id, amount, kind="sale", status="success", gateway="cards",
        currency="USD", **values,
    ):
        return Tender(
            external_id=external_id,
            kind=kind,
            status=status,
            gateway=gateway,
            amount=cls.money(amount, currency),
            processed_at=values.pop("processed_at", PLACED),
            **values,
        )

    @classmethod
    def party(cls, external_id="c1", name="Ada Buyer", email="ada@example.com", **values):
        return Party(external_id=external_id, name=name, email=email, **values)

    @classmethod
    def address(cls, **values):
        defaults = {
            "name": "Ada Buyer",
            "street": "1 Main Street",
            "city": "Springfield",
            "zip": "62701",
            "state_code": "IL",
            "country_code": "US",
        }
        return Address(**{**defaults, **values})

    @classmethod
    def later(cls, minutes):
        return PLACED + timedelta(minutes=minutes)

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
                version=getattr(document, "updated_at", None)
                and document.updated_at.isoformat()
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

    def _assert_equal_to(self, record, document):
        """Check a sale order's or invoice's total and tax to the cent."""
        for found, expected in (
            (record.amount_total, document.total.amount),
            (record.amount_tax, document.total_tax.amount),
        ):
            self.assertEqual(Decimal(repr(found)).quantize(expected), expected)
