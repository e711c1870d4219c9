"""Approvals, drift, retention, the search for a person, evidence, taking back."""

import hashlib
import zipfile

import pytest

from .server import run_in_shell

STEPS = ".o_retail_guide_step"


@pytest.fixture(scope="module")
def governed(seeded):
    """Give the month of work with a colleague's proposals and unknown fields."""
    run_in_shell(
        seeded.db,
        "from tests.e2e.seed_govern import add_governance\nadd_governance(env)",
    )
    yield seeded
    # other tests use the same database, where one person decides
    run_in_shell(
        seeded.db, "env['res.company'].search([]).retail_change_approval = False"
    )


def test_a_colleague_s_change_is_approved(governed, screen):
    screen.open("retail-changes", ready=".o_list_view .o_data_row")
    screen.picture("govern_changes")
    screen.page.locator(".o_data_row td[name=before]", has_text="30.0").first.click()
    screen.wait(".o_form_view .o_form_sheet")
    screen.picture("govern_change")
    screen.page.locator("button[name=action_approve]").click()
    screen.page.locator("button[name=action_approve]").wait_for(state="hidden")
    screen.settle()
    screen.picture("govern_change_after")
    assert governed.query(
        "SELECT count(*) FROM retail_backend WHERE price_drop_percent = 80"
    ) == [(1,)]


def test_what_a_platform_says_anew_is_looked_at(governed, screen):
    screen.open("retail-drift", ready=".o_list_view .o_data_row")
    screen.picture("govern_drift")
    screen.page.locator(".o_data_row .o_list_record_selector").first.click()
    screen.page.locator("button[name=action_know]").first.click()
    screen.settle()
    assert governed.query(
        "SELECT count(*) FROM retail_drift WHERE state = 'known'"
    ) == [(1,)]
    screen.open("retail-retention", ready=".o_list_view .o_data_row")
    screen.picture("govern_retention")


def test_a_person_is_found_everywhere(governed, screen):
    [(name,)] = governed.query(
        "SELECT min(p.name) FROM sale_order o JOIN res_partner p "
        "ON p.id = o.partner_id WHERE o.retail_backend_id IS NOT NULL"
    )
    [(action,)] = governed.query(
        "SELECT res_id FROM ir_model_data WHERE name = 'action_retail_privacy_find'"
    )
    screen.open("retail-inbox", ready=".o_list_view .o_data_row")
    screen.open(f"action-{action}", ready="div[name=query] input")
    screen.page.locator("div[name=query] input").fill(name)
    screen.page.locator("button[name=action_search]").click()
    screen.wait("div[name=line_ids] .o_data_row")
    screen.picture("govern_person")


def test_evidence_is_taken_away(governed, screen):
    [(name,)] = governed.query(
        "SELECT min(external_name) FROM retail_binding_order WHERE stage = 'done'"
    )
    screen.open("retail-find", ready=".o_form_view div[name=query] input")
    screen.page.locator("div[name=query] input").fill(name)
    screen.page.locator("button[name=action_search]").click()
    screen.wait("button[name=action_trace], div[name=line_ids] .o_data_row")
    if screen.page.locator("button[name=action_trace]").count():
        screen.page.locator("button[name=action_trace]").first.click()
    screen.wait("button[name=action_export]")
    with screen.page.expect_download() as download:
        screen.page.locator("button[name=action_export]").click()
    with zipfile.ZipFile(download.value.path()) as evidence:
        words = b"".join(evidence.read(one) for one in evidence.namelist())
        seal = evidence.read("chain.json")
    assert name.encode() in words
    assert hashlib.sha256(seal).hexdigest().encode() in words


def test_what_left_is_shown_before_it_is_taken_back(governed, screen):
    [(row,)] = governed.query("SELECT min(id) FROM retail_outbox WHERE state = 'done'")
    screen.open(f"retail-outbox/{row}", ready=".o_form_view .o_form_sheet")
    screen.page.locator("button[name=action_undo]").click()
    screen.wait(".modal div[name=line_ids] .o_data_row")
    screen.picture("govern_take_back")
    screen.page.locator(".modal footer .btn-secondary").click()
    [(event,)] = governed.query(
        "SELECT min(id) FROM retail_event WHERE state = 'done' AND kind = 'order'"
    )
    screen.open(f"retail-inbox/{event}", ready=".o_form_view .o_form_sheet")
    screen.page.locator("button[name=action_undo]").click()
    screen.wait(".modal div[name=line_ids] .o_data_row")
    assert "deleted in Odoo" in screen.page.inner_text(".modal")
    screen.picture("govern_take_back_import")
