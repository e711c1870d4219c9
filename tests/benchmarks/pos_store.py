"""A store with a till, and the baskets it sells."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    CashSession,
    Money,
    Place,
    Receipt,
    ReceiptLine,
    Register,
    Store,
    TaxLine,
    Tender,
    TenderType,
)
from odoo.addons.retail_connector_base.importers.item import Item

RATE = Decimal("0.15")
CENT = Decimal("0.01")
DAY = date(2026, 11, 2)
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
STOCK = 1_000_000  # units of each product


class Bench:
    """One company's store: a connection, products, and a register per contender."""

    def __init__(self, env, products, registers):
        self.env = env
        company = env.company
        self.run = uuid.uuid4().hex[:6]
        self.currency = company.currency_id.name
        self.tax = env["account.tax"].create(
            {
                "name": f"Bench 15 % {self.run}",
                "amount": 15.0,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        account = env["account.account"].search(
            [("account_type", "=", "liability_current")], limit=1
        )
        for lines in ("invoice", "refund"):
            self.tax[f"{lines}_repartition_line_ids"].filtered(
                lambda line: line.repartition_type == "tax"
            ).account_id = account
        self.backend = env["retail.backend"].create(
            {"name": f"Bench {self.run}", "company_id": company.id, "state": "live"}
        )
        env["retail.mapping.tax"].create(
            {
                "backend_id": self.backend.id,
                "title": "Tax",
                "rate": float(RATE),
                "country_code": company.account_fiscal_country_id.code,
                "tax_id": self.tax.id,
                "state": "approved",
            }
        )
        self.warehouse = env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        self.products = self._products(products)
        self.registers = self._registers(registers)

    def _products(self, count):
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Bench {number}",
                    "default_code": f"B{self.run}-{number}",
                    "type": "consu",
                    "is_storable": True,
                    "available_in_pos": True,
                    "standard_price": 3.0,
                    "list_price": 5 + number % 40,
                    "taxes_id": [(6, 0, self.tax.ids)],
                }
                for number in range(count)
            ]
        )
        for product in products:
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, STOCK
            )
        return products

    def _registers(self, names):
        tenders = (TenderType("cash", type="cash"), TenderType("card", type="card"))
        store = Store(
            "B",
            "Bench store",
            timezone="UTC",
            registers=tuple(Register(name, name, numbered=True) for name in names),
            tenders=tenders,
        )
        self.env["retail.importer.store"]._import_or_bisect([Item(store)], self.backend)
        mine = self.backend.store_ids
        mine.warehouse_id = self.warehouse
        for row in self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "suggested")]
        ):
            row.account_id = self.env["account.account"].search(
                [("account_type", "=", "asset_current"), ("reconcile", "=", True)],
                limit=1,
            )
            row.action_approve()
        mine.register_ids._set_up()
        return {register.external_id: register for register in mine.register_ids}

    def baskets(self, count, seed=1):
        """Return baskets: (lines of product index and quantity, paid by card)."""
        chance = random.Random(seed)
        return [
            (
                [
                    (chance.randrange(len(self.products)), chance.choice((1, 1, 2)))
                    for _line in range(chance.randint(1, 5))
                ],
                chance.random() < 0.5,
            )
            for _number in range(count)
        ]

    def receipt(self, register, sequence, basket):
        """Return a basket as the receipt a till printed."""
        lines, by_card = basket
        made = []
        for number, (index, quantity) in enumerate(lines, start=1):
            price = Decimal(5 + index % 40)
            net = price * quantity
            made.append(
                ReceiptLine(
                    external_id=str(number),
                    kind="product",
                    title=f"Bench {index}",
                    sku=f"B{self.run}-{index}",
                    quantity=Decimal(quantity),
                    unit_price=self.money(price),
                    subtotal=self.money(net),
                    taxes=(
                        TaxLine("Tax", RATE, self.money((net * RATE).quantize(CENT))),
                    ),
                )
            )
        total = sum((line.gross(False).amount for line in made), Decimal(0))
        at = START + timedelta(seconds=20 * sequence)
        key = f"B/{register}/1/{sequence}"
        return Receipt(
            external_id=key,
            name=f"{sequence:06d}",
            currency=self.currency,
            prices_include_tax=False,
            created_at=at,
            updated_at=at,
            processed_at=at,
            lines=tuple(made),
            total=self.money(total),
            total_tax=self.money(sum((line.tax.amount for line in made), Decimal(0))),
            financial_status="paid",
            tenders=(
                Tender(
                    key,
                    "sale",
                    "success",
                    "card" if by_card else "cash",
                    self.money(total),
                    at,
                ),
            ),
            channel="pos",
            place=Place("B", register, business_date=DAY, epoch=1, sequence=sequence),
        )

    def money(self, amount):
        """Return an amount of the company's currency."""
        return Money(amount, self.currency)

    def closing(self, register, receipts):
        """Return the till's close of receipts, with everything it states."""
        total = sum((r.total.amount for r in receipts), Decimal(0))
        tax = sum((r.total_tax.amount for r in receipts), Decimal(0))
        return CashSession(
            external_id=f"B/{register}/{DAY}",
            location_id="B",
            register_id=register,
            currency=self.currency,
            business_date=DAY,
            opened_at=START,
            opening_float=self.money(Decimal(0)),
            closed_at=START + timedelta(hours=12),
            first_sequence=1,
            last_sequence=len(receipts),
            receipt_count=len(receipts),
            gross_total=self.money(total),
            tax_total=self.money(tax),
            epoch=1,
        )
