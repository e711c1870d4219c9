"""customerSet and the consents to marketing by e-mail and text message."""

from ..customer_rules import check_consent, check_consent_sms, check_set, named
from ..customers import store_customer
from ..errors import refuse
from ..registry import mutation


@mutation("customerSet")
def customer_set(call, input, identifier=None):
    """Create a customer or change what is given of one; lists are replaced."""
    shop = call.shop
    record = named(shop, identifier, input)
    check_set(shop, record, input)
    created = record is None
    if created:
        record = store_customer(
            shop, input.get("firstName") or "", input.get("lastName") or ""
        )
    _change(shop, record, input)
    if not created:
        shop.touch(record)
    shop.emit("customers/create" if created else "customers/update", record)
    return {"customer": record["id"]}


@mutation("customerEmailMarketingConsentUpdate")
def customer_consent(call, input):
    """Say whether a customer wants marketing e-mails."""
    record = call.shop.want(input["customerId"], "Customer")
    if record is None:
        refuse(["input", "customerId"], "Customer not found", "INVALID")
    consent = input["emailMarketingConsent"]
    check_consent(record, consent)
    record["_emailState"] = consent["marketingState"]
    call.shop.touch(record)
    call.shop.emit("customers/update", record)
    return {"customer": record["id"]}


@mutation("customerSmsMarketingConsentUpdate")
def customer_consent_sms(call, input):
    """Say whether a customer wants marketing by text message."""
    record = call.shop.want(input["customerId"], "Customer")
    if record is None:
        refuse(None, "Customer not found", None)
    consent = input["smsMarketingConsent"]
    check_consent_sms(record, consent)
    record["_smsState"] = consent["marketingState"]
    call.shop.touch(record)
    call.shop.emit("customers/update", record)
    return {"customer": record["id"]}


def _change(shop, record, given):
    for name in ("firstName", "lastName", "email", "phone", "locale", "note"):
        if name in given:
            blank = "" if name in ("firstName", "lastName") else None
            record[name] = given[name] or blank
    for name in ("taxExempt", "taxExemptions"):
        if name in given:
            record[name] = given[name]
    if "tags" in given:
        record["tags"] = sorted({tag.strip() for tag in given["tags"] if tag.strip()})
    if "addresses" in given:
        places = [_address(shop, place) for place in given["addresses"]]
        record["_addresses"] = places
        record["defaultAddress"] = places[0] if places else None
    name = f"{record['firstName'] or ''} {record['lastName'] or ''}".strip()
    record["displayName"] = name or record["email"] or record["phone"] or ""
    record["verifiedEmail"] = record["validEmailAddress"] = bool(record["email"])


def _address(shop, given):
    """Return a new address: a set gives new ids."""
    names = [given.get("firstName") or "", given.get("lastName") or ""]
    country = given.get("countryCode")
    return {
        "__typename": "MailingAddress",
        "id": shop.new_id("MailingAddress"),
        "firstName": names[0] or None,
        "lastName": names[1] or None,
        "name": " ".join(filter(None, names)) or None,
        "company": given.get("company"),
        "address1": given.get("address1"),
        "address2": given.get("address2"),
        "zip": given.get("zip"),
        "city": given.get("city"),
        "province": given.get("provinceCode"),
        "provinceCode": given.get("provinceCode"),
        "country": country,
        "countryCodeV2": country,
        "countryCode": country,
        "phone": given.get("phone"),
        "coordinatesValidated": False,
        "formatted": [],
        "formattedArea": None,
    }
