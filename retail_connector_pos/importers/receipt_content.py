"""When two versions of a receipt say the same. No Odoo."""

import hashlib
from dataclasses import replace

from odoo.addons.retail_connector_base.canonical import Party, encode


def content_of(receipt) -> str:
    """Return a fingerprint of what a receipt says, whenever it was said.

    Who a known customer is belongs to it, not where the customer lives by now.
    """
    place = receipt.place and replace(receipt.place, revision=0)
    customer = receipt.customer
    if customer and customer.external_id:
        customer = Party(external_id=customer.external_id)
    text = encode(
        replace(receipt, place=place, customer=customer, updated_at=receipt.created_at)
    )
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
