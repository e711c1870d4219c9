"""The operations are the official schema's: valid, current, as dear as they say.

The schema is the vendor's own (see tests/fake_platform); without it these tests fail.
"""

import json
from pathlib import Path

import pytest
from graphql import (
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    parse,
    validate,
    visit,
)

from odoo.addons.retail_connector_shopify.platforms.shopify import queries
from odoo.addons.retail_connector_shopify.platforms.shopify.adapter import (
    SHOWN_BY_SCOPE,
)
from odoo.addons.retail_connector_shopify.platforms.shopify.client import VERSION
from odoo.addons.retail_connector_shopify.platforms.shopify.health import (
    NEEDED_SCOPES,
    WANTED_SCOPES,
)
from odoo.addons.retail_connector_shopify.platforms.shopify.reference_push import TAGGED
from odoo.addons.retail_connector_shopify.platforms.shopify.subscriptions import (
    SUBSCRIBED,
)
from odoo.addons.retail_connector_shopify.platforms.shopify.webhooks import TOPICS

from tests.fake_platform.shopify.cost import Cost
from tests.fake_platform.shopify.executor import Call
from tests.fake_platform.shopify.schema import load

VERSIONS = ("2026-07", VERSION, "unstable")  # the last is what the next one will be
LIMIT = 1000  # points of a single query
# What the version before ours has not got yet; its own word is deprecated in ours.
YOUNG = "Cannot query field 'smsMarketingConsent' on type 'CustomerPhoneNumber'."
FOLDER = Path(queries.__file__).parent
SAMPLES = sorted(FOLDER.glob("samples/*.json"))
BULK = sorted(path.stem for path in FOLDER.glob("queries/bulk/*.graphql"))
VARIABLES = {
    "ids": ["gid://shopify/Order/1"], "id": "gid://shopify/Order/1", "after": None,
    **{f"id{place}": "gid://shopify/Order/1" for place in range(TAGGED)},
    **{f"tags{place}": ["S00001"] for place in range(TAGGED)},
    **{f"on{place}": True for place in range(TAGGED)},
    "staff": True, "query": "", "location": "gid://shopify/Location/1",
    "item": "gid://shopify/InventoryItem/1", "available": 1, "key": "k",
    "topic": "ORDERS_CREATE", "input": {}, "locale": "de", "product": "gid://shopify/Product/1",
    "identifier": {"id": "gid://shopify/Customer/1"}, "variants": [],
    "address": {}, "types": ["SHIPPING"], "vat": None, "exempt": False,
    "contact": "gid://shopify/CompanyContact/1", "roles": [],
    "company": "gid://shopify/Company/1", "customer": "gid://shopify/Customer/1",
    "list": "gid://shopify/PriceList/1", "prices": [], "gone": [],
    "keys": ["title"], "assignments": [],
    "terms": True, "reason": "OTHER", "restock": True, "notify": False, "method": None,
    "note": None, "tags": [], "metafields": [], "parent": "gid://shopify/X/1",
    "synchronous": True, "places": [], "translations": [], "uploads": [],
    "mutation": "", "path": "", "collection": {"title": "t"},
    "definition": {"key": "k", "name": "n", "ownerType": "PRODUCT", "type": "id"},
    "moves": True,
    "tracking": {}, "hold": {"reason": "OTHER"}, "holds": ["gid://shopify/FulfillmentHold/1"],
    "fulfillment": {"lineItemsByFulfillmentOrder": []}, "lines": None,
}  # fmt: skip
INPUTS = {  # where an empty one is not of the schema
    "order_capture": {
        "id": "gid://shopify/Order/1",
        "parentTransactionId": "gid://shopify/OrderTransaction/1",
        "amount": "1.00",
    },
    "inventory_set": {"name": "available", "reason": "correction", "quantities": []},
    "company_create": {"company": {"name": "Musterhaus"}},
    "company_location_create": {"name": "Branch"},
    "customer_consent": {
        "customerId": "gid://shopify/Customer/1",
        "emailMarketingConsent": {"marketingState": "UNSUBSCRIBED"},
    },
    "customer_consent_sms": {
        "customerId": "gid://shopify/Customer/1",
        "smsMarketingConsent": {"marketingState": "UNSUBSCRIBED"},
    },
}


def documents():
    """Yield (name, document) of everything that is sent."""
    for name in queries.names():
        yield name, parse(queries.operation(name).text)
    for name in BULK:
        yield f"bulk/{name}", parse(queries.inlined(name))


DOCUMENTS = list(documents())
NAMES = [name for name, _document in DOCUMENTS]


class Uses(Visitor):
    """Collects the fields, arguments and types a document uses."""

    def __init__(self, info):
        super().__init__()
        self.info = info
        self.fields, self.deprecated = set(), set()

    def enter_field(self, node, *_rest):
        parent, field = self.info.get_parent_type(), self.info.get_field_def()
        if field is None or node.name.value.startswith("__"):
            return
        name = f"{parent.name}.{node.name.value}"
        self.fields.add((name, get_named_type(field.type).name))
        if field.deprecation_reason:
            self.deprecated.add(name)
        for argument in node.arguments or ():
            if field.args[argument.name.value].deprecation_reason:
                self.deprecated.add(f"{name}({argument.name.value})")


def uses(schema, document):
    info = TypeInfo(schema)
    found = Uses(info)
    visit(document, TypeInfoVisitor(info, found))
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("name", "document"), DOCUMENTS, ids=NAMES)
def test_operation_is_of_the_official_schema(version, name, document):
    schema = load(version).graphql
    errors = [error.message for error in validate(schema, document)]
    if version < VERSION:
        errors = [error for error in errors if not error.startswith(YOUNG)]
    assert not errors
    assert not uses(schema, document).deprecated


