"""orderEdit*: a session collects changes of an order, the commit makes them."""

from .. import order_edits, pricing
from ..errors import ApiError, refuse
from ..paging import Rows
from ..registry import field, mutation

TITLE = 255  # characters


@mutation("orderEditBegin")
def order_edit_begin(call, id):
    """Open a session; nothing of the order changes before the commit."""
    order = call.shop.want(id, "Order")
    if order is None:
        refuse(["id"], "The order does not exist.")
    if order["cancelledAt"]:
        refuse(None, "The order cannot be edited.")
    session = call.shop.add(
        "CalculatedOrder", {"originalOrder": order["id"], "_adds": [], "_kept": {}}
    )
    lines = []
    for fact in order["_facts"]["lines"]:
        shown = {x: call.shop.get(fact["id"])[x] for x in ("title", "sku", "variant")}
        record = {**shown, "_line": fact["id"], "_session": session["id"]}
        lines.append(call.shop.add("CalculatedLineItem", record)["id"])
    session["_lines"] = lines
    return _payload(call, session)


@mutation("orderEditAddVariant")
def order_edit_add_variant(
    call, id, variant_id, quantity, allow_duplicates=False, location_id=None
):
    """Add goods at the price of today."""
    session, order = _session(call, id)
    variant = call.shop.want(variant_id, "ProductVariant")
    if variant is None:
        refuse(["variantId"], "The variant does not exist in the shop.")
    _check_quantity(quantity)
    held = {fact.get("variant") for fact in order["_facts"]["lines"]}
    if variant_id in held and not allow_duplicates:
        title = call.shop.get(variant["product"])["title"]
        refuse(["id"], f"{title} was not added because it's already on the order.")
    wish = {"sku": variant["sku"], "quantity": quantity}
    return _added(call, session, order_edits.goods(call.shop, order, wish))


@mutation("orderEditAddCustomItem")
def order_edit_add_custom_item(
    call,
    id,
    title,
    price,
    quantity,
    taxable=None,
    requires_shipping=None,
    location_id=None,
):
    """Add something that is no product."""
    session, order = _session(call, id)
    if not title.strip():
        refuse(["title"], "can't be blank")
    if len(title) > TITLE:
        refuse(["title"], f"is too long (maximum is {TITLE} characters)")
    _check_quantity(quantity)
    if price["currencyCode"] != call.shop.currency:
        refuse(["price", "amount"], f"Currency must be {call.shop.currency}.")
    if pricing.Decimal(price["amount"]) < 0:
        refuse(["price", "amount"], "must be greater than or equal to 0")
    item = order_edits.custom(
        call.shop, order, title, price["amount"], quantity, bool(taxable)
    )
    return _added(call, session, item)


@mutation("orderEditSetQuantity")
def order_edit_set_quantity(
    call, id, line_item_id, quantity, restock=None, location_id=None
):
    """Leave so many units of a line; none takes it off."""
    session, order = _session(call, id)
    if quantity < 0:
        refuse(["quantity"], "must be greater than or equal to 0")
    line = call.shop.get(line_item_id) if line_item_id in session["_lines"] else None
    if line is None:
        refuse(["lineItemId"], "The line item does not exist on the order.")
    if line.get("_add") is not None:
        session["_adds"][line["_add"]]["quantity"] = quantity
    else:
        fact = _fact(order, line)
        more = quantity > pricing.kept(fact)
        if more and (fact["discounts"] or fact["removed"]):
            raise ApiError("More units of a discounted line are not modelled.")
        session["_kept"][line["_line"]] = quantity
    return {**_payload(call, session), "calculatedLineItem": line_item_id}


@mutation("orderEditCommit")
def order_edit_commit(call, id, notify_customer=None, staff_note=None):
    """Make the changes; the session is over."""
    session, order = _session(call, id)
    adds = [item for item in session["_adds"] if item["quantity"]]
    takes, raises = [], []
    for number, fact in enumerate(order["_facts"]["lines"]):
        kept = pricing.kept(fact)
        left = session["_kept"].get(fact["id"], kept)
        if left < kept:
            takes.append([fact["id"], kept - left])
        elif left > kept:
            raises.append({"line": number, "quantity": left - kept})
    if not adds and not takes and not raises:
        refuse(["id"], "There are no changes to commit.")
    call.shop.remove(session["id"])
    order_edits.apply(call.shop, order, adds, takes, raises)
    return {"order": order["id"], "successMessages": ["Order updated"]}


@field("CalculatedOrder", "lineItems")
def calculated_lines(record, args, call):
    """Return the lines with the changes so far."""
    return Rows(list(record["_lines"]))


@field("CalculatedOrder", "addedLineItems")
def calculated_added(record, args, call):
    """Return the lines that are new."""
    added = [x for x in record["_lines"] if call.shop.get(x).get("_add") is not None]
    return Rows(added)


@field("CalculatedLineItem", "quantity")
def calculated_quantity(record, args, call):
    """Return how many units are left or added."""
    session = call.shop.get(record["_session"])
    if record.get("_add") is not None:
        return session["_adds"][record["_add"]]["quantity"]
    fact = _fact(call.shop.get(session["originalOrder"]), record)
    return session["_kept"].get(record["_line"], pricing.kept(fact))


def _session(call, gid):
    session = call.shop.want(gid, "CalculatedOrder")
    if session is None:
        refuse(["id"], "The calculated order does not exist.")
    return session, call.shop.get(session["originalOrder"])


def _check_quantity(quantity):
    if quantity <= 0:
        refuse(["quantity"], "must be greater than 0")


def _added(call, session, item):
    session["_adds"].append(item)
    place = len(session["_adds"]) - 1
    variant = call.shop.get(item["variant"]) if item.get("variant") else None
    line = call.shop.add(
        "CalculatedLineItem",
        {
            "title": item.get("title") or call.shop.get(variant["product"])["title"],
            "sku": variant and variant["sku"],
            "variant": variant and variant["id"],
            "_add": place,
            "_session": session["id"],
        },
    )
    session["_lines"].append(line["id"])
    return {**_payload(call, session), "calculatedLineItem": line["id"]}


def _payload(call, session):
    return {
        "calculatedOrder": session["id"],
        "orderEditSession": {
            "__typename": "OrderEditSession",
            "id": session["id"].replace("CalculatedOrder", "OrderEditSession"),
        },
    }


def _fact(order, line):
    return next(f for f in order["_facts"]["lines"] if f["id"] == line["_line"])
