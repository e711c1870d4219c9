"""Files of tills: which are batches, and what is in them. Pure."""

import re
from datetime import datetime

from odoo.addons.retail_connector_base.platforms import RejectedDocument

from . import poslog
from .batch import FeedBatch, read_batch
from .signing import TooLarge, unpack

# STORE_REGISTER_EPOCH_FIRST-LAST, or any name; what counts is the ending.
BATCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.(json|json\.gz|xml|xml\.gz)")


def is_batch(name: str) -> bool:
    """Return whether a file is one of a till, complete and not acknowledged."""
    return bool(BATCH.fullmatch(name)) and not name.endswith(".ack.json")


def read(name: str, content: bytes, now: datetime) -> list[FeedBatch]:
    """Return the batches in a file; raise RejectedDocument when it is none."""
    try:
        raw = unpack(content, "gzip" if name.endswith(".gz") else "")
    except TooLarge:
        raise RejectedDocument("too large or damaged", code="too_large") from None
    if name.removesuffix(".gz").endswith(".xml"):
        return poslog.read(raw, now)
    return [read_batch(raw, now)]
