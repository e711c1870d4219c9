"""What a person does to look before he leaps, in a connected shop."""

import contextlib
import time

from .server import wait_until

PATIENCE = 60  # seconds
WAITING = "SELECT id FROM retail_event WHERE kind = 'order' AND state = 'received'"


@contextlib.contextmanager
def held_back(shop, count):
    """Let customers order while nothing is imported; yield orders' names, messages."""
    flow = shop.call("retail.flow", "search", [("code", "=", "order_in")])
    shop.call("retail.flow", "write", flow, {"paused": True})
    names = shop.place(count, seed=5)
    yield names, wait_until(lambda: _told(shop), PATIENCE, "the messages")
    shop.call("retail.flow", "write", flow, {"paused": False})
    shop.settle()


def _told(shop):
    """Return the messages when none has come for some seconds."""
    before = shop.odoo.query(WAITING)
    time.sleep(3)
    return before == shop.odoo.query(WAITING) and before


def open_dry_run(screen):
    """Choose everything that waits in the inbox and look what importing it does."""
    screen.open("retail-inbox", ready=".o_list_view .o_data_row")
    for facet in screen.page.locator(".o_facet_remove").all():
        facet.click()
    rows = screen.page.locator(".o_data_row", has_text="Waiting")
    rows.first.wait_for()
    for row in rows.all():
        row.locator(".o_list_record_selector input").check()
    screen.click("Dry run")
    screen.wait(".modal .o_data_row")


def open_undo(screen, shop):
    """Look at what taking back the last stock that left means."""
    [(row,)] = shop.odoo.query(
        "SELECT max(id) FROM retail_outbox WHERE kind = 'stock' AND state = 'done'"
    )
    screen.open(f"retail-outbox/{row}", ready=".o_form_view .o_form_sheet")
    screen.page.locator("button[name=action_undo]").click()
    screen.wait(".modal div[name=line_ids] .o_data_row")
