"""priceListFixedPricesAdd, Delete and Update: the own prices of a list."""

from ..errors import ApiError, UserErrors, refuse, user_error
from ..markets import fixed_price
from ..registry import mutation

MAX = 250  # entries of an array argument


@mutation("priceListFixedPricesAdd")
def price_list_fixed_prices_add(call, price_list_id, prices):
    """Set prices; of one variant named twice the last one counts."""
    record = _list(call, price_list_id)
    _check_size(prices)
    errors = _errors(call.shop, record, prices, "prices")
    if errors:
        raise UserErrors(*errors)
    return {"prices": _set(call.shop, record, prices)}


@mutation("priceListFixedPricesDelete")
def price_list_fixed_prices_delete(call, price_list_id, variant_ids):
    """Let variants follow the list's adjustment again."""
    record = _list(call, price_list_id)
    _check_size(variant_ids)
    errors = _missing(record, variant_ids, "variantIds")
    if errors:
        raise UserErrors(*errors)
    for variant in variant_ids:
        del record["_fixed"][variant]
    return {"deletedFixedPriceVariantIds": list(variant_ids)}


@mutation("priceListFixedPricesUpdate")
def price_list_fixed_prices_update(
    call, price_list_id, prices_to_add, variant_ids_to_delete
):
    """Set some prices and take others away, all or nothing."""
    record = _list(call, price_list_id)
    _check_size(prices_to_add)
    _check_size(variant_ids_to_delete)
    errors = _errors(call.shop, record, prices_to_add, "pricesToAdd")
    errors += _missing(record, variant_ids_to_delete, "variantIdsToDelete")
    if errors:
        raise UserErrors(*errors)
    for variant in variant_ids_to_delete:
        del record["_fixed"][variant]
    return {
        "priceList": record["id"],
        "pricesAdded": _set(call.shop, record, prices_to_add),
        "deletedFixedPriceVariantIds": list(variant_ids_to_delete),
    }


def _list(call, gid):
    record = call.shop.want(gid, "PriceList")
    if record is None:
        refuse(["priceListId"], "Price list not found.", "PRICE_LIST_NOT_FOUND")
    return record


def _check_size(values):
    """Refuse an array that is too long, as the platform does for any mutation."""
    if len(values) > MAX:
        raise ApiError(
            f"The input array size of {len(values)} is greater than the maximum "
            f"allowed of {MAX}.",
            "MAX_INPUT_SIZE_EXCEEDED",
        )


def _errors(shop, record, prices, argument):
    errors = []
    for place, entry in enumerate(prices):
        path = [argument, str(place)]
        if shop.want(entry["variantId"], "ProductVariant") is None:
            message = "The specified product variant could not be found."
            errors.append(
                user_error([*path, "variantId"], message, "VARIANT_NOT_FOUND")
            )
            continue
        for name in ("price", "compareAtPrice"):
            money = entry.get(name)
            if money and money["currencyCode"] != record["currency"]:
                errors.append(
                    user_error(
                        [*path, name, "currencyCode"],
                        "The specified currency does not match the price list's "
                        "currency.",
                        "PRICE_LIST_CURRENCY_MISMATCH",
                    )
                )
                break
    return errors


def _missing(record, variant_ids, argument):
    return [
        user_error(
            [argument, str(place)],
            "Only fixed prices can be deleted.",
            "PRICE_NOT_FIXED",
        )
        for place, variant in enumerate(variant_ids)
        if variant not in record["_fixed"]
    ]


def _set(shop, record, prices):
    for entry in prices:
        record["_fixed"][entry["variantId"]] = {
            "price": entry["price"],
            "compareAtPrice": entry.get("compareAtPrice"),
        }
    shop.touch(record)
    return [
        fixed_price(record, shop, entry["variantId"], entry)
        for entry in (
            {"variantId": variant, **record["_fixed"][variant]}
            for variant in dict.fromkeys(entry["variantId"] for entry in prices)
        )
    ]
