"""What becomes of a sale: states, returns, discounts, tenders, payments apart."""

from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import InvariantError
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from tests.fake_platform.lightspeed import FakeLightspeed
from tests.fake_platform.lightspeed.till import DISCOUNT

from .lightspeed_case import connect, documents, read_all
from .test_lightspeed import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shop(clock):
    with FakeLightspeed(clock) as fake:
        fake.open_register()
        fake.open_register("Main 2")
        yield fake
        assert not getattr(fake, "violations", None)


def receipts(shop, **values):
    """Return entity id -> receipt of everything there is."""
    adapter = connect(shop, refresh_token="", personal_token=shop.personal, **values)
    return documents(adapter, read_all(adapter, "receipt")[0])


def tenders(receipt):
    return [(t.kind, t.gateway, str(t.amount.amount)) for t in receipt.tenders]


def test_change_and_rounding_of_cash(shop):
    sale = shop.sell(
        ("MUG", 1, "11.52"),
        paid=[("Cash", "20.00"), ("Cash", "-8.50"), ("Cash Rounding", "0.02")],
    )
    receipt = receipts(shop)[sale["id"]]
    assert tenders(receipt) == [("sale", "Cash", "20.00"), ("change", "Cash", "8.50")]
    assert receipt.total.amount == Decimal("11.50")
    assert (receipt.lines[-1].kind, receipt.lines[-1].subtotal.amount) == (
        "rounding",
        Decimal("-0.02"),
    )


def test_a_return_names_the_line_it_undoes(shop):
    sold = shop.sell(("MUG", 2, "5.00"), ("MUG", 1, "4.00"), ("TEE", 1, "9.00"))
    back = shop.sell(
        ("MUG", -1, "4.00"),
        ("CAP", 1, "10.00"),
        paid=[("EFTPOS", "6.00")],
        return_for=sold["id"],
    )
    receipt = receipts(shop)[back["id"]]
    returned, bought = receipt.lines
    assert returned.origin.receipt_id == sold["id"]
    assert returned.origin.line_id == sold["line_items"][1]["id"]
    assert (returned.quantity, returned.subtotal.amount) == (
        Decimal(-1),
        Decimal("-4.00"),
    )
    assert returned.unit_price.amount == Decimal("4.00")
    assert bought.origin is None
    assert receipt.total.amount == Decimal("6.00")


def test_a_refund_pays_out(shop):
    sold = shop.sell(("MUG", 1, "5.00"))
    back = shop.sell(
        ("MUG", -1, "5.00"), paid=[("Cash", "-5.00")], return_for=sold["id"]
    )
    receipt = receipts(shop)[back["id"]]
    assert tenders(receipt) == [("refund", "Cash", "5.00")]
    assert receipt.total_tax.amount == Decimal("-0.65")


def test_discounts_of_a_line_and_of_the_sale(shop):
    sale = shop.sell(
        ("MUG", 3, "10.00", {"discount": "2.50", "price_set": True, "note": "dent"}),
        ("OFF", 1, "-5.00", {"product_id": DISCOUNT, "moves": False}),
    )
    line, off = receipts(shop)[sale["id"]].lines
    assert (line.discount.amount, line.subtotal.amount) == (
        Decimal("2.50"),
        Decimal("27.50"),
    )
    assert line.unit_price.amount == Decimal("10.00")
    assert line.attributes == {"note": "dent", "price_override": "1"}
    assert (off.kind, off.title, off.subtotal.amount) == (
        *("custom", "Discount"),
        Decimal("-5.00"),
    )


def test_tips_and_surcharges_are_lines(shop):
    sale = shop.sell(("MUG", 1, "10.00"), tip="2.00", fee="0.15")
    receipt = receipts(shop)[sale["id"]]
    assert [(line.kind, line.code) for line in receipt.lines[1:]] == [
        ("tip", "tip"),
        ("fee", "non_cash_fee"),
    ]
    assert receipt.total.amount == Decimal("12.15")


def test_a_gift_card_is_sold_and_paid_with(shop):
    card = shop.add_product("GIFT", "50.00")
    untaxed = next(t for t in shop.taxes.values() if t["name"] == "No Tax")
    sold = shop.sell(("GIFT", 1, "50.00", {"tax": untaxed}))
    used = shop.sell(("MUG", 1, "5.00"), paid=[("Gift Card", "5.00")])
    found = receipts(shop, gift_card_products=card["id"])
    assert found[sold["id"]].lines[0].kind == "gift_card"
    assert found[sold["id"]].lines[0].taxes == ()
    assert tenders(found[used["id"]]) == [("sale", "Gift Card", "5.00")]


