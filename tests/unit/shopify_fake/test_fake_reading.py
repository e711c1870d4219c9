"""Products, people, places, polling and history."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.platforms import TransientError

from .shop import ids


def test_products_customers_and_locations_are_read(one, control):
    variants = control.catalog()
    products = list(dict.fromkeys(row["product_id"] for row in variants))
    found = one.fetch_many("product", products)
    documents = [one.parse("product", found[product]) for product in products]
    units = {v.external_id: v.stock_id for d in documents for v in d.variants}
    assert units == {row["variant_id"]: row["item_id"] for row in variants}
    customers = ids(control.customers())
    for payload in one.fetch_many("party", customers).values():
        assert one.parse("party", payload).addresses
    page = one.changes("location", None, None)
    assert {one.parse("location", n.payload).name for n in page.notices} >= {
        "Warehouse"
    }


def test_polling_finds_what_changed(one, control):
    before = datetime.now(UTC) - timedelta(minutes=1)
    rows = control.place_orders(count=3)
    page = one.changes("order", before, None)
    assert {notice.entity_id for notice in page.notices} == set(ids(rows))
    assert page.cursor is None
    later = page.until + timedelta(seconds=1)
    assert one.changes("order", later, None).notices == ()
    assert one.changes("party", before, None).until >= before
    assert one.changes("product", before, None).notices


def wait(one, export):
    end = time.monotonic() + 20
    while (state := one.export_state(export)).state == "running":
        assert time.monotonic() < end
        time.sleep(0.02)
    return state


def test_history_is_exported_and_read_in_parts(one, control):
    rows = control.place_orders(count=40, seed=5)
    control.order_action(
        order=rows[0]["id"], action="edit", remove={"line": 0, "quantity": 1}
    )
    state = wait(one, one.export_start("order", None))
    assert (state.state, state.count) == ("done", 40)
    notices = list(one.export_read(state))
    assert {notice.entity_id for notice in notices} == set(ids(rows))
    totals = {row["id"]: Decimal(row["total"]) for row in rows}
    again = [notice.entity_id for notice in notices if notice.payload is None]
    assert again == [rows[0]["id"]]  # an edit took something off: read again
    for notice in notices:
        if notice.payload:
            document = one.parse("order", notice.payload)
            assert document.total.amount == totals[notice.entity_id]
    assert list(one.export_read(state, 38)) == notices[38:]


def test_a_result_that_breaks_off_is_noticed(one, control):
    control.place_orders(count=40)
    control.add_fault(kind="bulk_truncated", when="after")
    state = wait(one, one.export_start("order", None))
    with pytest.raises(TransientError):
        list(one.export_read(state))
    assert len(list(one.export_read(state))) == 40


def test_products_and_customers_are_exported(one):
    for kind, count in (("product", 9), ("party", 6)):
        state = wait(one, one.export_start(kind, None))
        notices = list(one.export_read(state))
        assert len(notices) == count
        assert all(one.parse(kind, notice.payload) for notice in notices)
