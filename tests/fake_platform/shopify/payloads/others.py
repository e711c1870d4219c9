"""Payloads about products, stock, customers, locations and the shop."""

from .. import inventory
from ..store import numeric
from .common import at, customer_address
from .common import customer as short_customer


def gone(shop, record):
    """Return the payload of a deletion: the number and nothing else."""
    return {"id": numeric(record["id"])}


def product(shop, record):
    """Return the payload of products/create and update."""
    variants = [shop.get(gid) for gid in record["_variants"]]
    return {
        "admin_graphql_api_id": record["id"],
        "body_html": record["descriptionHtml"],
        "created_at": at(shop, record["createdAt"]),
        "handle": record["handle"],
        "id": numeric(record["id"]),
        "product_type": record["productType"],
        "published_at": at(shop, record["publishedAt"]),
        "template_suffix": None,
        "title": record["title"],
        "updated_at": at(shop, record["updatedAt"]),
        "vendor": record["vendor"],
        "status": record["status"].lower(),
        "published_scope": "global",
        "tags": ", ".join(record["tags"]),
        "variants": [_variant(shop, variant) for variant in variants],
        "options": [
            {
                "name": option["name"],
                "id": numeric(option["id"]),
                "product_id": numeric(record["id"]),
                "position": option["position"],
                "values": option["values"],
            }
            for option in record["options"]
        ],
        "images": [],
        "image": None,
        "media": [],
        "variant_gids": [
            {"admin_graphql_api_id": v["id"], "updated_at": v["updatedAt"]}
            for v in variants
        ],
        "has_variants_that_requires_components": False,
        "category": None,
    }


def collection(shop, record):
    """Return the payload of collections/create and update."""
    return {
        "admin_graphql_api_id": record["id"],
        "id": numeric(record["id"]),
        "handle": record["handle"],
        "title": record["title"],
        "updated_at": at(shop, record["updatedAt"]),
        "body_html": record["descriptionHtml"],
        "published_at": None,
        "sort_order": record["sortOrder"].lower().replace("_", "-"),
        "template_suffix": None,
        "published_scope": "global",
    }


def _variant(shop, record):
    options = [option["value"] for option in record["selectedOptions"]] + [None] * 3
    total = inventory.available_total(shop, record["inventoryItem"])
    return {
        "admin_graphql_api_id": record["id"],
        "barcode": record["barcode"],
        "compare_at_price": record["compareAtPrice"],
        "created_at": at(shop, record["createdAt"]),
        "id": numeric(record["id"]),
        "inventory_policy": record["inventoryPolicy"].lower(),
        "position": record["position"],
        "price": record["price"],
        "product_id": numeric(record["product"]),
        "sku": record["sku"],
        "taxable": record["taxable"],
        "title": record["title"],
        "updated_at": at(shop, record["updatedAt"]),
        "option1": options[0],
        "option2": options[1],
        "option3": options[2],
        "image_id": None,
        "inventory_item_id": numeric(record["inventoryItem"]),
        "inventory_quantity": total,
        "old_inventory_quantity": total,
    }


def customer(shop, record):
    """Return the payload of customers/create and update."""
    number = numeric(record["id"])
    body = short_customer(shop, record)
    default = body.pop("default_address")
    body["addresses"] = [
        customer_address(entry, number) for entry in record["_addresses"]
    ]
    body["default_address"] = default
    return body


def level(shop, record):
    """Return the payload of inventory_levels/update, connect and disconnect."""
    return {
        "inventory_item_id": numeric(record["item"]),
        "location_id": numeric(record["location"]),
        "available": record["_quantities"]["available"],
        "updated_at": at(shop, record["updatedAt"]),
        "admin_graphql_api_id": record["id"],
    }


def item(shop, record):
    """Return the payload of inventory_items/create and update."""
    cost = record["unitCost"]
    return {
        "id": numeric(record["id"]),
        "sku": record["sku"],
        "created_at": at(shop, record["createdAt"]),
        "updated_at": at(shop, record["updatedAt"]),
        "requires_shipping": record["requiresShipping"],
        "cost": cost["amount"] if cost else None,
        "country_code_of_origin": record["countryCodeOfOrigin"],
        "province_code_of_origin": None,
        "harmonized_system_code": record["harmonizedSystemCode"],
        "tracked": record["tracked"],
        "country_harmonized_system_codes": [],
        "weight_value": record["measurement"]["weight"]["value"],
        "weight_unit": "kg",
        "admin_graphql_api_id": record["id"],
    }


def location(shop, record):
    """Return the payload of locations/create and update."""
    place = record["address"]
    return {
        "id": numeric(record["id"]),
        "name": record["name"],
        "address1": place["address1"],
        "address2": None,
        "city": place["city"],
        "zip": place["zip"],
        "province": place["provinceCode"],
        "country": place["countryCode"],
        "phone": None,
        "created_at": at(shop, record["createdAt"]),
        "updated_at": at(shop, record["updatedAt"]),
        "country_code": place["countryCode"],
        "country_name": place["country"],
        "province_code": place["provinceCode"],
        "legacy": False,
        "active": record["isActive"],
        "admin_graphql_api_id": record["id"],
    }


def shop(shop, record):
    """Return the payload of shop/update and app/uninstalled."""
    place = record["shopAddress"]
    return {
        "id": numeric(record["id"]),
        "name": record["name"],
        "email": record["email"],
        "domain": shop.domain,
        "province": place["provinceCode"],
        "country": place["countryCodeV2"],
        "address1": place["address1"],
        "zip": place["zip"],
        "city": place["city"],
        "created_at": at(shop, record["createdAt"]),
        "updated_at": at(shop, record["updatedAt"]),
        "country_code": place["countryCodeV2"],
        "country_name": place["country"],
        "currency": record["currencyCode"],
        "iana_timezone": record["ianaTimezone"],
        "shop_owner": record["shopOwnerName"],
        "taxes_included": record["taxesIncluded"],
        "plan_display_name": record["plan"]["publicDisplayName"],
        "plan_name": record["plan"]["publicDisplayName"].lower(),
        "myshopify_domain": shop.domain,
        "primary_location_id": numeric(next(iter(shop.table("Location")))),
        "enabled_presentment_currencies": record["enabledPresentmentCurrencies"],
    }


def bulk_operation(shop, record):
    """Return the payload of bulk_operations/finish."""
    return {
        "admin_graphql_api_id": record["id"],
        "completed_at": at(shop, record["completedAt"]),
        "created_at": at(shop, record["createdAt"]),
        "error_code": (record["errorCode"] or "").lower() or None,
        "status": record["status"].lower(),
        "type": record["type"].lower(),
    }
