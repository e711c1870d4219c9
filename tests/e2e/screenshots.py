"""Take the pictures of the documentation, all or those named.

    python -m tests.e2e.screenshots [folder [name ...]]

Needs what end-to-end tests need (see ``server.py``). Pictures are small enough for a
repository: at most 300 kB.
"""

import sys
from pathlib import Path

from PIL import Image

from .browser import PHONE, Screen, chromium
from .conftest import SEED
from .rehearse import held_back, open_dry_run, open_undo
from .server import ROOT, seeded_server
from .traffic import ConnectedShop

FOLDER = ROOT / "retail_connector_base" / "static" / "description"
LARGEST = 300_000  # bytes of a picture
DESK = {"width": 1400, "height": 900}
SHEET = ".o_form_view .o_form_sheet"
ALL = "TRUE"
# What a month of work has not by itself: counted days, proposals, stores
MORE = """
from tests.e2e.seed_proof import add_proof
from tests.e2e.seed_govern import add_governance
from tests.e2e.seed_stores import open_stores, sell
add_proof(env)
add_governance(env)
backend, registers = open_stores(env)
for number, register in enumerate(registers):
    sell(env, backend, register, number)
env.cr.commit()
"""


def shots(odoo):
    """Return name, window, path, what shows that it is there, what to press then."""

    def form(path, table, condition, tab=""):
        [(row,)] = odoo.query(f"SELECT min(id) FROM {table} WHERE {condition}")
        return f"{path}/{row}", SHEET, tab and f".o_notebook a[name={tab}]"

    live = ("retail-backends", "retail_backend", "state = 'live'")
    return [
        ("overview", DESK, "retail", ".o_retail_chart canvas", ""),
        ("overview_phone", PHONE, "retail", ".o_retail_chart canvas", ""),
        ("exceptions", DESK, "retail-exceptions", ".o_data_row", ""),
        ("backends", DESK, "retail-backends", ".o_kanban_record", ""),
        ("backend", DESK, *form(*live)),
        ("backend_flows", DESK, *form(*live, "flows")),
        (
            "guide",
            DESK,
            f"retail-guide/{form(*live)[0].rpartition('/')[2]}",
            ".o_retail_guide_step",
            "",
        ),
        ("inbox", DESK, "retail-inbox", ".o_data_row", ""),
        ("event", DESK, *form("retail-inbox", "retail_event", "state = 'parked'")),
        (
            "payload",
            DESK,
            *form("retail-inbox", "retail_event", "state = 'done'", "payload"),
        ),
        (
            "order",
            DESK,
            *form("retail-orders", "retail_binding_order", "stage = 'done'"),
        ),
        ("products", DESK, "retail-products", ".o_data_row", ""),
        (
            "listing",
            DESK,
            *form("retail-listings", "retail_listing", "state = 'blocked'"),
        ),
        ("prices", DESK, "retail-prices", ".o_data_row", ""),
        ("shipments", DESK, "retail-shipments", ".o_data_row", ""),
        ("refunds", DESK, "retail-refunds", ".o_data_row", ""),
        (
            "edit",
            DESK,
            *form("retail-edits", "retail_order_version", "state = 'waiting'"),
        ),
        (
            "settlement",
            DESK,
            *form("retail-settlements", "retail_settlement", "state = 'parked'"),
        ),
        ("taxes", DESK, "retail-taxes", ".o_data_row", ""),
        ("stock", DESK, "retail-stock", ".o_data_row", ""),
        ("outbox", DESK, "retail-outbox", ".o_data_row", ""),
        ("business", DESK, "retail-business", ".o_pivot table", ""),
        ("certificate", DESK, *form("retail-certificates", "retail_certificate", ALL)),
        ("changes", DESK, "retail-changes", ".o_data_row", ""),
        (
            "batch",
            DESK,
            *form("retail-journals", "retail_journal_batch", "state = 'validated'"),
        ),
        ("stores", DESK, "retail-store-overview", ".o_data_row", ""),
        ("trace", DESK, "retail-find", "div[name=query] input", find),
    ]


def find(page, odoo):
    """Search for an order and show its chain."""
    [(name,)] = odoo.query(
        "SELECT min(external_name) FROM retail_binding_order WHERE stage = 'done'"
    )
    page.locator("div[name=query] input").fill(name)
    page.locator("button[name=action_search]").click()
    rows = "div[name=line_ids] .o_data_row"
    page.locator(f"button[name=action_trace], {rows}").first.wait_for()
    if page.locator("button[name=action_trace]").count():
        page.locator("button[name=action_trace]").first.click()
    page.locator(rows).first.wait_for()


def shrink(path):
    """Compress a picture; its colours are reduced only when it must become smaller."""
    with Image.open(path) as image:
        picture = image.convert("RGB")
        picture.save(path, optimize=True)
        if path.stat().st_size > LARGEST:
            picture.quantize(256).save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{path.name} has {size} bytes, more than {LARGEST}")
    return size


def take(odoo, folder, wanted=()):
    """Take every picture, or those named, and say how large each became."""
    with chromium() as browser:
        for name, window, path, ready, press in shots(odoo):
            if wanted and name not in wanted:
                continue
            with Screen(browser, odoo.url, window) as screen:
                screen.open(path, ready=ready)
                if callable(press):
                    press(screen.page, odoo)
                elif press:
                    screen.page.locator(press).first.click()
                    screen.settle()
                keep(screen, folder, name)


def keep(screen, folder, name):
    """Take one picture and say how large it became."""
    # A picture must not show that the mouse or the focus is somewhere
    screen.page.evaluate("() => document.activeElement.blur()")
    picture = screen.shoot(folder / f"{name}.png")
    print(f"{name:20} {shrink(picture):>8} bytes")


def take_rehearsals(folder, wanted=()):
    """Take what only a connected shop can show: a dry run, and what is taken back."""
    if wanted and not {"dry_run", "undo"} & {*wanted}:
        return
    with chromium() as browser, ConnectedShop() as shop:
        shop.place(3, seed=2)
        shop.settle()
        with Screen(browser, shop.odoo.url, DESK) as screen:
            with held_back(shop, 3):
                open_dry_run(screen)
                keep(screen, folder, "dry_run")
            [(product, location)] = shop.shelves(1)
            shop.set_stock(product, location, 7)
            shop.settle()
            open_undo(screen, shop)
            keep(screen, folder, "undo")


def main(folder=FOLDER, *wanted):
    """Make a database, fill it, take the pictures, remove it."""
    with seeded_server(SEED + MORE) as odoo:
        take(odoo, Path(folder), wanted)
    take_rehearsals(Path(folder), wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
