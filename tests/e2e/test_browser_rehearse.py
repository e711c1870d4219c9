"""A person looks before he leaps: what an import would do, and what taking back means.

Against a real shop: what is shown is what happens there.
"""

from decimal import Decimal

import pytest

from .browser import Screen
from .rehearse import WAITING, held_back, open_dry_run, open_undo
from .screenshots import DESK
from .traffic import ConnectedShop

TOTALS = (
    "SELECT b.external_name, o.amount_total FROM retail_binding_order b "
    "JOIN sale_order o ON o.id = b.record_id"
)
SHOWN = (
    "SELECT remote_qty FROM retail_stock_level l JOIN retail_binding_location b "
    "ON b.id = l.location_binding_id WHERE l.product_id = %s AND b.record_id = %s"
)


@pytest.fixture(scope="module")
def shop():
    """Give a connected shop in which somebody has bought before."""
    with ConnectedShop() as shop:
        shop.place(3, seed=2)
        shop.settle()
        yield shop


@pytest.fixture
def desk(chrome, shop):
    """Give an administrator's window; its errors fail the test."""
    with Screen(chrome, shop.odoo.url, DESK) as window:
        yield window
        window.check("at the end")


def test_a_dry_run_is_looked_at_and_imported_exactly_so(shop, desk):
    known = len(shop.odoo.query(TOTALS))
    with held_back(shop, 2) as (names, messages):
        open_dry_run(desk)
        rows = desk.page.locator(".modal .o_data_row")
        for name in names:
            rows.filter(has_text=name).first.wait_for()
        desk.picture("dry_run")
        assert len(shop.odoo.query(TOTALS)) == known, "nothing of it is kept"

        done = desk.page.locator(".o_data_row", has_text="Done")
        shown = done.count()
        desk.click("Import exactly this")
        desk.page.locator(".modal").wait_for(state="detached")
        done.nth(shown).wait_for()
        assert not {*messages} & {*shop.odoo.query(WAITING)}
    found, expected = dict(shop.odoo.query(TOTALS)), shop.control("digest")["orders"]
    assert len(found) == known + 2
    for name in names:
        assert found[name] == Decimal(expected[name]["total"])


def test_a_number_that_left_is_taken_back(shop, desk):
    [(product, location)] = shop.shelves(1)
    levels = shop.control("digest")["levels"]
    [(before,)] = shop.odoo.query(SHOWN, product, location)
    shop.set_stock(product, location, 7)
    shop.settle()
    assert shop.control("digest")["levels"] != levels
    open_undo(desk, shop)
    assert f"{before} units" in desk.page.inner_text(".modal")
    desk.picture("undo")

    desk.page.locator(".modal footer .btn-primary").click()
    desk.page.locator(".modal").wait_for(state="detached")
    shop.settle()
    assert shop.control("digest")["levels"] == levels
