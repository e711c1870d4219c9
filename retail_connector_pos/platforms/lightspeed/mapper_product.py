"""Products, books of prices, stock levels."""

from odoo.addons.retail_connector_base.canonical import (
    PriceList,
    Product,
    StockLevel,
    Variant,
)

from .shapes import moment, money, number

BARCODES = ("EAN", "UPC", "JAN", "ISBN", "ITF")


def product(payload) -> Product:
    """Return a product with its variants: rows of their own that name their parent."""
    rows, context = payload["rows"], payload["context"]
    head = rows[0]
    # The head of a family is one of its variants, if it has options of its own.
    sold = [r for r in rows if not r.get("has_variants") or r.get("variant_options")]
    sold = sold or rows
    return Product(
        external_id=head["id"],
        title=head["name"],
        variants=tuple(_variant(row, context) for row in sold),
        description_html=head.get("description") or "",
        vendor=(head.get("brand") or {}).get("name") or "",
        product_type=(head.get("type") or {}).get("name") or "",
        status="active" if _is_active(head) else "archived",
        tags=tuple(tag["name"] for tag in head.get("categories") or ()),
        options=_options(sold),
        updated_at=max(
            filter(None, (moment(row.get("updated_at")) for row in rows)), default=None
        ),
        key=head.get("source_id") or "",
        handle=head.get("handle") or "",
    )


def _is_active(row):
    return row.get("active", row.get("is_active", True)) and not row.get("deleted_at")


def _options(rows):
    names = [o["name"] for row in rows for o in row.get("variant_options") or ()]
    return tuple(dict.fromkeys(names))


def _variant(row, context):
    currency, price = context["currency"], row.get(context["price_field"])
    cost = row.get("supply_price")
    codes = [c["code"] for c in row.get("product_codes") or () if c["type"] in BARCODES]
    return Variant(
        external_id=row["id"],
        title=row.get("variant_name") or "",
        sku=row.get("sku") or "",
        barcode=codes[0] if codes else "",
        price=money(price, currency) if price is not None else None,
        cost=money(cost, currency) if cost is not None else None,
        tracked=bool(row.get("has_inventory", True)),
        options=tuple(
            (option["name"], option["value"])
            for option in row.get("variant_options") or ()
        ),
        stock_id=row["id"],
    )


def price_list(payload) -> PriceList:
    """Return a book of prices: for an outlet, a group of customers, or both."""
    book = payload["book"]
    group = (book.get("customer_group") or {}).get("name") or ""
    return PriceList(
        external_id=book["id"],
        name=book["name"],
        currency=payload["currency"],
        audience="market",
        contexts=tuple(filter(None, (payload["outlet"], group))),
        active=not book.get("deleted_at"),
        updated_at=moment(book.get("updated_at")),
    )


def stock(payload) -> StockLevel:
    """Return how many units of a product an outlet has."""
    level = number(payload["inventory_level"], "inventory_level")
    return StockLevel(
        stock_id=payload["product_id"],
        location_id=payload["outlet_id"],
        available=level,
        on_hand=level,
    )
