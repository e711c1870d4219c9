"""Counted days, certificates, seals, the search and the chain, with the mouse."""

import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from .browser import PHONE, PICTURES, Screen
from .server import run_in_shell


@pytest.fixture(scope="module")
def proven(seeded):
    """Give the month of work with counted and certified days."""
    run_in_shell(
        seeded.db, "from tests.e2e.seed_proof import add_proof\nadd_proof(env)"
    )
    return seeded


def test_the_overview_opens_a_day_that_differs(proven, screen):
    screen.open("retail", ready=".o_retail_chart canvas")
    screen.picture("control_overview")
    assert screen.page.locator(".o_retail_days .text-bg-danger").count() == 1
    screen.page.locator(".o_retail_proof").scroll_into_view_if_needed()
    screen.page.locator(".o_retail_sales .btn-group button").nth(2).click()
    screen.picture("control_sales")
    screen.page.locator(".o_retail_days .text-bg-danger").click()
    screen.wait(".o_list_view .o_data_row")
    assert screen.page.locator(".o_data_row").count() == 5
    screen.picture("control_tallies")
    screen.page.locator(".o_data_row.text-danger td[name=kind]").first.click()
    screen.wait(".o_form_view .o_form_sheet")
    screen.picture("control_tally")
    screen.page.locator("button[name=action_open_discrepancies]").click()
    screen.wait(".o_list_view .o_data_row")
    screen.picture("control_discrepancies")


def test_a_certificate_is_read_and_all_are_verified(proven, screen):
    screen.open("retail-certificates", ready=".o_list_view .o_data_row")
    screen.picture("control_certificates")
    screen.page.locator(".o_data_row td[name=day]").first.click()
    screen.wait(".o_form_view .o_form_sheet")
    screen.picture("control_certificate")
    with screen.page.expect_download() as download:
        screen.page.locator("button[name=action_print]").click()
    certified(proven, Path(download.value.path()))
    screen.page.locator("button[name=action_verify]").click()
    screen.page.wait_for_selector(".o_notification:has-text('as they were issued')")
    screen.open("retail-seals", ready=".o_list_view .o_data_row")
    screen.picture("control_seals")


def certified(odoo, file):
    """Check that a file is the newest certificate, as PDF."""
    [(certificate, day, digest)] = odoo.query(
        "SELECT id, to_char(day, 'MM/DD/YYYY'), digest FROM retail_certificate "
        "ORDER BY number DESC LIMIT 1"
    )
    assert file.read_bytes().startswith(b"%PDF")
    if PICTURES:
        shutil.copy(file, Path(PICTURES) / "control_certificate.pdf")
    text = "".join(page.extract_text() for page in PdfReader(file).pages)
    words = "".join(text.split())
    assert day in words
    assert digest in words
    lines = odoo.query(
        "SELECT there_count, there_amount FROM retail_certificate_line "
        f"WHERE certificate_id = {certificate:d}"
    )
    assert lines
    for count, amount in lines:
        assert str(count) in words
        assert f"{amount:.2f}" in words


def test_an_order_is_found_and_its_chain_shown(proven, screen):
    [(name,)] = proven.query(
        "SELECT min(external_name) FROM retail_binding_order WHERE stage = 'done'"
    )
    screen.open("retail-find", ready=".o_form_view div[name=query] input")
    screen.picture("control_find")
    screen.page.locator("div[name=query] input").fill(name)
    screen.page.locator("button[name=action_search]").click()
    screen.wait("button[name=action_trace], div[name=line_ids] .o_data_row")
    screen.picture("control_found")
    if screen.page.locator("button[name=action_trace]").count():
        screen.page.locator("button[name=action_trace]").first.click()
    screen.wait("div[name=line_ids] .o_data_row")
    screen.picture("control_chain")
    assert screen.page.locator("button[name=action_export]").is_visible()


def test_the_overview_fits_a_phone(proven, chrome):
    with Screen(chrome, proven.url, PHONE) as phone:
        phone.open("retail", ready=".o_retail_chart canvas")
        phone.picture("control_phone")
        phone.page.locator(".o_retail_proof").scroll_into_view_if_needed()
        phone.picture("control_phone_proof")
        wide = phone.page.evaluate(
            "() => document.querySelector('.o_retail_overview_body').scrollWidth"
        )
        assert wide <= PHONE["width"]
        assert not phone.problems
