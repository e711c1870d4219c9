"""Mutations of companies, their places and contacts."""

from ..companies import add_company, add_contact, add_location, company_address
from ..errors import refuse
from ..registry import mutation


@mutation("companyCreate")
def company_create(call, input):
    """Create a company with its first place."""
    given, shop = input["company"], call.shop
    if not (given.get("name") or "").strip():
        refuse(["input", "company", "name"], "Name can't be blank", "BLANK")
    _check_key(shop, None, given, ["input", "company", "externalId"])
    company = add_company(
        shop, given["name"], given.get("externalId"), given.get("note")
    )
    place = input.get("companyLocation") or {"name": given["name"]}
    _add_place(shop, company, place)
    shop.emit("companies/create", company)
    return {"company": company["id"]}


@mutation("companyUpdate")
def company_update(call, company_id, input):
    """Change the fields that are given."""
    company = want(call, company_id, "Company", "companyId")
    _check_key(call.shop, company, input, ["input", "externalId"])
    for name in ("name", "externalId", "note"):
        if name in input:
            company[name] = input[name]
    return {"company": saved(call, company)}


@mutation("companyLocationCreate")
def company_location_create(call, company_id, input):
    """Add a place to a company."""
    company = want(call, company_id, "Company", "companyId")
    place = _add_place(call.shop, company, input)
    saved(call, company)
    return {"companyLocation": place["id"]}


@mutation("companyLocationUpdate")
def company_location_update(call, company_location_id, input):
    """Change the fields that are given."""
    place = want(call, company_location_id, "CompanyLocation", "companyLocationId")
    for name in ("name", "externalId", "phone", "note"):
        if name in input:
            place[name] = input[name]
    experience = input.get("buyerExperienceConfiguration") or {}
    if "paymentTermsTemplateId" in experience:
        template = experience["paymentTermsTemplateId"]
        if template and not call.shop.want(template, "PaymentTermsTemplate"):
            path = ["input", "buyerExperienceConfiguration", "paymentTermsTemplateId"]
            refuse(path, "Payment terms template is invalid", "INVALID")
        place["buyerExperienceConfiguration"]["paymentTermsTemplate"] = template
    return {"companyLocation": _place_saved(call, place)}


@mutation("companyLocationAssignAddress")
def company_location_assign_address(call, location_id, address, address_types):
    """Set the shipping or billing address of a place."""
    place = want(call, location_id, "CompanyLocation", "locationId")
    company = call.shop.get(place["company"])
    found = []
    for kind in address_types:
        name = "shippingAddress" if kind == "SHIPPING" else "billingAddress"
        fresh = company_address(call.shop, company, address)
        if place[name]:
            fresh["id"] = place[name]["id"]  # the platform keeps the id
        place[name] = fresh
        found.append(fresh)
    _place_saved(call, place)
    return {"addresses": found}


@mutation("companyLocationTaxSettingsUpdate")
def company_location_tax_settings_update(
    call, company_location_id, tax_registration_id=None, tax_exempt=None, **_exemptions
):
    """Change the tax number and whether tax is charged."""
    place = want(call, company_location_id, "CompanyLocation", "companyLocationId")
    place["taxSettings"]["taxRegistrationId"] = tax_registration_id
    if tax_exempt is not None:
        place["taxSettings"]["taxExempt"] = tax_exempt
    return {"companyLocation": _place_saved(call, place)}


@mutation("companyAssignCustomerAsContact")
def company_assign_customer_as_contact(call, company_id, customer_id):
    """Let a customer order for a company."""
    company = want(call, company_id, "Company", "companyId")
    customer = want(call, customer_id, "Customer", "customerId")
    if not customer["email"]:
        message = "Customer must have an email address."
        refuse(["customerId"], message, "INVALID_INPUT")
    if any(
        call.shop.get(c)["customer"] == customer["id"] for c in company["_contacts"]
    ):
        message = "Customer is already associated with a company contact."
        refuse(["companyId"], message, "INVALID_INPUT")
    contact = add_contact(call.shop, company, customer)
    saved(call, company)
    return {"companyContact": contact["id"]}


@mutation("companyContactAssignRoles")
def company_contact_assign_roles(call, company_contact_id, roles_to_assign):
    """Let somebody order for places; one role a place."""
    shop = call.shop
    contact = want(call, company_contact_id, "CompanyContact", "companyContactId")
    company = shop.get(contact["company"])
    made = []
    for entry in roles_to_assign:
        place, role = entry["companyLocationId"], entry["companyContactRoleId"]
        if place not in company["_locations"]:
            message = "Resource requested does not exist."
            refuse(["rolesToAssign"], message, "RESOURCE_NOT_FOUND")
        if role not in company.get("_contactRoles", ()):
            message = "Resource requested does not exist."
            refuse(["rolesToAssign"], message, "RESOURCE_NOT_FOUND")
        held = [shop.get(gid)["companyLocation"] for gid in contact.get("_roles", ())]
        if place in held:
            message = "Company contact has already been assigned a role in that place."
            refuse(["rolesToAssign"], message, "LIMIT_REACHED")
        made.append(
            shop.add(
                "CompanyContactRoleAssignment",
                {
                    "company": company["id"],
                    "companyContact": contact["id"],
                    "companyLocation": place,
                    "role": role,
                },
            )["id"]
        )
        contact.setdefault("_roles", []).append(made[-1])
    saved(call, company)
    return {"roleAssignments": made}


def _add_place(shop, company, given):
    place = add_location(
        shop,
        company,
        given.get("name") or company["name"],
        externalId=given.get("externalId"),
        phone=given.get("phone"),
        taxRegistrationId=given.get("taxRegistrationId"),
        taxExempt=given.get("taxExempt"),
    )
    if given.get("shippingAddress"):
        place["shippingAddress"] = company_address(
            shop, company, given["shippingAddress"]
        )
    billing = given.get("billingAddress")
    if given.get("billingSameAsShipping"):
        billing = given.get("shippingAddress")
    if billing:
        place["billingAddress"] = company_address(shop, company, billing)
    return place


def want(call, gid, kind, argument):
    record = call.shop.want(gid, kind)
    if record is None:
        refuse([argument], "Resource requested does not exist.", "RESOURCE_NOT_FOUND")
    return record


def _check_key(shop, company, given, path):
    key = given.get("externalId")
    for record in shop.table("Company").values():
        if key and record["externalId"] == key and record is not company:
            refuse(path, "External Id has already been taken.", "TAKEN")


def saved(call, company):
    call.shop.touch(company)
    call.shop.emit("companies/update", company)
    return company["id"]


def _place_saved(call, place):
    call.shop.touch(place)
    call.shop.touch(call.shop.get(place["company"]))
    call.shop.emit("company_locations/update", place)
    return place["id"]
