"""Products and books of prices to Lightspeed X-Series: made once, changed in parts."""

import pytest

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    TransientError,
    UnknownOutcome,
)
from odoo.addons.retail_connector_pos.platforms.lightspeed import LightspeedAdapter

from tests.fake_platform.lightspeed import FakeLightspeed

from .lightspeed_case import connect, read_all
from .test_lightspeed import Clock
from .test_lightspeed_push import errors


@pytest.fixture(params=(True, False), ids=("inclusive", "exclusive"))
def shop(request):
    with FakeLightspeed(Clock(), None, request.param) as fake:
        yield fake
        assert not getattr(fake, "violations", None)


def values(sku, **more):
    """Return what Odoo says of a variant."""
    found = {"sku": sku, "barcode": "", "weight_kg": "", "cost": "", "tracked": True}
    return {**found, **more}


def variant(ref, sku, size, **more):
    """Return a variant that is new at the platform."""
    return {
        "ref": ref,
        "id": "",
        "options": [["Size", size]] if size else [],
        "values": values(sku),
        "taxable": True,
        "price": "25.00",
        **more,
    }


def product(*variants, key="k1", one="", title="Shirt", whole=True, **more):
    """Return the payload of a product's change."""
    parts = {
        "text": {"title": title, "description_html": "<p>x</p>", "vendor": "Acme"},
        "status": "active",
        "tags": ["Linen", "Summer"],
    }
    return {
        "id": one,
        "key": key,
        "delete": False,
        "parts": more.pop("parts", parts),
        "whole": whole,
        "options": [],
        "variants": list(variants),
        **more,
    }


def push(shop, *payloads, again=False, adapter=None, files=None):
    """Push products; return (adapter, results)."""
    adapter = adapter or connect(shop, personal_token=shop.personal)
    adapter.options["read_file"] = (files or {}).get
    items = [PushItem(f"i{n}", p, again) for n, p in enumerate(payloads)]
    return adapter, adapter.push_many("product", items, "request")


def names(shop, resource):
    return sorted(row["name"] for row in shop.names[resource].values())


def test_a_family_is_made_and_then_changed_in_parts(shop):
    small = variant(1, "S-1", "S", values=values("S-1", barcode="4006381333931"))
    large = variant(2, "S-2", "L", taxable=False)
    adapter, [result] = push(shop, product(small, large))
    assert result.error is None
    assert result.answer["whole"]
    ids = {row["ref"]: row["id"] for row in result.answer["variants"]}
    head, child = shop.products[ids[1]], shop.products[ids[2]]
    field = "price_including_tax" if shop.inclusive else "price_excluding_tax"
    assert (head["sku"], head[field], child["variant_parent_id"]) == (
        "S-1",
        25.0,
        head["id"],
    )
    assert {code["type"] for code in head["product_codes"]} == {"CUSTOM", "EAN"}
    untaxed = child["tax"] if shop.inclusive else child["tax"][0]
    assert untaxed["tax_id"] == shop.retailer["no_tax_group_id"]
    assert names(shop, "tags") == ["Linen", "Summer"]
    read = adapter.parse("product", adapter.fetch_many("product", [head["id"]])[ids[1]])
    assert [v.sku for v in read.variants] == ["S-1", "S-2"]
    assert read.key == "k1"

    asked = len(shop.requests)
    text = {"title": "Shirt, long", "description_html": "", "vendor": "Acme"}
    changed = product(one=head["id"], whole=False, parts={"text": text})
    _adapter, [result] = push(shop, changed)
    assert result.error is None
    assert {head["name"], child["name"]} == {"Shirt, long"}
    writes = [r for r in shop.requests[asked:] if r.method in ("PUT", "POST")]
    assert [r.path for r in writes if "/products" in r.path] == [
        f"/api/2.1/products/{head['id']}"
    ]
    assert names(shop, "brands") == ["Acme"]


def test_variants_come_and_go_and_a_product_is_put_aside(shop):
    _adapter, [made] = push(shop, product(variant(1, "S-1", "S"), variant(2, "2", "M")))
    first, second = (row["id"] for row in made.answer["variants"])
    known = variant(1, "S-1", "S", id=first)
    change = product(known, variant(3, "S-3", "L"), one=first, parts={})
    _adapter, [result] = push(shop, change)
    assert result.error is None
    assert shop.products[second]["deleted_at"]
    fresh = result.answer["variants"][1]["id"]
    assert shop.products[fresh]["variant_parent_id"] == first
    assert shop.products[fresh]["sku"] == "S-3"
    _adapter, [again] = push(shop, change, again=True)
    assert again.answer == result.answer
    push(shop, product(one=first, whole=False, parts={"status": "archived"}))
    assert not shop.products[first]["active"]
    assert not shop.products[fresh]["active"]
    gone = {**product(one=first), "delete": True}
    for _time in range(2):
        _adapter, [result] = push(shop, gone)
        assert result.answer["deleted"]


