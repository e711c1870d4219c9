"""Options of products and their values: records of their own, with texts."""


def set_options(shop, product, wanted):
    """Make the options those that are given; one that keeps its name stays itself.

    :param wanted: (name, names of the values) of each, in order
    """
    before = {option["name"]: option for option in product.get("options", ())}
    product["options"] = [
        _option(shop, before.pop(name, None), name, values, place)
        for place, (name, values) in enumerate(wanted, 1)
    ]
    for option in before.values():
        _forget(shop, option)


def forget(shop, product):
    """Delete the options of a product that is deleted."""
    for option in product["options"]:
        _forget(shop, option)


def _option(shop, option, name, values, place):
    if option is None:
        option = shop.add("ProductOption", {"name": name, "optionValues": []})
    before = {value["name"]: value for value in option["optionValues"]}
    option["position"], option["values"] = place, list(values)
    option["optionValues"] = [
        before.pop(value, None) or shop.add("ProductOptionValue", {"name": value})
        for value in values
    ]
    for value in before.values():
        shop.remove(value["id"])
    return option


def _forget(shop, option):
    for record in (*option["optionValues"], option):
        shop.remove(record["id"])
