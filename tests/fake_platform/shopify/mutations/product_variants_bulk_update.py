"""productVariantsBulkUpdate: change some variants of a product, the others stay."""

from decimal import Decimal

from ..catalogue import saved, set_variant
from ..errors import user_error
from ..registry import mutation


@mutation("productVariantsBulkUpdate")
def product_variants_bulk_update(
    call, product_id, variants, allow_partial_updates=False, media=None
):
    """Change what is given of each variant; all or none unless partial is allowed."""
    shop = call.shop
    product = shop.want(product_id, "Product")
    if product is None:
        message = "Product does not exist"
        error = user_error(["productId"], message, "PRODUCT_DOES_NOT_EXIST")
        return {"product": None, "productVariants": None, "userErrors": [error]}
    errors, good = [], []
    for place, entry in enumerate(variants):
        error = _check(product, ["variants", str(place)], entry)
        if error:
            errors.append(error)
        else:
            good.append(entry)
    if errors and not allow_partial_updates:
        return {"product": product_id, "productVariants": None, "userErrors": errors}
    for entry in good:
        variant = shop.get(entry["id"])
        set_variant(shop, variant, entry)
        if "mediaId" in entry:
            variant["_media"] = [entry["mediaId"]] if entry["mediaId"] else []
    if good:
        saved(shop, product)
    return {
        "product": product_id,
        "productVariants": [entry["id"] for entry in good],
        "userErrors": errors,
    }


def _check(product, path, entry):
    if not entry.get("id"):
        message = "Product variant is missing ID attribute"
        return user_error([*path, "id"], message, "PRODUCT_VARIANT_ID_MISSING")
    if entry["id"] not in product["_variants"]:
        message = "Product variant does not exist"
        return user_error([*path, "id"], message, "PRODUCT_VARIANT_DOES_NOT_EXIST")
    if entry.get("price") is not None and Decimal(entry["price"]) < 0:
        message = "Price must be greater than or equal to 0"
        return user_error([*path, "price"], message, "GREATER_THAN_OR_EQUAL_TO")
    if "inventoryQuantities" in entry:
        message = "Inventory quantities can only be provided during create"
        return user_error(
            [*path, "inventoryQuantities"],
            message,
            "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE",
        )
    return None
