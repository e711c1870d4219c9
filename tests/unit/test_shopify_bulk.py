"""A history as a file of JSON lines: joined, in order, in bounded memory."""

import json
import tracemalloc

import pytest

from odoo.addons.retail_connector_base.platforms import (
    ExportState,
    NotFoundError,
    RefusedError,
    TransientError,
    Unsupported,
)
from odoo.addons.retail_connector_shopify.platforms.shopify import bulk

from .shopify_script import Answer, Script, adapter
from .test_shopify_mapper import sample
from .test_shopify_reads import SINCE

SHOP = {"shop": {"currencyCode": "USD"}}


def lines_of(entity, **connections):
    """Return an entity as the platform writes it: itself, then its members."""
    head = {k: v for k, v in entity.items() if k not in connections}
    found = [head]
    for name in connections:
        for member in entity[name]["nodes"]:
            found.append({**member, "__parentId": entity["id"]})
    return [json.dumps(item).encode() for item in found]


def order_lines(name, number):
    entity = {**sample(name), "id": f"gid://shopify/Order/{number}"}
    for connection in ("lineItems", "shippingLines"):
        for member in entity[connection]["nodes"]:
            member["id"] = f"{member['id']}{number}"
    entity.pop("agreements", None)
    return lines_of(entity, lineItems=1, shippingLines=1)


def read(lines, skip=0):
    script = Script(Shop=[SHOP], stream=[Answer(lines=lines)])
    one = adapter(script)
    state = ExportState("gid://shopify/BulkOperation/1", "done", url="https://files/1")
    return one, list(one.export_read(state, skip))


def test_members_are_joined_wherever_they_stand():
    parts = [order_lines("order-simple", n) for n in (1, 2)]
    scattered = [parts[1][1], parts[0][2], parts[0][0], parts[1][0], *parts[1][2:], b""]
    scattered += [parts[0][1], *parts[0][3:]]
    one, notices = read(scattered)
    assert [notice.entity_id[-1] for notice in notices] == ["1", "2"]
    for notice in notices:
        document = one.parse("order", notice.payload)
        assert [line.kind for line in document.lines].count("product") == 2


def test_reading_is_resumed_after_what_was_read():
    lines = [line for n in range(5) for line in order_lines("order-simple", n)]
    assert [notice.entity_id[-1] for notice in read(lines, 3)[1]] == ["3", "4"]
    assert read(lines, 5)[1] == []


def test_an_edited_order_is_read_again_because_agreements_are_not_exported():
    lines = order_lines("order-edited-removed", 1) + order_lines(
        "order-edited-added", 2
    )
    edited, added = read(lines)[1]
    assert edited.payload is None
    assert added.payload is not None


def test_products_and_customers_are_exported_too():
    product, customer = sample("product-variants"), sample("party-two-addresses")
    del product["currencyCode"]
    one, notices = read(
        lines_of(product, variants=1) + lines_of(customer, addressesV2=1)
    )
    documents = [one.parse(notice.kind, notice.payload) for notice in notices]
    assert [variant.price.currency for variant in documents[0].variants] == [
        "USD",
        "USD",
    ]
    assert len(documents[1].addresses) == 2


def test_an_empty_result_has_no_address():
    state = ExportState("gid://shopify/BulkOperation/1", "done")
    assert list(adapter(Script()).export_read(state)) == []


def test_memory_does_not_grow_with_the_file():
    def lines(count):
        return (line for n in range(count) for line in order_lines("order-simple", n))

    def peak(count):
        tracemalloc.start()
        assert sum(1 for _notice in bulk.read(lines(count), 0)) == count
        worst = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return worst

    peak(50)  # what is loaded once is not counted
    assert peak(2000) < 2 * peak(500)


def test_a_result_that_breaks_off_is_read_again_later():
    import requests

    lines = [
        *order_lines("order-simple", 1),
        requests.exceptions.ChunkedEncodingError(),
    ]
    with pytest.raises(TransientError):
        read(lines)


# --- start and state ---


def test_the_export_asks_for_what_changed_since():
    answer = {
        "bulkOperation": {"id": "gid://shopify/BulkOperation/1"},
        "userErrors": [],
    }
    script = Script(BulkStart=[{"bulkOperationRunQuery": answer}])
    assert (
        adapter(script).export_start("order", SINCE) == "gid://shopify/BulkOperation/1"
    )
    text = script.asked[0][1]["query"]
    assert "orders(query: \"updated_at:>='2026-11-20T10:00:00Z'\"" in text


@pytest.mark.parametrize(
    ("code", "error"),
    [("OPERATION_IN_PROGRESS", TransientError), ("LIMIT_REACHED", TransientError),
     ("INVALID", RefusedError), (None, RefusedError)],
)  # fmt: skip
def test_a_busy_platform_is_asked_again_later(code, error):
    refusal = {"code": code, "message": "no", "field": None}
    answer = {"bulkOperation": None, "userErrors": [refusal]}
    with pytest.raises(error) as failed:
        adapter(Script(BulkStart=[{"bulkOperationRunQuery": answer}])).export_start(
            "order", None
        )
    assert type(failed.value) is error


@pytest.mark.parametrize(
    ("status", "state"),
    [("RUNNING", "running"), ("COMPLETED", "done"), ("EXPIRED", "failed")],
)
def test_state_of_an_export(status, state):
    answer = {"status": status, "errorCode": None, "rootObjectCount": "12", "url": None}
    found = adapter(Script(BulkState=[{"bulkOperation": answer}])).export_state("x")
    assert found == ExportState("x", state, 12)


def test_a_forgotten_export_is_not_found():
    with pytest.raises(NotFoundError):
        adapter(Script(BulkState=[{"bulkOperation": None}])).export_state("x")


def test_stock_is_not_exported():
    with pytest.raises(Unsupported):
        adapter(Script()).export_start("stock", None)
