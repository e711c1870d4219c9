"""Products to the fake shop: created once, lists replaced, the rest patched."""

from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.platforms import UnknownOutcome

from tests.fake_platform.shopify.mutations.metafields_set import set_metafield

from .products import item, product, read, variant

SIZES = [(("Size", "S"),), (("Size", "M"),), (("Size", "L"),)]


def push(one, *payloads, key="key-1"):
    return one.push_many("product", [item(p) for p in payloads], key)


def create(one, **more):
    result = push(one, product(**more))[0]
    assert result.error is None, result.error
    return result.answer


def shop_products(fake_shop):
    return list(fake_shop.table("Product").values())


@pytest.fixture
def records(fake):
    """What the fake shop holds."""
    return lambda: fake.world.shop("unit-shop.myshopify.com")


def test_a_product_is_created_with_all_that_is_known(one):
    rows = [
        variant(
            7 + place,
            options,
            barcode=f"96385{place}",
            weight_kg="0.25",
            hs_code="620520",
            origin_country="PT",
            cost="4.5",
        )
        for place, options in enumerate(SIZES)
    ]
    answer = create(one, variants=rows)
    assert [row["ref"] for row in answer["variants"]] == [7, 8, 9]
    found = read(one, answer["id"])
    assert (found.title, found.vendor, found.status) == (
        "Linen shirt", "Nordlicht", "active",
    )  # fmt: skip
    assert found.key == "k1"
    assert found.tags == ("linen", "summer")
    assert found.seo_title == "Shirt"
    assert found.options == ("Size",)
    first = found.variants[0]
    assert (first.sku, first.barcode, first.hs_code) == ("SKU-7", "963850", "620520")
    assert (first.weight_kg, first.origin_country) == (Decimal("0.25"), "PT")
    assert first.cost.amount == Decimal("4.5")
    assert [v.external_id for v in found.variants] == [
        row["id"] for row in answer["variants"]
    ]
    assert [v.stock_id for v in found.variants] == [
        row["stock_id"] for row in answer["variants"]
    ]


@pytest.mark.parametrize("kind", ["reset", "http_502"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_product_whose_answer_was_lost_is_not_made_twice(
    one, control, records, kind, when
):
    create(one, key="first")  # the definition is there
    before = len(shop_products(records()))
    control.add_fault(kind=kind, when=when, match="productSet")
    with pytest.raises(UnknownOutcome):
        push(one, product())
    answer = push(one, product())[0].answer
    assert len(shop_products(records())) == before + 1
    assert read(one, answer["id"]).key == "k1"


def test_a_changed_title_sends_nothing_else(one, control):
    rows = [variant(7 + n, options) for n, options in enumerate(SIZES)]
    made = create(one, variants=rows)
    text = {**product()["parts"]["text"], "title": "Linen shirt II"}
    control.stats(reset=True)
    payload = product(gid=made["id"], whole=False, variants=())
    payload.update(parts={"text": text}, variants=[])
    assert push(one, payload)[0].error is None
    assert control.stats()["calls"] == {"ProductSet": 1}
    found = read(one, made["id"])
    assert (found.title, len(found.variants)) == ("Linen shirt II", 3)
    assert found.tags == ("linen", "summer")


def test_a_changed_variant_travels_alone(one, control):
    rows = [variant(7 + n, options) for n, options in enumerate(SIZES)]
    made = create(one, variants=rows)
    changed = variant(8, SIZES[1], gid=made["variants"][1]["id"], barcode="96385074")
    payload = {**product(gid=made["id"], whole=False), "parts": {}}
    payload["variants"] = [changed]
    control.stats(reset=True)
    assert push(one, payload)[0].error is None
    assert control.stats()["calls"] == {"VariantsChange": 1}
    assert [v.barcode for v in read(one, made["id"]).variants] == ["", "96385074", ""]


def test_variants_are_added_and_removed_and_the_others_keep_their_ids(one):
    rows = [variant(7 + n, options) for n, options in enumerate(SIZES)]
    made = create(one, variants=rows)
    ids = {row["ref"]: row["id"] for row in made["variants"]}
    rest = [
        variant(9, SIZES[2], gid=ids[9]),
        variant(8, SIZES[1], gid=ids[8]),
        variant(10, (("Size", "XL"),)),
    ]
    again = push(one, {**product(gid=made["id"], variants=rest), "parts": {}})[0].answer
    now = {row["ref"]: row["id"] for row in again["variants"]}
    assert (now[9], now[8]) == (ids[9], ids[8])
    assert now[10] not in ids.values()
    assert [v.sku for v in read(one, made["id"]).variants] == [
        "SKU-9", "SKU-8", "SKU-10",
    ]  # fmt: skip


def test_a_product_of_2048_variants_is_written_as_an_operation(one, control):
    rows = [
        variant(n, (("Size", f"S{n % 64}"), ("Color", f"C{n // 64}")))
        for n in range(2048)
    ]
    answer = create(one, variants=rows)
    assert len(answer["variants"]) == 2048
    assert len({row["stock_id"] for row in answer["variants"]}) == 2048
    assert control.stats()["calls"]["ProductOperation"] == 2
    assert len(read(one, answer["id"]).variants) == 2048


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            [variant(n, (("Size", str(n)),)) for n in range(2049)],
            "variants_over_limit",
        ),
        (
            [variant(1, tuple((name, "x") for name in "ABCD"))],
            "options_over_limit",
        ),
        ([variant(1, SIZES[0]), variant(2, SIZES[0])], "invalid_variant"),
    ],
    ids=["variants", "options", "twice"],
)
def test_what_the_shop_refuses_is_told_with_its_code(one, rows, code):
    create(one, key="first")
    result = push(one, product(variants=rows))[0]
    assert result.error.code == code


