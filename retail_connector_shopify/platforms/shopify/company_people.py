"""The people of a company out: who may order, who administers, who is written to.

All of it sets a state: what is as wanted costs no request, a repeat changes nothing.
"""

from odoo.addons.retail_connector_base.platforms import RefusedError

from .mapper_company import is_admin

GONE = "resource_not_found"
OTHER = "other"  # a role that only the shop has: it is left alone


def bring(client, company, there, places, wanted) -> dict:
    """Give customers their role in each place; return customer -> id of the contact.

    :param there: the company as the shop has it
    :param places: ids of its places
    :param wanted: rows of ``id``, ``name``, ``role``, ``main``, and ``places``: the
        role in the places where it is another one
    """
    contacts = {node["customer"]["id"]: node for node in there["contacts"]["nodes"]}
    main = (there["mainContact"] or {}).get("id")
    found = {}
    for person in wanted:
        node = contacts.get(person["id"])
        contact = node["id"] if node else _contact(client, company, person["id"])
        if not contact:
            continue
        found[person["id"]] = contact
        held = (node or {}).get("roleAssignments", {}).get("nodes", ())
        _roles(client, contact, held, _wanted(there, person, places))
        if person["main"] and contact != main:
            given = {"company": company, "contact": contact}
            run(client, "company_main_contact", "companyAssignMainContact", **given)
    return found


def dismiss(client, contacts) -> None:
    """Make contacts ordinary customers again; one that is none any more is fine."""
    for contact in contacts:
        _unless_gone(
            client,
            "company_contact_remove",
            "companyContactRemoveFromCompany",
            contact=contact,
        )


def close(client, places) -> None:
    """Delete places; the shop keeps those that were ordered for."""
    for place in places:
        try:
            _unless_gone(
                client, "company_location_delete", "companyLocationDelete", id=place
            )
        except RefusedError as error:
            raise RefusedError(error.message, "place_in_use") from error


def _wanted(there, person, places):
    """Return place -> id of the role wanted in it, None for none."""
    words = {place: person["role"] for place in places}
    words.update({p: w for p, w in person.get("places", {}).items() if p in places})
    roles = {word: _role(there, person, word) for word in {*words.values()} - {OTHER}}
    return {place: roles[word] for place, word in words.items() if word != OTHER}


def _role(there, person, word):
    """Return the id of the role that our word stands for, None for none."""
    if word == "none":
        return None
    usual = (there["defaultRole"] or {}).get("id")
    if word == "order":
        return usual
    for role in there["contactRoles"]["nodes"]:
        if role["id"] != usual and is_admin(role):
            return role["id"]
    raise RefusedError(
        f"The company has no role that administers places, {person['name']} cannot "
        "get it.",
        "company_role",
    )


def _roles(client, contact, held, wanted):
    """Have a contact hold in each place the one role that is wanted, or none."""
    wrong = [
        entry
        for entry in held
        if entry["companyLocation"]["id"] in wanted
        and (entry["role"] or {}).get("id") != wanted[entry["companyLocation"]["id"]]
    ]
    if wrong:
        run(
            client,
            "company_contact_revoke",
            "companyContactRevokeRoles",
            contact=contact,
            assignments=[entry["id"] for entry in wrong],
        )
    right = {e["companyLocation"]["id"] for e in held if e not in wrong}
    missing = sorted(p for p, role in wanted.items() if role and p not in right)
    if missing:
        run(
            client,
            "company_contact_roles",
            "companyContactAssignRoles",
            contact=contact,
            roles=[
                {"companyContactRoleId": wanted[place], "companyLocationId": place}
                for place in missing
            ],
        )


def _contact(client, company, customer):
    """Make a customer a contact; return its id, None when it is one already."""
    given = {"company": company, "customer": customer}
    answer = client.run("company_contact", given)["companyAssignCustomerAsContact"]
    for error in answer["userErrors"]:
        if "already" not in error["message"].lower():
            raise refusal(error)
    return (answer["companyContact"] or {}).get("id")


def _unless_gone(client, name, root, **variables):
    try:
        run(client, name, root, **variables)
    except RefusedError as error:
        if error.code != GONE:
            raise


def run(client, name, root, **variables):
    """Run a mutation; raise what it refuses."""
    answer = client.run(name, variables)[root]
    if answer["userErrors"]:
        raise refusal(answer["userErrors"][0])


def refusal(error):
    """Return a user error of the platform as one of ours."""
    return RefusedError(error["message"], (error["code"] or "").lower() or None)