@pytest.mark.parametrize("name", queries.names())
def test_stated_cost_is_the_cost(name):
    operation = queries.operation(name)
    variables = {
        key: VARIABLES[key] for key in VARIABLES if f"${key}:" in operation.text
    }
    if name in INPUTS:
        variables["input"] = INPUTS[name]
    call = Call(None, load(VERSION), frozenset()).prepare(
        operation.text, variables, None
    )
    assert operation.cost == Cost(call).requested()
    assert operation.cost <= LIMIT


def test_the_stated_scopes_are_enough():
    schema = load(VERSION)
    granted = {*NEEDED_SCOPES, *WANTED_SCOPES}
    granted |= {scope.replace("write_", "read_") for scope in granted}
    for name, document in DOCUMENTS:
        for field, kind in uses(schema.graphql, document).fields:
            for owner in (field, kind.removesuffix("Connection")):
                # The tokens of staff are asked for when their scope is granted.
                staff = SHOWN_BY_SCOPE["staff"]
                scopes = {*granted, staff} if kind == "StaffMember" else granted
                assert not schema.denied(owner, scopes), f"{name}: {owner}"


@pytest.mark.parametrize("name", BULK)
def test_bulk_query_keeps_the_rules_of_bulk_queries(name):
    text = queries.inlined(name)
    assert text.count("FILTER") == 1
    assert "..." not in text.replace("... on ", "")
    assert "nodes" not in text
    assert len(parse(text).definitions) == 1


def test_topics_exist():
    names = set(load(VERSION).graphql.get_type("WebhookSubscriptionTopic").values)
    assert set(SUBSCRIBED) <= names
    as_names = {topic.replace("/", "_").upper() for topic in TOPICS}
    assert as_names <= names


# --- the samples are answers of these operations ---

ANSWERS = {
    "order": ("orders_by_id", "Order", {"agreements"}, {"staffMember", "paymentTerms"}),
    "product": ("products_by_id", "Product", {"currencyCode"}, set()),
    "collection": ("collections_by_id", "Collection", set(), set()),
    "publication": ("publications_by_id", "Publication", set(), set()),
    "party": ("customers_by_id", "Customer", set(), set()),
    "company": ("companies_by_id", "Company", set(), set()),
    "location": ("locations_by_id", "Location", set(), set()),
    "fulfilment": ("fulfillments_by_order", "Order", set(), set()),
    "refund": ("refunds_by_order", "Order", set(), set()),
    "return": ("returns_by_order", "Order", set(), set()),
    "settlement": (
        "payouts_by_id",
        "ShopifyPaymentsPayout",
        {"transactions"},
        set(),
    ),
    "dispute": ("disputes_by_id", "ShopifyPaymentsDispute", set(), set()),
    "giftcard": ("gift_cards_by_id", "GiftCard", set(), {"transactions"}),
    "giftcard-store-credit": ("credits_by_id", "StoreCreditAccount", set(), set()),
}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_is_an_answer_of_its_operation(path):
    kind = path.stem.partition("-")[0]
    payload = json.loads(path.read_text())
    if kind == "stock":
        name, type_name = "stock_by_item", "InventoryItem"
        payload = {"id": payload["item"], "inventoryLevel": payload["level"]}
        added, optional = set(), set()
    else:
        name, type_name, added, optional = ANSWERS.get(path.stem) or ANSWERS[kind]
    schema = load(VERSION).graphql
    document = parse(queries.operation(name).text)
    shape = Shape(schema, document, optional)
    root = next(
        node
        for node in document.definitions[0].selection_set.selections
        if node.name.value == "nodes"
    )
    for extra in added:
        payload.pop(extra, None)
    shape.check(schema.get_type(type_name), [root.selection_set], payload, path.stem)


class Shape:
    """Compares an answer with what an operation selects."""

    def __init__(self, schema, document, optional):
        self.schema, self.optional = schema, optional
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if node.kind == "fragment_definition"
        }

    def check(self, kind, selection_sets, value, path):
        fields = {}
        for selections in selection_sets:
            self._collect(kind, selections, value, fields)
        assert set(fields) - self.optional <= set(value) <= set(fields), path
        for name, nodes in fields.items():
            if name in value and name != "__typename":
                field = kind.fields[nodes[0].name.value]
                sets = [node.selection_set for node in nodes if node.selection_set]
                self._value(field.type, sets, value[name], f"{path}.{name}")

    def _collect(self, kind, selections, value, fields):
        for node in selections.selections:
            if node.kind == "field":
                name = (node.alias or node.name).value
                fields.setdefault(name, []).append(node)
                continue
            if node.kind == "fragment_spread":
                node = self.fragments[node.name.value]
            condition = node.type_condition.name.value
            interfaces = {one.name for one in getattr(kind, "interfaces", ())}
            if condition in {kind.name, value.get("__typename"), *interfaces}:
                self._collect(kind, node.selection_set, value, fields)

    def _value(self, wanted, sets, value, path):
        if is_non_null_type(wanted):
            assert value is not None, f"{path} is never null"
            wanted = wanted.of_type
        if value is None:
            return
        if is_list_type(wanted):
            for index, item in enumerate(value):
                self._value(wanted.of_type, sets, item, f"{path}[{index}]")
        elif is_enum_type(wanted):
            assert value in wanted.values, path
        elif not is_leaf_type(wanted):
            kind = self.schema.get_type(value.get("__typename", "")) or wanted
            self.check(kind, sets, value, path)
