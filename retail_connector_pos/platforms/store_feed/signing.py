"""How a till signs what it sends, and how it is checked. Pure."""

import hashlib
import hmac
import re
import zlib
from typing import NamedTuple

from odoo.addons.retail_connector_base.platforms import BadSignature

WINDOW = 300  # seconds a till's clock may differ from ours
REGISTER = "x-feed-register"  # STORE/REGISTER
TIMESTAMP = "x-feed-timestamp"  # seconds since 1970
NONCE = "x-feed-nonce"  # never twice
SIGNATURE = "x-feed-signature"  # hex HMAC-SHA256 with the register's key
LARGEST_BODY = 5 * 1024 * 1024  # bytes as sent
LARGEST_TEXT = 20 * 1024 * 1024  # bytes unpacked


class Claim(NamedTuple):
    """Who says to have sent a request, and when."""

    store_id: str
    register_id: str
    timestamp: int
    nonce: str
    signature: str


class WrongClock(BadSignature):
    """The till's clock is too far off; it may correct it by the answer."""


class TooLarge(Exception):
    """More data than a batch may have."""


def claim_of(headers) -> Claim:
    """Return who claims to have sent a request; raise BadSignature."""
    store, _sep, register = headers.get(REGISTER, "").partition("/")
    nonce = headers.get(NONCE, "")
    stamp = headers.get(TIMESTAMP, "")
    if not (store and register):
        raise BadSignature("no register is named")
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,64}", nonce):
        raise BadSignature("no usable nonce")
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        raise BadSignature("no usable timestamp")
    return Claim(store, register, int(stamp), nonce, headers.get(SIGNATURE, ""))


def sign(key: str, claim: Claim, method: str, path: str, body: bytes) -> str:
    """Return the signature of a request."""
    head = "\n".join(
        (
            f"{claim.store_id}/{claim.register_id}",
            str(claim.timestamp),
            claim.nonce,
            method.upper(),
            path,
            "",
        )
    )
    return hmac.new(key.encode(), head.encode() + body, hashlib.sha256).hexdigest()


def verify(keys, claim: Claim, method: str, path: str, body: bytes, now: float) -> None:
    """Raise BadSignature unless a key of the register signed this, just now."""
    usable = [key for key in keys if key]
    if not usable:
        raise BadSignature("the register has no key")
    matches = [
        hmac.compare_digest(
            sign(key, claim, method, path, body).encode(), claim.signature.encode()
        )
        for key in usable
    ]
    if not any(matches):
        raise BadSignature("the signature does not fit")
    if abs(now - claim.timestamp) > WINDOW:
        raise WrongClock("the clock is off")


def unpack(body: bytes, encoding: str) -> bytes:
    """Return the text of a body; never unpack more than a batch may have."""
    if len(body) > LARGEST_BODY:
        raise TooLarge
    if encoding != "gzip":
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, LARGEST_TEXT + 1)
    except zlib.error:
        raise TooLarge from None
    if len(text) > LARGEST_TEXT or not unpacker.eof:
        raise TooLarge
    return text
