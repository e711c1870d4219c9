"""What people may do in the places of a company: all is read and put in words."""

import pytest

from odoo.addons.retail_connector_base.canonical import (
    Company,
    CompanyContact,
    CompanyLocation,
)

from .shopify_script import Script, adapter
from .test_shopify_mapper import sample
from .test_shopify_reads import by_id, page


def test_a_company_comes_with_all_that_its_people_may_do():
    company = sample("company-net-30")
    [person] = company["contacts"]["nodes"]
    moment = company["updatedAt"]
    held = person["roleAssignments"]
    held["pageInfo"] = {"hasNextPage": True, "endCursor": "c1"}
    place = {"companyLocation": {"id": "gid://shopify/CompanyLocation/912"}}
    more = [{**held["nodes"][0], "id": "gid://shopify/X/799", **place}]
    script = Script(
        CompaniesById=[by_id(company)],
        CompanyContactHeld=[
            {"companyContact": {"updatedAt": moment, "roleAssignments": page(more)}}
        ],
    )
    found = adapter(script).fetch_many("company", [company["id"]])[company["id"]]
    document = adapter(script).parse("company", found)
    assert script.names() == ["CompaniesById", "CompanyContactHeld"]
    assert [place for place, _role in document.contacts[0].place_roles] == [
        "gid://shopify/CompanyLocation/911",
        "gid://shopify/CompanyLocation/912",
    ]


@pytest.mark.parametrize(
    ("held", "usual", "others"),
    [
        ({}, "none", {}),
        ({"a": "order", "b": "order", "c": "order"}, "order", {}),
        ({"a": "admin", "b": "order", "c": "order"}, "order", {"a": "admin"}),
        ({"a": "order", "b": "admin"}, "none", {"a": "order", "b": "admin"}),
        ({"a": "other", "b": "other", "c": "admin"}, "other", {"c": "admin"}),
        ({"a": "order", "gone": "admin"}, "none", {"a": "order"}),
    ],
)
def test_what_holds_in_general_gives_nobody_more_than_they_have(held, usual, others):
    person = CompanyContact("c1", place_roles=tuple(held.items()))
    places = tuple(CompanyLocation(one, one) for one in "abc")
    firm = Company("f1", "Firm", locations=places, contacts=(person,))
    assert firm.roles_of(person) == (usual, others)
