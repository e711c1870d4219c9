"""When two versions of a receipt say the same. No Odoo."""

import hashlib
from dataclasses import replace

from odoo.addons.retail_connector_base.canonical import encode


def content_of(receipt) -> str:
    """Return a fingerprint of what a receipt says, whenever it was said."""
    place = receipt.place and replace(receipt.place, revision=0)
    text = encode(replace(receipt, place=place, updated_at=receipt.created_at))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
