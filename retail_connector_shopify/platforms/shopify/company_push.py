"""Companies out: our own keys make a company and its places once, the rest is absolute.

The platform keeps our key as ``externalId`` and refuses a second company with it. A
repeat after a crash therefore finds the company the first request made, and the places
that it has. Whoever orders for a company may do so for all of its places.
"""

from collections.abc import Sequence

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    PushResult,
    RefusedError,
    TransientError,
)

from . import company_people, reads
from .client import AdminClient
from .company_people import refusal, run

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
    company, first = payload["external_id"], ""
    if not company:
        company, first = _create(client, payload)
    else:
        given = {"name": payload["name"], "externalId": payload["reference"]}
        run(client, "company_update", "companyUpdate", id=company, input=given)
    there = client.run("company_roles", {"id": company})["company"]
    reads.complete_company(client, there)
    places = _places(client, company, first, there, payload)
    people = company_people.bring(
        client, company, there, set(places.values()), payload["customers"]
    )
    company_people.dismiss(client, payload["left"])
    company_people.close(client, payload["gone"])
    return PushResult(item.key, company, {"places": places, "people": people})


def _places(client, company, first, there, payload):
    """Bring each place up to date, make the missing; return our key -> its id."""
    known = {
        node["externalId"]: node["id"]
        for node in there["locations"]["nodes"]
        if node["id"] not in payload["gone"]
    }
    places = {}
    for number, place in enumerate(payload["places"]):
        found = place["external_id"] or known.get(place["reference"])
        if not found and number == 0:  # a company is made with its first place
            found = first or next(iter(known.values()), None)
        if not found:
            found = _add_place(client, company, place)
        _place(client, found, place, payload)
        places[place["reference"]] = found
    return places


def _add_place(client, company, place):
    given = {
        "name": place["name"],
        "externalId": place["reference"],
        "shippingAddress": _address(place["shipping"]),
    }
    answer = client.run("company_location_create", {"company": company, "input": given})
    answer = answer["companyLocationCreate"]
    if answer["userErrors"]:
        raise refusal(answer["userErrors"][0])
    return answer["companyLocation"]["id"]


def _create(client, payload):
    """Return (company id, id of its first place); one that is there is taken."""
    main = payload["places"][0]
    answer = client.run(
        "company_create",
        {
            "input": {
                "company": {
                    "name": payload["name"],
                    "externalId": payload["reference"],
                },
                "companyLocation": {
                    "name": main["name"],
                    "externalId": main["reference"],
                    "shippingAddress": _address(main["shipping"]),
                    "billingSameAsShipping": True,
                },
            }
        },
    )["companyCreate"]
    if not answer["userErrors"]:
        return _ids(answer["company"])
    if not any(error["code"] == TAKEN for error in answer["userErrors"]):
        raise refusal(answer["userErrors"][0])
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


def _place(client, place_id, place, payload):
    """Set a place's terms, addresses and tax number; its name is the shop's."""
    template = _template(client, place["payment_term"])
    run(
        client,
        "company_location_update",
        "companyLocationUpdate",
        id=place_id,
        input={
            "buyerExperienceConfiguration": {"paymentTermsTemplateId": template},
        },
    )
    for types, name in ((["SHIPPING"], "shipping"), (["BILLING"], "billing")):
        if place[name]:
            run(
                client,
                "company_location_address",
                "companyLocationAssignAddress",
                id=place_id,
                address=_address(place[name]),
                types=types,
            )
    run(
        client,
        "company_location_tax",
        "companyLocationTaxSettingsUpdate",
        id=place_id,
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
