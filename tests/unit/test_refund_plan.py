"""What a credit note is at the platform: units by restock, money by tender."""

from decimal import Decimal

from odoo.addons.retail_connector_base.exporters.refund_plan import (
    Back,
    restocks,
    shares,
)


def told(**values):
    found = restocks(Back("l1", **{k: v for k, v in values.items()}))
    return [(row["restock"], row["quantity"], row["location_id"]) for row in found]


def test_units_that_did_not_leave_are_cancelled_first():
    assert told(quantity=Decimal(3), undelivered=Decimal(1)) == [
        ("cancel", 1, ""),
        ("none", 2, ""),
    ]


def test_units_that_came_back_are_restocked_where_they_are():
    found = told(quantity=Decimal(3), returned=Decimal(2), location="store")
    assert found == [("return", 2, "store"), ("none", 1, "")]


def test_units_that_came_back_to_no_place_of_the_shop_are_not_restocked():
    assert told(quantity=Decimal(2), returned=Decimal(2)) == [("none", 2, "")]


def test_money_goes_back_by_the_ways_it_came():
    payments = [("gift card", Decimal("5.00")), ("card", Decimal("20.00"))]
    assert shares(Decimal("7.50"), payments) == (
        [("gift card", Decimal("5.00")), ("card", Decimal("2.50"))],
        Decimal("0.00"),
    )


def test_what_was_never_received_is_left():
    assert shares(Decimal("9"), [("card", Decimal("4"))])[1] == Decimal("5")
    assert shares(Decimal("9"), [("card", Decimal("0"))]) == ([], Decimal("9"))