def test_two_taxes_on_top_of_prices(clock):
    with FakeLightspeed(clock, inclusive=False) as shop:
        sale = shop.sell(*[("MUG", 1, "4.37")] * 5, ("TEE", 3, "19.99"))
        receipt = receipts(shop)[sale["id"]]
    assert receipt.prices_include_tax is False
    assert receipt.lines[0].subtotal.amount == Decimal("4.37")
    by_title = {}
    for line in receipt.lines:
        for tax in line.taxes:
            by_title[tax.title] = by_title.get(tax.title, 0) + tax.amount.amount
    assert by_title == {"State": Decimal("4.91"), "City": Decimal("1.64")}
    assert receipt.total.amount == Decimal("81.82") + Decimal("6.55")


def test_on_account_is_owed_and_paid_off_later(shop, clock):
    customer = shop.add_customer()
    sale = shop.sell(
        ("MUG", 10, "5.00"),
        paid=[("Cash", "20.00")],
        status="ONACCOUNT",
        customer_id=customer["id"],
    )
    first = receipts(shop)[sale["id"]]
    assert first.customer.name == "Tony Stark"
    assert tenders(first) == [
        ("sale", "Cash", "20.00"),
        ("sale", "On account", "30.00"),
    ]
    clock.pass_minutes(24 * 60)
    shop.pay(sale, "EFTPOS", "30.00", register="Main 2")
    sale["status"] = "ONACCOUNT_CLOSED"
    shop.record(sale)
    found = receipts(shop)
    assert tenders(found[sale["id"]]) == tenders(first)
    later = found[f"{sale['id']}/{sale['payments'][1]['id']}"]
    assert (later.lines, later.total.amount) == ((), 0)
    assert tenders(later) == [
        ("sale", "EFTPOS", "30.00"),
        ("refund", "On account", "30.00"),
    ]
    assert later.place.register_id == shop.register("Main 2")["id"]
    assert later.place.sequence is None


def test_a_layby_is_deposits_until_it_is_handed_over(shop, clock):
    sale = shop.sell(("MUG", 10, "5.00"), paid=[("Cash", "20.00")], status="LAYBY")
    found = receipts(shop)
    assert found[sale["id"]].action == "control"
    assert found[sale["id"]].place.sequence == 1701
    [deposit] = [r for key, r in found.items() if "/" in key]
    assert (deposit.lines[0].kind, deposit.total.amount) == (
        "deposit",
        Decimal("20.00"),
    )
    clock.pass_minutes(60)
    shop.pay(sale, "EFTPOS", "30.00")
    sale["status"] = "LAYBY_CLOSED"
    shop.record(sale)
    found = receipts(shop)
    assert len(found) == 3
    assert tenders(found[sale["id"]]) == [("sale", "Deposits", "50.00")]
    assert found[deposit.external_id].tenders == deposit.tenders
    assert found[sale["id"]].processed_at == max(r.processed_at for r in found.values())


@pytest.mark.parametrize(
    ("status", "action"),
    [("SAVED", "control"), ("VOIDED", "void"), ("SERVICE", "control")],
)
def test_what_is_not_sold_uses_up_its_number(shop, status, action):
    sale = shop.sell(("MUG", 1, "5.00"), paid=[], status=status)
    receipt = receipts(shop)[sale["id"]]
    assert (receipt.action, receipt.place.sequence) == (action, 1701)
    assert not receipt.lines


@pytest.mark.parametrize("code", ["WALKIN", "walkin"])
def test_the_walk_in_customer_is_nobody(shop, code):
    customer = shop.add_customer(customer_code=code)
    sale = shop.sell(("MUG", 1, "5.00"), customer_id=customer["id"])
    assert receipts(shop)[sale["id"]].customer is None


def test_what_does_not_add_up_is_refused_with_the_difference(shop):
    sale = shop.sell(("MUG", 1, "5.00"))
    sale["total_price"] += 0.01
    with pytest.raises(RejectedDocument, match=r"0\.01"):
        receipts(shop)
    sale["total_price"] -= 0.01
    sale["payments"][0]["amount"] = 4.99
    with pytest.raises(InvariantError, match="tenders"):
        receipts(shop)
    sale["payments"][0]["amount"] = 5.0
    sale["status"] = "TELEPORTED"
    with pytest.raises(RejectedDocument):
        receipts(shop)
    sale["status"] = "CLOSED"
    assert len(receipts(shop)) == 1
