"""What the platform refuses of a customer."""

from .errors import ApiError, refuse

PLAIN = ("NOT_SUBSCRIBED", "REDACTED")


def named(shop, identifier, given):
    """Return the customer an identifier names, None to create one."""
    identifier = identifier or {}
    if identifier.get("id"):
        record = shop.want(identifier["id"], "Customer")
        if record is None:
            message = "Resource matching the identifier was not found."
            refuse(["input"], message, "NOT_FOUND")
        return record
    for name in ("email", "phone"):
        wanted = identifier.get(name)
        if not wanted:
            continue
        if name not in given:
            message = "The input field corresponding to the identifier is required."
            refuse(["input"], message, "MISSING_FIELD_REQUIRED")
        if given[name] != wanted:
            message = (
                "The identifier value does not match the value of the corresponding "
                "field in the input."
            )
            refuse(["input"], message, "INPUT_MISMATCH")
        return _holder(shop, name, wanted)
    return None


def check_set(shop, record, given):
    """Refuse a customer nobody could name, or one that takes another's address."""
    names = ("firstName", "lastName", "email", "phone")
    if record is None and not any(given.get(name) for name in names):
        message = "A name, phone number, or email address must be present"
        refuse(["input"], message, "INVALID")
    for name in ("email", "phone"):
        holder = given.get(name) and _holder(shop, name, given[name])
        if holder and (record is None or holder["id"] != record["id"]):
            message = f"{name.capitalize()} has already been taken"
            refuse(["input", name], message, "TAKEN")
    if "taxExempt" in given and given["taxExempt"] is None:
        refuse(["input", "taxExempt"], "Tax exempt is of unexpected type NilClass")


def check_consent(record, consent):
    """Refuse consents to e-mails that the platform does not accept from an app."""
    path = ["input", "emailMarketingConsent"]
    _check_state(path, consent)
    if not record["email"]:
        message = "An email address is required to set the email consent state."
        refuse(path, message, "INVALID")


def check_consent_sms(record, consent):
    """Refuse consents to text messages; one that is pending has to be confirmed."""
    path = ["input", "smsMarketingConsent"]
    _check_state(path, consent)
    level = consent.get("marketingOptInLevel")
    if consent["marketingState"] == "PENDING" and level != "CONFIRMED_OPT_IN":
        message = (
            "Marketing opt in level must be confirmed opt-in for pending consent state"
        )
        refuse([*path, "marketingOptInLevel"], message, "INVALID")
    if not record["phone"]:
        message = "A phone number is required to set the SMS consent state."
        refuse(path, message, "INVALID")


def _check_state(path, consent):
    state = consent["marketingState"]
    if state in PLAIN:
        raise ApiError(f"Cannot specify {state} as a marketing state input", "INVALID")
    if state == "SUBSCRIBED" and not consent.get("marketingOptInLevel"):
        message = "Marketing opt in level must exist"
        refuse([*path, "marketingOptInLevel"], message, "MISSING_ARGUMENT")


def _holder(shop, name, wanted):
    for record in shop.table("Customer").values():
        if record.get(name) and record[name].lower() == wanted.lower():
            return record
    return None
