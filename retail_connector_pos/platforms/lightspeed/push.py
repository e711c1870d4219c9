"""Stock levels and prices out, product by product, as absolute values.

Only version 2.1 can change a product. It knows no idempotency keys and no comparison:
so what an outlet has is read first, and a level that is not the one the change was
based on is left alone. A repeat sets the same value again. A sale in the moment between
reading and setting is corrected by the next comparison.
"""

import functools
from collections import defaultdict
from collections.abc import Sequence

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    PushItem,
    PushResult,
    RefusedError,
    StaleError,
    TransientError,
)

from . import price_books
from .client import PRODUCTS, LightspeedClient
from .shapes import number


def push_stock(client: LightspeedClient, items: Sequence[PushItem]):
    """Deliver stock levels; return one result per item, in their order."""
    return _each_product(items, "stock_id", lambda *part: _set_levels(client, *part))


def push_prices(reads, items: Sequence[PushItem]):
    """Deliver the retailer's own prices and those of price books."""
    own = [item for item in items if not item.payload["list_id"]]
    books = [item for item in items if item.payload["list_id"]]
    set_price = functools.partial(_set_price, reads.client, reads.price_field)
    done = {r.key: r for r in _each_product(own, "variant_id", set_price)}
    try:
        done |= price_books.push(reads, books)
    except TransientError as error:
        if not done:
            raise
        done |= {item.key: PushResult(item.key, error=error) for item in books}
    return [done[item.key] for item in items]


def _each_product(items, name, deliver):
    """Call ``deliver(product id, its items)``; what one cannot do stops no other."""
    parts, results = defaultdict(list), {}
    for item in items:
        parts[item.payload[name]].append(item)
    for product_id, part in parts.items():
        try:
            results.update(deliver(product_id, part))
        except (NotFoundError, RefusedError, TransientError) as error:
            if isinstance(error, TransientError) and not results:
                raise
            refused = error
            if isinstance(error, NotFoundError):
                refused = RefusedError("The product is not there.", "no_product")
            results.update({i.key: PushResult(i.key, error=refused) for i in part})
    return [results[item.key] for item in items]


def _set_levels(client, product_id, items):
    rows = client.get(f"/products/{product_id}/inventory") or ()
    levels = {row["outlet_id"]: number(row["inventory_level"]) for row in rows}
    results, wanted = {}, []
    for item in items:
        outlet, compare = item.payload["location_id"], item.payload["compare"]
        target, level = number(item.payload["quantity"]), levels.get(outlet)
        believed = None if compare is None else number(compare)
        if level != target and level != believed:
            error = StaleError(f"the outlet has {level}, not {compare}")
            results[item.key] = PushResult(item.key, error=error)
            continue
        if level != target:
            wanted.append({"outlet_id": outlet, "current_amount": int(target)})
        results[item.key] = PushResult(item.key, product_id)
    if wanted:
        _update(client, product_id, {"inventory": wanted})
    return results


def _set_price(client, field, product_id, items):
    results = {}
    for item in items:
        _update(client, product_id, {field: float(item.payload["price"])})
        results[item.key] = PushResult(item.key, product_id)
    return results


def _update(client, product_id, details):
    path, body = f"/products/{product_id}", {"details": details}
    client.send("PUT", path, body, version=PRODUCTS, idempotent=True)
