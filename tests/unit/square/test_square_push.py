"""Products, prices and stock to the seller: once, and nothing of others overwritten."""

import pytest

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    RefusedError,
    StaleError,
    TransientError,
)

from .sales import coffee

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 20


def product(key="k1", external="", **values):
    """Return a change of a product as the exporter publishes it."""
    return {
        "id": external,
        "key": key,
        "delete": False,
        "parts": {
            "text": {"title": "Mug", "description_html": "<p>Blue</p>"},
            "status": "active",
            "collections": [],
        },
        "whole": True,
        "variants": [row(1, "MUG-S", ["Size", "S"]), row(2, "MUG-L", ["Size", "L"])],
        **values,
    }


def row(ref, sku, *options, external="", **values):
    """Return a variation as the exporter publishes it."""
    return {
        "ref": ref,
        "id": external,
        "options": list(options),
        "values": {"sku": sku, "barcode": "4006381333931", "tracked": True},
        "taxable": True,
        "price": "9.90",
        **values,
    }


def push(square, kind, *payloads, key="r1", again=False):
    """Deliver facts in one request."""
    items = [
        PushItem(f"i{number}", payload, again)
        for number, payload in enumerate(payloads)
    ]
    return square.push_many(kind, items, key)


def made(square, fake):
    """Return the answer to a new product and its object."""
    [result] = push(square, "product", product())
    assert result.error is None
    return result.answer, fake.objects[result.external_id]


# --- products ---


def test_a_new_product_with_price_tax_and_barcode(square, fake):
    answer, item = made(square, fake)
    data = item["item_data"]
    assert (data["name"], data["tax_ids"]) == ("Mug", ["TAX1"])
    small, large = data["variations"]
    assert small["item_variation_data"]["name"] == "S"
    assert small["item_variation_data"]["price_money"]["amount"] == 990
    assert large["item_variation_data"]["upc"] == "4006381333931"
    assert answer["variants"] == [
        {"ref": 1, "id": small["id"], "stock_id": small["id"]},
        {"ref": 2, "id": large["id"], "stock_id": large["id"]},
    ]


def test_an_answer_that_was_lost_makes_no_second_product(square, fake):
    fake.add_fault("reset", when="after", match="batch-upsert")
    with pytest.raises(TransientError):
        push(square, "product", product())
    [result] = push(square, "product", product(), again=True)
    items = [row for row in fake.objects.values() if row["type"] == "ITEM"]
    assert [row["id"] for row in items] == [result.external_id]
    assert len(result.answer["variants"]) == 2


def test_only_our_fields_are_changed_also_when_it_moves_meanwhile(square, fake):
    answer, item = made(square, fake)
    fake.touch(item["id"], label_color="FF0000")
    fake.on_write = lambda: fake.touch(item["id"], abbreviation="MG")
    rows = [row(1, "MUG-1", ["Size", "S"], external=answer["variants"][0]["id"])]
    rows[0].pop("price")
    changed = product(external=item["id"], whole=False, variants=rows)
    changed["parts"] = {"text": {"title": "Cup", "description_html": ""}}
    [result] = push(square, "product", changed, key="r2")
    assert result.error is None
    data = fake.objects[item["id"]]["item_data"]
    assert (data["name"], data["label_color"], data["abbreviation"]) == (
        "Cup",
        "FF0000",
        "MG",
    )
    skus = [v["item_variation_data"]["sku"] for v in data["variations"]]
    assert skus == ["MUG-1", "MUG-L"]
    assert data["variations"][0]["item_variation_data"]["price_money"]["amount"] == 990


def test_a_list_of_variations_that_is_whole_replaces_the_other(square, fake):
    answer, item = made(square, fake)
    kept = row(2, "MUG-L", ["Size", "L"], external=answer["variants"][1]["id"])
    fresh = row(3, "MUG-XL", ["Size", "XL"])
    [result] = push(
        square,
        "product",
        product(external=item["id"], variants=[kept, fresh]),
        key="r2",
    )
    variations = fake.objects[item["id"]]["item_data"]["variations"]
    skus = [v["item_variation_data"]["sku"] for v in variations]
    assert skus == ["MUG-L", "MUG-XL"]
    assert [r["ref"] for r in result.answer["variants"]] == [2, 3]
    assert result.answer["variants"][1]["id"] == variations[1]["id"]


def test_one_that_is_refused_does_not_hold_up_the_others(square, fake):
    bad = product("k2")
    bad["variants"][0]["values"]["barcode"] = "no digits"
    good, refused = push(square, "product", product(), bad)
    assert good.error is None
    assert isinstance(refused.error, RefusedError)
    assert len([o for o in fake.objects.values() if o["type"] == "ITEM"]) == 1


def test_many_products_go_in_batches_of_a_thousand_objects(square, fake):
    sizes = range(100)
    rows = [row(n, f"SKU-{n}", ["Size", str(n)]) for n in sizes]
    many = [product(f"k{number}", variants=rows) for number in range(12)]
    results = push(square, "product", *many)
    assert all(result.error is None for result in results)
    [asked] = [r for r in fake.requests if "batch-upsert" in r.path]
    assert [len(batch["objects"]) for batch in asked.json["batches"]] == [9, 3]
    assert len({result.external_id for result in results}) == 12


