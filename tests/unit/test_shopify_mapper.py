"""Every sample of the platform becomes exactly the document written beside it.

``RETAIL_UPDATE_GOLDEN=1 pytest ...`` rewrites the expected documents: review the
difference before you commit it. A sample ``<kind>-<what>.json`` has an expected twin;
a twin ``<what>@presentment.json`` is the same sample seen in the customer's currency.
"""

import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.retail_connector_base.canonical import (
    InvariantError,
    Money,
    Order,
    decode,
    encode,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument
from odoo.addons.retail_connector_shopify.platforms import shopify
from odoo.addons.retail_connector_shopify.platforms.shopify import ShopifyAdapter

FOLDER = Path(shopify.__file__).parent
SAMPLES = sorted(FOLDER.glob("samples/*.json"))
TWINS = [(path, side) for path in SAMPLES for side in ("shop", "presentment")]
UPDATE = os.environ.get("RETAIL_UPDATE_GOLDEN") == "1"


def adapter(side="shop"):
    return ShopifyAdapter({"shop": "northwind"}, options={"currency_side": side})


def sample(name):
    return json.loads((FOLDER / "samples" / f"{name}.json").read_text())


def parse(payload, side="shop"):
    return adapter(side).parse("order", payload)


def usd(amount):
    return Money(Decimal(amount), "USD")


def expected_path(path, side):
    suffix = "" if side == "shop" else f"@{side}"
    return FOLDER / "expected" / f"{path.stem}{suffix}.json"


def has_twin(path, side):
    """Return whether a sample is to be seen from that side too."""
    return side == "shop" or "presentment" in path.stem


@pytest.mark.parametrize(
    ("path", "side"),
    [pair for pair in TWINS if has_twin(*pair)],
    ids=lambda value: value if isinstance(value, str) else value.stem,
)
def test_sample_becomes_its_expected_document(path, side):
    kind = path.stem.partition("-")[0]
    document = adapter(side).parse(kind, json.loads(path.read_text()))
    text = json.dumps(json.loads(encode(document)), indent=1, ensure_ascii=False) + "\n"
    twin = expected_path(path, side)
    if UPDATE:
        twin.parent.mkdir(exist_ok=True)
        twin.write_text(text)
    assert text == twin.read_text()
    assert decode(twin.read_text()) == document


def test_every_expected_document_has_its_sample():
    wanted = {expected_path(*pair).name for pair in TWINS if has_twin(*pair)}
    assert {path.name for path in FOLDER.glob("expected/*.json")} == wanted


# --- what the golden files cannot say ---


# Asked for in one operation only, or of use to edited orders only.
OPTIONAL = {
    "addressesV2", "agreements", "currentTotalPriceSet", "currentTotalTaxSet",
    "resourcePublicationsV2", "staffMember", "taxExemptions", "transactions",
}  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_payload_without_a_field_is_rejected(path):
    kind = path.stem.partition("-")[0]
    payload = json.loads(path.read_text())
    for name in payload.keys() - OPTIONAL:
        rest = {key: value for key, value in payload.items() if key != name}
        with pytest.raises(RejectedDocument, match=name):
            adapter().parse(kind, rest)


@pytest.mark.parametrize("field", ["updatedAt", "amount"])
def test_a_value_of_another_kind_is_rejected_and_not_repeated(field):
    payload = sample("order-simple")
    if field == "amount":
        payload["totalPriceSet"]["shopMoney"]["amount"] = "Erika"
    else:
        payload[field] = "Erika"
    with pytest.raises(RejectedDocument) as failure:
        parse(payload)
    assert "Erika" not in str(failure.value)


def test_a_cent_that_nothing_explains_parks_the_order_with_the_difference():
    payload = sample("order-simple")
    payload["totalPriceSet"]["shopMoney"]["amount"] = "72.17"
    with pytest.raises(InvariantError) as failure:
        parse(payload)
    assert failure.value.path == "order.total"
    assert failure.value.difference == Decimal("-0.01")


def test_a_tip_is_recognised_as_an_article_and_as_a_total():
    for name, amount in (("order-tip-article", "2.0"), ("order-tip-total", "1.5")):
        tips = [line for line in parse(sample(name)).lines if line.kind == "tip"]
        assert [line.subtotal for line in tips] == [usd(amount)]


def test_who_sold_it_is_named_where_the_platform_names_them():
    member = {"id": "gid://shopify/StaffMember/1", "name": "Kim Lee"}
    payload = sample("order-simple")
    assert parse(payload).staff == ""
    assert parse({**payload, "staffMember": member}).staff == "Kim Lee"
    assert (
        parse({**payload, "staffMember": {**member, "name": ""}}).staff == member["id"]
    )


def test_two_taxes_of_one_rate_stay_two():
    line = parse(sample("order-two-taxes")).lines[1]
    assert [(tax.title, tax.rate) for tax in line.taxes] == [
        ("State Tax", Decimal("0.1")),
        ("City Tax", Decimal("0.1")),
    ]


def test_an_edited_order_is_its_current_one_and_keeps_no_removed_line():
    order = parse(sample("order-edited-removed"))
    assert order.total == usd("181.46")
    assert order.total_tax == usd("9.46")
    chair, delivery = order.lines
    assert (chair.quantity, chair.subtotal) == (2, usd("162.00"))
    assert chair.discount == usd("18.00")
    assert (delivery.kind, delivery.title) == ("shipping", "Standard Shipping")


def test_an_edit_that_does_not_lead_to_the_current_total_is_parked():
    payload = sample("order-edited-removed")
    payload["currentTotalPriceSet"]["shopMoney"]["amount"] = "181.45"
    with pytest.raises(InvariantError, match="current total"):
        parse(payload)


def test_an_edited_order_without_its_agreements_is_rejected():
    payload = sample("order-edited-removed")
    del payload["agreements"]
    with pytest.raises(RejectedDocument, match="agreements"):
        parse(payload)


def test_a_refund_leaves_the_lines_and_says_what_went_back():
    order = parse(sample("order-partially-refunded"))
    assert order.total == usd("63.30")
    assert (order.paid, order.refunded) == (usd("31.65"), usd("31.65"))
    assert [(line.quantity, line.current_quantity) for line in order.lines] == [(2, 1)]


def test_an_edit_and_a_refund_are_told_apart():
    order = parse(sample("order-edited-refunded"))
    assert order.lines[0].quantity == 2  # one of three was taken off, one refunded
    assert order.total == Money(Decimal("47.60"), "EUR")


def test_both_sides_of_a_presentment_order_add_up():
    payload = sample("order-presentment")
    shop, seen = parse(payload), parse(payload, "presentment")
    assert (shop.currency, seen.currency) == ("EUR", "USD")
    assert shop.presentment_total == seen.total


def test_the_document_repeats_itself():
    first, second = parse(sample("order-risky")), parse(sample("order-risky"))
    assert isinstance(first, Order)
    assert first == second == replace(first)
    assert first.risk == "high"
    assert first.attributes["custom:app"] == "theirs"


def test_units_an_edit_took_off_are_not_refunded_as_unshipped():
    payload = sample("refund-of-return")
    line = payload["refunds"][0]["refundLineItems"]["nodes"][0]["lineItem"]
    line["nonFulfillableQuantity"] = line["quantity"] = 9  # the others were removed
    [refund] = adapter().parse("refund", payload).refunds
    assert [one.unshipped for one in refund.lines if one.quantity] == [0]
