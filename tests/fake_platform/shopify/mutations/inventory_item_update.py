"""inventoryItemUpdate: cost, SKU and tracking of an item."""

from ..errors import refuse
from ..registry import mutation

PLAIN = (
    "sku",
    "tracked",
    "requiresShipping",
    "countryCodeOfOrigin",
    "provinceCodeOfOrigin",
    "harmonizedSystemCode",
)


@mutation("inventoryItemUpdate")
def inventory_item_update(call, id, input):
    """Change the fields that are given."""
    item = call.shop.want(id, "InventoryItem")
    if item is None:
        refuse(["id"], "The product couldn't be updated because it does not exist.")
    for name in PLAIN:
        if name in input:
            item[name] = input[name]
    if "cost" in input:
        cost = input["cost"]
        item["unitCost"] = cost and {"amount": cost, "currencyCode": call.shop.currency}
    if "sku" in input:
        call.shop.get(item["_variant"])["sku"] = input["sku"]
    call.shop.touch(item)
    call.shop.emit("inventory_items/update", item)
    return {"inventoryItem": item["id"]}
