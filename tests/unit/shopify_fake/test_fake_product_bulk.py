"""Many products in one bulk change: found again, never started twice."""

import time

import pytest

from odoo.addons.retail_connector_base.platforms import TransientError

from .products import item, product

MANY = 30


def payloads(count=MANY):
    return [product(f"bulk-{number}") for number in range(count)]


def push(one, rows, key="key-1"):
    return one.push_many("product", [item(row) for row in rows], key)


@pytest.fixture
def records(fake, shop):
    """What the fake shop holds."""
    return fake.world.shop("unit-shop.myshopify.com")


def test_many_products_are_one_bulk_change(one, control, records):
    before = len(records.table("Product"))
    control.stats(reset=True)
    results = push(one, payloads())
    assert not [result.error for result in results if result.error]
    assert len({result.external_id for result in results}) == MANY
    assert len(records.table("Product")) == before + MANY
    calls = control.stats()["calls"]
    assert "ProductSet" not in calls
    assert calls["BulkMutationStart"] == 1


def test_few_products_are_single_calls(one, control):
    push(one, payloads(3))
    assert "BulkMutationStart" not in control.stats()["calls"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_to_the_start_starts_no_second_change(
    one, control, records, when
):
    before = len(records.table("Product"))
    control.add_fault(kind="reset", when=when, match="BulkMutationStart")
    with pytest.raises(TransientError):
        push(one, payloads())
    results = push(one, payloads())
    assert not [result.error for result in results if result.error]
    assert len(records.table("Product")) == before + MANY
    writing = [
        row for row in records.table("BulkOperation").values() if row["type"] != "QUERY"
    ]
    assert len(writing) == 1


def test_a_change_that_runs_on_is_found_by_its_name(one, control, records):
    control.configure(bulk_seconds=1)
    one.client.sleep = lambda seconds: None  # impatient
    with pytest.raises(TransientError) as waiting:
        push(one, payloads())
    assert waiting.value.code == "bulk_running"
    one.client.sleep = time.sleep
    assert not [r.error for r in push(one, payloads()) if r.error]
    assert len(records.table("BulkOperation")) == 1


def test_the_refused_lines_are_named_and_the_others_are_there(one):
    rows = payloads()
    rows[7]["parts"]["text"] = {**rows[7]["parts"]["text"], "title": " "}
    results = push(one, rows)
    assert [n for n, result in enumerate(results) if result.error] == [7]
    assert results[7].error.code == "invalid_input"


def test_a_broken_result_is_read_again(one, control, records):
    before = len(records.table("Product"))
    control.add_fault(kind="bulk_truncated", when="after")
    with pytest.raises(TransientError):
        push(one, payloads())
    assert not [r.error for r in push(one, payloads()) if r.error]
    assert len(records.table("Product")) == before + MANY