def test_a_product_whose_answer_was_lost_is_not_made_twice(shop):
    wanted = product(variant(1, "ONE", ""))
    shop.add_fault("reset", when="after", match="POST /api/2.0/products")
    with pytest.raises(UnknownOutcome):
        push(shop, wanted)
    _adapter, [result] = push(shop, wanted, again=True)
    assert result.error is None
    assert len(shop.products) == 1
    assert shop.count("POST /api/2.0/products") == 1


def test_what_the_platform_refuses_stops_no_other(shop):
    shop.add_product("TAKEN")
    results = push(
        shop,
        product(variant(1, "TAKEN", ""), key="a", title="A"),
        product(variant(2, "", ""), key="b", title="B"),
        product(variant(3, "FREE", ""), key="c", title="C"),
        product(one="gone", key="d", parts={"status": "archived"}),
    )[1]
    assert errors(results) == ["refused", "sku_missing", None, "no_product"]
    assert "TAKEN" in results[0].error.message


def test_pictures_are_uploaded_once_put_in_order_and_removed(shop):
    files = {
        1: ("image/png", b"front"),
        2: ("image/png", b"back"),
        3: ("text/plain", b""),
    }
    media = [
        {"name": f"sum{ref}", "id": "", "alt": "", "ref": ref, "mimetype": "image/png"}
        for ref in (1, 2)
    ]
    wanted = product(variant(1, "ONE", ""), media=media)
    _adapter, [result] = push(shop, wanted, files=files)
    one = result.answer["id"]
    ids = [row["id"] for row in result.answer["media"]]
    assert [image["id"] for image in shop.products[one]["images"]] == ids
    _adapter, [again] = push(
        shop, product(one=one, parts={}, media=media, whole=False), files=files
    )
    assert [row["id"] for row in again.answer["media"]] == ids
    turned = [{**media[1], "id": ids[1]}, {**media[0], "id": ids[0]}]
    push(shop, product(one=one, parts={}, media=turned, whole=False), files=files)
    assert [i["id"] for i in shop.products[one]["images"]] == ids[::-1]
    push(shop, product(one=one, parts={}, media=turned[:1], whole=False), files=files)
    assert shop.products[one]["images"] == [{"id": ids[1]}]
    bad = [{**media[0], "ref": 3}]
    _adapter, [result] = push(
        shop, product(one=one, parts={}, media=bad, whole=False), files=files
    )
    assert result.error.code == "bad_picture"


def test_prices_of_a_book_are_added_changed_and_taken_out(shop):
    skus = ("MUG", "TEE")
    mug, tee = (shop.add_product(sku)["id"] for sku in skus)
    book = shop.add_book("Harbour prices", outlet="Harbour")
    adapter = connect(shop)
    notices, _resume = read_all(adapter, "price_list")
    [document] = [adapter.parse("price_list", n.payload) for n in notices]
    assert (document.external_id, document.contexts) == (
        book["id"],
        ("Harbour", "All Customers"),
    )

    def send(*rows, book_id=book["id"]):
        items = [
            PushItem(
                str(n), {"variant_id": product, "list_id": book_id, "price": price}
            )
            for n, (product, price) in enumerate(rows)
        ]
        return errors(adapter.push_many("price", items, "k"))

    assert send((mug, "9.00"), (tee, "19.00")) == [None, None]
    assert shop.prices_of(book) == {mug: 9.0, tee: 19.0}
    shop.add_fault("reset", when="after", match="PATCH")
    rows = (mug, "8.00"), (tee, "19.00"), ("gone", "1.00")
    with pytest.raises(TransientError):
        send(*rows)
    assert send(*rows) == [None, None, "no_product"]
    assert shop.prices_of(book) == {mug: 8.0, tee: 19.0}
    assert send((mug, None), (tee, "18.00")) == [None, None]
    assert shop.prices_of(book) == {tee: 18.0}
    assert send((mug, "1.00"), book_id="gone") == ["no_list"]


def test_limits_are_told_to_the_planning():
    assert LightspeedAdapter.product_limits == {"options": 3, "variants": 200}
