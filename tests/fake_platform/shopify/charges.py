"""What an order shows of duties, additional fees and the rounding of cash."""

from .money import load


def duties(view, line):
    """Return the import duties of a line."""
    place = view.facts["lines"].index(line)
    return [
        _charge(view, charge, "Duty")
        | {
            "harmonizedSystemCode": charge.get("code"),
            "countryCodeOfOrigin": None,
        }
        for charge in view.facts.get("charges", ())
        if charge["kind"] == "duty" and charge.get("line", 0) == place
    ]


def fees(view):
    """Return the additional fees of an order."""
    return [
        _charge(view, charge, "AdditionalFee") | {"name": charge["name"]}
        for charge in view.facts.get("charges", ())
        if charge["kind"] == "fee"
    ]


def roundings(view):
    """Return by what the payments in cash were rounded."""
    return [
        load(record["_rounding"])
        for record in map(view.shop.get, view.order["transactions"])
        if record.get("_rounding") and record["status"] == "SUCCESS"
    ]


def _charge(view, charge, type_name):
    return {
        "__typename": type_name,
        "id": charge["id"],
        "price": view.bag(load(charge["price"])),
        "taxLines": view.tax_lines(charge),
    }
