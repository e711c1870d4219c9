"""Wishes for what is rare in a basket: custom items, fees, duties, terms, rounding."""

from decimal import Decimal


def dress(basket, wishes):
    """Change a drawn basket by the rarer wishes.

    script (the discount is a script's), custom [{title, price, quantity,
    attributes}], rates (of every line and shipping),
    no_shipping, charges [{kind: duty|fee, name, price, line}], gateway, rounding (of
    the first payment, cash), terms {kind, days, parts}, payments (as they are stored),
    attributes of the first line, method (PICK_UP instead of shipping), staff (who sold
    it at the till).
    """
    basket["lines"] += [_custom(item) for item in wishes.get("custom", ())]
    _rates(basket, wishes)
    if wishes.get("no_shipping"):
        basket["shipping"] = []
    if "line_attributes" in wishes:
        basket["lines"][0]["attributes"] = wishes["line_attributes"]
    _payments(basket, wishes)
    basket["charges"] = wishes.get("charges", [])
    if wishes.get("script"):
        for application in basket["applications"]:
            application.pop("code", None)
            application.update(
                __typename="ScriptDiscountApplication", title="Three for two"
            )
    for name in ("terms", "utm", "po_number", "method", "staff"):
        if wishes.get(name):
            basket[name] = wishes[name]
    return basket


def _custom(item):
    return {"kind": "custom", "quantity": 1, "rates": [], "attributes": [], **item}


def _rates(basket, wishes):
    if "rates" in wishes:
        for item in [*basket["lines"], *basket["shipping"]]:
            if item.get("kind") not in ("gift_card", "tip"):
                item["rates"] = wishes["rates"]


def _payments(basket, wishes):
    if "payments" in wishes:
        basket["payments"] = [_payment(item) for item in wishes["payments"]]
    if wishes.get("gateway"):
        for payment in basket["payments"]:
            payment["gateway"] = wishes["gateway"]
    if wishes.get("rounding"):
        basket["payments"][0]["rounding"] = wishes["rounding"]


def _payment(item):
    amount = item.get("amount")
    return {
        "kind": "SALE",
        "status": "SUCCESS",
        **item,
        **({"amount": Decimal(amount)} if amount else {}),
    }


def journey(utm):
    """Return the summary of a customer's way to the shop, with its campaign."""
    names = ("source", "medium", "campaign", "content", "term")
    parameters = {name: utm.get(name) for name in names}
    visit = {
        "__typename": "CustomerVisit",
        "source": utm.get("source"),
        "referrerUrl": utm.get("referrer"),
        "utmParameters": {"__typename": "UTMParameters", **parameters},
    }
    return {"__typename": "CustomerJourneySummary", "lastVisit": visit}
