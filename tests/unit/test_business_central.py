"""Business Central: staged, checked, posted once, read back from the general ledger."""

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
from odoo.addons.retail_connector_finance.platforms.business_central import (
    BusinessCentralAdapter,
)

from tests.fake_platform.business_central import FakeBusinessCentral
from tests.fake_platform.business_central.server import COMPANY, TENANT, make_id
from tests.fake_platform.rest import Response

from .ledger_case import DAY, connect, make_entry, push


@pytest.fixture
def books():
    with FakeBusinessCentral() as fake:
        yield fake


def adapter(books, saved=None, **values):
    company = {"tenant_id": TENANT, "environment": "production", "company_id": COMPANY}
    return connect(BusinessCentralAdapter, books, {**company, **values}, saved)


def entry(*rows):
    """Return an entry; rows are (account number, amount)."""
    more = {"40100": {"dimensions": (("CHANNEL", "WEB"),)}}
    return make_entry(
        [(make_id(number), amount, more.get(number, {})) for number, amount in rows]
    )


SALE = entry(("13100", "108.25"), ("40100", "-100.00"), ("22450", "-8.25"))


def test_an_entry_is_posted_and_read_back_equal(books):
    result = push(adapter(books), SALE)[0]
    assert result.error is None
    assert compare(SALE, remote_from_payload(result.answer)) == ()
    assert not books.journals, "the journal we made is gone"
    assert not books.lines


@pytest.mark.parametrize("match", ["POST /v2.0", "$batch", "post", "DELETE"])
def test_a_broken_line_at_any_step_posts_once(books, match):
    ledger = adapter(books)
    ledger.accounts()
    books.add_fault("reset", when="after", match=match)
    with pytest.raises((UnknownOutcome, TransientError)):
        push(ledger, SALE)[0]
    assert push(ledger, SALE)[0].error is None
    assert len(books.ledger) == 3
    assert not books.lines


def test_long_entries_are_staged_a_hundred_a_request(books):
    rows = [("13100", "1.00"), ("40100", "-1.00")] * 130
    assert push(adapter(books), entry(*rows))[0].error is None
    assert len(books.ledger) == 260
    assert books.count("$batch") == 3 + 2, "lines, then dimensions"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((("15110", "1.00"), ("40100", "-1.00")), "account_refused"),
        ((("61100", "1.00"), ("40100", "-1.00")), "account_refused"),
        ((("99999", "1.00"), ("40100", "-1.00")), "account_refused"),
    ],
)
def test_accounts_that_take_no_entries_are_refused(books, rows, code):
    assert push(adapter(books), entry(*rows))[0].error.code == code
    assert not books.ledger
    assert not books.lines


def test_what_somebody_put_into_our_journal_is_never_posted(books):
    ledger = adapter(books)
    stage = ledger._stage

    def and_another(path, sent):
        stage(path, sent)
        [journal] = books.journals
        books._create_line(
            journal, {"accountId": make_id("10100"), "amount": 5.0, "postingDate": "x"}
        )

    ledger._stage = and_another
    assert push(ledger, SALE)[0].error.code == "unbalanced"
    assert not books.ledger


def test_allowed_dates_and_closed_periods(books):
    books.periods = [("2026-01-01", True), ("2026-02-01", False)]
    books.allowed = (date(2026, 3, 1), date(2026, 3, 31))
    ledger = adapter(books)
    period = ledger.period()
    assert (period.open_from, period.open_to) == books.allowed
    assert push(ledger, SALE)[0].error.code == "period_locked"
    books.allowed = (None, None)
    assert ledger.period().open_from == date(2026, 2, 1)


def test_masters_say_what_can_be_posted_to(books):
    ledger = adapter(books)
    postable = {a.code for a in ledger.accounts() if a.postable}
    assert postable == {"10100", "13100", "40100", "22450"}
    assert {(v.dimension_id, v.external_id) for v in ledger.dimensions()} == {
        ("CHANNEL", "WEB"),
        ("CHANNEL", "STORE"),
        ("REGION", "NORTH"),
    }


def test_a_reversal_there_is_seen(books):
    ledger = adapter(books)
    push(ledger, SALE)[0]
    for row in list(books.ledger):
        books.ledger.append(
            {
                **row,
                "entryNumber": len(books.ledger) + 1,
                "debitAmount": row["creditAmount"],
                "creditAmount": row["debitAmount"],
            }
        )
    found = ledger.read_back(["RC0000001"])["RC0000001"]
    assert [d.code for d in compare(SALE, found)] == ["line_extra"] * 3
    assert not any(b.amount for b in ledger.balances(DAY, DAY))


def test_the_only_company_is_found_by_the_test(books):
    saved = {}
    assert adapter(books, saved, company_id="").check().name == "CRONUS"
    assert saved["company_id"] == COMPANY
    with pytest.raises(ConfigError):
        adapter(books, company_id="other").check()


def test_a_wrong_secret_and_a_busy_server(books):
    with pytest.raises(ConfigError):
        adapter(books, client_secret="guess").accounts()
    ledger = adapter(books)
    ledger.accounts()
    books.add_fault("answer", response=Response(429, {}, {"Retry-After": "11"}))
    with pytest.raises(TransientError) as caught:
        ledger.accounts()
    assert caught.value.retry_after == 11
