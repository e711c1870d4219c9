"""The keys by which what a receipt becomes exists once. No Odoo."""

import uuid

NAMESPACE = uuid.UUID("6f1c1a52-7f0e-5b0e-9d63-3a0d5a7b8f41")  # of this connector


def key(*parts) -> str:
    """Return a UUID made of the parts: the same parts, the same UUID."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts)))


def order_key(backend_id, external_id, revision, role) -> str:
    """Return the UUID of the order a receipt becomes.

    :param role: ``sale``, or ``reversal`` for what takes a revision back
    """
    return key(backend_id, "receipt", external_id, revision, role)


def payment_key(order_uuid, number, tender) -> str:
    """Return the UUID of the payment a tender becomes.

    :param number: its place among the tenders: one payment may be split, and its
        parts share their id
    """
    return key(order_uuid, "tender", number, tender.external_id, tender.kind)
