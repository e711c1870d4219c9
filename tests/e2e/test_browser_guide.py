"""A person follows the guided start of a shop from the test to the first hour."""

from tests.fake_platform import FakeShopify

from .test_browser_connect import DOMAIN, enter, save
from .test_browser_tasks import choose

STEP = ".o_retail_guide_step[data-step={}]"


def state(page, step):
    """Return the state the screen shows of a step."""
    return page.locator(STEP.format(step)).get_attribute("data-state")


def test_a_person_is_led_from_the_test_to_live_in_shadow_mode(screen, seeded):
    page = screen.page
    with FakeShopify() as fake:
        shop = fake.control.create_shop(f"guide-{DOMAIN}", profile="small")
        backend = seeded.call(
            "retail.backend",
            "create",
            {
                "name": "Guided shop",
                "platform": "shopify",
                "environment": "test",
                "base_url": shop["base_url"],
            },
        )
        screen.open(f"retail-backends/{backend}", ready=".o_form_view .o_form_sheet")
        enter(screen, "Shop domain", shop["shop"])
        enter(screen, "Client ID", shop["client_id"])
        enter(screen, "Client secret", shop["client_secret"])
        save(screen)
        screen.click("Guided start")
        screen.wait(STEP.format("connect"))
        assert state(page, "connect") == "todo"
        assert state(page, "live") == "blocked"

        page.locator(f"{STEP.format('connect')} button[name=action_test]").click()
        page.wait_for_selector(f"{STEP.format('connect')}[data-state=done]")
        screen.settle()
        assert state(page, "locations") == "todo"

        opener = f"{STEP.format('locations')} button[name=action_open_locations]"
        page.locator(opener).click()
        screen.wait(".o_list_view .o_data_row")
        page.locator(".o_data_row td[name=record_id]").first.click()
        choose(screen, "record_id", "WH/Stock")
        page.locator(".o_list_button_save").first.click()
        page.locator(".o_list_button_save").first.wait_for(state="detached")
        # it is resumed from the address alone: nothing about it is stored
        screen.open(f"retail-guide/{backend}", ready=STEP.format("locations"))
        facts = page.locator(f"{STEP.format('locations')} dd").all_inner_texts()
        assert facts[1] == "1", facts

        band = page.locator("body").get_attribute("data-retail-environment")
        assert band == "copy", "one of the seed's connections is in quarantine"

        go = f"{STEP.format('live')} button[name=action_start_shadow]"
        page.locator(go).click()
        page.wait_for_selector(f"{STEP.format('live')}[data-state=done]")
        screen.settle()
        assert state(page, "watch") in ("todo", "done")
        [(live, shadow)] = seeded.query(
            "SELECT state, shadow FROM retail_backend WHERE id = %s", backend
        )
        assert (live, shadow) == ("live", True)
        calls = fake.control.stats(shop=shop["shop"])["calls"]
        assert not [name for name in calls if "Webhook" in name], calls
