"""Xero: a manual journal exactly once, against the published contract."""

from dataclasses import replace
from datetime import date

import pytest

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    TransientError,
    UnknownOutcome,
)
from odoo.addons.retail_connector_finance.platforms import (
    compare,
    remote_from_payload,
)
from odoo.addons.retail_connector_finance.platforms.xero import XeroAdapter

from tests.fake_platform.rest import Response
from tests.fake_platform.xero import FakeXero
from tests.fake_platform.xero.server import TENANT, make_id

from .ledger_case import DAY, connect, make_entry, push


@pytest.fixture
def books():
    with FakeXero() as fake:
        yield fake


def adapter(books, saved=None, **values):
    """Return an adapter with a sign-in that is good for one renewal."""
    signed_in = {"refresh_token": "refresh-1", "tenant_id": TENANT}
    return connect(XeroAdapter, books, {**signed_in, **values}, saved)


def entry(*rows):
    """Return an entry; rows are (account code, amount)."""
    option = (make_id("category", "Channel"), make_id("option", "Channel", "Web"))
    dimensions = {"200": {"dimensions": (option,)}}
    return make_entry(
        [
            (make_id("account", code), amount, dimensions.get(code, {}))
            for code, amount in rows
        ]
    )


SALE = entry(("100", "108.25"), ("200", "-100.00"), ("820", "-8.25"))


def test_a_journal_is_posted_and_read_back_equal(books):
    result = push(adapter(books), SALE)[0]
    assert result.error is None
    assert compare(SALE, remote_from_payload(result.answer)) == ()
    [journal] = books.journals.values()
    assert journal["Status"] == "POSTED"
    assert journal["Narration"] == "Sales of the day [RC0000001]"


def test_a_repeat_posts_nothing_twice(books):
    ledger = adapter(books)
    push(ledger, SALE)[0]
    books.keys.clear()  # six minutes later
    assert push(ledger, SALE)[0].error is None
    assert len(books.journals) == 1


@pytest.mark.parametrize("match", ["PUT /api.xro/2.0/ManualJournals", "POST /api.xro"])
def test_a_lost_answer_is_found_before_anything_is_sent_again(books, match):
    ledger = adapter(books)
    ledger.accounts()  # signed in already
    books.add_fault("reset", when="after", match=match)
    with pytest.raises(UnknownOutcome):
        push(ledger, SALE)[0]
    books.keys.clear()
    assert push(ledger, SALE)[0].error is None
    [journal] = books.journals.values()
    assert journal["Status"] == "POSTED"


def test_a_warning_is_a_refusal_and_leaves_nothing_posted(books):
    unknown = replace(SALE.lines[0], account=make_id("account", "nowhere"))
    result = push(adapter(books), replace(SALE, lines=(unknown, *SALE.lines[1:])))[0]
    assert result.error.code == "account_refused"
    assert {journal["Status"] for journal in books.journals.values()} == {"DELETED"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((("090", "1.00"), ("200", "-1.00")), "account_refused"),
        ((("610", "1.00"), ("200", "-1.00")), "account_refused"),
    ],
)
def test_accounts_that_no_journal_may_name_are_refused(books, rows, code):
    assert push(adapter(books), entry(*rows))[0].error.code == code
    assert not books.journals


def test_a_locked_period_is_named_before_and_refused_after(books):
    books.period_lock = date(2026, 2, 28)
    ledger = adapter(books)
    assert ledger.period().open_from == date(2026, 3, 1)
    assert not ledger.period().takes(DAY)
    assert push(ledger, SALE)[0].error.code == "period_locked"


def test_masters_say_what_can_be_posted_to(books):
    ledger = adapter(books)
    postable = {account.code: account.postable for account in ledger.accounts()}
    assert postable == {
        "090": False,
        "100": True,
        "200": True,
        "610": False,
        "820": True,
    }
    assert {(v.dimension, v.name) for v in ledger.dimensions()} == {
        ("Channel", "Web"),
        ("Channel", "Store"),
        ("Region", "North"),
    }
    assert ledger.check().currency == "USD"


def test_edits_and_voids_there_are_seen(books):
    ledger = adapter(books)
    external_id = push(ledger, SALE)[0].external_id
    journal = books.journals[external_id]
    journal["JournalLines"][0]["LineAmount"] += 0.01
    found = ledger.read_back([external_id])[external_id]
    assert {d.code for d in compare(SALE, found)} == {"line_missing", "line_extra"}
    journal["Status"] = "VOIDED"
    found = ledger.read_back([external_id])[external_id]
    assert [d.code for d in compare(SALE, found)] == ["voided"]
    del books.journals[external_id]
    assert ledger.read_back([external_id]) == {external_id: None}


def test_the_trial_balance_is_the_movement_of_a_time(books):
    ledger = adapter(books)
    push(ledger, SALE)[0]
    movement = {
        balance.account: balance.amount.amount
        for balance in ledger.balances(DAY, date(2026, 2, 28))
    }
    assert movement == {line.account: line.amount.amount for line in SALE.lines}
    assert not any(balance.amount for balance in ledger.balances(date(2026, 2, 4), DAY))


def test_a_rotated_token_is_stored_before_it_is_used(books):
    saved = {}
    ledger = adapter(books, saved)
    ledger.accounts()
    assert saved["refresh_token"] in books.refresh_tokens
    assert "refresh-1" not in books.refresh_tokens
    assert saved["access_token"] in books.tokens


def test_a_withdrawn_access_token_is_renewed_once(books):
    ledger = adapter(books)
    ledger.accounts()
    books.tokens.clear()
    assert ledger.accounts()
    with pytest.raises(ConfigError) as caught:
        adapter(books).accounts()  # with the refresh token that was used up
    assert caught.value.code == "reauthorise"


def test_a_custom_connection_signs_in_for_itself(books):
    assert adapter(books, refresh_token="").accounts()


def test_a_person_signs_in(books):
    ledger = adapter(books, refresh_token="")
    url = ledger.sign_in().sign_in_url(ledger.values, "https://shop.example/cb", "s")
    assert "offline_access" in url
    assert "state=s" in url
    fresh = ledger.signed_in({"code": "code-1"}, "https://shop.example/cb")
    assert set(fresh) == {"access_token", "refresh_token"}
    with pytest.raises(ConfigError):
        ledger.signed_in({"code": "code-1"}, "https://shop.example/cb")


def test_the_only_tenant_is_found_by_the_test(books):
    saved = {}
    assert adapter(books, saved, tenant_id="").check().name == "Demo Organisation"
    assert saved["tenant_id"] == TENANT


def test_a_limit_asks_to_wait_as_long_as_it_says(books):
    ledger = adapter(books)
    ledger.accounts()
    books.minute_limit = 0
    with pytest.raises(TransientError) as caught:
        ledger.accounts()
    assert caught.value.retry_after == 7


def test_a_server_error_while_posting_is_an_unknown_outcome(books):
    ledger = adapter(books)
    ledger.accounts()
    books.add_fault("answer", match="PUT", response=Response(500, {}))
    with pytest.raises(UnknownOutcome):
        push(ledger, SALE)[0]
