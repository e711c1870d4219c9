"""Orders of the fake shop in every state: the documents agree with it."""

from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import Money

from .shop import calls, ids


def test_hundreds_of_random_orders_agree_with_themselves_on_both_sides(one, control):
    rows = control.place_orders(count=200, seed=7)
    control.stats(reset=True)
    found = {}
    for start in range(0, 200, one.max_fetch["order"]):
        batch = ids(rows)[start : start + one.max_fetch["order"]]
        found.update(one.fetch_many("order", batch))
    assert calls(control, "OrdersById") == 2
    for row in rows:
        document = one.parse("order", found[row["id"]])
        assert document.total == Money(Decimal(row["total"]), "EUR")
        one.options["currency_side"] = "presentment"
        assert one.parse("order", found[row["id"]]).total is not None
        one.options["currency_side"] = "shop"


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("pay", {}),
        ("fulfil", {}),
        ("cancel", {}),
        ("cancel", {"give_back": False}),
        ("refund", {"lines": [[0, 1]]}),
        ("refund", {"lines": [[0, 1]], "shipping": True}),
        ("refund", {"amount": "1.00"}),
        ("edit", {"remove": {"line": 0, "quantity": 1}}),
        ("assess", {}),
        ("close", {}),
    ],
    ids=str,
)
@pytest.mark.parametrize("payment", ["paid", "authorized", "pending", "partial"])
def test_an_order_in_any_state_is_understood(
    one, control, catalog, action, given, payment
):
    lines = [{"sku": catalog[0], "quantity": 3}, {"sku": catalog[1], "quantity": 2}]
    order = control.place_orders(
        lines=lines, payment=payment, discount="code", source="web", seed=3
    )[0]
    if action == "pay" and payment == "paid":
        action = "close"  # nothing is left to be paid
    after = control.order_action(order=order["id"], action=action, **given)
    document = one.parse("order", one.fetch_many("order", [order["id"]])[order["id"]])
    edited = action == "edit"
    total = after["current_total"] if edited else after["total"]
    assert document.total == Money(Decimal(total), "EUR")
    if edited:
        assert document.lines[0].quantity == 2


def test_an_edit_then_a_refund_then_an_addition(one, control, catalog):
    lines = [{"sku": catalog[0], "quantity": 4}]
    order = control.place_orders(lines=lines, payment="paid", plain=True)[0]["id"]
    control.order_action(order=order, action="edit", remove={"line": 0, "quantity": 1})
    control.order_action(order=order, action="refund", lines=[[0, 1]])
    control.order_action(order=order, action="edit", add={"sku": catalog[1]})
    document = one.parse("order", one.fetch_many("order", [order])[order])
    assert [line.quantity for line in document.lines if line.kind == "product"] == [
        3,
        1,
    ]
    assert document.lines[0].current_quantity == 2


def test_an_order_of_500_lines_is_whole(one, control, catalog):
    lines = [{"sku": catalog[n % len(catalog)], "quantity": 1} for n in range(500)]
    order = control.place_orders(lines=lines, plain=True)[0]
    control.stats(reset=True)
    payload = one.fetch_many("order", [order["id"]])[order["id"]]
    document = one.parse("order", payload)
    assert len([line for line in document.lines if line.kind == "product"]) == 500
    assert document.total == Money(Decimal(order["total"]), "EUR")
    assert calls(control, "OrderLines") == 2


def test_a_deleted_order_is_gone(one, control):
    order = control.place_orders()[0]["id"]
    control.order_action(order=order, action="delete")
    assert one.fetch_many("order", [order]) == {order: None}


def test_a_platform_that_charges_by_id_is_asked_for_less(one, control):
    rows = control.place_orders(count=30)
    control.configure(per_id_cost=True)
    found = one.fetch_many("order", ids(rows))
    assert all(found.values())
