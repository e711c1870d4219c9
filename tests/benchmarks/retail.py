"""A company, products and a connected shop to measure orders with."""

import random
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.retail_connector_base.canonical import (
    Address,
    Money,
    Order,
    OrderLine,
    Party,
    TaxLine,
    Tender,
)

CENT = Decimal("0.01")
RATE = Decimal("0.15")
LINES = 3  # of each order
STOCK = 1_000_000  # units of each product
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def setup(env, products=200):
    """Return the shop's connection with everything mapped; create what is missing."""
    backend = env["retail.backend"].search([("name", "=", "Benchmark")], limit=1)
    if backend:
        return backend
    company = env.company
    # A transaction at a time writes accounts here; the order of ids is fixed.
    journal = env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "general")], limit=1
    )
    clearing = env["account.account"].create(
        {
            "name": "Benchmark clearing",
            "code": "109900",
            "account_type": "asset_current",
            "reconcile": True,
        }
    )
    backend = env["retail.backend"].create(
        {"name": "Benchmark", "company_id": company.id, "state": "connected"}
    )
    backend._ensure_service_products()
    tax = env["account.tax"].create(
        {
            "name": "Benchmark 15 %",
            "amount": float(RATE * 100),
            "type_tax_use": "sale",
            "price_include_override": "tax_excluded",
        }
    )
    env["retail.mapping.tax"].create(
        {
            "backend_id": backend.id,
            "title": "Tax",
            "rate": float(RATE),
            "country_code": "US",
            "tax_id": tax.id,
            "state": "approved",
        }
    )
    env["retail.mapping.tender"].create(
        {
            "backend_id": backend.id,
            "gateway": "cards",
            "journal_id": journal.id,
            "account_id": clearing.id,
            "state": "approved",
        }
    )
    _make_products(env, backend, tax, products)
    env.cr.commit()
    return backend


def _make_products(env, backend, tax, count):
    products = env["product.product"].create(
        [
            {
                "name": f"Benchmark product {n}",
                "default_code": f"BENCH-{n}",
                "type": "consu",
                "is_storable": True,
                "invoice_policy": "order",
                "list_price": 10 + n,
                "taxes_id": [(6, 0, tax.ids)],
            }
            for n in range(count)
        ]
    )
    env["retail.binding.variant"].create(
        [
            {
                "backend_id": backend.id,
                "external_id": f"bench-{n}",
                "record_id": product.id,
                "sku": product.default_code,
                "state": "matched",
            }
            for n, product in enumerate(products)
        ]
    )
    location = backend.sale_warehouse_id.lot_stock_id
    env["stock.quant"].with_context(inventory_mode=True).create(
        [
            {
                "product_id": product.id,
                "location_id": location.id,
                "inventory_quantity": STOCK,
            }
            for product in products
        ]
    ).action_apply_inventory()


def documents(prefix, count, products=200, seed=1, customers=None):
    """Return canonical orders: three lines, 15 % tax, paid by card."""
    draw = random.Random(seed)
    return [
        _document(draw, f"{prefix}-{n}", n, products, customers or count)
        for n in range(count)
    ]


def _document(draw, name, number, products, customers):
    placed = START + timedelta(seconds=number)
    lines = []
    for index, product in enumerate(draw.sample(range(products), LINES)):
        unit = Decimal(10 + product)
        quantity = Decimal(draw.randint(1, 3))
        tax = (unit * quantity * RATE).quantize(CENT, ROUND_HALF_UP)
        lines.append(
            OrderLine(
                external_id=f"{name}-{index}",
                kind="product",
                title=f"Benchmark product {product}",
                quantity=quantity,
                unit_price=Money(unit, "USD"),
                subtotal=Money(unit * quantity, "USD"),
                taxes=(TaxLine("Tax", RATE, Money(tax, "USD")),),
                variant_id=f"bench-{product}",
                sku=f"BENCH-{product}",
                requires_shipping=True,
            )
        )
    total = Money.sum((line.gross(False) for line in lines), "USD")
    buyer = number % customers
    address = Address(
        name=f"Buyer {buyer}",
        street=f"{buyer} Main Street",
        city="Springfield",
        zip="62701",
        state_code="IL",
        country_code="US",
    )
    return Order(
        external_id=name,
        name=name,
        currency="USD",
        prices_include_tax=False,
        created_at=placed,
        updated_at=placed,
        lines=tuple(lines),
        total=total,
        total_tax=Money.sum((line.tax for line in lines), "USD"),
        financial_status="paid",
        paid=total,
        tenders=(Tender(f"t-{name}", "sale", "success", "cards", total, placed),),
        customer=Party(
            external_id=f"buyer-{buyer}",
            name=f"Buyer {buyer}",
            email=f"buyer{buyer}@example.com",
        ),
        billing=address,
        shipping=address,
        source_name="web",
    )
