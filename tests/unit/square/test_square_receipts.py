"""Every kind of sale at a till, read from the platform, as a receipt to the cent."""

from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import InvariantError, encode
from odoo.addons.retail_connector_base.platforms import RejectedDocument
from odoo.addons.retail_connector_pos.importers.receipt_content import content_of

from .sales import coffee, euros, read


def lines(receipt):
    """Return (kind, quantity, subtotal, tax) of each line."""
    return [
        (line.kind, line.quantity, euros(line.subtotal), euros(line.tax))
        for line in receipt.lines
    ]


def tenders(receipt):
    """Return (kind, gateway, amount) of each tender."""
    return [(t.kind, t.gateway, euros(t.amount)) for t in receipt.tenders]


def test_a_sale_by_card_with_a_tip(square, fake):
    fake.add_device("D1", "Till 1", "L1")
    order = fake.sell("L1", [coffee(quantity=2)], tip=100, device="D1")
    receipt = read(square, order)
    assert lines(receipt) == [
        ("product", 2, "7.00", "0.56"),
        ("tip", 1, "1.00", "0.00"),
    ]
    assert tenders(receipt) == [("sale", "CARD", "8.56")]
    assert receipt.tenders[0].method == "VISA"
    assert receipt.tenders[0].external_id == order["tenders"][0]["id"]
    assert (receipt.place.location_id, receipt.place.register_id) == ("L1", "D1")
    assert receipt.place.business_date is None
    assert receipt.lines[0].variant_id == "V1"
    assert receipt.lines[0].taxes[0].rate == Decimal("0.08")
    assert encode(receipt)


def test_tax_in_the_price_is_carried_as_it_is(square, fake):
    receipt = read(square, fake.sell("L1", [coffee(price=999, tax="vat", quantity=3)]))
    assert receipt.prices_include_tax
    assert lines(receipt) == [("product", 3, "29.97", "5.00")]
    assert euros(receipt.lines[0].unit_price) == "9.99"


def test_taxes_of_both_kinds_on_one_receipt(square, fake):
    items = [coffee(price=1000), coffee(price=1200, tax="vat")]
    receipt = read(square, fake.sell("L1", items))
    assert not receipt.prices_include_tax
    assert [row[2:] for row in lines(receipt)] == [
        ("10.00", "0.80"),
        ("10.00", "2.00"),
    ]
    assert euros(receipt.total) == "22.80"


def test_discounts_modifiers_open_prices_and_weight(square, fake):
    order = fake.sell(
        "L1",
        [
            coffee(discount=50, modifiers=[("Oat milk", 60)], quantity=2),
            {"name": "Repair", "price": 1234, "type": "CUSTOM_AMOUNT"},
            {"name": "Cheese", "price": 1299, "quantity": "0.345", "variation": "V2"},
        ],
    )
    cup, repair, cheese = read(square, order).lines
    assert (euros(cup.unit_price), euros(cup.subtotal)) == ("4.10", "7.70")
    assert (cup.discounts[0].title, euros(cup.discount)) == ("Staff discount", "0.50")
    assert cup.attributes["modifiers"] == "Oat milk"
    assert (repair.kind, euros(repair.subtotal)) == ("custom", "12.34")
    assert (cheese.quantity, euros(cheese.subtotal)) == (Decimal("0.345"), "4.48")
    assert euros(cheese.unit_price) == "12.99"


def test_a_service_charge_on_top_and_one_within_the_lines(square, fake):
    order = fake.sell(
        "L1", [coffee(price=1000)], charge=150, charge_tax="sales", apportioned=70
    )
    receipt = read(square, order)
    assert lines(receipt) == [
        ("product", 1, "10.70", "0.80"),
        ("fee", 1, "1.50", "0.12"),
    ]
    assert euros(receipt.total) == "13.12"


def test_cash_with_change_and_rounding(square, fake):
    order = fake.sell(
        "L1",
        [coffee(price=1151, tax=None)],
        (("CASH", 1150, {"handed": 2000}),),
        rounding=-1,
    )
    receipt = read(square, order)
    assert lines(receipt)[1] == ("rounding", 1, "-0.01", "0.00")
    assert tenders(receipt) == [("sale", "CASH", "20.00"), ("change", "CASH", "8.50")]


def test_several_tenders_and_a_gift_card_sold(square, fake):
    order = fake.sell(
        "L1",
        [{"name": "Gift card", "price": 5000, "type": "GIFT_CARD"}, coffee()],
        (("SQUARE_GIFT_CARD", 1000, {}), ("CASH", 2000, {}), ("CARD", None, {})),
    )
    receipt = read(square, order)
    assert receipt.lines[0].kind == "gift_card"
    assert tenders(receipt) == [
        ("sale", "SQUARE_GIFT_CARD", "10.00"),
        ("sale", "CASH", "20.00"),
        ("sale", "CARD", "23.78"),
    ]


