"""What the platform would give back for some units, delivery included."""

from . import pricing
from .money import bag, load
from .refund_money import payments, refundable
from .registry import field


@field("Order", "suggestedRefund")
def suggested_refund(record, args, call):
    """Work out a refund without making it."""
    facts = record["_facts"]
    pair = pricing.pair_of(facts)
    rows = args.get("refundLineItems") or []
    if args.get("suggestFullRefund"):
        rows = [
            {"lineItemId": x["id"], "quantity": pricing.kept(x)} for x in facts["lines"]
        ]
    lines = {line["id"]: line for line in facts["lines"]}
    amount, tax, shown = pair.zero(), pair.zero(), []
    for row in rows:
        net, taxes = pricing.refund_of(lines[row["lineItemId"]], row["quantity"], pair)
        amount += net
        tax += pair.total(taxes)
        shown.append(_line(row, net, pair.total(taxes), pair))
    shipping, shipping_tax = _shipping(facts, args, pair)
    due = amount + shipping
    if not record["taxesIncluded"]:
        due += tax + shipping_tax
    ways = [
        (payment, refundable(call.shop, record, payment))
        for payment in payments(call.shop, record)
    ]
    return {
        "__typename": "SuggestedRefund",
        "amountSet": bag(due, pair),
        "subtotalSet": bag(amount, pair),
        "discountedSubtotalSet": bag(amount, pair),
        "totalTaxSet": bag(tax + shipping_tax, pair),
        "maximumRefundableSet": bag(pair.total(left for _way, left in ways), pair),
        "refundLineItems": shown,
        "refundDuties": [],
        "shipping": {
            "amountSet": bag(shipping, pair),
            "taxSet": bag(shipping_tax, pair),
        },
        "suggestedTransactions": _transactions(ways, due, pair),
        "suggestedRefundMethods": [],
    }


def _line(row, net, tax, pair):
    return {
        "__typename": "RefundLineItem",
        "id": None,
        "lineItem": row["lineItemId"],
        "quantity": row["quantity"],
        "restockType": row.get("restockType") or "NO_RESTOCK",
        "restocked": False,
        "location": row.get("locationId"),
        "subtotalSet": bag(net, pair),
        "totalTaxSet": bag(tax, pair),
    }


def _shipping(facts, args, pair):
    """Return what of the delivery goes back, and its tax in proportion."""
    amount, tax = pair.zero(), pair.zero()
    wanted = args.get("shippingAmount")
    if not (wanted or args.get("refundShipping") or args.get("suggestFullRefund")):
        return amount, tax
    for line in facts["shipping"]:
        amount += pricing.shipping_net(line, pair) - load(line["refunded"])
        tax += pricing.tax(line, pair) - pair.total(map(load, line["tax_refunded"]))
    if wanted and amount.shop:
        part = pair.amount(wanted).least(amount)
        return part, pair.round(tax.times(part.shop / amount.shop))
    return amount, tax


def _transactions(ways, due, pair):
    found, left = [], due
    for payment, limit in ways:
        part = limit.least(left)
        if part.shop > 0:
            left -= part
            found.append(
                {
                    "__typename": "SuggestedOrderTransaction",
                    "kind": "SUGGESTED_REFUND",
                    "gateway": payment["gateway"],
                    "formattedGateway": payment["formattedGateway"],
                    "parentTransaction": payment["id"],
                    "amountSet": bag(part, pair),
                    "maximumRefundableSet": bag(limit, pair),
                }
            )
    return found
