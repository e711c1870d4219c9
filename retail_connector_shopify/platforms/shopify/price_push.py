"""Prices out: absolute values, so a repeat after a crash changes nothing.

The shop's own prices go product by product, and what is wrong with one variant does not
hold up the others. A price list takes or refuses a request as a whole: then it is sent
again without those it named. Above ``BULK_FROM`` products one bulk operation takes all.
"""

from collections import defaultdict
from collections.abc import Sequence

from odoo.addons.retail_connector_base.platforms import (
    PlatformError,
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from . import product_bulk
from .client import AdminClient

LIST_MAX = 250  # entries of an array argument
BULK_FROM = 100  # products from which one bulk operation is cheaper than single calls


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Deliver prices; return one result per item, in their order."""
    results: dict[str, PushResult] = {}
    by_list = defaultdict(list)
    for item in items:
        by_list[item.payload["list_id"]].append(item)
    for list_id, part in by_list.items():
        if list_id:
            for start in range(0, len(part), LIST_MAX):
                results.update(_list(client, list_id, part[start : start + LIST_MAX]))
        else:
            results.update(_own(client, part, key))
    return [results[item.key] for item in items]


# --- the shop's own prices ---


def _own(client, items, key):
    results = {}
    products = _by_product(items)
    for item in products.pop("", ()):
        error = RefusedError("The variant's product is not known.", "no_product")
        results[item.key] = PushResult(item.key, error=error)
    if len(products) >= BULK_FROM:
        results.update(_in_bulk(client, products, key))
        return results
    for product, part in products.items():
        try:
            answer = client.run("variants_update", _variables(product, part))
        except TransientError as error:
            if not results:
                raise
            # Others of the request went through; these are asked for again.
            results.update(
                {item.key: PushResult(item.key, error=error) for item in part}
            )
        else:
            results.update(_outcomes(part, answer["productVariantsBulkUpdate"]))
    return results


def _in_bulk(client, products, key):
    """Deliver the prices of many products in one operation."""
    sets = {product: _variables(product, part) for product, part in products.items()}
    answers = product_bulk.run(client, sets, key, mutation=product_bulk.PRICES)
    results = {}
    for product, part in products.items():
        results.update(_outcomes(part, answers[product]))
    return results


def _by_product(items):
    """Return product id -> its items."""
    products = defaultdict(list)
    for item in items:
        products[item.payload["product_id"]].append(item)
    return products


def _variables(product, items):
    return {"product": product, "variants": [_variant(item) for item in items]}


def _variant(item):
    """Return what is sent of a variant; compare-at null takes it away."""
    payload = item.payload
    return {
        "id": payload["variant_id"],
        "price": payload["price"],
        "compareAtPrice": payload["compare_at"],
    }


def _outcomes(items, answer):
    """Return key -> result of the variants of one product.

    :param answer: payload of the mutation, which takes what is right
    """
    errors = defaultdict(list)
    for error in answer["userErrors"]:
        errors[_index(error["field"])].append(error)
    taken = {one["id"] for one in answer.get("productVariants") or ()}
    results = {}
    for index, item in enumerate(items):
        found = errors.get(index) or errors.get(None)
        if found and item.payload["variant_id"] not in taken:
            results[item.key] = PushResult(item.key, error=_error(found[0]))
        else:
            results[item.key] = PushResult(
                item.key, item.payload["variant_id"], {"price": item.payload["price"]}
            )
    return results


def _index(path):
    """Return 3 for ``["variants", "3", "price"]``, None when no entry is named."""
    return next((int(part) for part in path or () if part.isdigit()), None)


def _error(error) -> PlatformError:
    return RefusedError(error["message"], (error["code"] or "").lower() or None)


# --- prices of a list ---


def _list(client, list_id, items):
    """Deliver prices of one list: all, or all but those that are refused."""
    sets = [item for item in items if item.payload["price"] is not None]
    gone = [item for item in items if item.payload["price"] is None]
    results = {}
    while sets or gone:
        answer = client.run("list_prices_update", _list_input(list_id, sets, gone))
        errors = answer["priceListFixedPricesUpdate"]["userErrors"]
        refused = _named(errors, sets, gone)
        if errors and not refused:
            refused = {item.key: (item, errors[0]) for item in (*sets, *gone)}
        for item, error in refused.values():
            results[item.key] = _refusal(item, error)
        sets = [item for item in sets if item.key not in refused]
        gone = [item for item in gone if item.key not in refused]
        if not errors:
            break
    for item in (*sets, *gone):
        results[item.key] = PushResult(item.key, item.payload["variant_id"])
    return results


def _list_input(list_id, sets, gone):
    return {
        "list": list_id,
        "prices": [_list_price(item.payload) for item in sets],
        "gone": [item.payload["variant_id"] for item in gone],
    }


def _list_price(payload):
    currency = payload["currency"]
    compare = payload["compare_at"]
    return {
        "variantId": payload["variant_id"],
        "price": {"amount": payload["price"], "currencyCode": currency},
        "compareAtPrice": compare and {"amount": compare, "currencyCode": currency},
    }


def _named(errors, sets, gone):
    """Return key -> (item, error) of the items that errors name by their path."""
    found = {}
    for error in errors:
        path = error["field"] or ()
        part = gone if "variantIdsToDelete" in path else sets
        index = _index(path)
        if index is not None and index < len(part):
            found.setdefault(part[index].key, (part[index], error))
    return found


def _refusal(item, error):
    """Return the result of a refused item; taking away what is not there is done."""
    if error["code"] == "PRICE_NOT_FIXED" and item.payload["price"] is None:
        return PushResult(item.key, item.payload["variant_id"])
    return PushResult(item.key, error=_error(error))
