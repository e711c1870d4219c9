"""Webhooks: form-encoded hints whose JSON is in ``payload``.

The platform itself says that they may get lost and that polling keeps systems in sync.
Nothing is imported from them; a hint that does not tell the store is only recorded, and
the reading by version finds what it is about.

The signature is implemented as the platform's guide states it: ``X-Signature:
signature=<hex>,algorithm=HMAC-SHA256`` over "the request body", keyed with the app's
client secret. Taken literally that is the raw form body. This is second-hand: it has
not been seen with a real store yet.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from odoo.addons.retail_connector_base.platforms import (
    BadSignature,
    Notice,
    RejectedDocument,
)

TYPES = ("sale.update", "product.update", "customer.update", "register_closure.create")
ALGORITHM = "HMAC-SHA256"
# What tells the types apart where the form does not: a field only this one has
MARKS = (
    (
        "register_closure.create",
        ("register_closure_id", "register_closure_sequence_number"),
    ),
    ("sale.update", ("invoice_number", "register_sale_products", "line_items")),
    ("inventory.update", ("inventory_level", "current_amount", "count")),
    ("product.update", ("handle", "sku")),
    ("customer.update", ("customer_code",)),
)


def sign(secret: str, body: bytes) -> str:
    """Return the header for a body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return f"signature={digest},algorithm={ALGORITHM}"


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes) -> None:
    """Raise BadSignature unless one of the secrets signed the raw body."""
    usable = [secret for secret in secrets if secret]
    if not usable:
        raise BadSignature("no client secret is configured")
    fields = dict(
        part.strip().partition("=")[::2]
        for part in headers.get("x-signature", "").split(",")
    )
    if fields.get("algorithm", ALGORITHM).upper() != ALGORITHM:
        raise BadSignature("an algorithm that is not known")
    given = fields.get("signature", "").lower().encode()
    wanted = [hmac.new(s.encode(), body, hashlib.sha256).hexdigest() for s in usable]
    # Compare with every secret, so that time tells nothing about which one matched.
    if not any([hmac.compare_digest(one.encode(), given) for one in wanted]):
        raise BadSignature("the signature does not fit the body")


def notice(body: bytes) -> Notice:
    """Return what a verified webhook hints at; the entity is then read again."""
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    try:
        payload = json.loads(form["payload"][0])
    except (KeyError, ValueError):
        raise RejectedDocument("no JSON in the form's payload", "payload") from None
    if not isinstance(payload, dict):
        raise RejectedDocument("not an object", "payload")
    topic = (form.get("type") or [""])[0] or _type_of(payload)
    kind, entity_id, lane = _about(topic, payload)
    return Notice(
        key=f"webhook/{hashlib.sha256(body).hexdigest()}",
        topic=topic or "unknown",
        kind=kind,
        entity_id=entity_id,
        lane=lane,
    )


def _type_of(payload):
    return next((name for name, marks in MARKS if set(marks) & payload.keys()), "")


def _about(topic, payload):
    """Return (kind, entity id, lane); no kind: only to be recorded."""
    outlet = payload.get("outlet_id") or ""
    own = payload.get("id") or ""
    if topic == "sale.update" and own and outlet:
        return "receipt", own, f"store:{outlet}"
    if topic == "register_closure.create" and outlet:
        closure = payload.get("register_closure_id") or own
        register = payload.get("register_id") or ""
        if closure and register:
            return "session", f"{register}/{closure}", f"store:{outlet}"
    if topic == "product.update" and own:
        return "product", payload.get("variant_parent_id") or own, ""
    if topic == "customer.update" and own:
        return "party", own, ""
    return "", "", ""
