"""Small readings of an order's document that need no database."""

import hashlib
from datetime import UTC


def real_lines(document):
    """Return the lines that are something: units or money."""
    return [
        line for line in document.lines if line.quantity or line.subtotal or line.tax
    ]


def naive(moment):
    """Return an aware time as Odoo stores it; False for None."""
    return (
        moment.astimezone(UTC).replace(tzinfo=None, microsecond=0) if moment else False
    )


def words(code):
    """Return a platform's code as a reader expects it; False for none."""
    return code.replace("_", " ").capitalize() if code else False


def fingerprint(packed: str) -> str:
    """Return a short fingerprint of a stored document."""
    return hashlib.blake2b(packed.encode(), digest_size=16).hexdigest()
