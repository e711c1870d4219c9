"""Orders are edited by the platform's own mutations: a session, changes, a commit."""

from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import Money

from tests.fake_platform.order_editor import OrderEditor

NOTHING = "gid://shopify/ProductVariant/999999999999999"
NOWHERE = "gid://shopify/CalculatedLineItem/999999999999999"


@pytest.fixture
def order(control, catalog):
    """An order of two units of one thing."""
    lines = [{"sku": catalog[0], "quantity": 2}]
    return control.place_orders(lines=lines, payment="paid", plain=True, seed=3)[0]


def read(one, order):
    """Return the order as a document."""
    return one.parse("order", one.fetch_many("order", [order["id"]])[order["id"]])


def test_a_committed_session_is_an_edit_and_nothing_changes_before(
    one, control, shop, order
):
    before = read(one, order)
    sold = {line.variant_id for line in before.lines}
    other = next(
        row["variant_id"]
        for row in control.catalog()
        if row["tracked"] and row["sku"] and row["variant_id"] not in sold
    )
    session = OrderEditor(shop, order["id"])
    assert session.add(other, 3)["quantity"] == 3
    assert session.add_custom("Ribbon", "4.00", "EUR")["quantity"] == 1
    assert session.leave(session.lines[0]["id"], 1)["quantity"] == 1
    assert read(one, order) == before
    assert session.commit() == {"id": order["id"], "edited": True}
    after = read(one, order)
    goods = [line for line in after.lines if line.kind in ("product", "custom")]
    assert [int(line.quantity) for line in goods] == [1, 3, 1]
    assert goods[2].unit_price == Money(Decimal("4.00"), "EUR")
    assert after.edited
    session.commit()
    assert session.refused == ["The calculated order does not exist."]


def test_more_units_of_a_line_are_ordered(one, shop, order):
    session = OrderEditor(shop, order["id"])
    session.leave(session.lines[0]["id"], 5)
    session.commit()
    [line] = [x for x in read(one, order).lines if x.kind == "product"]
    assert line.quantity == 5


def test_what_the_platform_refuses_is_refused(one, control, shop, order):
    [sold] = [x.variant_id for x in read(one, order).lines if x.kind == "product"]
    session = OrderEditor(shop, order["id"])
    line = session.lines[0]["id"]
    for act, said in (
        (lambda: session.add(NOTHING), "The variant does not exist in the shop."),
        (lambda: session.add(sold, 0), "must be greater than 0"),
        (lambda: session.leave(NOWHERE, 1), "The line item does not exist on"),
        (lambda: session.leave(line, -1), "must be greater than or equal to 0"),
        (lambda: session.add_custom(" ", "1.00", "EUR"), "can't be blank"),
        (lambda: session.add_custom("Bow", "1.00", "USD"), "Currency must be EUR."),
    ):
        act()
        assert session.refused[0].startswith(said)
    session.add(sold)
    assert session.refused[0].endswith("because it's already on the order.")
    control.order_action(order=order["id"], action="cancel")
    assert OrderEditor(shop, order["id"]).refused == ["The order cannot be edited."]
