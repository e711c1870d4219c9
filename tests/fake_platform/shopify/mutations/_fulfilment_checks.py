"""Rules that the mutations of fulfilment share."""

from ..errors import refuse


def check_units(rows, path):
    """Refuse quantities that are none."""
    for place, row in enumerate(rows or ()):
        if row["quantity"] <= 0:
            field = [*path, str(place), "quantity"]
            refuse(field, "Quantity must be greater than 0")


def lines_of(shop, record, rows, path):
    """Return [(fulfilment order line, units)]; all that is left without rows."""
    own = {gid: shop.get(gid) for gid in record["lineItems"]}
    if not rows:
        return [
            (x, x["remainingQuantity"]) for x in own.values() if x["remainingQuantity"]
        ]
    parts = []
    for row in rows:
        item = own.get(row["id"])
        if item is None:
            refuse(path, "Fulfillment order line item does not exist.")
        if row["quantity"] > item["remainingQuantity"]:
            refuse(path, "Invalid fulfillment order line item quantity requested.")
        parts.append((item, row["quantity"]))
    return parts


def tracking_of(given):
    """Return the tracking entries of an input: one company, many numbers and urls."""
    if not given:
        return []
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    count = max(len(numbers), len(urls), 1 if given.get("company") else 0)
    return [
        {
            "company": given.get("company"),
            "number": numbers[place] if place < len(numbers) else None,
            "url": urls[place] if place < len(urls) else None,
        }
        for place in range(count)
    ]
