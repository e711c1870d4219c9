"""What of a customer changes together, and whose change counts. Imports no Odoo."""

import hashlib
import json

from .party_match import address_key, email_key, phone_key

GROUPS = ("identity", "address", "tags", "consent", "sms", "tax", "details")
TAKE, COMPLETE, KEEP = "take", "complete", "keep"


def groups_of(party) -> dict:
    """Return group -> what a customer document says of it, comparable, plain JSON."""
    return {
        "identity": [
            " ".join((party.name or "").split()),
            email_key(party.email),
            phone_key(party.phone),
        ],
        "address": sorted(
            [*address_key(_address(address, party)), phone_key(address.phone)]
            for address in party.addresses
            if address
        ),
        "tags": sorted(party.tags, key=str.casefold),
        "consent": party.accepts_marketing,
        "sms": party.accepts_sms,
        "tax": [bool(party.tax_exempt), sorted(party.tax_exemptions)],
        "details": [party.language.lower(), " ".join(party.note.split())],
    }


def _address(address, party):
    return {
        "name": address.name or party.name,
        "street": address.street,
        "street2": address.street2,
        "zip": address.zip,
        "city": address.city,
        "state_code": address.state_code,
        "country_code": address.country_code,
    }


def fingerprint(value) -> str:
    """Return the content hash of a group."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def verdict(owner: str, agreed: dict, theirs: str, mine: str, newer: bool) -> str:
    """Return whether a group of the shop's customer is taken over.

    :param owner: platform, odoo or newest
    :param agreed: ``shop`` and ``odoo`` hashes when both were last brought together
    :param newer: the shop's customer changed after the contact did
    """
    if owner == "odoo":
        return KEEP if agreed else COMPLETE
    if agreed.get("shop") == theirs:
        strayed = owner == "platform" and agreed.get("odoo") != mine
        return TAKE if strayed else KEEP
    if owner == "newest" and agreed and agreed.get("odoo") != mine and not newer:
        return KEEP
    return TAKE


def merged_tags(before, theirs, mine):
    """Return (to add, to remove) so that ``mine`` follows the change at the shop."""
    add = [tag for tag in theirs if tag not in mine]
    gone = [tag for tag in before if tag not in theirs and tag in mine]
    return add, gone
