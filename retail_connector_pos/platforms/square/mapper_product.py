"""Items of the catalogue, their stock and their categories."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Collection,
    Media,
    Product,
    StockLevel,
    Variant,
)

from .shapes import moment, money


def product(raw) -> Product:
    """Return an item with its variations; pictures by their ids."""
    item = raw["item_data"]
    name = item.get("name") or raw["id"]
    rows = [row for row in item.get("variations") or () if not row.get("is_deleted")]
    single = len(rows) == 1
    categories = tuple(row["id"] for row in item.get("categories") or ())
    return Product(
        external_id=raw["id"],
        title=name,
        description_html=item.get("description_html") or item.get("description") or "",
        variants=tuple(_variant(row, item, single) for row in rows),
        options=() if single else ("Variation",),
        status="archived" if item.get("is_archived") else "active",
        updated_at=moment(raw.get("updated_at")),
        media=tuple(Media(one) for one in item.get("image_ids") or ()),
        collections=categories,
    )


def _variant(row, item, single):
    data = row["item_variation_data"]
    name = data.get("name") or ""
    price = data.get("price_money")
    return Variant(
        external_id=row["id"],
        title=name,
        sku=data.get("sku") or "",
        barcode=data.get("upc") or "",
        price=money(price) if price else None,
        taxable=bool(item.get("tax_ids")) or item.get("is_taxable", False),
        tracked=data.get("track_inventory", True),
        requires_shipping=False,
        options=() if single else (("Variation", name),),
        stock_id=row["id"],
        media_ids=tuple(data.get("image_ids") or ()),
    )


def stock(raw) -> StockLevel:
    """Return what is in stock of a variation at a location."""
    return StockLevel(
        stock_id=raw["catalog_object_id"],
        location_id=raw["location_id"],
        available=Decimal(raw["quantity"]),
        updated_at=moment(raw.get("calculated_at")),
    )


def collection(raw) -> Collection:
    """Return a category."""
    return Collection(
        external_id=raw["id"],
        title=raw["category_data"].get("name") or raw["id"],
        updated_at=moment(raw.get("updated_at")),
    )
