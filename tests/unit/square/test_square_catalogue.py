"""Taxes and categories of the seller, and connections that take turns at them."""

import threading
from contextlib import contextmanager

import pytest

from odoo.addons.retail_connector_base.platforms import TransientError

from .test_square_push import product, push, row


def test_a_product_gets_the_taxes_it_has_in_odoo(square, fake):
    fake.add_tax("Food", "2")
    mixed = [row(1, "A", taxable=["Food|2"]), row(2, "B", ["S", "L"], taxable=[])]
    results = push(
        square,
        "product",
        product("k1", variants=[row(1, "MUG", taxable=["Sales tax|8", "Food|2"])]),
        product("k2", variants=mixed),
        product("k3", variants=[row(3, "C", taxable=["Luxury|30"])]),
        product("k4", variants=[row(4, "D", taxable=["*"])]),
        product("k5", variants=[row(5, "E", taxable=[])]),
    )
    found = [
        result.error.code
        if result.error
        else len(fake.objects[result.external_id]["item_data"]["tax_ids"])
        for result in results
    ]
    assert found == [2, 1, "tax_unknown", "tax_unknown", 0]


def test_categories_are_made_once_and_renamed(square, fake):
    wanted = {"id": "", "key": "c1", "title": "Mugs", "smart": False}
    [result] = push(square, "collection", wanted)
    assert fake.objects[result.external_id]["category_data"]["name"] == "Mugs"
    [again] = push(square, "collection", wanted, key="other", again=True)
    assert again.external_id == result.external_id
    renamed = {**wanted, "id": result.external_id, "title": "Cups"}
    smart = {**wanted, "key": "c2", "smart": True}
    done, refused = push(square, "collection", renamed, smart, key="r3")
    assert (done.error, refused.error.code) == (None, "smart_collection")
    assert fake.objects[result.external_id]["category_data"]["name"] == "Cups"
    [item] = push(
        square,
        "product",
        product(parts={**product()["parts"], "collections": [result.external_id]}),
        key="r4",
    )
    data = fake.objects[item.external_id]["item_data"]
    assert data["categories"] == [{"id": result.external_id}]


def test_connections_of_one_seller_take_turns_at_its_catalogue(connect, fake):
    locks = {}

    @contextmanager
    def take_turn(name):
        lock = locks.setdefault(name, threading.Lock())
        mine = lock.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                lock.release()

    first, second = (connect(options={"take_turn": take_turn}) for _time in range(2))
    with_second = {}
    assert second.client.merchant["id"]

    def interfere():
        price = {"variant_id": "V", "list_id": "", "price": "1.00", "currency": "USD"}
        with pytest.raises(TransientError) as caught:
            push(second, "price", price)
        with_second["code"] = caught.value.code

    fake.on_write = interfere
    [result] = push(first, "product", product())
    assert result.error is None
    assert with_second == {"code": "turn"}
    assert len(locks) == 1
    writes = [r for r in fake.requests if "batch-upsert" in r.path]
    assert len(writes) == 1
    [free] = push(second, "product", product("k9"), key="r9")
    assert free.error is None
