"""A person connects a shop: fills in the form, tests, maps a location, goes live."""

import pytest

from tests.fake_platform import FakeShopify

from .browser import DESKTOP
from .test_browser_tasks import BUTTONS, CURRENT, choose, press, value

DOMAIN = "browser-retail.myshopify.com"


@pytest.fixture
def shop():
    """Give the credentials of a small shop on a stand-in of the platform."""
    with FakeShopify() as fake:
        yield fake.control.create_shop(DOMAIN, profile="small")


def pick(screen, field, label):
    """Choose in a drop-down list by its words."""
    screen.page.locator(f"div[name={field}] input").click()
    screen.page.get_by_role("menuitem", name=label, exact=True).click()
    screen.settle()


def enter(screen, setting, text):
    """Type one setting of the credentials."""
    row = screen.page.locator("div[name=credential_ids] .o_data_row").filter(
        has=screen.page.locator("td[name=label]", has_text=setting)
    )
    row.locator("td[name=new_value]").click()
    screen.page.locator("div[name=credential_ids] .o_selected_row input").first.fill(
        text
    )


def save(screen):
    """Save the form."""
    screen.page.locator(".o_form_button_save").click()
    screen.page.wait_for_selector(".o_form_saved")
    screen.settle()


def test_a_shop_is_connected_and_goes_live(screen, seeded, shop):
    page = screen.page
    screen.open("retail-backends/new", ready=".o_form_view .o_form_sheet")
    page.locator("div[name=name] input").fill("Browser shop")
    pick(screen, "platform", "Shopify")
    pick(screen, "environment", "Test")
    page.locator("div[name=base_url] input").fill(shop["base_url"])
    save(screen)
    for setting, key in (
        ("Shop domain", "shop"),
        ("Client ID", "client_id"),
        ("Client secret", "client_secret"),
    ):
        enter(screen, setting, shop[key])
    save(screen)
    [(backend, state)] = seeded.query(
        "SELECT id, state FROM retail_backend WHERE name = 'Browser shop'"
    )
    assert state == "draft"
    assert shop["client_secret"] not in page.content()

    press(screen, "action_test")
    # Beside many buttons the steps fold into a menu: there, but not shown at once
    page.wait_for_selector(CURRENT.format("connected"), state="attached")
    assert value(seeded, "retail_backend", "problems", backend) in (None, "")

    page.locator(".o_notebook a[name=map]").click()
    page.locator("div[name=location_ids] .o_data_row td[name=record_id]").first.click()
    choose(screen, "record_id", "WH/Stock")
    save(screen)
    [(mapped,)] = seeded.query(
        "SELECT count(*) FROM retail_binding_location "
        "WHERE backend_id = %s AND record_id IS NOT NULL",
        backend,
    )
    assert mapped == 1

    press(screen, "action_go_live")
    page.locator(".modal footer .btn-primary").click()
    page.wait_for_selector(CURRENT.format("live"), state="attached")
    assert value(seeded, "retail_backend", "state", backend) == "live"


def test_a_wrong_secret_is_told(screen, seeded, shop):
    backend = seeded.call(
        "retail.backend",
        "create",
        {
            "name": "Wrong secret",
            "platform": "shopify",
            "environment": "test",
            "base_url": shop["base_url"],
        },
    )
    screen.open(f"retail-backends/{backend}", ready=".o_form_view .o_form_sheet")
    enter(screen, "Shop domain", shop["shop"])
    enter(screen, "Client ID", shop["client_id"])
    enter(screen, "Client secret", "not-the-secret")
    save(screen)
    press(screen, "action_test")
    notice = screen.page.locator(".o_notification .o_notification_content").first
    notice.wait_for()
    assert value(seeded, "retail_backend", "state", backend) == "draft"
    assert value(seeded, "retail_backend", "problems", backend)
    assert screen.page.locator(f"{BUTTONS} button[name=action_go_live]").count() == 0
    assert screen.page.viewport_size == DESKTOP
