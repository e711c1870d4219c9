"""Check that a request was signed by who claims to have sent it."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from .errors import BadSignature


def sign_base64(secret: str, body: bytes) -> str:
    """Return the base64 HMAC-SHA256 of ``body``."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def verify_base64(secrets: Sequence[str], body: bytes, signature: str) -> None:
    """Raise BadSignature unless one of ``secrets`` signed ``body``.

    Two secrets are valid during a rotation. No secret at all refuses everything.
    """
    usable = [secret for secret in secrets if secret]
    if not usable:
        raise BadSignature("no webhook secret is configured")
    if not signature:
        raise BadSignature("the request carries no signature")
    given = signature.encode()
    # Compare with every secret, so that time tells nothing about which one matched.
    matches = [
        hmac.compare_digest(sign_base64(secret, body).encode(), given)
        for secret in usable
    ]
    if not any(matches):
        raise BadSignature("the signature does not fit the body")