def test_a_part_comes_back(square, fake):
    order = fake.sell("L1", [coffee(quantity=3, discount=90)])
    line = order["line_items"][0]
    back = fake.take_back(order["id"], {line["uid"]: 1})
    receipt = read(square, back)
    [returned] = receipt.lines
    assert lines(receipt) == [("product", -1, "-3.20", "-0.26")]
    assert euros(returned.unit_price) == "3.50"
    assert euros(returned.discount) == "-0.30"
    assert returned.origin.receipt_id == order["id"]
    assert returned.origin.line_id == line["uid"]
    assert tenders(receipt) == [("refund", "CARD", "3.46")]
    assert receipt.tenders[0].external_id in fake.refunds
    assert receipt.tenders[0].parent_id == order["tenders"][0]["id"]


def test_an_exchange_pays_the_difference_or_nothing(square, fake):
    order = fake.sell("L1", [coffee(price=1000)])
    dearer = fake.take_back(
        order["id"], items=[coffee(price=1500)], tenders=(("CASH", None, {}),)
    )
    receipt = read(square, dearer)
    assert [row[1:3] for row in lines(receipt)] == [(1, "15.00"), (-1, "-10.00")]
    assert tenders(receipt) == [("sale", "CASH", "5.40")]
    even = fake.take_back(order["id"], items=[coffee(price=1000)])
    assert read(square, even).tenders == ()
    cheaper = fake.take_back(order["id"], items=[coffee(price=400)], to="CASH")
    assert tenders(read(square, cheaper)) == [("refund", "CASH", "6.48")]


def test_a_cancelled_order_sold_nothing_and_an_open_one_is_none(square, fake):
    gone, still = (fake.sell("L1", [coffee()]) for _ in range(2))
    fake.orders[gone["id"]].update(state="CANCELED", tenders=[], closed_at=None)
    fake.orders[still["id"]]["state"] = "OPEN"
    receipt = read(square, gone)
    assert (receipt.action, receipt.lines, receipt.tenders) == ("void", (), ())
    assert square.fetch_many("receipt", [still["id"]]) == {still["id"]: None}


def test_what_is_still_due_is_on_account(square, fake):
    order = fake.sell("L1", [coffee(price=1000)], ())
    order["net_amount_due_money"] = order["total_money"]
    assert tenders(read(square, order)) == [("sale", "ON_ACCOUNT", "10.80")]


def test_a_customer_comes_along(square, fake):
    person = fake.add_customer("Ada", "Byron", "ada@example.com")
    receipt = read(square, fake.sell("L1", [coffee()], customer=person))
    assert (receipt.customer.external_id, receipt.customer.name) == (
        person,
        "Ada Byron",
    )


def test_what_is_known_later_does_not_change_a_sale(square, fake, clock):
    person = fake.add_customer("Ada", "Byron", "ada@example.com")
    order = fake.sell("L1", [coffee(quantity=2)], customer=person)
    before = content_of(read(square, order))
    clock.wait(60)
    back = fake.take_back(order["id"], {order["line_items"][0]["uid"]: 1})
    fake.customers[person].update(note="Came twice", updated_at=fake.now())
    order["tenders"][0]["processing_fee_money"] = {"amount": 30, "currency": "USD"}
    order.update(refunds=back["refunds"], updated_at=fake.now())
    assert content_of(read(square, order)) == before


@pytest.mark.parametrize("registers", ["device", "store"])
def test_the_drawers_shift_of_a_sale(connect, fake, clock, registers):
    square = connect(access_token="personal-token", registers=registers)
    before = fake.sell("L1", [coffee()], device="D1")
    clock.wait(60)
    shift = fake.open_drawer("L1", "D1", 10000)
    clock.wait(60)
    during = fake.sell("L1", [coffee()], device="D1")
    places = [read(square, order).place for order in (before, during)]
    assert [place.shift_id for place in places] == ["", shift]
    register = "D1" if registers == "device" else "main"
    assert [place.register_id for place in places] == [register, register]


def test_a_return_is_made_at_the_only_open_drawer(square, fake):
    order = fake.sell("L1", [coffee()], device="D1")
    shift = fake.open_drawer("L1", "D1", 10000)
    place = read(square, fake.take_back(order["id"])).place
    assert (place.register_id, place.shift_id) == ("D1", shift)
    fake.open_drawer("L1", "D2", 10000)
    place = read(square, fake.take_back(order["id"])).place
    assert (place.register_id, place.shift_id) == ("main", "")


def test_a_total_that_is_not_its_parts_is_refused(square, fake):
    order = fake.sell("L1", [coffee()])
    order["net_amounts"]["total_money"]["amount"] += 1
    with pytest.raises(InvariantError, match="do not add up"):
        read(square, order)


def test_an_unknown_shape_is_parked(square):
    with pytest.raises(RejectedDocument, match="KeyError"):
        square.parse("receipt", {"order": {}})
