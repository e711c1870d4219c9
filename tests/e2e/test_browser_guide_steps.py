"""The mapping steps of the guided start, of a shop and of a ledger."""

import pytest

from .server import run_in_shell
from .test_browser_tasks import choose

STEP = ".o_retail_guide_step[data-step={}]"
ROW = ".o_list_view .o_data_row"
APPROVED = f"{ROW}:has(.text-bg-success)"


# What a person did before these steps: filled in and tested
TESTED = """
backends = env['retail.backend'].search([('state', '=', 'live')])
backends.last_check_at = env.cr.now()
for row in backends.credential_ids.filtered(lambda c: c.required and not c.is_set):
    row.new_value = 'given'
backends.missing_scopes = False
env.cr.commit()
"""


@pytest.fixture(scope="module")
def tested(seeded):
    """Give the month of work with connections that were tested."""
    run_in_shell(seeded.db, TESTED)
    return seeded


def open_guide(screen, backend):
    """Open a connection's guide with every step unfolded."""
    screen.open(f"retail-guide/{backend}", ready=STEP.format("connect"))
    for toggle in screen.page.locator(
        ".o_retail_guide_step [aria-expanded=false]"
    ).all():
        toggle.click()


def press(screen, step, method):
    """Press a button of a step and wait for the list it leads to."""
    screen.page.locator(f"{STEP.format(step)} button[name={method}]").click()
    screen.wait(f"{ROW}, .modal, {STEP.format(step)}")
    screen.settle()


def facts(screen, step):
    """Return label -> value of what a step says."""
    labels = screen.page.locator(f"{STEP.format(step)} dt").all_inner_texts()
    values = screen.page.locator(f"{STEP.format(step)} dd").all_inner_texts()
    return {
        label.rstrip(": "): value for label, value in zip(labels, values, strict=True)
    }


def approve(screen, row, field="", words=""):
    """Choose what a suggestion lacks and approve it."""
    if field:
        row.locator(f"td[name={field}]").click()
        choose(screen, field, words)
        screen.page.locator(".o_list_button_save").first.click()
        screen.page.locator(".o_list_button_save").first.wait_for(state="detached")
    row.locator("button[name=action_approve]").click()
    screen.settle()


def test_a_shop_s_taxes_payments_and_catalogue(screen, tested):
    [(backend,)] = tested.query(
        "SELECT min(id) FROM retail_backend WHERE name = 'Web shop Europe'"
    )
    open_guide(screen, backend)
    screen.picture("guide_shop")
    before = facts(screen, "taxes"), facts(screen, "tenders")
    press(screen, "taxes", "action_open_taxes")
    screen.picture("guide_shop_taxes")
    row = screen.page.locator(f"{ROW}:has(button[name=action_approve]:visible)").first
    approve(screen, row)
    open_guide(screen, backend)
    press(screen, "tenders", "action_open_tenders")
    screen.picture("guide_shop_tenders")
    row = screen.page.locator(f"{ROW}:not(:has(.text-bg-success))").first
    approve(screen, row, "account_id", "Card clearing")
    open_guide(screen, backend)
    for step, old in zip(("taxes", "tenders"), before, strict=True):
        new = facts(screen, step)
        assert int(new["Approved"]) == int(old["Approved"]) + 1, (step, old, new)
        assert int(new["To approve"]) == int(old["To approve"]) - 1
    press(screen, "catalogue", "action_open_adoption")
    screen.picture("guide_shop_catalogue")


def test_a_ledger_s_chart_and_accounts(screen, tested):
    [(backend,)] = tested.query(
        "SELECT min(id) FROM retail_backend WHERE platform = 'journal_file'"
    )
    open_guide(screen, backend)
    screen.picture("guide_ledger")
    known = facts(screen, "chart")["Accounts there"]
    press(screen, "chart", "action_read_ledger")
    open_guide(screen, backend)
    assert int(facts(screen, "chart")["Accounts there"]) > int(known)
    press(screen, "accounts", "action_suggest_accounts")
    screen.picture("guide_ledger_accounts")
    row = screen.page.locator(f"{ROW}:not(:has(.text-bg-success))").first
    assert "401900 Gift wrapping" in row.inner_text(), "it is new there: suggested"
    approve(screen, row)
    open_guide(screen, backend)
    step = screen.page.locator(STEP.format("accounts"))
    assert step.get_attribute("data-state") == "done"
    screen.picture("guide_ledger_after")
