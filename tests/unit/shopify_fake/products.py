"""Payloads of products for the tests of pushing them."""

from odoo.addons.retail_connector_base.platforms import PushItem


def variant(ref, options=(), gid="", **values):
    """Return a variant of a payload."""
    return {
        "ref": ref,
        "id": gid,
        "options": [list(option) for option in options],
        "values": {
            "sku": f"SKU-{ref}",
            "barcode": "",
            "weight_kg": "",
            "hs_code": "",
            "origin_country": "",
            "cost": "",
            "tracked": True,
            "requires_shipping": True,
            **values,
        },
        "taxable": True,
    }


def product(key="k1", gid="", variants=(), whole=True, **more):
    """Return the payload of a product; parts are given as keywords."""
    parts = {
        "text": {
            "title": "Linen shirt",
            "description_html": "<p>Soft.</p>",
            "vendor": "Nordlicht",
            "product_type": "Shirts",
            "handle": "",
        },
        "status": "active",
        "tags": ["linen", "summer"],
        "seo": {"title": "Shirt", "description": ""},
    }
    for name in (*parts, "collections", "metafields", "translations"):
        if name in more:
            parts[name] = more.pop(name)
    names = dict.fromkeys(n for row in variants for n, _v in row["options"])
    return {
        "id": gid,
        "key": key,
        "delete": False,
        "parts": parts,
        "whole": whole,
        "options": list(names),
        "variants": list(variants) or [variant(1)],
        **more,
    }


def item(payload, key=None):
    """Return a payload as an item to push."""
    return PushItem(key or f"product:{payload['key']}:1", payload)


def read(one, product_id):
    """Return the product the shop has, as a document."""
    return one.parse("product", one.fetch_many("product", [product_id])[product_id])
