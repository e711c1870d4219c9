"""Customers out: only the groups of fields that changed, whole groups at a time.

A customer that is known is named by its id. A new one is named by its e-mail address or
phone number, which the platform keeps unique: a repeat after a crash finds the customer
the first request made, and a customer of somebody else is never overwritten. The
platform's answer comes back as what both sides agree on.
"""

from collections.abc import Sequence

from odoo.addons.retail_connector_base.canonical import encode
from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from .client import AdminClient
from .mapper_customer import party
from .shapes import View, version

CONSENT = {True: "SUBSCRIBED", False: "UNSUBSCRIBED"}
OPT_IN = "SINGLE_OPT_IN"
# what was agreed to -> (operation, its field, the input it takes)
CONSENTS = {
    "accepts_marketing": (
        "customer_consent",
        "customerEmailMarketingConsentUpdate",
        "emailMarketingConsent",
    ),
    "accepts_sms": (
        "customer_consent_sms",
        "customerSmsMarketingConsentUpdate",
        "smsMarketingConsent",
    ),
}


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Deliver customers, one after the other; return one result per item."""
    results = []
    for item in items:
        try:
            results.append(_one(client, item))
        except TransientError as error:
            if not results:
                raise
            results.append(PushResult(item.key, error=error))
    return results


def _one(client, item):
    payload = item.payload
    customer, errors = None, []
    if not payload["external_id"]:
        known = _known(client, payload)
        if known:  # whether it is the same person is not ours to say
            return PushResult(item.key, known["id"], {**_agreed(known), "found": True})
    fields = _fields(payload)
    if fields or not payload["external_id"]:
        answer = client.run(
            "customer_set", {"identifier": _identifier(payload), "input": fields}
        )["customerSet"]
        customer, errors = answer["customer"], answer["userErrors"]
    customer_id = customer["id"] if customer else payload["external_id"]
    for name, (operation, field, given) in CONSENTS.items():
        if not errors and payload.get(name) is not None:
            consent = {"customerId": customer_id, given: _consent(payload[name])}
            answer = client.run(operation, {"input": consent})[field]
            customer, errors = answer["customer"], answer["userErrors"]
    if errors:
        code = (errors[0]["code"] or "").lower() or None
        return PushResult(item.key, error=RefusedError(errors[0]["message"], code))
    return PushResult(item.key, customer_id, _agreed(customer))


def _known(client, payload):
    """Return the customer that has the new one's e-mail address or phone number."""
    for name, wanted in (("emailAddress", "email"), ("phoneNumber", "phone")):
        if payload.get(wanted):
            identifier = {name: payload[wanted]}
            answer = client.run("customer_by_contact", {"identifier": identifier})
            return answer["customerByIdentifier"]
    return None


def _identifier(payload):
    """Return what names the customer, the same at every repeat."""
    if payload["external_id"]:
        return {"id": payload["external_id"]}
    if payload.get("email"):
        return {"email": payload["email"]}
    return {"phone": payload["phone"]}


def _fields(payload):
    """Return the input of the groups that are sent."""
    groups, fields = set(payload["groups"]), {}
    if "identity" in groups:
        first, _space, last = (payload["name"] or "").rpartition(" ")
        fields.update(
            firstName=first or last,
            lastName=last if first else "",
            email=payload["email"] or None,
            phone=payload["phone"] or None,
        )
    if "address" in groups:
        fields["addresses"] = [_address(place) for place in payload["addresses"]]
    if "tags" in groups:
        fields["tags"] = list(payload["tags"])
    if "tax" in groups:
        fields["taxExempt"] = payload["tax_exempt"]
        fields["taxExemptions"] = list(payload["tax_exemptions"])
    if "details" in groups:
        fields["note"] = payload["note"]
        if payload["language"]:
            fields["locale"] = payload["language"]
    return fields


def _address(place):
    first, _space, last = place["name"].rpartition(" ")
    return {
        "firstName": first or last,
        "lastName": last if first else "",
        "company": place["company"] or None,
        "address1": place["street"],
        "address2": place["street2"] or None,
        "city": place["city"],
        "zip": place["zip"],
        "provinceCode": place["state_code"] or None,
        "countryCode": place["country_code"] or None,
        "phone": place["phone"] or None,
    }


def _consent(wanted):
    """Return the input of a consent; the platform asks how one was given."""
    given = {"marketingState": CONSENT[wanted]}
    return {**given, "marketingOptInLevel": OPT_IN} if wanted else given


def _agreed(customer):
    """Return the customer as the platform holds it now, and its version."""
    if not customer:
        return {}
    return {
        "document": encode(party(View(), customer)),
        "version": version(customer["updatedAt"]),
    }
