"""productDelete: the product, its variants and their stock."""

from ..errors import refuse
from ..registry import mutation
from ..stock_actions import delete


@mutation("productDelete")
def product_delete(call, input, synchronous=True):
    """Delete a product; what was sold of it stays."""
    product = call.shop.want(input["id"], "Product")
    if product is None:
        refuse(["id"], "Product does not exist")
    delete(call.shop, product["_variants"][0])
    return {
        "deletedProductId": input["id"],
        "shop": next(iter(call.shop.table("Shop"))),
    }
