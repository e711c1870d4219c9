"""returnCreate, returnRequest, returnApproveRequest ...: the life of a return."""

from .. import pricing, returns
from ..errors import refuse
from ..registry import mutation


@mutation("returnCreate")
def return_create(call, return_input):
    """Announce goods that come back; they are expected at once."""
    return _create(call, return_input, "returnInput", requested=False)


@mutation("returnRequest")
def return_request(call, input):
    """Ask to send goods back; somebody has to approve."""
    return _create(call, input, "input", requested=True)


def _create(call, given, root, requested):
    shop = call.shop
    order = shop.want(given["orderId"], "Order")
    if order is None:
        refuse([root, "orderId"], "Order was not found.", "NOT_FOUND")
    known = returns.parcel_lines(shop, order)
    rows = []
    for place, row in enumerate(given["returnLineItems"]):
        path = [root, "returnLineItems", str(place)]
        line = known.get(row["fulfillmentLineItemId"])
        if line is None:
            refuse(
                [*path, "fulfillmentLineItemId"],
                "Fulfillment Line Item was not found.",
                "NOT_FOUND",
            )
        left = line["quantity"] - returns.announced(shop, order, line)
        if not 0 < row["quantity"] <= left:
            message = "Return line item has an invalid quantity."
            refuse([*path, "quantity"], message, "INVALID")
        rows.append([line, row["quantity"], *_reason(path, row, requested)])
    exchange = [
        {"variant": row["variantId"], "quantity": row["quantity"]}
        for row in given.get("exchangeLineItems") or []
    ]
    fee = given.get("returnShippingFee")
    record = returns.create(
        shop, order, rows, exchange, requested, fee and fee["amount"]["amount"]
    )
    return {"return": record["id"]}


def _reason(path, row, requested):
    reason = row.get("returnReasonDefinitionId") or row.get("returnReason")
    note = row.get("returnReasonNote") or ""
    if not reason:
        if requested:
            refuse([*path, "returnReason"], "Return reason can't be blank", "BLANK")
        refuse(
            path,
            "Return line items Either return reason or return reason definition must "
            "be provided",
            "NOT_FOUND",
        )
    if reason == "OTHER" and not note and not requested:
        refuse(
            [*path, "returnReasonNote"],
            "Return line items return reason note The note is required when the "
            'return reason is "Other"',
            "BLANK",
        )
    return reason, note


def _return(call, gid, path):
    record = call.shop.want(gid, "Return")
    if record is None:
        refuse(path, "Return not found.", "NOT_FOUND")
    return record, call.shop.get(record["order"])


@mutation("returnApproveRequest")
def return_approve_request(call, input):
    """Accept a requested return."""
    record, order = _return(call, input["id"], ["input", "id"])
    if record["status"] != "REQUESTED":
        refuse(
            ["input", "id"],
            "Return is not approvable. Only returns with status REQUESTED can be "
            "approved.",
            "INVALID_STATE",
        )
    returns.approve(call.shop, order, record)
    return {"return": record["id"]}


@mutation("returnDeclineRequest")
def return_decline_request(call, input):
    """Refuse a requested return."""
    record, order = _return(call, input["id"], ["input", "id"])
    if record["status"] == "DECLINED":
        message = "The return is already declined."
        refuse(["input", "id"], message, "INVALID_STATE")
    if record["status"] != "REQUESTED":
        refuse(
            ["input", "id"],
            "Return is not declinable. Only non-refunded returns with status "
            "REQUESTED can be declined.",
            "INVALID_STATE",
        )
    returns.end(call.shop, order, record, "DECLINED", "returns/decline")
    return {"return": record["id"]}


@mutation("returnClose")
def return_close(call, id):
    """Say that nothing more will come."""
    record, order = _return(call, id, ["id"])
    if record["status"] not in ("OPEN", "CLOSED"):
        refuse(["id"], "Return status is invalid.", "INVALID_STATE")
    returns.end(call.shop, order, record, "CLOSED", "returns/close")
    return {"return": record["id"]}


@mutation("returnReopen")
def return_reopen(call, id):
    """Go on with a closed return."""
    record, order = _return(call, id, ["id"])
    if record["status"] not in ("OPEN", "CLOSED"):
        refuse(["id"], "Return status is invalid.", "INVALID_STATE")
    record["status"] = "OPEN"
    returns.changed(call.shop, order, record, "returns/reopen")
    return {"return": record["id"]}


@mutation("returnCancel")
def return_cancel(call, id, notify_customer=False):
    """Withdraw a return of which nothing was processed."""
    record, order = _return(call, id, ["id"])
    if record["refunds"] or record["status"] not in returns.OPEN:
        refuse(["id"], "Return is not cancelable.", "INVALID_STATE")
    returns.end(call.shop, order, record, "CANCELED", "returns/cancel")
    return {"return": record["id"]}


@mutation("returnProcess")
def return_process(call, input):
    """Take goods back, dispose of them, hand out exchanges, pay back."""
    shop = call.shop
    path = ["input", "returnId"]
    record, order = _return(call, input["returnId"], path)
    if record["status"] != "OPEN":
        refuse(path, "Return status is invalid.", "INVALID_STATE")
    rows, disposals = [], []
    for place, row in enumerate(input.get("returnLineItems") or []):
        line = row["id"] in record["returnLineItems"] and shop.get(row["id"])
        where = ["input", "returnLineItems", str(place)]
        if not line or not line["processableQuantity"]:
            refuse([*where, "id"], "Return line item was not found.", "NOT_FOUND")
        if not 0 < row["quantity"] <= line["processableQuantity"]:
            refuse([*where, "quantity"], "Quantity is invalid.", "INVALID")
        rows.append((line, row["quantity"]))
        disposals += [(line, entry) for entry in row.get("dispositions") or []]
    for line, entry in disposals:
        returns.dispose(
            shop, order, record, line, entry["dispositionType"], entry["quantity"],
            entry.get("locationId"),
        )  # fmt: skip
    shipping = bool((input.get("refundShipping") or {}).get("fullRefund"))
    returns.process(
        shop, order, record, rows, exchange=bool(input.get("exchangeLineItems")),
        shipping=shipping, exact=_exact(order, input),
    )  # fmt: skip
    return {"return": record["id"]}


def _exact(order, input):
    transfer = (input.get("financialTransfer") or {}).get("issueRefund") or {}
    pair = pricing.pair_of(order["_facts"])
    return [
        (None, row["parentId"], pair.amount(row["transactionAmount"]["amount"]))
        for row in transfer.get("orderTransactions") or []
    ]
