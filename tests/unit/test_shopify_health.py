"""What a person is told about a connection, and what only a test can provoke."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from odoo.addons.retail_connector_base.canonical import Lack
from odoo.addons.retail_connector_base.platforms import RefusedError, TransientError
from odoo.addons.retail_connector_shopify.platforms.shopify.health import (
    FLOW_SCOPES,
    HISTORY_SCOPE,
    NEEDED_SCOPES,
    SCOPES,
    WANTED_SCOPES,
    lacks,
)

from .shopify_script import Answer, Script, adapter
from .test_shopify_client import APP
from .test_shopify_mapper import sample

PLACES = {"locations": {"nodes": [], "pageInfo": {"hasNextPage": False}}}


def shop(domain="northwind.myshopify.com", versions=("2026-10",), scopes=None):
    granted = (
        [*NEEDED_SCOPES, *WANTED_SCOPES, HISTORY_SCOPE] if scopes is None else scopes
    )
    return {
        "shop": {
            "name": "Northwind",
            "myshopifyDomain": domain,
            "currencyCode": "USD",
            "ianaTimezone": "America/New_York",
            "taxesIncluded": False,
            "plan": {"publicDisplayName": "Grow"},
            "shopAddress": {"countryCodeV2": None},
        },
        "currentAppInstallation": {
            "accessScopes": [{"handle": scope} for scope in granted]
        },
        "publicApiVersions": [{"handle": one, "supported": True} for one in versions],
    }


def flow_codes():
    """Return the codes of flows, from the source: it imports Odoo."""
    addons = Path(__file__).resolve().parents[2]
    source = addons / "retail_connector_base" / "models" / "retail_flow.py"
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Assign) and node.targets[0].id == "CODES":
            return ast.literal_eval(node.value)
    raise AssertionError("the flows have no codes")


def problems(answer, **headers):
    script = Script(Shop=[Answer({"data": answer}, headers)], Locations=[PLACES])
    return " ".join(adapter(script).check().problems)


def test_a_healthy_shop_has_no_problems():
    assert problems(shop()) == ""


@pytest.mark.parametrize(
    ("answer", "headers", "told"),
    [
        (shop(domain="other.myshopify.com"), {}, "other.myshopify.com"),
        (shop(versions=("2027-07",)), {}, "update the connector"),
        (shop(), {"X-Shopify-API-Version": "2027-01"}, "2027-01"),
        (shop(), {"X-Shopify-API-Deprecated-Reason": "Order.phone"}, "Order.phone"),
        (shop(scopes=list(NEEDED_SCOPES)), {}, "60 days"),
        (shop(scopes=[*NEEDED_SCOPES]), {}, "scope write_products: no prices"),
        (
            shop(scopes=[*NEEDED_SCOPES, HISTORY_SCOPE]),
            {},
            "read_shopify_payments_payouts: no payouts",
        ),
        (shop(scopes=[HISTORY_SCOPE]), {}, "lacks the scope write_inventory"),
    ],
    ids=[
        "another shop",
        "version gone",
        "forward",
        "deprecated",
        "history",
        "wanted",
        "money",
        "scopes",
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(answer, headers, told):
    assert told in problems(answer, **headers)


def test_the_end_of_a_version_is_told_days_before():
    late = datetime(2027, 7, 20, tzinfo=UTC).timestamp
    script = Script(Shop=[shop()], Locations=[PLACES])
    found = adapter(script, clock=late).check()
    assert found.api_ends_on == date(2027, 10, 1)
    assert "ends in 73 days" in " ".join(found.problems)


def test_a_flow_lacks_exactly_the_scopes_that_were_not_granted():
    granted = [scope for scope in SCOPES if scope != "write_inventory"]
    assert lacks(granted) == (Lack("stock_out", ("write_inventory",)),)
    assert lacks(SCOPES) == ()
    assert set(FLOW_SCOPES) <= {code for code, _label in flow_codes()}


def test_a_refused_subscription_names_its_topic():
    none = {"nodes": [], "pageInfo": {"hasNextPage": False}}
    refusal = {"userErrors": [{"field": ["uri"], "message": "Address is invalid"}]}
    script = Script(
        Webhooks=[{"webhookSubscriptions": none}],
        WebhookCreate=[{"webhookSubscriptionCreate": refusal}],
    )
    with pytest.raises(RefusedError, match="APP_SCOPES_UPDATE: Address is invalid"):
        adapter(script).subscribe("http://localhost")


def test_a_token_request_without_an_answer_is_made_again_later():
    with pytest.raises(TransientError):
        adapter(Script(token=[Answer()]), values=APP).check()


def test_an_error_outside_graphql_is_a_text():
    one = adapter(Script(Shop=[Answer({"errors": "Required parameter missing"})]))
    with pytest.raises(RefusedError, match="Required parameter missing"):
        one.check()


def test_a_company_without_a_contact_is_the_buyer():
    payload = {**sample("order-b2b"), "customer": None}
    buyer = adapter(Script()).parse("order", payload).customer
    assert (buyer.external_id, buyer.name, buyer.vat, buyer.is_company) == (
        "gid://shopify/Company/811",
        "Musterhaus GmbH",
        "DE123456789",
        True,
    )
