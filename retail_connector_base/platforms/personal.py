"""What of a payload is about a person: masked by the names of fields. Pure.

Amounts, taxes, goods, ids, dates and the country stay: they are evidence.
"""

import json
import re

MASK = "•••"
# Names as platforms write them, without separators and in lower case.
ALWAYS = frozenset(
    [
        "address1",
        "address2",
        "addressline1",
        "addressline2",
        "attributes",
        "birthday",
        "browserip",
        "building",
        "city",
        "clientdetails",
        "clientip",
        "companyname",
        "customattributes",
        "customermessage",
        "displayname",
        "dob",
        "email",
        "emailaddress",
        "fax",
        "firstname",
        "familyname",
        "formatted",
        "formattedarea",
        "fullname",
        "giftmessage",
        "givenname",
        "housenumber",
        "ipaddress",
        "lastname",
        "latitude",
        "line1",
        "line2",
        "locality",
        "longitude",
        "middlename",
        "mobile",
        "nickname",
        "note",
        "noteattributes",
        "notes",
        "phone",
        "phonenumber",
        "postalcode",
        "postcode",
        "street",
        "street2",
        "useragent",
        "vat",
        "vatnumber",
        "zip",
    ]
)
# Inside of these a name is a person's.
PERSONS = frozenset(
    [
        "billing",
        "buyer",
        "cashier",
        "contact",
        "employee",
        "owner",
        "party",
        "person",
        "purchaser",
        "receiver",
        "shipping",
        "staff",
        "user",
    ]
)
IN_PERSON = frozenset({"name", "company", "title", "taxnumber", "taxid", "comment"})
# Kinds of documents that are a person as a whole.
OF_PERSONS = frozenset({"company", "party", "party_merge", "privacy"})
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def mask(value, kind="", more=frozenset()):
    """Return a payload with what is about persons masked.

    :param kind: of the document: some are a person as a whole
    :param more: names of fields that a platform uses beside the common ones
    """
    return _mask(value, kind in OF_PERSONS, more)


def mask_text(text, kind="", more=frozenset()):
    """Return a stored JSON text masked; what is no JSON is masked as a whole."""
    if not text:
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return MASK
    return json.dumps(mask(value, kind, more), ensure_ascii=False)


def _mask(value, person, more):
    if isinstance(value, dict):
        return {
            name: _hide(child)
            if _is_personal(_plain(name), person, more)
            else _mask(child, _is_person(_plain(name), person), more)
            for name, child in value.items()
        }
    if isinstance(value, list):
        return [_mask(child, person, more) for child in value]
    if isinstance(value, str) and "@" in value:
        return ADDRESS.sub(MASK, value)
    return value


def _plain(name):
    return str(name).replace("_", "").replace("-", "").lower()


def _is_personal(name, person, more):
    return name in ALWAYS or name in more or (person and name in IN_PERSON)


def _is_person(name, person):
    """Return whether a field holds a person; lines of an order do not."""
    if name in PERSONS or "address" in name or "customer" in name:
        return True
    return person and not name.endswith("lines")


def _hide(value):
    """Return a masked value; its structure stays."""
    if isinstance(value, dict):
        return {name: _hide(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_hide(child) for child in value]
    return MASK if value not in (None, "", False) else value
