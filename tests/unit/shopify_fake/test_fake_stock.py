"""Stock to the fake shop: exactly once, whatever gets lost."""

import pytest

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    StaleError,
    UnknownOutcome,
)

from .shop import impatient


def item(row, quantity, compare, place):
    payload = {
        "stock_id": row["item_id"],
        "location_id": place,
        "quantity": str(quantity),
        "compare": None if compare is None else str(compare),
    }
    return PushItem(f"{row['sku']}", payload)


@pytest.fixture
def stock(one, control):
    """Two variants and the units the warehouse has of them."""
    places = {place.name: place.external_id for place in one.check().locations}
    place = places["Warehouse"]
    rows = [row for row in control.catalog() if row["tracked"]][:2]
    return place, rows, [row["available"]["Warehouse"] for row in rows]


def units(one, row, place):
    key = f"{row['item_id']}|{place}"
    return one.parse("stock", one.fetch_many("stock", [key])[key]).available


def test_stock_is_set_and_a_repeat_has_no_second_effect(one, control, stock):
    place, (row, _other), (had, _more) = stock
    results = one.push_many("stock", [item(row, 77, had, place)], "key-1")
    assert results[0].error is None
    control.change_stock(sku=row["sku"], delta=-1)  # a sale
    again = one.push_many("stock", [item(row, 77, had, place)], "key-1")
    assert again[0].error is None
    assert units(one, row, place) == 76


def test_a_moved_level_is_stale_and_nothing_of_the_batch_is_set(one, control, stock):
    place, rows, had = stock
    control.change_stock(sku=rows[1]["sku"], delta=-3)
    items = [
        item(row, 50, before, place) for row, before in zip(rows, had, strict=True)
    ]
    first, second = one.push_many("stock", items, "key-1")
    assert first.error.code == "batch_refused"
    assert isinstance(second.error, StaleError)
    assert units(one, rows[0], place) == had[0]
    fresh = [item(rows[0], 50, had[0], place), item(rows[1], 50, had[1] - 3, place)]
    assert not any(r.error for r in one.push_many("stock", fresh, "key-2"))


@pytest.mark.parametrize("kind", ["reset", "http_502", "timeout"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_is_settled_by_asking_again(one, control, stock, kind, when):
    place, (row, _other), (had, _more) = stock
    control.add_fault(kind=kind, when=when, match="inventorySetQuantities", seconds=0.2)
    with pytest.raises(UnknownOutcome):
        one.push_many("stock", [item(row, 60, had, place)], "key-1")
    results = one.push_many("stock", [item(row, 60, had, place)], "key-1")
    assert results[0].error is None
    assert units(one, row, place) == 60


def test_a_change_whose_answer_is_slow_may_have_taken_effect(one, control, stock):
    place, (row, _other), (had, _more) = stock
    control.add_fault(kind="slow", when="after", match="InventorySet", seconds=1)
    with pytest.raises(UnknownOutcome):
        impatient(one).push_many("stock", [item(row, 61, had, place)], "key-1")
    impatient(one, 10).push_many("stock", [item(row, 61, had, place)], "key-1")
    assert units(one, row, place) == 61


def test_an_item_is_stocked_where_it_was_not(one, control, stock):
    place, _rows, _had = stock
    control.add_product(title="New", sku="NEW-1", stock=[])
    row = next(row for row in control.catalog() if row["sku"] == "NEW-1")
    key = f"{row['item_id']}|{place}"
    assert one.fetch_many("stock", [key]) == {key: None}
    new = item(row, 12, None, place)
    for _repeat in range(2):
        assert one.push_many("stock", [new], "key-1")[0].error is None
    assert units(one, row, place) == 12
    late = one.push_many("stock", [item(row, 9, None, place)], "key-2")[0]
    assert isinstance(late.error, StaleError)


def test_an_unknown_item_is_refused_by_name(one, stock):
    place, (row, _other), (had, _more) = stock
    gone = {"item_id": "gid://shopify/InventoryItem/999", "sku": "gone"}
    good, bad = one.push_many(
        "stock", [item(row, 5, had, place), item(gone, 5, 1, place)], "key-1"
    )
    assert good.error.code == "batch_refused"
    assert bad.error.code == "invalid_inventory_item"