def test_pictures_are_uploaded_once_and_shown_in_order(connect, fake):
    square = connect(options={"read_file": lambda _ref: ("image/png", PNG)})
    media = [
        {"name": "abc", "id": "", "alt": "Front", "ref": 7, "mimetype": "image/png"}
    ]
    [result] = push(square, "product", product(media=media))
    [picture] = result.answer["media"]
    item = fake.objects[result.external_id]
    assert item["item_data"]["image_ids"] == [picture["id"]]
    again = product(external=item["id"], variants=[], media=media)
    [second] = push(square, "product", again, key="r2")
    assert second.answer["media"][0]["id"] == picture["id"]
    assert len(fake.images) == 1


def test_a_product_is_archived_or_deleted(square, fake):
    _answer, item = made(square, fake)
    parts = {"status": "archived"}
    archived = product(external=item["id"], variants=[], parts=parts)
    push(square, "product", archived, key="r2")
    assert fake.objects[item["id"]]["item_data"]["is_archived"]
    gone = product(external=item["id"], delete=True)
    for key in ("r3", "r4"):
        [result] = push(square, "product", gone, key=key)
        assert result.answer["deleted"]
    assert fake.objects[item["id"]]["is_deleted"]


def test_a_second_writer_has_to_wait(square, fake):
    with fake.writing, pytest.raises(TransientError, match="too many"):
        push(square, "product", product())


# --- prices ---


def price(variation, amount, **values):
    """Return a price as the exporter publishes it."""
    common = {"product_id": "", "list_id": "", "currency": "USD", "compare_at": None}
    return {"variant_id": variation, "price": amount, **common, **values}


def test_prices_everywhere_and_of_one_location(square, fake):
    item, variation = fake.add_item("Mug", "MUG", 990)
    results = push(
        square,
        "price",
        price(variation, "12.50"),
        price(variation, "11.00", list_id="L2"),
        price("nothing", "1.00"),
    )
    assert [r.error and r.error.code for r in results] == [None, None, "gone"]
    [kept] = fake.objects[item]["item_data"]["variations"]
    data = kept["item_variation_data"]
    assert data["price_money"]["amount"] == 1250
    assert data["location_overrides"][0]["price_money"]["amount"] == 1100
    push(square, "price", price(variation, None, list_id="L2"), key="r2")
    [kept] = fake.objects[item]["item_data"]["variations"]
    assert kept["item_variation_data"]["location_overrides"] == []


# --- stock ---


def level(variation, quantity, compare, place="L1"):
    """Return a level as the exporter publishes it."""
    return {
        "stock_id": variation,
        "location_id": place,
        "quantity": quantity,
        "compare": compare,
    }


def test_a_count_when_nothing_moved_and_a_difference_when_a_sale_did(square, fake):
    _item, variation = fake.add_item("Mug", "MUG", 990)
    push(square, "stock", level(variation, "10", None))
    assert fake.count_of(variation, "L1") == 10
    push(square, "stock", level(variation, "15", "10"), key="r2")
    assert fake.count_of(variation, "L1") == 15
    fake.sell("L1", [coffee(variation=variation, quantity=2)])
    # Odoo has not heard of the sale and received five more.
    push(square, "stock", level(variation, "20", "15"), key="r3")
    assert fake.count_of(variation, "L1") == 18
    push(square, "stock", level(variation, "12", "15"), key="r4")
    assert fake.count_of(variation, "L1") == 15
    kinds = [
        change["type"]
        for asked in fake.requests
        if "batch-create" in asked.path
        for change in asked.json["changes"]
    ]
    assert kinds == ["PHYSICAL_COUNT", "PHYSICAL_COUNT", "ADJUSTMENT", "ADJUSTMENT"]


def test_a_sale_right_after_the_reading_is_taken_off_the_count(square, fake, clock):
    _item, variation = fake.add_item("Mug", "MUG", 990)
    fake.put(variation, "L1", 10, at=clock() - 60)
    fake.sell("L1", [coffee(variation=variation)], at=clock() + 1)
    fake.moves[variation, "L1"], later = (
        fake.moves[variation, "L1"][:1],
        fake.moves[variation, "L1"][1],
    )
    push(square, "stock", level(variation, "10", "10"))
    push(square, "stock", level(variation, "12", "10"), key="r2")
    fake.moves[variation, "L1"].append(later)
    assert fake.count_of(variation, "L1") == 11


def test_stock_whose_answer_was_lost_is_read_again(square, fake):
    _item, variation = fake.add_item("Mug", "MUG", 990)
    fake.put(variation, "L1", 10)
    fake.add_fault("reset", when="after", match="changes/batch-create")
    with pytest.raises(TransientError):
        push(square, "stock", level(variation, "15", "10"))
    [result] = push(square, "stock", level(variation, "15", "10"), again=True)
    assert isinstance(result.error, StaleError)
    assert fake.count_of(variation, "L1") == 15


def test_a_change_that_is_at_fault_is_named(square, fake):
    _item, variation = fake.add_item("Mug", "MUG", 990)
    good, bad = push(
        square, "stock", level(variation, "5", None), level("nothing", "5", None)
    )
    assert isinstance(bad.error, RefusedError)
    assert isinstance(good.error, TransientError)
