"""fulfillmentCreate: goods of one location's fulfilment orders leave."""

from .. import fulfilment, inventory
from ..errors import refuse
from ..fulfilment_actions import shipped
from ..fulfilment_states import allows, settle
from ..registry import mutation
from ..store import numeric
from ._fulfilment_checks import check_units, lines_of, tracking_of

ONE_ORDER = (
    "All fulfillment orders must belong to the same order. "
    "Multiple orders with ids {ids} were found."
)
ONE_PLACE = (
    "All fulfillment orders must be assigned to a single location. "
    "Multiple locations with ids {ids} were found."
)


@mutation("fulfillmentCreate")
def fulfillment_create(call, fulfillment, message=None):
    """Make a fulfilment; the same request again ships again, or is refused."""
    shop = call.shop
    wanted = fulfillment["lineItemsByFulfillmentOrder"]
    records = [_record(shop, entry["fulfillmentOrderId"]) for entry in wanted]
    _check_one(records, "order", ONE_ORDER)
    _check_one(records, "_location", ONE_PLACE)
    for place, entry in enumerate(wanted):
        base = ["fulfillment", "lineItemsByFulfillmentOrder", str(place),
                "fulfillmentOrderLineItems"]  # fmt: skip
        check_units(entry.get("fulfillmentOrderLineItems"), base)
    parts = [
        (record, item, units)
        for record, entry in zip(records, wanted, strict=True)
        for item, units in lines_of(
            shop, record, entry.get("fulfillmentOrderLineItems"), ["fulfillment"]
        )
    ]
    order = shop.get(records[0]["order"])
    made = _ship(shop, order, records, parts, fulfillment.get("trackingInfo"))
    made["_notified"] = bool(fulfillment.get("notifyCustomer"))
    shipped(shop, order, made)
    return {"fulfillment": made["id"]}


def _record(shop, gid):
    record = shop.want(gid, "FulfillmentOrder")
    if record is None:
        refuse(["fulfillment"], "Fulfillment order does not exist.")
    if not allows(record, "CREATE_FULFILLMENT"):
        refuse(
            ["fulfillment"],
            f"Fulfillment order {numeric(gid)} has an unfulfillable status= "
            f"{record['status'].lower()}.",
        )
    return record


def _check_one(records, key, text):
    ids = list(dict.fromkeys(numeric(record[key]) for record in records))
    if len(ids) > 1:
        refuse(["fulfillment"], text.format(ids=ids))


def _ship(shop, order, records, parts, tracking):
    facts = {line["id"]: line for line in order["_facts"]["lines"]}
    location = records[0]["_location"]
    units_of = {}
    for _work, item, units in parts:
        units_of[item["lineItem"]] = units_of.get(item["lineItem"], 0) + units
    made = fulfilment.add_fulfilment(
        shop,
        order,
        [(facts[line_id], units) for line_id, units in units_of.items()],
        location,
        tracking_of(tracking),
    )
    for record, item, units in parts:
        line = facts[item["lineItem"]]
        item["remainingQuantity"] -= units
        line["fulfilled"] += units
        shop.get(line["id"])["fulfillmentStatus"] = "fulfilled"
        inventory.ship(shop, line["variant"], location, units)
        fulfilment.note_source(record, made)
    for record in records:
        settle(shop, record)
    return made
