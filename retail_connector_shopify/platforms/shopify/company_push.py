"""Companies out: our own key makes a company once, everything else is absolute.

The platform keeps our key as ``externalId`` and refuses a second company with it. A
repeat after a crash therefore finds the company the first request made.
"""

from collections.abc import Sequence

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from .client import AdminClient

TAKEN = "TAKEN"
INDEX_WAIT = 10  # seconds until search finds what was just written
KINDS = {"net": "NET", "receipt": "RECEIPT", "fulfilment": "FULFILLMENT"}


def push(client: AdminClient, items: Sequence[PushItem], key: str) -> list[PushResult]:
    """Deliver companies, one after the other; return one result per item."""
    results = []
    for item in items:
        try:
            results.append(_one(client, item))
        except RefusedError as error:
            results.append(PushResult(item.key, error=error))
        except TransientError as error:
            if not results:
                raise
            results.append(PushResult(item.key, error=error))
    return results


def _one(client, item):
    payload = item.payload
    company, place = payload["external_id"], payload["location_id"]
    if not company:
        company, place = _create(client, payload)
    else:
        given = {"name": payload["name"], "externalId": payload["reference"]}
        _run(client, "company_update", "companyUpdate", id=company, input=given)
    if place:
        _place(client, place, payload)
    for customer in payload["customers"]:
        _contact(client, company, customer)
    return PushResult(item.key, company, {"location_id": place})


def _create(client, payload):
    """Return (company id, id of its first place); one that is there is taken."""
    answer = client.run(
        "company_create",
        {
            "input": {
                "company": {
                    "name": payload["name"],
                    "externalId": payload["reference"],
                },
                "companyLocation": {
                    "name": payload["name"],
                    "shippingAddress": _address(payload["shipping"]),
                    "billingSameAsShipping": True,
                },
            }
        },
    )["companyCreate"]
    if not answer["userErrors"]:
        return _ids(answer["company"])
    if not any(error["code"] == TAKEN for error in answer["userErrors"]):
        raise _error(answer["userErrors"][0])
    return _found(client, payload["reference"])


def _ids(company):
    places = company["locations"]["nodes"]
    return company["id"], places[0]["id"] if places else ""


def _found(client, reference):
    query = f"external_id:'{reference}'"
    answer = client.run("companies_found", {"query": query})["companies"]
    for node in answer["nodes"]:
        if node["externalId"] == reference:
            return _ids(node)
    raise TransientError(
        "The company is not found yet.", "moving", retry_after=INDEX_WAIT
    )


def _place(client, place, payload):
    """Set a place's terms, addresses and tax number."""
    _run(
        client,
        "company_location_update",
        "companyLocationUpdate",
        id=place,
        input={
            "buyerExperienceConfiguration": {
                "paymentTermsTemplateId": _template(client, payload["payment_term"])
            }
        },
    )
    for types, name in ((["SHIPPING"], "shipping"), (["BILLING"], "billing")):
        if payload[name]:
            _run(
                client,
                "company_location_address",
                "companyLocationAssignAddress",
                id=place,
                address=_address(payload[name]),
                types=types,
            )
    _run(
        client,
        "company_location_tax",
        "companyLocationTaxSettingsUpdate",
        id=place,
        vat=payload["vat"] or None,
        exempt=payload["tax_exempt"],
    )


def _template(client, term):
    """Return the id of the platform's template with the same meaning, or None."""
    if not term:
        return None
    for template in client.run("payment_terms")["paymentTermsTemplates"]:
        same = template["paymentTermsType"] == KINDS.get(term["kind"])
        if same and (term["kind"] != "net" or template["dueInDays"] == term["days"]):
            return template["id"]
    raise RefusedError(
        f"The platform has no payment terms of {term['days']} days.", "payment_term"
    )


def _contact(client, company, customer):
    answer = client.run("company_contact", {"company": company, "customer": customer})
    for error in answer["companyAssignCustomerAsContact"]["userErrors"]:
        if "already" not in error["message"].lower():
            raise _error(error)


def _run(client, name, root, **variables):
    answer = client.run(name, variables)[root]
    if answer["userErrors"]:
        raise _error(answer["userErrors"][0])


def _error(error):
    return RefusedError(error["message"], (error["code"] or "").lower() or None)


def _address(place):
    if not place:
        return None
    return {
        "recipient": place["name"] or None,
        "address1": place["street"] or None,
        "address2": place["street2"] or None,
        "city": place["city"] or None,
        "zip": place["zip"] or None,
        "zoneCode": place["state_code"] or None,
        "countryCode": place["country_code"] or None,
        "phone": place["phone"] or None,
    }
