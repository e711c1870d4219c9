"""The screens of stores open in a real browser, with tills in every state."""

import pytest

from .browser import Screen
from .server import run_in_shell, seeded_server
from .test_browser_guide_steps import TESTED, approve, facts, open_guide, press

SEED = "from tests.e2e.seed_stores import fill\nfill(env)"
ROWS = ".o_data_row"
SHEET = ".o_form_view .o_form_sheet"


@pytest.fixture(scope="module")
def stores():
    """Give a server on a copy of the template with three stores."""
    with seeded_server(SEED) as odoo:
        yield odoo


@pytest.fixture
def window(chrome, stores):
    """Give an administrator's window; its errors fail the test."""
    with Screen(chrome, stores.url) as screen:
        yield screen
        screen.check("at the end")


@pytest.mark.parametrize(
    "path",
    ["retail-registers", "retail-receipts", "retail-stores", "retail-store-overview"],
)
def test_lists_of_stores_open(window, path):
    window.open(path, ready=ROWS)
    window.picture(path)


def test_days_say_why_they_wait(window):
    window.open("retail-shifts", ready=ROWS)
    window.picture("retail-shifts")
    page = window.page
    assert page.locator(ROWS, has_text="Receipts are missing").count() == 1
    page.locator(ROWS, has_text="Cash differs").locator("td").nth(2).click()
    page.locator(SHEET).wait_for()
    window.picture("retail-shift")
    page.get_by_role("button", name="Close all the same").click()
    page.locator(".modal [name=reason] input").fill("Counted twice")
    window.picture("retail-override")
    page.locator(".modal").get_by_role("button", name="Close all the same").click()
    page.locator(".modal").wait_for(state="detached")


def test_a_register_shows_its_holes_and_gives_a_key_once(window, stores):
    [(register,)] = stores.query(
        "SELECT id FROM retail_pos_register WHERE missing_count > 0"
    )
    window.open(f"retail-registers/{register}", ready=SHEET)
    window.picture("retail-register")
    window.page.get_by_role("button", name="New key").click()
    window.page.locator(".modal [name=key]").wait_for()
    window.picture("retail-key")
    window.page.get_by_role("button", name="Done").click()
    window.page.locator(".modal").wait_for(state="detached")


def test_all_stores_are_set_up_in_one_dialog(window, stores):
    [(backend,)] = stores.query("SELECT id FROM retail_backend LIMIT 1")
    window.open(f"retail-backends/{backend}", ready=SHEET)
    window.page.locator(".o_notebook a[name=stores]").click()
    window.picture("retail-backend-stores")
    window.page.get_by_role("button", name="Set up stores").click()
    dialog = window.page.locator(".modal")
    dialog.locator("[name=warehouse_mode]").wait_for()
    typed = dialog.locator("[name=new_stores] textarea")
    typed.fill("N1; North; 2\nN2; South; 1")
    typed.press("Tab")
    dialog.get_by_role("button", name="Add to the list").click()
    dialog.locator(".o_data_row").nth(1).wait_for()
    modes = dialog.locator("[name=warehouse_mode] input, [name=warehouse_mode] select")
    modes.first.click()
    window.page.get_by_text("A new warehouse per store", exact=True).last.click()
    window.picture("retail-setup")
    dialog.get_by_role("button", name="Set up").click()
    dialog.wait_for(state="detached")
    ready = stores.query(
        """SELECT s.name, count(r.config_id) FROM retail_pos_store s
             JOIN retail_pos_register r ON r.store_id = s.id
             JOIN stock_warehouse w ON w.id = s.warehouse_id AND w.name = s.name
            WHERE s.external_id IN ('N1', 'N2') GROUP BY s.name ORDER BY s.name"""
    )
    assert ready == [("North", 2), ("South", 1)]


APPROVE = "button[name=action_approve]:visible"
UNDECIDED = """
row = env['retail.mapping.tender'].search([('state', '=', 'approved')], limit=1)
row.state = 'suggested'
env.cr.commit()
"""


def test_the_guide_leads_through_stores_and_payments(window, stores):
    run_in_shell(stores.db, TESTED + UNDECIDED)
    [(backend,)] = stores.query("SELECT min(id) FROM retail_backend")
    open_guide(window, backend)
    window.picture("guide_tills")
    press(window, "stores", "action_set_up_stores")
    dialog = window.page.locator(".modal")
    dialog.locator("[name=warehouse_mode]").wait_for()
    dialog.locator("footer .btn-secondary").first.click()
    dialog.wait_for(state="detached")
    open_guide(window, backend)
    found = facts(window, "stores")
    assert found["Registers"] == found["Set up"]
    before = facts(window, "tenders")
    press(window, "tenders", "action_open_tenders")
    window.picture("guide_tills_tenders")
    approve(window, window.page.locator(f"{ROWS}:has({APPROVE})").first)
    open_guide(window, backend)
    after = facts(window, "tenders")
    assert int(after["To approve"]) == int(before["To approve"]) - 1
    assert int(after["Approved"]) == int(before["Approved"]) + 1
