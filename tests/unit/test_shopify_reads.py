"""Many entities in few requests, and every one of them whole."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from odoo.addons.retail_connector_base.platforms import TransientError, Unsupported
from odoo.addons.retail_connector_shopify.platforms.shopify.changes import since_filter

from .shopify_script import Script, adapter, failure
from .test_shopify_mapper import sample

ORDER = "gid://shopify/Order/5900000001001"


def order(number, **changed):
    return {**sample("order-simple"), "id": f"gid://shopify/Order/{number}", **changed}


def page(nodes, more=False, cursor=""):
    return {"nodes": nodes, "pageInfo": {"hasNextPage": more, "endCursor": cursor}}


def by_id(*entities):
    known = {entity["id"]: entity for entity in entities}
    return lambda variables: {"nodes": [known.get(one) for one in variables["ids"]]}


def test_a_batch_of_orders_is_one_request():
    orders = [order(number) for number in range(100)]
    script = Script(OrdersById=[by_id(*orders)])
    found = adapter(script).fetch_many("order", [one["id"] for one in orders])
    assert script.names() == ["OrdersById"]
    assert len(found) == 100


def test_what_is_gone_or_no_order_is_none():
    script = Script(OrdersById=[by_id(order(1))])
    ids = [
        "gid://shopify/Order/1",
        "gid://shopify/Order/2",
        "gid://shopify/Order/x",
        "7",
    ]
    found = adapter(script).fetch_many("order", ids)
    assert [bool(found[one]) for one in ids] == [True, False, False, False]
    assert script.asked[0][1]["ids"] == ids[:2]  # a malformed id fails a whole request


def test_nothing_to_ask_is_not_asked():
    script = Script()
    assert adapter(script).fetch_many("order", []) == {}
    assert adapter(script).fetch_many("stock", ["nonsense"]) == {"nonsense": None}
    assert script.asked == []


def test_too_many_at_once_are_halved():
    def answer(variables):
        if len(variables["ids"]) > 2:
            return failure("MAX_COST_EXCEEDED")
        return by_id(*(order(number) for number in range(5)))(variables)

    script = Script(OrdersById=[answer])
    ids = [f"gid://shopify/Order/{number}" for number in range(5)]
    found = adapter(script).fetch_many("order", ids)
    assert list(found) == ids
    assert all(found.values())


# --- longer than a page ---


def long_order(count, per_page=100):
    """Return an order of many lines, and the script that hands out its pages."""
    line = sample("order-simple")["lineItems"]["nodes"][0]
    lines = [{**line, "id": f"gid://shopify/LineItem/{n}"} for n in range(count)]
    head = order(
        1001,
        lineItems=page(lines[:per_page], count > per_page, "c0"),
        totalPriceSet=bag(count * 52.75 + 6.22),
        totalTaxSet=bag(count * 2.75 + 0.32),
        netPaymentSet=bag(0),
        transactions=[],
    )
    rest = lines[per_page:]
    pages = [rest[start : start + 250] for start in range(0, len(rest), 250)]
    answers = [
        {
            "order": {
                "updatedAt": head["updatedAt"],
                "lineItems": page(part, index < len(pages) - 1, f"c{index + 1}"),
            }
        }
        for index, part in enumerate(pages)
    ]
    return head, answers


def bag(amount):
    side = {"amount": f"{amount:.2f}", "currencyCode": "USD"}
    return {"shopMoney": side, "presentmentMoney": side}


@pytest.mark.parametrize(("count", "pages"), [(100, 0), (101, 1), (500, 2)])
def test_no_line_of_a_long_order_is_lost(count, pages):
    head, answers = long_order(count)
    script = Script(OrdersById=[by_id(head)], OrderLines=answers)
    one = adapter(script)
    payload = one.fetch_many("order", [head["id"]])[head["id"]]
    assert script.names() == ["OrdersById"] + ["OrderLines"] * pages
    assert [v["after"] for name, v, _t in script.asked[1:]] == ["c0", "c1"][:pages]
    assert len(one.parse("order", payload).lines) == count + 1


def test_an_order_that_changes_while_it_is_read_is_read_again_later():
    head, answers = long_order(500)
    answers[1]["order"]["updatedAt"] = "2026-11-20T10:31:11Z"
    script = Script(OrdersById=[by_id(head)], OrderLines=answers)
    with pytest.raises(TransientError) as failed:
        adapter(script).fetch_many("order", [head["id"]])
    assert (failed.value.code, failed.value.retry_after) == ("moving", 1)


def test_agreements_are_read_for_edited_orders_only_and_together():
    edited = sample("order-edited-removed")
    agreements = edited.pop("agreements")
    other = {**sample("order-edited-removed"), "id": "gid://shopify/Order/2"}
    other.pop("agreements")
    node = {"updatedAt": edited["updatedAt"], "agreements": agreements}
    script = Script(
        OrdersById=[by_id(edited, other, sample("order-simple"))],
        OrderAgreements=[
            by_id({**node, "id": edited["id"]}, {**node, "id": other["id"]})
        ],
    )
    ids = [edited["id"], other["id"], ORDER]
    one = adapter(script)
    found = one.fetch_many("order", ids)
    assert script.names() == ["OrdersById", "OrderAgreements"]
    assert script.asked[1][1]["ids"] == [edited["id"], other["id"]]
    assert len(one.parse("order", found[edited["id"]]).lines) == 2
    assert "agreements" not in found[ORDER]


# --- the other kinds ---


def test_products_come_whole_and_with_the_shops_currency():
    product = sample("product-variants")
    del product["currencyCode"]
    first, second = product["variants"]["nodes"]
    product["variants"] = page([first], True, "v1")
    more = {"updatedAt": product["updatedAt"], "variants": page([second])}
    script = Script(
        ProductsById=[{"shop": {"currencyCode": "USD"}, "nodes": [product]}],
        ProductVariants=[{"product": more}],
    )
    one = adapter(script)
    found = one.fetch_many("product", [product["id"]])
    document = one.parse("product", found[product["id"]])
    assert [str(variant.price) for variant in document.variants] == [
        "25.00 USD",
        "27.00 USD",
    ]


def test_levels_are_asked_for_by_location():
    level = sample("stock-level")["level"]

    def answer(variables):
        gone = {**level, "isActive": False}
        return {
            "nodes": [
                {"id": one, "inventoryLevel": gone if one.endswith("/2") else level}
                for one in variables["ids"]
            ]
        }

    script = Script(StockByItem=[answer])
    item = "gid://shopify/InventoryItem/%s|gid://shopify/Location/%s"
    ids = [item % pair for pair in ((1, 7), (2, 7), (3, 8))]
    one = adapter(script)
    found = one.fetch_many("stock", ids)
    assert [v["location"][-1] for _n, v, _t in script.asked] == ["7", "8"]
    assert found[ids[1]] is None  # not stocked there any more
    document = one.parse("stock", found[ids[2]])
    assert f"{document.stock_id}|{document.location_id}" == ids[2]


def test_unknown_kinds_are_refused():
    with pytest.raises(Unsupported):
        adapter(Script()).fetch_many("weather", ["1"])


# --- polling ---

SINCE = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_the_filter_is_in_utc():
    assert since_filter(SINCE) == "updated_at:>='2026-11-20T10:00:00Z'"
    assert since_filter(None) == ""


def test_changes_are_paged_and_named():
    stamp = "2026-11-20T10:05:00Z"
    script = Script(
        OrdersChanged=[
            {"orders": page([{"id": ORDER, "updatedAt": stamp}], True, "next")},
            {"orders": page([])},
        ]
    )
    one = adapter(script)
    first = one.changes("order", SINCE, None)
    assert first.cursor == "next"
    assert [notice.entity_id for notice in first.notices] == [ORDER]
    assert first.notices[0].payload is None
    assert first.until == SINCE + timedelta(minutes=5)
    again = one.changes("order", SINCE, first.cursor)
    assert (again.notices, again.cursor, again.until) == ((), None, None)
    assert script.asked[1][1] == {"query": since_filter(SINCE), "after": "next"}


def test_what_one_order_is_read_for_has_keys_of_its_own():
    node = {
        "id": ORDER, "updatedAt": "2026-11-20T10:05:00Z",
        "returns": {"nodes": [{"id": "gid://shopify/Return/1"}]},
        "refunds": [{"id": "gid://shopify/Refund/1"}],
    }  # fmt: skip
    keys = set()
    for kind in ("order", "refund", "return"):
        name = "OrdersChanged" if kind == "order" else "AftersalesChanged"
        script = Script(**{name: [{"orders": page([node])}]})
        [notice] = adapter(script).changes(kind, SINCE, None).notices
        keys.add(notice.key)
    assert len(keys) == 3


def test_customers_of_the_same_day_but_earlier_are_dropped():
    nodes = [
        {"id": "gid://shopify/Customer/1", "updatedAt": "2026-11-20T09:59:59Z"},
        {"id": "gid://shopify/Customer/2", "updatedAt": "2026-11-20T10:00:00Z"},
    ]
    script = Script(CustomersChanged=[{"customers": page(nodes)}])
    found = adapter(script).changes("party", SINCE, None)
    assert [notice.entity_id[-1] for notice in found.notices] == ["2"]


def test_a_location_is_announced_when_it_changed():
    place = sample("location-store")
    script = Script(Locations=[{"locations": page([place])}])
    one = adapter(script)
    first = one.changes("location", None, None)
    assert one.changes("location", None, None) == first
    script.answers["Locations"] = [{"locations": page([{**place, "name": "New"}])}]
    renamed = one.changes("location", None, None)
    assert renamed.notices[0].key != first.notices[0].key
    assert (
        one.parse("location", json.loads(json.dumps(renamed.notices[0].payload))).name
        == "New"
    )


def test_stock_has_no_list_of_changes():
    assert adapter(Script()).changes("stock", SINCE, None).notices == ()
