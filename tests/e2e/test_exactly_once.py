"""Repeated, reordered, lost and forged messages: every order once, every unit once."""

import pytest

from .server import wait_until
from .traffic import ConnectedShop


@pytest.fixture(scope="module")
def shop():
    """Give a shop that is connected and live, its history imported."""
    with ConnectedShop() as connected:
        yield connected


def bindings(shop, name):
    """Return how many orders in Odoo stand for one order of the shop."""
    [(count,)] = shop.odoo.query(
        "SELECT count(*) FROM retail_binding_order WHERE external_name = %s", name
    )
    return count


def arrived(shop, *names):
    """Wait until orders are in Odoo; their taxes are approved as they show up."""

    def are_in():
        shop.approve()
        return all(bindings(shop, name) for name in names)

    wait_until(are_in, 60, f"orders {names}")


def test_a_webhook_delivered_ten_times_is_stored_and_imported_once(shop):
    [name] = shop.place(1, seed=21)
    arrived(shop, name)
    [sent] = shop.control("webhook_log", topic="orders/create", last=1)
    created = "SELECT count(*) FROM retail_event WHERE topic = 'orders/create'"
    before = shop.odoo.query(created)
    for _round in range(10):
        shop.control("redeliver", webhook_id=sent["webhook_id"])
    assert shop.fake.control.wait_webhooks(timeout=30)["idle"]
    shop.settle()
    assert shop.odoo.query(created) == before
    assert bindings(shop, name) == 1


def test_an_update_that_overtakes_its_creation_ends_the_same(shop):
    shop.fake.control.pause_webhooks()
    [name] = shop.place(1, seed=22)
    shop.control("clear_webhooks")
    order = shop.control("order", order=name)
    shop.control("fire_webhook", topic="orders/updated", record=order["id"])
    shop.control("fire_webhook", topic="orders/create", record=order["id"])
    shop.fake.control.pause_webhooks(paused=False)
    arrived(shop, name)
    shop.settle()
    assert bindings(shop, name) == 1
    [(total, tax)] = shop.odoo.query(
        "SELECT o.amount_total::text, o.amount_tax::text FROM sale_order o "
        "JOIN retail_binding_order b ON b.record_id = o.id WHERE b.external_name = %s",
        name,
    )
    assert (float(total), float(tax)) == (float(order["total"]), float(order["tax"]))


def test_a_lost_webhook_is_found_by_polling(shop):
    shop.fake.control.pause_webhooks()
    lost = shop.place(3, seed=23)
    shop.control("clear_webhooks")
    shop.fake.control.pause_webhooks(paused=False)
    shop.settle()
    assert not any(bindings(shop, name) for name in lost)
    shop.poll()
    arrived(shop, *lost)
    shop.settle()
    assert [bindings(shop, name) for name in lost] == [1, 1, 1]


def test_a_forged_message_is_refused_and_leaves_nothing(shop):
    [name] = shop.place(1, seed=24)
    arrived(shop, name)
    order = shop.control("order", order=name)
    updates = "SELECT count(*) FROM retail_event WHERE topic = 'orders/updated'"
    before = shop.odoo.query(updates)
    [sent] = shop.control(
        "fire_webhook", topic="orders/updated", record=order["id"], forged=True
    )

    def refused():
        log = shop.control("webhook_log", topic="orders/updated")
        [mine] = [entry for entry in log if entry["webhook_id"] == sent["webhook_id"]]
        return mine["answers"]

    assert set(wait_until(refused, 30, "the refusal")) == {401}
    assert shop.odoo.query(updates) == before


def test_a_stock_change_in_odoo_is_in_the_shop_seconds_later(shop):
    shop.settle()
    product, location = shop.shelves(1)[0]
    shop.set_stock(product, location, 4321)
    [(sku, place)] = shop.odoo.query(
        "SELECT v.sku, b.external_name FROM retail_stock_level l "
        "JOIN retail_binding_variant v ON v.id = l.variant_binding_id "
        "JOIN retail_binding_location b ON b.id = l.location_binding_id "
        "WHERE l.product_id = %s AND b.record_id = %s",
        product,
        location,
    )

    def shown():
        levels = shop.control("levels")
        return [
            level["available"]
            for level in levels
            if level["sku"] == sku and level["location_name"] == place
        ]

    promised = shop.odoo.query(
        "SELECT (sum(quantity) - sum(reserved_quantity))::int FROM stock_quant "
        "WHERE product_id = %s AND location_id = %s",
        product,
        location,
    )[0][0]
    wait_until(lambda: shown() == [promised], 30, f"{promised} of {sku} in the shop")
