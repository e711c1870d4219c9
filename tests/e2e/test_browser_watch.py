"""Alerts, exceptions in hand, runbooks and the audit log, with the mouse."""

import pytest

from .server import run_in_shell

EVALUATE = "env['retail.alert.rule']._evaluate()\nenv.cr.commit()"


@pytest.fixture(scope="module")
def alerted(seeded):
    """Give the month of work with its alerts raised."""
    run_in_shell(seeded.db, EVALUATE)
    return seeded


def test_an_alert_is_taken(alerted, screen):
    screen.open("retail-alerts", ready=".o_list_view .o_data_row")
    screen.picture("alerts")
    screen.page.locator(".o_data_row td.o_data_cell").first.click()
    screen.wait(".o_form_view .o_form_sheet")
    screen.page.locator("button[name=action_take]").click()
    screen.settle()
    screen.picture("alert")
    rows = alerted.query("SELECT count(*) FROM retail_alert WHERE seen_by_id > 0")
    assert rows == [(1,)]


def test_a_rule_and_a_channel_are_shown(alerted, screen):
    for path, name in (
        ("retail-alert-rules", "rules"),
        ("retail-alert-channels", "channels"),
    ):
        screen.open(path, ready=".o_list_view .o_data_row")
        screen.picture(name)
        screen.page.locator(".o_data_row td[name=name]").first.click()
        screen.wait(".o_form_view .o_form_sheet")
        screen.picture(f"{name}_form")


def test_an_exception_is_given_to_somebody(alerted, screen):
    screen.open("retail-exceptions", ready=".o_list_view .o_data_row")
    screen.page.locator(".o_data_row .o_list_record_selector input").first.click()
    screen.picture("exceptions")
    screen.page.locator("button[name=action_decide]").click()
    screen.wait(".modal .o_form_view")
    screen.picture("decide")
    screen.page.locator(".modal button[name=action_apply]").click()
    screen.page.wait_for_selector(".modal", state="detached")
    screen.settle()
    owners = alerted.query(
        "SELECT count(*) FROM retail_exception_care WHERE user_id IS NOT NULL"
    )
    assert owners == [(1,)]


def test_the_runbook_of_a_cause_is_opened(alerted, screen):
    page = "/retail_connector_base/static/description/runbooks.html"
    screen.page.goto(f"{alerted.url}{page}#tax_unmapped")
    screen.picture("runbook")
    text = screen.page.inner_text("#tax_unmapped")
    assert "A tax is never guessed" in text
    assert "Done when" in text


def test_a_change_is_in_the_audit_log(alerted, screen):
    [(backend,)] = alerted.query("SELECT min(id) FROM retail_backend")
    alerted.call("retail.backend", "write", [backend], {"keep_payload_days": 77})
    screen.open("retail-audit", ready=".o_list_view .o_data_row")
    screen.picture("audit")
    row = screen.page.locator(".o_data_row").first.inner_text()
    assert "Keep payloads" in row
    assert "77" in row
