"""Customers."""

from dataclasses import replace

from odoo.addons.retail_connector_base.canonical import Party, PartyMerge

from .shapes import View, address, moment

# Whether a marketing state means that we may write.
CONSENT = {
    "SUBSCRIBED": True,
    "UNSUBSCRIBED": False,
    "NOT_SUBSCRIBED": False,
    "NEVER_SUBSCRIBED": False,
}


def party(view: View, payload) -> Party:
    """Return a customer with the default address first and no address twice."""
    email = payload["defaultEmailAddress"] or {}
    phone = payload["defaultPhoneNumber"] or {}
    places = [payload["defaultAddress"]]
    places += (payload.get("addressesV2") or {}).get("nodes", ())
    unique = {place["id"]: address(place) for place in places if place}
    first = next(iter(unique.values()), None)
    return Party(
        external_id=payload["id"],
        name=_name(payload, first),
        email=email.get("emailAddress") or "",
        phone=phone.get("phoneNumber") or "",
        company=first.company if first else "",
        addresses=tuple(unique.values()),
        tags=tuple(payload["tags"]),
        language=payload["locale"] or "",
        tax_exempt=payload["taxExempt"],
        tax_exemptions=tuple(payload.get("taxExemptions") or ()),
        accepts_marketing=CONSENT.get(email.get("marketingState")),
        accepts_sms=CONSENT.get((phone.get("smsMarketingConsent") or {}).get("state")),
        note=payload["note"] or "",
        updated_at=moment(payload["updatedAt"]),
    )


def _name(payload, first_address):
    """Return a person's name; the display name may be an e-mail address."""
    shown = payload["displayName"]
    name = " ".join(filter(None, (payload["firstName"], payload["lastName"])))
    return name or (first_address.name if first_address else "") or shown


def buyer(view: View, order) -> Party | None:
    """Return who bought, for a company with its name and tax number; None: a guest."""
    firm = company(order)
    person = party(view, order["customer"]) if order["customer"] else None
    if not firm:
        return person
    name, location = firm["company"]["name"], firm["location"]
    if not person:
        person = Party(external_id=firm["company"]["id"], name=name, is_company=True)
    return replace(
        person,
        company=name,
        vat=(location["taxSettings"] or {}).get("taxRegistrationId") or "",
        attributes={
            "company_id": firm["company"]["id"],
            "company_reference": firm["company"]["externalId"] or "",
            "company_location_id": location["id"],
            "company_location": location["name"],
            "company_location_reference": location["externalId"] or "",
        },
    )


def company(order):
    """Return the purchasing company of an order, None when a person bought."""
    entity = order["purchasingEntity"]
    if entity and entity["__typename"] == "PurchasingCompany":
        return entity
    return None


def party_merge(view: View, payload) -> PartyMerge:
    """Return which customer of two is left."""
    return PartyMerge(payload["id"], payload["kept"], payload["gone"])
