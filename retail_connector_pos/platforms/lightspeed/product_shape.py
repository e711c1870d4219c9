"""A product as the X-Series API takes it: only what Odoo owns. Pure.

What is made is one request of version 2.0; what is changed goes to 2.1, which tells
what all variants share (``common``) from what is one variant's own (``details``).
"""

SOURCE = "USER"
UNNAMED = "*"  # a tax that Odoo has no name for: the outlet's own
KINDS = {8: "EAN", 12: "UPC", 13: "EAN", 14: "ITF"}  # digits of a barcode -> its type


def new_product(payload, house) -> dict:
    """Return the body that makes a product with all its variants."""
    parts, rows = payload["parts"], payload["variants"]
    text = parts["text"]
    body = {
        "name": text["title"],
        "description": text["description_html"],
        "source": SOURCE,
        "source_id": payload["key"],
        "is_active": parts.get("status", "active") == "active",
        "tag_ids": house.names.tags(parts.get("tags") or ()),
    }
    if brand := house.names.brand(text["vendor"]):
        body["brand_id"] = brand
    if rows[0]["options"]:
        body["variants"] = [
            {**_new_variant(row, house), "variant_definitions": definitions(row, house)}
            for row in rows
        ]
        return body
    return {**body, **_new_variant(rows[0], house)}


def _new_variant(row, house):
    values = row["values"]
    body = {"sku": values["sku"], "product_codes": codes(values)}
    if row.get("price"):
        body[house.price_field] = float(row["price"])
    if values.get("cost"):
        body["supply_price"] = float(values["cost"])
    if values.get("weight_kg"):
        body |= {"weight": float(values["weight_kg"]), "weight_unit": "KG"}
    told = row.get("taxable", True)
    if told is not True and told != [UNNAMED]:
        body |= _taxes(told, house, "all_outlets_tax")
    return body


def definitions(row, house, value="value"):
    """Return what tells a variant from its siblings, by the attributes' ids."""
    return [
        {"attribute_id": house.names.attribute(name), value: option}
        for name, option in row["options"]
    ]


def codes(values):
    """Return the codes a variant is found by: its SKU and its barcode."""
    found = [{"type": "CUSTOM", "code": values["sku"]}]
    barcode = values["barcode"]
    kind = KINDS.get(len(barcode)) if barcode.isdigit() else None
    if barcode and barcode != values["sku"]:
        found.append({"type": kind or "CUSTOM", "code": barcode})
    return found


def common(payload, house) -> dict:
    """Return what changes for all variants of a product."""
    parts, body = payload["parts"], {}
    if text := parts.get("text"):
        body["name"] = text["title"]
        body["description"] = text["description_html"]
        body["brand_id"] = house.names.brand(text["vendor"])
        if body["brand_id"] is None:
            del body["brand_id"]  # what was never kept in Odoo stays
    if "tags" in parts:
        body["tag_ids"] = house.names.tags(parts["tags"])
    rows = [row for row in payload["variants"] if "values" in row]
    if rows:
        body["track_inventory"] = any(row["values"]["tracked"] for row in rows)
    return body


def details(row, status, house) -> dict:
    """Return what changes of one variant.

    :param row: what Odoo says of it; None: nothing
    :param status: what becomes of the product; empty: it stays what it is
    """
    body = {}
    if status:
        body["is_active"] = status == "active"
    if values := (row or {}).get("values"):
        body["product_codes"] = codes(values)
        if values.get("weight_kg"):
            body |= {"weight": float(values["weight_kg"]), "weight_unit": "KG"}
    if row and "taxable" in row:
        body |= _taxes(row["taxable"], house, "all_outlet_tax")
    return body


def _taxes(told, house, name):
    """Return the taxes of a product, as shops with either kind of price say it.

    :param told: names of taxes, or whether it is taxed at all
    """
    if told is True or told == [UNNAMED]:
        choice = {"is_default": True}
    else:
        choice = {"tax_id": house.tax(told or [])}
    if house.inclusive:
        return {name: {"is_default": False, **choice}}
    return {"outlet_taxes": [{"outlet_id": one, **choice} for one in house.outlets]}
