"""Orders: every amount, person and place of a sale, as the platform states them.

The document describes the order *as placed or last edited*. Its total is
``totalPriceSet``, its tax ``totalTaxSet``, both before refunds; what an edit took off
is taken off line by line (``mapper_order_edits``) and the result must then be the
platform's current total. Refunds do not change the lines: they are documents of their
own, and ``refunded`` says how much money went back. ``current_quantity`` of a line
tells what is left after both.
"""

from odoo.addons.retail_connector_base.canonical import Money, Order, OrderLine, Place
from odoo.addons.retail_connector_base.canonical.invariant import require_equal

from . import mapper_order_edits as edits
from . import mapper_order_lines as lines
from .mapper_customer import buyer
from .mapper_payment import rounding, tenders
from .mapper_terms import payment_terms
from .shapes import View, address, id_of, moment, number, pairs

# Where an order came from, by the platform's own word; an app's number is no channel.
CHANNELS = {
    "web": "web",
    "pos": "pos",
    "shopify_draft_order": "draft",
    "iphone": "mobile",
    "android": "mobile",
    "mobile_app": "mobile",
    "subscription_contract": "subscription",
    "subscription_contract_checkout_one": "subscription",
}
OTHER_CHANNEL = "app"
# The most worrying assessment counts; the recommendation may raise it.
RISKS = ("NONE", "LOW", "PENDING", "MEDIUM", "HIGH")
RECOMMENDED_RISK = {"CANCEL": "HIGH", "INVESTIGATE": "MEDIUM"}
UTM = ("source", "medium", "campaign", "content", "term")


def order(view: View, payload) -> Order:
    """Return the order; raise InvariantError when its amounts contradict each other."""
    total, total_tax, found = _amounts(view, payload)
    total, found = _with_rounding(view, payload, total, found)
    return Order(
        external_id=payload["id"],
        name=payload["name"],
        currency=total.currency,
        prices_include_tax=payload["taxesIncluded"],
        created_at=moment(payload["createdAt"]),
        processed_at=moment(payload["processedAt"]),
        updated_at=moment(payload["updatedAt"]),
        closed_at=moment(payload["closedAt"]),
        cancelled_at=moment(payload["cancelledAt"]),
        cancel_reason=(payload["cancelReason"] or "").lower(),
        lines=tuple(found),
        total=total,
        total_tax=total_tax,
        financial_status=(payload["displayFinancialStatus"] or "PENDING").lower(),
        fulfilment_status=payload["displayFulfillmentStatus"].lower(),
        paid=_received(view, payload),
        refunded=view.money(payload["totalRefundedSet"]),
        presentment_total=view.other(payload["totalPriceSet"]),
        tenders=tenders(view, payload["transactions"]),
        customer=buyer(view, payload),
        billing=address(payload["billingAddress"]),
        shipping=address(payload["shippingAddress"]),
        email=payload["email"] or "",
        phone=payload["phone"] or "",
        channel=channel(payload),
        source_name=payload["sourceName"] or "",
        place=_place(payload),
        staff=_seller(payload.get("staffMember")),
        terms=payment_terms(payload),
        risk=_risk(payload["risk"]),
        test=payload["test"],
        edited=payload["edited"],
        tags=tuple(payload["tags"]),
        note=payload["note"] or "",
        attributes=_attributes(payload),
        url=f"https://{view.shop}/admin/orders/{number(payload['id'])}",
    )


# --- amounts ---


def _amounts(view, payload):
    """Return total, total tax and lines that belong together."""
    total = view.money(payload["totalPriceSet"])
    stated_tax = payload["totalTaxSet"]
    tax = view.money(stated_tax) if stated_tax else Money.zero(total.currency)
    found, gone = _all_lines(view, payload, total)
    if not edits.needs_agreements(payload):
        return total, tax, found
    taken = edits.removals(view, payload)
    kept = []
    for line in found:
        if line.external_id in gone:
            left = None
        elif line.external_id in taken:
            left = edits.without(
                line, taken[line.external_id], payload["taxesIncluded"]
            )
        else:
            left = line
        if left is not line:
            total -= _difference(line, left, payload["taxesIncluded"])
            tax -= line.tax - left.tax if left else line.tax
        if left:
            kept.append(left)
    if not edits.is_refunded(view, payload) and not payload["cancelledAt"]:
        _check_current(view, payload, total, tax)
    return total, tax, kept


def _with_rounding(view, payload, total, found):
    """Add what the customer paid more or less because cash was rounded."""
    rounded = rounding(view, payload["transactions"], "sale", "capture")
    if not rounded:
        return total, found
    return total + rounded, [*found, lines.rounding(payload["id"], rounded)]


