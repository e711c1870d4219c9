"""Returns: announced, approved, processed with or without restocking, exchanged."""

from . import fulfilment, inventory, pricing
from .ledger import note_agreement, sales_of
from .money import bag
from .order_view import refresh
from .orders import add_line, show_lines, touched
from .refund_money import note, pay_back
from .refunds import take_back

REASONS = {"SIZE_TOO_SMALL": "Too small", "DEFECTIVE": "Defective", "OTHER": "Other"}
OPEN = ("REQUESTED", "OPEN")


def reason_of(shop, handle):
    """Return the definition of a reason, made when it is first used."""
    for record in shop.table("ReturnReasonDefinition").values():
        if handle in (record["handle"], record["id"]):
            return record
    return shop.add(
        "ReturnReasonDefinition",
        {
            "handle": handle,
            "name": REASONS.get(handle, handle.replace("_", " ").capitalize()),
            "deleted": False,
        },
    )


def parcel_lines(shop, order):
    """Return the shipped lines by id of the parcel line."""
    return {
        line["id"]: line
        for gid in order["fulfillments"]
        for line in shop.get(gid)["fulfillmentLineItems"]
        if shop.get(gid)["status"] == "SUCCESS"
    }


def announced(shop, order, parcel_line):
    """Return how many units of a parcel line are in returns already."""
    return sum(
        line["quantity"]
        for gid in order.get("returns", ())
        if shop.get(gid)["status"] not in ("CANCELED", "DECLINED")
        for line in map(shop.get, shop.get(gid)["returnLineItems"])
        if line["fulfillmentLineItem"]["id"] == parcel_line["id"]
    )


def create(shop, order, rows, exchange=(), requested=False, fee=None):
    """Make a return of ``rows`` ([parcel line, units, reason, note])."""
    number = len(order.setdefault("returns", [])) + 1
    record = shop.add(
        "Return",
        {
            "name": f"{order['name']}-R{number}",
            "status": "REQUESTED" if requested else "OPEN",
            "order": order["id"],
            "closedAt": None,
            "totalQuantity": sum(row[1] for row in rows),
            "refunds": [],
            "returnShippingFees": [],
            "reverseFulfillmentOrders": [],
            "_fee": fee,
        },
    )
    record["returnLineItems"] = [_line(shop, *row)["id"] for row in rows]
    record["exchangeLineItems"] = [_exchange(shop, row)["id"] for row in exchange]
    order["returns"].append(record["id"])
    if not requested:
        _expect(shop, record)
    changed(shop, order, record, "returns/request" if requested else "returns/approve")
    return record


def _line(shop, parcel_line, units, reason, text=""):
    return shop.add(
        "ReturnLineItem",
        {
            "quantity": units,
            "processedQuantity": 0,
            "processableQuantity": units,
            "unprocessedQuantity": units,
            "refundableQuantity": units,
            "refundedQuantity": 0,
            "returnReasonNote": text,
            "customerNote": None,
            "returnReasonDefinition": reason_of(shop, reason)["id"],
            "fulfillmentLineItem": parcel_line,
        },
    )


def _exchange(shop, row):
    variant = shop.get(row["variant"])
    return shop.add(
        "ExchangeLineItem",
        {
            "quantity": row["quantity"],
            "processedQuantity": 0,
            "processableQuantity": row["quantity"],
            "unprocessedQuantity": row["quantity"],
            "variantId": variant["id"],
            "variantSku": variant["sku"],
            "lineItems": [],
        },
    )


def _expect(shop, record):
    """Open the reverse fulfilment order that the goods are counted in with."""
    reverse = shop.add(
        "ReverseFulfillmentOrder", {"status": "OPEN", "order": record["order"]}
    )
    reverse["lineItems"] = [
        {
            "__typename": "ReverseFulfillmentOrderLineItem",
            "id": shop.new_id("ReverseFulfillmentOrderLineItem"),
            "fulfillmentLineItem": line["fulfillmentLineItem"],
            "totalQuantity": line["quantity"],
            "dispositions": [],
        }
        for line in map(shop.get, record["returnLineItems"])
    ]
    record["reverseFulfillmentOrders"].append(reverse["id"])


def changed(shop, order, record, topic):
    """Note a change of a return and tell the subscribers."""
    found = {shop.get(gid)["status"] for gid in order["returns"]}
    order["returnStatus"] = next(
        (
            name
            for status, name in (
                ("REQUESTED", "RETURN_REQUESTED"),
                ("OPEN", "IN_PROGRESS"),
                ("CLOSED", "RETURNED"),
            )
            if status in found
        ),
        "NO_RETURN",
    )
    shop.touch(record)
    touched(shop, order)
    shop.emit(topic, record)


