"""Companies, their places, contacts and payment terms."""

from .paging import Rows
from .registry import field, root
from .search import rows

TERMS = (
    ("Due on receipt", "RECEIPT", None),
    ("Due on fulfillment", "FULFILLMENT", None),
    *((f"Net {days}", "NET", days) for days in (7, 15, 30, 45, 60, 90)),
)


def templates(shop):
    """Return the payment terms every shop has."""
    if not shop.table("PaymentTermsTemplate"):
        for name, kind, days in TERMS:
            shop.add(
                "PaymentTermsTemplate",
                {
                    "name": name,
                    "translatedName": name,
                    "description": name,
                    "paymentTermsType": kind,
                    "dueInDays": days,
                },
            )
    return list(shop.table("PaymentTermsTemplate").values())


def add_company(shop, name, external_id=None, note=None):
    """Store a company without places."""
    return shop.add(
        "Company",
        {
            "name": name,
            "externalId": external_id,
            "note": note,
            "customerSince": shop.now(),
            "_locations": [],
            "_contacts": [],
        },
    )


def add_location(shop, company, name, **values):
    """Store a place of a company."""
    record = shop.add(
        "CompanyLocation",
        {
            "name": name,
            "externalId": values.get("externalId"),
            "phone": values.get("phone"),
            "note": None,
            "locale": None,
            "currency": shop.currency,
            "company": company["id"],
            "shippingAddress": None,
            "billingAddress": None,
            "taxSettings": {
                "taxRegistrationId": values.get("taxRegistrationId"),
                "taxExempt": bool(values.get("taxExempt")),
                "taxExemptions": list(values.get("taxExemptions") or ()),
            },
            "buyerExperienceConfiguration": {
                "checkoutToDraft": False,
                "editableShippingAddress": False,
                "paymentTermsTemplate": values.get("template"),
            },
        },
    )
    company["_locations"].append(record["id"])
    return record


def company_address(shop, company, given):
    """Return an address of a company's place."""
    return {
        "__typename": "CompanyAddress",
        "id": shop.new_id("CompanyAddress"),
        "recipient": given.get("recipient"),
        "companyName": company["name"],
        "address1": given.get("address1") or "",
        "address2": given.get("address2"),
        "city": given.get("city"),
        "zip": given.get("zip"),
        "zoneCode": given.get("zoneCode"),
        "countryCode": given.get("countryCode") or shop.country,
        "phone": given.get("phone"),
        "createdAt": shop.now(),
        "updatedAt": shop.now(),
    }


def add_contact(shop, company, customer, title=None):
    """Make a customer a contact of a company."""
    record = shop.add(
        "CompanyContact",
        {
            "company": company["id"],
            "customer": customer["id"],
            "title": title,
            "locale": None,
            "isMainContact": not company["_contacts"],
            "lifetimeDuration": "less than a minute",
        },
    )
    company["_contacts"].append(record["id"])
    return record


@root("company")
def company(call, id):
    """Return a company by its id."""
    return call.shop.want(id, "Company")


@root("companies")
def companies(call, query=None, sort_key="ID", reverse=False, **_window):
    """Return the companies."""
    return rows(call.shop, "Company", query, sort_key, reverse, warn=call.warnings)


@root("companyLocation")
def company_location(call, id):
    """Return a place by its id."""
    return call.shop.want(id, "CompanyLocation")


@root("companyContact")
def company_contact(call, id):
    """Return a contact of a company by its id."""
    return call.shop.want(id, "CompanyContact")


@root("paymentTermsTemplates")
def payment_terms_templates(call, payment_terms_type=None):
    """Return the payment terms of a kind."""
    return [
        record
        for record in templates(call.shop)
        if payment_terms_type in (None, record["paymentTermsType"])
    ]


@field("Company", "locations")
def company_locations(record, args, call):
    """Return the places of a company."""
    return Rows(list(record["_locations"]))


@field("Company", "contacts")
def company_contacts(record, args, call):
    """Return the people who order for a company."""
    return Rows(list(record["_contacts"]))


@field("Company", "defaultRole")
def company_default_role(record, args, call):
    """Return the role people get who order."""
    return roles(call.shop, record)[0]["id"]


@field("Company", "contactRoles")
def company_roles(record, args, call):
    """Return the roles a company gives."""
    return Rows([role["id"] for role in roles(call.shop, record)])


@field("CompanyContact", "roleAssignments")
def contact_roles(record, args, call):
    """Return for which places somebody may order."""
    return Rows(list(record.get("_roles", ())))


def roles(shop, company):
    """Return the two roles every company has."""
    if "_contactRoles" not in company:
        made = [
            shop.add("CompanyContactRole", {"name": name, "note": None})
            for name in ("Ordering only", "Location admin")
        ]
        company["_contactRoles"] = [role["id"] for role in made]
    return [shop.get(gid) for gid in company["_contactRoles"]]


@field("Company", "mainContact")
def company_main_contact(record, args, call):
    """Return the main contact."""
    for gid in record["_contacts"]:
        if call.shop.get(gid)["isMainContact"]:
            return gid
    return None


@field("Order", "purchasingEntity")
def order_buyer(record, args, call):
    """Return who buys: a person, or a company through one of its places."""
    if record.get("_company"):
        return {"__typename": "PurchasingCompany", **record["_company"]}
    return record["customer"]
