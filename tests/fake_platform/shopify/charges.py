"""What an order shows of duties, additional fees and the rounding of cash."""

from . import pricing
from .ledger import charge_sale
from .money import bag, load


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


def roundings(view, *kinds):
    """Return by what the cash of transactions of these kinds was rounded."""
    return [
        load(record["_rounding"])
        for record in map(view.shop.get, view.order["transactions"])
        if record.get("_rounding")
        and record["status"] == "SUCCESS"
        and record["kind"] in kinds
    ]


def give_back(shop, order, record, kinds, sales):
    """Give duties and fees back that were not yet; return what they are worth."""
    facts = order["_facts"]
    pair = pricing.pair_of(facts)
    due = pair.zero()
    for charge in facts.get("charges", ()):
        if charge["kind"] not in kinds or charge.get("given_back"):
            continue
        charge["given_back"] = True
        sales.append(charge_sale(shop, order, charge, -1))
        amount = load(charge["price"])
        if charge["kind"] == "duty":
            duty = {"__typename": "Duty", "id": charge["id"], "taxLines": []}
            part = {"amountSet": bag(amount, pair), "originalDuty": duty}
            record["duties"].append({"__typename": "RefundDuty", **part})
        due += amount
        if not order["taxesIncluded"]:
            due += pricing.tax(charge, pair)
    return due


def _charge(view, charge, type_name):
    return {
        "__typename": type_name,
        "id": charge["id"],
        "price": view.bag(load(charge["price"])),
        "taxLines": view.tax_lines(charge),
    }
