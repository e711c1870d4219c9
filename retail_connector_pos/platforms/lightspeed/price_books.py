"""Prices of a price book out: for an outlet, or for a group of customers.

A book's rows are read first, so that a repeat changes a row instead of adding a second
one. Rows that hold from a quantity on are somebody else's and stay.
"""

from collections import defaultdict

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PushResult,
    RefusedError,
)

BASE = "BASE"  # type of the book that holds the retailer's own prices
MOST = 100  # rows a request


def push(reads, items):
    """Deliver prices of books; return item key -> result."""
    books, results = defaultdict(list), {}
    for item in items:
        books[item.payload["list_id"]].append(item)
    for book, part in books.items():
        for start in range(0, len(part), MOST):
            results |= _push_book(reads, book, part[start : start + MOST])
    return results


def _push_book(reads, book, items):
    path = f"/price_books/{book}/products"
    try:
        known = _rows(reads.client, path, items)
        _send(reads, path, items, known)
    except NotFoundError:
        error = RefusedError("The price book is not there.", "no_list")
        return {item.key: PushResult(item.key, error=error) for item in items}
    except RefusedError as error:
        if len(items) == 1:
            return {items[0].key: PushResult(items[0].key, error=error)}
        found = {}
        for item in items:  # only the one at fault is held back
            found |= _push_book(reads, book, [item])
        return found
    return {i.key: PushResult(i.key, i.payload["variant_id"]) for i in items}


def _rows(client, path, items):
    """Return product id -> its row of a book, of those without a quantity."""
    ids = sorted({item.payload["variant_id"] for item in items})
    rows = client.get(path, product_ids=",".join(ids)) or ()
    return {
        row["product_id"]: row
        for row in rows
        if not row.get("min_units") and not row.get("max_units")
    }


def _send(reads, path, items, known):
    fresh, changed, gone = [], [], []
    for item in items:
        product, price = item.payload["variant_id"], item.payload["price"]
        row = known.get(product)
        if price is None:
            gone += [row["id"]] if row else []
        elif row:
            changed.append((product, price, row["tax_id"], row["id"]))
        else:
            fresh.append((product, price, "", ""))
    if gone:
        body = {"data": {"price_book_product_ids": gone}}
        reads.client.send("DELETE", path, body, idempotent=True)
    if changed:
        body = {"data": [_row(*row) for row in changed]}
        reads.client.send("PATCH", path, body, idempotent=True)
    if fresh:
        taxes = _taxes(reads, [product for product, *_rest in fresh])
        rows = [_row(product, price, taxes[product]) for product, price, *_ in fresh]
        reads.client.send("POST", path, {"data": rows})


def _row(product, price, tax, row_id=""):
    row = {"product_id": product, "price": float(price), "tax_id": tax}
    return {**row, "id": row_id} if row_id else row


def _taxes(reads, products):
    """Return product id -> the tax it has in the retailer's own prices."""
    base = next(row["id"] for row in reads.price_books if row.get("type") == BASE)
    path = f"/price_books/{base}/products"
    rows = reads.client.get(path, product_ids=",".join(sorted(products))) or ()
    found = {row["product_id"]: row["tax_id"] for row in rows}
    if missing := [product for product in products if product not in found]:
        raise RefusedError(f"Not in the base price book: {missing[0]}", "no_product")
    return found