def approve(shop, order, record):
    """Accept a requested return."""
    record["status"] = "OPEN"
    _expect(shop, record)
    changed(shop, order, record, "returns/approve")


def end(shop, order, record, status, topic):
    """Close, cancel or decline a return."""
    record["status"] = status
    record["closedAt"] = shop.now()
    changed(shop, order, record, topic)


def dispose(shop, order, record, line, kind, units, location=None):
    """Say what was done with units that came back."""
    place = location or order["_location"]
    for gid in record["reverseFulfillmentOrders"]:
        for part in shop.get(gid)["lineItems"]:
            if part["fulfillmentLineItem"]["id"] == line["fulfillmentLineItem"]["id"]:
                part["dispositions"].append(
                    {
                        "__typename": "ReverseFulfillmentOrderDisposition",
                        "id": shop.new_id("ReverseFulfillmentOrderDisposition"),
                        "createdAt": shop.now(),
                        "type": kind,
                        "quantity": units,
                        "location": place,
                    }
                )
    sold = shop.get(line["fulfillmentLineItem"]["lineItem"])
    if kind == "RESTOCKED":
        inventory.restock(shop, sold["variant"], place, units)


def process(shop, order, record, rows, exchange=True, shipping=False, money=True,
            exact=None, **ways):  # fmt: skip
    """Take back ``rows`` ([return line, units]), hand out what was exchanged, pay."""
    parts = []
    for line, units in rows:
        line["processedQuantity"] += units
        line["processableQuantity"] -= units
        line["unprocessedQuantity"] -= units
        parts.append([line["fulfillmentLineItem"]["lineItem"], units])
    refund, due, sales = take_back(
        shop, order, parts, shipping, "NO_RESTOCK", None, returned=True
    )
    refund["return"] = record["id"]
    record["refunds"].append(refund["id"])
    pair = pricing.pair_of(order["_facts"])
    if record["_fee"]:
        fee = pair.amount(record["_fee"])
        record["_fee"] = None
        due -= fee
        sales.append(_fee_sale(shop, fee, pair))
    if exchange:
        due -= _hand_out(shop, order, record)
    paid = pair.zero()
    if exact is not None or (money and due.shop > 0):
        _sent, paid = pay_back(shop, order, refund, due, exact=exact, **ways)
    note(shop, order, refund, sales, paid)
    refresh(shop, order)
    changed(shop, order, record, "returns/process")
    shop.emit("refunds/create", refund)
    return refund


def _fee_sale(shop, fee, pair):
    nothing = bag(pair.zero(), pair)
    return {
        "__typename": "FeeSale",
        "id": shop.new_id("Sale"),
        "actionType": "ORDER",
        "lineType": "FEE",
        "quantity": None,
        "totalAmount": bag(fee, pair),
        "totalTaxAmount": nothing,
        "totalDiscountAmountBeforeTaxes": nothing,
        "totalDiscountAmountAfterTaxes": nothing,
        "taxes": [],
        "fee": None,
    }


def _hand_out(shop, order, record):
    """Sell what the customer takes instead; return what it costs."""
    facts = order["_facts"]
    pair, before = pricing.pair_of(facts), len(facts["lines"])
    cost = pair.zero()
    for item in map(shop.get, record["exchangeLineItems"]):
        units = item["processableQuantity"]
        if not units:
            continue
        variant = shop.get(item["variantId"])
        rates = facts["lines"][0]["rates"]
        basket = {"kind": "product", "variant": variant["id"], "quantity": units,
                  "price": variant["price"], "rates": rates}  # fmt: skip
        line = add_line(shop, order, basket)
        line["taxes"] = pricing.taxes(
            pricing.net(line, pair), rates, order["taxesIncluded"], pair
        )
        facts["lines"].append(line)
        inventory.commit(shop, line["variant"], order["_location"], units)
        fulfilment.open_fulfilment_order(shop, order, [line])
        item.update(processedQuantity=units, processableQuantity=0)
        item.update(unprocessedQuantity=0, lineItems=[line["id"]])
        cost += pricing.net(line, pair)
        if not order["taxesIncluded"]:
            cost += pricing.tax(line, pair)
    new = facts["lines"][before:]
    if new:
        show_lines(shop, order)
        refresh(shop, order)
        sales = sales_of(shop, order, new)
        note_agreement(
            shop, order, "ReturnAgreement", "RETURN", sales, **{"return": record["id"]}
        )
    return cost
