"""What people in the shop do with returns; each acts on the newest of an order."""

from .returns import approve, create, dispose, end, parcel_lines, process


def _newest(shop, order):
    return shop.get(order["returns"][-1])


def open_return(shop, order, lines=None, reason="SIZE_TOO_SMALL", exchange=(),
                requested=False, fee=None, note=""):  # fmt: skip
    """Announce a return of shipped lines ([[line number, units], ...])."""
    shipped = list(parcel_lines(shop, order).values())
    rows = [[shipped[place], units, reason, note] for place, units in lines or [[0, 1]]]
    create(shop, order, rows, exchange, requested, fee)
    return order


def process_return(shop, order, disposition="RESTOCKED", location=None, **given):
    """Deal with everything of the newest return."""
    record = _newest(shop, order)
    rows = [
        (line, line["processableQuantity"])
        for line in map(shop.get, record["returnLineItems"])
        if line["processableQuantity"]
    ]
    for line, units in rows:
        dispose(shop, order, record, line, disposition, units, location)
    process(shop, order, record, rows, **given)
    return order


def approve_return(shop, order):
    """Accept the newest return."""
    approve(shop, order, _newest(shop, order))
    return order


def _ending(status, topic):
    def act(shop, order):
        end(shop, order, _newest(shop, order), status, topic)
        return order

    return act


RETURN_ACTIONS = {
    "open_return": open_return,
    "approve_return": approve_return,
    "process_return": process_return,
    "close_return": _ending("CLOSED", "returns/close"),
    "cancel_return": _ending("CANCELED", "returns/cancel"),
    "decline_return": _ending("DECLINED", "returns/decline"),
}