def test_one_refused_product_does_not_keep_the_others(one):
    create(one, key="first", text={**product()["parts"]["text"], "handle": "taken"})
    bad = product("bad", text={**product()["parts"]["text"], "handle": "taken"})
    refused, good = push(one, bad, product("good"))
    assert refused.error.code == "handle_not_unique"
    assert good.error is None


def test_a_product_is_deleted_and_a_repeat_is_no_error(one):
    made = create(one)
    gone = {**product(gid=made["id"]), "delete": True}
    assert push(one, gone)[0].answer == {"deleted": True}
    assert push(one, gone)[0].answer == {"deleted": True}
    assert one.fetch_many("product", [made["id"]]) == {made["id"]: None}


def test_metafields_of_others_stay(one, control, records):
    made = create(
        one, metafields={"": {"custom.care": ["single_line_text_field", "30"]}}
    )
    set_metafield(  # what another app wrote
        records(),
        {
            "ownerId": made["id"],
            "namespace": "reviews",
            "key": "stars",
            "type": "number_decimal",
            "value": "4.5",
        },
    )
    parts = {"metafields": {"": {"custom.fit": ["single_line_text_field", "slim"]}}}
    payload = {**product(gid=made["id"], whole=False), "parts": parts, "variants": []}
    payload["metafields_gone"] = [["", "custom.care"]]
    assert push(one, payload)[0].error is None
    found = {
        f"{m.namespace}.{m.key}": m.value for m in read(one, made["id"]).metafields
    }
    assert found == {"reviews.stars": "4.5", "custom.fit": "slim"}


def test_a_product_is_published_taken_off_and_translated(one, records):
    web, till = records().table("Publication")
    made = create(one, publish=[web, till])
    assert set(read(one, made["id"]).publications) == {web, till}
    parts = {"translations": {"de": {"title": "Leinenhemd", "seo_title": "Hemd"}}}
    payload = {**product(gid=made["id"], whole=False), "parts": parts, "variants": []}
    payload["unpublish"] = [till]
    for _repeat in range(2):
        assert push(one, payload)[0].error is None
    assert read(one, made["id"]).publications == (web,)
    texts = records().get(made["id"])["_translations"]["de"]
    assert {key: value for key, (value, _digest) in texts.items()} == {
        "title": "Leinenhemd", "meta_title": "Hemd",
    }  # fmt: skip


# --- pictures ---


def picture(name, gid="", ref=1):
    return {
        "name": name, "id": gid, "alt": "Front", "ref": ref, "mimetype": "image/png",
    }  # fmt: skip


@pytest.fixture
def files(one):
    """The contents the adapter may read, and which it read."""
    asked = []

    def read_file(ref):
        asked.append(ref)
        return "image/png", b"png" + str(ref).encode()

    one.options["read_file"] = read_file
    return asked


def test_only_new_pictures_travel(one, control, files):
    rows = [{**variant(7, SIZES[0]), "picture": "bb"}]
    made = create(one, variants=rows, media=[picture("aa"), picture("bb", ref=2)])
    assert files == [1, 2]
    assert [row["status"] for row in made["media"]] == ["ready", "ready"]
    first, second = made["media"]
    assert read(one, made["id"]).variants[0].media_ids == (second["id"],)
    payload = {
        **product(gid=made["id"], whole=False),
        "parts": {},
        "variants": [],
        "media": [picture("cc", ref=3), picture("aa", first["id"])],
    }
    again = push(one, payload)[0].answer
    assert files == [1, 2, 3], "the one that is there was not read again"
    assert [row["id"] for row in again["media"]][1] == first["id"]
    assert [m.external_id for m in read(one, made["id"]).media] == [
        row["id"] for row in again["media"]
    ]


def test_a_repeat_uploads_but_makes_no_second_picture(one, control, records, files):
    create(one, key="first")
    control.add_fault(kind="reset", when="after", match="productSet")
    payload = product(media=[picture("aa")])
    with pytest.raises(UnknownOutcome):
        push(one, payload)
    answer = push(one, payload)[0].answer
    assert len(records().table("MediaImage")) == 1
    assert len(read(one, answer["id"]).media) == 1


def test_a_picture_in_the_works_is_told_so(one, control, files):
    control.configure(media_seconds=60)
    made = create(one, media=[picture("aa")])
    assert made["media"][0]["status"] == "processing"
