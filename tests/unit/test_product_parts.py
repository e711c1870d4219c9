"""Equal content has equal fingerprints; what differs is named field by field."""

from dataclasses import replace
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Media,
    Metafield,
    Money,
    Product,
    Variant,
)
from odoo.addons.retail_connector_base.exporters.product_parts import (
    GROUPS,
    changed_variants,
    differences,
    fingerprints,
    parts_of,
    without_blanks,
)


def shirt(**more):
    sizes = tuple(
        Variant(
            external_id=size,
            sku=f"SHIRT-{size}",
            weight_kg=Decimal("0.250"),
            cost=Money(Decimal("4.50"), "EUR"),
            options=(("Size", size),),
        )
        for size in "SML"
    )
    return Product(
        external_id="p",
        title="Shirt",
        variants=sizes,
        options=("Size",),
        **{"media": (), "metafields": (), "collections": (), **more},
    )


def changed(before, after):
    old, new = fingerprints(parts_of(before)), fingerprints(parts_of(after))
    return {group for group in new if old.get(group) != new[group]}


def test_every_group_is_known_and_what_was_not_read_is_left_out():
    assert set(parts_of(shirt())) == set(GROUPS) - {"publications", "translations"}


def test_the_order_of_tags_and_trailing_zeros_are_no_change():
    first = shirt(tags=("b", "a"))
    variants = tuple(
        replace(v, weight_kg=Decimal("0.25"), cost=Money(Decimal("4.5"), "EUR"))
        for v in first.variants
    )
    assert not changed(first, replace(first, tags=("a", "b"), variants=variants))


def test_a_change_touches_its_group_only():
    one = shirt()
    assert changed(one, replace(one, title="Other")) == {"text"}
    assert changed(one, replace(one, status="draft")) == {"status"}
    assert changed(one, replace(one, seo_title="x")) == {"seo"}
    taxed = tuple(replace(v, taxable=False) for v in one.variants)
    assert changed(one, replace(one, variants=taxed)) == {"tax"}
    assert changed(one, replace(one, media=(Media(checksum="c"),))) == {"media"}
    extra = (Metafield("custom", "care", "single_line_text_field", "30"),)
    assert changed(one, replace(one, metafields=extra)) == {"metafields"}


def test_the_order_of_variants_is_no_change():
    one = shirt()
    assert not changed(one, replace(one, variants=one.variants[::-1]))


def test_changed_variants_are_named_and_another_list_goes_whole():
    one = shirt()
    before = parts_of(one)["variants"]
    other = replace(one.variants[1], sku="NEW")
    variants = (one.variants[0], other, one.variants[2])
    after = parts_of(replace(one, variants=variants))["variants"]
    assert changed_variants(before, after) == ["Size=M"]
    fewer = parts_of(replace(one, variants=one.variants[:2]))["variants"]
    assert changed_variants(before, fewer) is None
    assert changed_variants(None, after) is None


def test_what_odoo_does_not_know_empties_nothing():
    before = parts_of(shirt())["variants"]
    bare = tuple(replace(v, weight_kg=None, cost=None) for v in shirt().variants)
    after = parts_of(replace(shirt(), variants=bare))["variants"]
    assert after != before
    assert without_blanks(before, after) == before


def test_differences_are_told_field_by_field():
    one = shirt()
    other = replace(one.variants[0], sku="NEW")
    after = replace(one, variants=(other, *one.variants[1:]))
    rows = differences(parts_of(one)["variants"], parts_of(after)["variants"])
    assert rows == [("items / Size=S / sku", "SHIRT-S", "NEW")]
    assert ("title", "", "Shirt") in differences(None, parts_of(one)["text"])
