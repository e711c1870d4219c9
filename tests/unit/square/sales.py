"""Short words for tests about sales."""

from datetime import UTC, datetime


def coffee(**wishes):
    """Return a wish for a cup of coffee at 3.50 with tax on top."""
    return {"name": "Coffee", "price": 350, "variation": "V1", "tax": "sales", **wishes}


def read(square, order):
    """Return the receipt of an order, read from the platform."""
    raw = square.fetch_many("receipt", [order["id"]])[order["id"]]
    return square.parse("receipt", raw)


def everything(square, kind, since=None):
    """Return all notices of a reading, page by page."""
    notices, cursor = [], None
    while True:
        page = square.changes(kind, since, cursor)
        notices += page.notices
        cursor = page.cursor
        if cursor is None:
            return notices


def at(seconds):
    """Return a moment."""
    return datetime.fromtimestamp(seconds, UTC)


def euros(money):
    """Return an amount as text."""
    return f"{money.amount:.2f}"
