"""Mutations that end roles, contacts and places of companies; the main contact."""

from ..errors import refuse
from ..registry import mutation
from .company_mutations import saved, want


@mutation("companyContactRevokeRoles")
def company_contact_revoke_roles(
    call, company_contact_id, role_assignment_ids=(), revoke_all=False
):
    """Take roles away from a contact."""
    contact = want(call, company_contact_id, "CompanyContact", "companyContactId")
    held = contact.get("_roles", [])
    gone = list(held) if revoke_all else list(role_assignment_ids)
    if not set(gone) <= set(held):
        message = "Resource requested does not exist."
        refuse(["roleAssignmentIds"], message, "RESOURCE_NOT_FOUND")
    _revoke(call.shop, contact, gone)
    saved(call, call.shop.get(contact["company"]))
    return {"revokedRoleAssignmentIds": gone}


@mutation("companyContactRemoveFromCompany")
def company_contact_remove_from_company(call, company_contact_id):
    """Make a contact an ordinary customer again; their roles end."""
    contact = want(call, company_contact_id, "CompanyContact", "companyContactId")
    company = call.shop.get(contact["company"])
    _revoke(call.shop, contact, list(contact.get("_roles", ())))
    company["_contacts"].remove(contact["id"])
    call.shop.remove(contact["id"])
    saved(call, company)
    return {"removedCompanyContactId": contact["id"]}


@mutation("companyLocationDelete")
def company_location_delete(call, company_location_id):
    """Delete a place nobody has ordered for; a company keeps one at least."""
    place = want(call, company_location_id, "CompanyLocation", "companyLocationId")
    company = call.shop.get(place["company"])
    ordered = any(
        (order.get("_company") or {}).get("location") == place["id"]
        for order in call.shop.table("Order").values()
    )
    if ordered or len(company["_locations"]) == 1:
        message = "Failed to delete the company location."
        refuse(["companyLocationId"], message, "FAILED_TO_DELETE")
    for gid in company["_contacts"]:
        contact = call.shop.get(gid)
        ended = [
            role
            for role in contact.get("_roles", ())
            if call.shop.get(role)["companyLocation"] == place["id"]
        ]
        _revoke(call.shop, contact, ended)
    company["_locations"].remove(place["id"])
    call.shop.remove(place["id"])
    saved(call, company)
    return {"deletedCompanyLocationId": place["id"]}


@mutation("companyAssignMainContact")
def company_assign_main_contact(call, company_id, company_contact_id):
    """Say who the main contact is."""
    company = want(call, company_id, "Company", "companyId")
    contact = want(call, company_contact_id, "CompanyContact", "companyContactId")
    if contact["company"] != company["id"]:
        message = "The company contact doesn't belong to the company."
        refuse(["companyContactId"], message, "INVALID_INPUT")
    for gid in company["_contacts"]:
        call.shop.get(gid)["isMainContact"] = gid == contact["id"]
    return {"company": saved(call, company)}


def _revoke(shop, contact, gone):
    contact["_roles"] = [gid for gid in contact.get("_roles", ()) if gid not in gone]
    for gid in gone:
        shop.remove(gid)
