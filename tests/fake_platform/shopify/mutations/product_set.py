"""productSet: create or change a product; lists are replaced, the rest is patched."""

from ..catalogue import set_product
from ..catalogue_checks import identified
from ..errors import UserErrors
from ..registry import mutation


@mutation("productSet")
def product_set(call, input, identifier=None, synchronous=True):
    """Do it now, or as an operation that is asked for its result."""
    product = identified(call.shop, identifier, input)
    if synchronous or call.bulk:
        return {"product": set_product(call, product, input)["id"]}
    try:
        product, errors = set_product(call, product, input), []
    except UserErrors as refusal:
        errors = refusal.errors
    operation = call.shop.add(
        "ProductSetOperation",
        {
            "status": "CREATED",
            "product": None,
            "userErrors": [],
            "_product": product and product["id"],
            "_errors": errors,
        },
    )
    return {"productSetOperation": operation["id"]}
