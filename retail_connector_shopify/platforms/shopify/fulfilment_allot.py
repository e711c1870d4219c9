"""Which fulfilment orders a shipment takes from, and whether it is there already.

Pure functions of an order's state at the shop and of what Odoo has shipped.
"""

from odoo.addons.retail_connector_base.platforms import RefusedError

DONE = ("CLOSED", "CANCELLED")


def open_work(order) -> list:
    """Return the fulfilment orders of which something is still to leave."""
    return [
        work
        for work in order["fulfillmentOrders"]["nodes"]
        if work["status"] not in DONE
    ]


def our_holds(work, handle) -> list[str]:
    """Return the ids of the holds we put there under a handle."""
    return [
        hold["id"]
        for hold in work["fulfillmentHolds"]
        if hold["heldByRequestingApp"] and hold["handle"] == handle
    ]


def place_of(work) -> str:
    """Return the location that is to ship."""
    return (work["assignedLocation"]["location"] or {}).get("id") or ""


def _may(work, action):
    return any(item["action"] == action for item in work["supportedActions"])


def _wanted(given):
    """Return order line -> units; they are whole at the platform."""
    return {line["line_id"]: int(line["quantity"]) for line in given["lines"]}


def _take(works, wanted):
    """Return fulfilment order -> [(line id, units)]; takes them off ``wanted``."""
    taken = {}
    for work in works:
        for line in work["lineItems"]["nodes"]:
            line_id = line["lineItem"]["id"]
            units = min(wanted.get(line_id, 0), line["remainingQuantity"])
            if units > 0:
                taken.setdefault(work["id"], []).append((line["id"], units))
                wanted[line_id] -= units
    return taken


def _rows(pairs):
    return [{"id": line_id, "quantity": units} for line_id, units in pairs]


def moves(order, given) -> dict[str, list]:
    """Return fulfilment order -> lines that have to move to the shipment's location."""
    place = given.get("location_id")
    if not place:
        return {}
    wanted = _wanted(given)
    works = open_work(order)
    _take([work for work in works if place_of(work) == place], wanted)
    elsewhere = [
        work for work in works if place_of(work) != place and _may(work, "MOVE")
    ]
    return {
        work_id: _rows(pairs) for work_id, pairs in _take(elsewhere, wanted).items()
    }


def parts(order, given) -> list[dict]:
    """Return the lines to fulfil by fulfilment order; raise when they are not open."""
    wanted = _wanted(given)
    place = given.get("location_id")
    works = [work for work in open_work(order) if not place or place_of(work) == place]
    ready = [work for work in works if _may(work, "CREATE_FULFILLMENT")]
    taken = _take(ready, wanted)
    missing = {line_id: units for line_id, units in wanted.items() if units}
    if missing:
        raise _why(works, missing)
    places = {place_of(work) for work in ready if work["id"] in taken}
    if len(places) > 1:
        raise RefusedError(
            "Several locations of the shop were asked to ship these goods: say in the "
            "mapping of locations which of them the warehouse is.",
            "several_locations",
        )
    return [
        {"fulfillmentOrderId": work_id, "fulfillmentOrderLineItems": _rows(pairs)}
        for work_id, pairs in taken.items()
    ]


def _why(works, missing):
    """Return the error for units that cannot be shipped at the shop."""
    held = [work for work in works if work["status"] == "ON_HOLD"]
    if held:
        reasons = sorted(
            {hold["reason"] for work in held for hold in work["fulfillmentHolds"]}
        )
        return RefusedError(
            f"The shop holds the order back: {', '.join(reasons).lower()}.", "on_hold"
        )
    units = ", ".join(
        f"{units} of line {line_id.rpartition('/')[2]}"
        for line_id, units in sorted(missing.items())
    )
    return RefusedError(
        f"The shop has nothing left to ship of: {units}.", "fulfilment_exceeds"
    )


# --- is it there already? ---


def numbers_of(parcel) -> list[str]:
    """Return the tracking numbers of a fulfilment."""
    return [entry["number"] for entry in parcel["trackingInfo"] if entry["number"]]


def is_tracked(parcel, given) -> bool:
    """Return whether a fulfilment is tracked as wanted; the shop makes links itself."""
    entries = parcel["trackingInfo"]
    links = [entry["url"] for entry in entries if entry["url"]]
    carriers = {entry["company"] for entry in entries if entry["company"]}
    return (
        numbers_of(parcel) == list(given.get("numbers") or ())
        and given.get("carrier") in (None, "", *carriers)
        and list(given.get("urls") or links) == links
    )


def already_sent(order, given, known):
    """Return the fulfilment that an earlier try of ours made, or None.

    :param known: ids of the fulfilments that Odoo knows as something else
    """
    for parcel in order["fulfillments"]:
        if (
            parcel["id"] not in known
            and parcel["status"] != "CANCELLED"
            and _is_from(parcel, given)
            and _units(parcel) == _wanted(given)
            and set(numbers_of(parcel)) == set(given.get("numbers") or ())
        ):
            return parcel
    return None


def _is_from(parcel, given):
    place = (parcel["location"] or {}).get("id")
    return not given.get("location_id") or place == given["location_id"]


def _units(parcel):
    units = {}
    for line in parcel["fulfillmentLineItems"]["nodes"]:
        line_id = line["lineItem"]["id"]
        units[line_id] = units.get(line_id, 0) + line["quantity"]
    return units