def _received(view, payload):
    """Return what was received less what was given back, cash as it was rounded."""
    paid = view.money(payload["netPaymentSet"])
    for sign, kinds in ((1, ("sale", "capture")), (-1, ("refund",))):
        rounded = rounding(view, payload["transactions"], *kinds)
        paid = paid + rounded * sign if rounded else paid
    return paid


def _difference(before, after, included):
    gross = before.gross(included)
    return gross - after.gross(included) if after else gross


def _check_current(view, payload, total, tax):
    """Nothing was refunded, so what the edits left must be the current amounts."""
    require_equal(
        view.money(payload["currentTotalPriceSet"]),
        total,
        "order.total",
        "the order less what its edits removed is not its current total",
    )
    require_equal(
        view.money(payload["currentTotalTaxSet"]),
        tax,
        "order.total_tax",
        "the taxes less what the edits removed are not the current tax",
    )


def _all_lines(view, payload, total) -> tuple[list[OrderLine], set[str]]:
    """Return the lines that make up the total before edits, and which edits removed.

    Two things the platform may or may not count in the lines: a tip (as an article or
    only as a total) and a removed delivery method. What is missing to the total tells;
    an amount that neither explains is left to the document's own check.
    """
    included = payload["taxesIncluded"]
    articles = payload["lineItems"]["nodes"]
    found = [lines.article(view, line) for line in articles]
    if not payload["dutiesIncluded"]:
        found += [duty for line in articles for duty in lines.duties(view, line)]
    found += lines.fees(view, payload["additionalFees"])
    removed = []
    for index, item in enumerate(payload["shippingLines"]["nodes"]):
        line = lines.shipping(view, item, index, payload["id"])
        (removed if item["isRemoved"] else found).append(line)
    missing = total - _gross(found, included, total.currency)
    tip = view.money(payload["totalTipReceivedSet"])
    tips = [lines.tip(payload["id"], tip)] if tip else []
    for extra in ([], tips, removed, tips + removed):
        if _gross(extra, included, total.currency) == missing:
            if tips and tips[0] not in extra:
                found = _with_tip(found, tip)
            found += extra
            break
    ids = {line.external_id for line in found}
    return found, {line.external_id for line in removed} & ids


def _gross(some, included, currency):
    return Money.sum((line.gross(included) for line in some), currency)


def _with_tip(found, amount):
    """Return the lines with the article that is the tip (if one is) called a tip."""
    for index, line in enumerate(found):
        if lines.is_tip(line, amount):
            return [*found[:index], lines.as_tip(line), *found[index + 1 :]]
    return found


# --- where from, how risky ---


def channel(payload) -> str:
    """Return the sales channel; a sale in a store is ``pos`` whatever made it."""
    if payload["retailLocation"]:
        return "pos"
    return CHANNELS.get(payload["sourceName"] or "web", OTHER_CHANNEL)


def _place(payload):
    """Return the store and device of a sale in a store; None for web orders."""
    if channel(payload) != "pos":
        return None
    devices = [id_of(item["device"]) for item in payload["transactions"]]
    device = next(filter(None, devices), "")
    return Place(
        location_id=id_of(payload["retailLocation"]),
        register_id=device,
        device=device,
        staff=id_of(payload.get("staffMember")),
    )


def _risk(risk):
    levels = [item["riskLevel"] for item in risk["assessments"]]
    levels.append(RECOMMENDED_RISK.get(risk["recommendation"], "NONE"))
    return max(levels, key=RISKS.index).lower()


def _attributes(payload):
    """Return the customer's own attributes and the channel's identifiers."""
    ours = {
        "app": (payload["app"] or {}).get("name"),
        "attribution": (payload["attribution"] or {}).get("handle"),
        "source_identifier": payload["sourceIdentifier"],
        "po_number": payload["poNumber"],
        "language": payload["customerLocale"],
        **_journey(payload["customerJourneySummary"]),
    }
    ours = {name: value for name, value in ours.items() if value}
    theirs = pairs(payload["customAttributes"])
    return {
        **{f"custom:{name}" if name in ours else name: theirs[name] for name in theirs},
        **ours,
    }


def _journey(summary):
    visit = (summary or {}).get("lastVisit")
    if not visit:
        return {}
    utm = visit["utmParameters"] or {}
    return {
        "visit_source": visit["source"],
        "referrer": visit["referrerUrl"],
        **{f"utm_{name}": utm.get(name) for name in UTM},
    }


def _seller(member) -> str:
    """Return who sold it: by name where it is told, else by the platform's id."""
    return (member or {}).get("name") or id_of(member)
