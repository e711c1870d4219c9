"""Companies with their places, the people who order for them and payment terms."""

from odoo.addons.retail_connector_base.canonical import (
    Address,
    Company,
    CompanyContact,
    CompanyLocation,
    PaymentTerms,
)

from .shapes import View, moment

TERMS = {
    "NET": "net",
    "RECEIPT": "receipt",
    "FULFILLMENT": "fulfilment",
    "FIXED": "fixed",
    "UNKNOWN": "unknown",
}


def company(view: View, payload) -> Company:
    """Return a company; ``externalId`` is our own key."""
    usual = (payload["defaultRole"] or {}).get("id")
    return Company(
        external_id=payload["id"],
        name=payload["name"],
        reference=payload["externalId"] or "",
        note=payload["note"] or "",
        locations=tuple(_location(node) for node in payload["locations"]["nodes"]),
        contacts=tuple(_contact(node, usual) for node in payload["contacts"]["nodes"]),
        updated_at=moment(payload["updatedAt"]),
    )


def _location(node):
    taxes = node["taxSettings"]
    experience = node["buyerExperienceConfiguration"] or {}
    return CompanyLocation(
        external_id=node["id"],
        name=node["name"],
        reference=node["externalId"] or "",
        shipping=_address(node["shippingAddress"]),
        billing=_address(node["billingAddress"]),
        phone=node["phone"] or "",
        vat=taxes["taxRegistrationId"] or "",
        tax_exempt=taxes["taxExempt"],
        tax_exemptions=tuple(taxes["taxExemptions"]),
        payment_term=_term(experience.get("paymentTermsTemplate")),
    )


def _address(place):
    if not place:
        return Address()
    return Address(
        name=place["recipient"] or "",
        company=place["companyName"] or "",
        street=place["address1"] or "",
        street2=place["address2"] or "",
        city=place["city"] or "",
        zip=place["zip"] or "",
        state_code=place["zoneCode"] or "",
        country_code=place["countryCode"] or "",
        phone=place["phone"] or "",
        external_id=place["id"],
    )


def _term(template):
    if not template:
        return None
    return PaymentTerms(
        name=template["name"],
        kind=TERMS[template["paymentTermsType"]],
        days=template["dueInDays"],
    )


def is_admin(role):
    """Return whether a role administers places; the platform tells it by name only."""
    return "admin" in role["name"].lower()


def _kind(roles, usual):
    """Return our word for what somebody may do, the most of it."""
    kinds = {
        "order" if role["id"] == usual else "admin" if is_admin(role) else "other"
        for role in roles
    }
    return next((kind for kind in ("admin", "other", "order") if kind in kinds), "")


def _place_roles(held, usual):
    """Return (place, our word for the role in it) of each place with a role."""
    places = {}
    for entry in held:
        places.setdefault(entry["companyLocation"]["id"], []).append(entry["role"])
    return tuple((place, _kind(roles, usual)) for place, roles in places.items())


def _contact(node, usual):
    customer = node["customer"]
    held = node["roleAssignments"]["nodes"]
    names = (customer["firstName"], customer["lastName"])
    return CompanyContact(
        party_id=customer["id"],
        external_id=node["id"],
        name=" ".join(filter(None, names)) or customer["displayName"],
        email=(customer["defaultEmailAddress"] or {}).get("emailAddress") or "",
        phone=(customer["defaultPhoneNumber"] or {}).get("phoneNumber") or "",
        title=node["title"] or "",
        main=node["isMainContact"],
        place_roles=_place_roles(held, usual),
        role_names=tuple(sorted({entry["role"]["name"] for entry in held})),
    )
