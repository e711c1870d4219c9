"""QuickBooks Online: journal entries exactly once, against the published schemas."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
from odoo.addons.retail_connector_finance.platforms.quickbooks import QuickBooksAdapter

from tests.fake_platform.quickbooks import FakeQuickBooks
from tests.fake_platform.quickbooks.server import REALM
from tests.fake_platform.quickbooks.xsd import violations
from tests.fake_platform.rest import Response

from .ledger_case import DAY, connect, make_entry, push


@pytest.fixture
def books():
    with FakeQuickBooks() as fake:
        yield fake


def adapter(books, saved=None, **values):
    signed_in = {"refresh_token": "refresh-1", "realm_id": REALM}
    return connect(QuickBooksAdapter, books, {**signed_in, **values}, saved)


def entry(*rows, number=1):
    """Return an entry; rows are (account id, amount)."""
    more = {
        "79": {"dimensions": (("class", "5000"), ("department", "1"))},
        "84": {"contact": "customer:1"},
        "85": {"contact": "vendor:1"},
    }
    return make_entry(
        [(account, amount, more.get(account, {})) for account, amount in rows], number
    )


SALE = entry(("35", "108.25"), ("79", "-100.00"), ("90", "-8.25"))


def test_an_entry_is_posted_and_read_back_equal(books):
    [result] = push(adapter(books), SALE)
    assert result.error is None
    assert compare(SALE, remote_from_payload(result.answer)) == ()
    [posted] = books.entries.values()
    assert {line["Amount"] for line in posted["Line"]} == {108.25, 100.0, 8.25}


def test_what_is_sent_satisfies_the_published_schema(books):
    push(adapter(books), SALE)
    [asked] = [r for r in books.requests if r.path.endswith("/journalentry")]
    assert list(violations("JournalEntry", asked.json, "")) == []
    broken = {**asked.json, "DocNo": "1", "TxnDate": "3.2.2026"}
    assert len(list(violations("JournalEntry", broken, ""))) == 2
    broken["Line"] = [{**asked.json["Line"][0], "DetailType": "Nonsense"}]
    assert len(list(violations("JournalEntry", broken, ""))) == 3


def test_thirty_entries_travel_in_one_request(books):
    sent = [entry(("35", "1.00"), ("79", "-1.00"), number=n) for n in range(30)]
    results = push(adapter(books), *sent)
    assert all(result.error is None for result in results)
    assert len(books.entries) == 30
    assert books.count("/batch") == 1
    assert books.count("/query") == 2, "looked up before, read back after"


def test_a_refused_entry_of_a_batch_stops_no_other(books):
    sent = [
        entry(("35", "1.00"), ("79", "-1.00"), number=1),
        entry(("404", "1.00"), ("79", "-1.00"), number=2),
        entry(("35", "3.00"), ("79", "-3.00"), number=3),
    ]
    results = push(adapter(books), *sent)
    assert [r.error and r.error.code for r in results] == [
        None,
        "account_refused",
        None,
    ]


def test_what_was_put_right_there_is_not_refused_as_before(books):
    ledger = adapter(books)
    books.closed_until = date(2026, 2, 28)
    [result] = push(ledger, SALE)
    assert result.error.code == "period_locked"
    books.closed_until = None
    assert books.count("POST /v3") == 1, "a refusal is asked for once"
    [result] = push(ledger, SALE)  # the id is known there: only its answer comes back
    assert result.error.code == "period_locked"
    [result] = push(ledger, SALE, request="again")
    assert result.error is None
    assert len(books.entries) == 1


def test_a_batch_is_not_answered_with_the_ids_of_one_before(books):
    ledger = adapter(books)
    refused, other, later = (
        entry((account, f"{n}.00"), ("79", f"-{n}.00"), number=n)
        for n, account in enumerate(("404", "35", "35"), start=1)
    )
    push(ledger, refused, other)
    books.accounts["404"] = ("Found", "1404", "Asset", "Other Current Asset")
    for sent in ((refused, later), (refused, other, later)):
        results = push(ledger, *sent, request="again")
        told = [remote_from_payload(result.answer).reference for result in results]
        assert told == [one.reference for one in sent]
    assert len(books.entries) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_lost_answer_is_found_before_anything_is_sent_again(books, count):
    ledger = adapter(books)
    ledger.accounts()
    sent = [entry(("35", "1.00"), ("79", "-1.00"), number=n) for n in range(count)]
    books.add_fault("reset", when="after", match="POST /v3")
    with pytest.raises(UnknownOutcome):
        push(ledger, *sent)
    books.answers.clear()  # nobody says how long request ids are remembered
    assert all(result.error is None for result in push(ledger, *sent))
    assert len(books.entries) == count


def test_the_closing_date_is_named_before_and_refused_after(books):
    books.closed_until = date(2026, 2, 28)
    ledger = adapter(books)
    assert ledger.period().open_from == date(2026, 3, 1)
    [result] = push(ledger, SALE)
    assert result.error.code == "period_locked"
    assert not books.entries


def test_receivables_and_payables_want_a_name(books):
    named = entry(("84", "5.00"), ("85", "-4.00"), ("79", "-1.00"))
    others = [
        replace(
            entry(("84", "5.00"), ("79", "-5.00"), number=number),
            lines=tuple(replace(line, contact=contact) for line in named.lines),
        )
        for number, contact in ((2, ""), (3, "vendor:1"), (4, "customer:404"))
    ]
    first, *refused = push(adapter(books), named, *others)
    assert first.error is None
    found = remote_from_payload(first.answer)
    assert compare(named, found) == ()
    assert [line.contact for line in found.lines] == ["customer:1", "vendor:1", ""]
    assert [one.error.code for one in refused] == [
        *("refused", "refused", "account_refused")
    ]
    elsewhere = [replace(line, contact="customer:2") for line in found.lines[:1]]
    moved = replace(found, lines=(*elsewhere, *found.lines[1:]))
    assert [one.code for one in compare(named, moved)] == ["line_missing", "line_extra"]


def test_contacts_come_page_by_page_with_little_of_people(books):
    books.names["Customer"] |= {
        str(n): {"DisplayName": f"Shop {n}", "Notes": "private"} for n in range(2, 1003)
    }
    books.add_contact("Vendor", "Mill", email="mill@example.com", vat="GB1")
    pages = list(adapter(books).contacts())
    assert [len(page) for page in pages] == [1000, 2, 2]
    assert len({one.external_id for page in pages for one in page}) == 1004
    mill = pages[-1][-1]
    assert (mill.kind, mill.vat, mill.email) == ("vendor", "GB1", "mill@example.com")
    asked = [r.arg("query") for r in books.requests if r.path.endswith("/query")]
    assert all(query.startswith("select Id, DisplayName") for query in asked)


def test_a_number_that_is_taken_by_another_entry_is_refused(books):
    other = entry(("35", "7.00"), ("79", "-7.00"))
    push(adapter(books), other)
    [result] = push(
        adapter(books, refresh_token=next(iter(books.refresh_tokens))), SALE
    )
    assert result.error.code == "reference_taken"


def test_changes_and_deletions_there_are_seen(books):
    ledger = adapter(books)
    [result] = push(ledger, SALE)
    moment = datetime.now(UTC) + timedelta(seconds=5)
    books.clock = lambda: moment.timestamp() + 5
    assert ledger.changed_since(moment) == []
    books.entries[result.external_id]["Line"][0]["Amount"] += 0.01
    books.touch(result.external_id)
    assert ledger.changed_since(moment) == [result.external_id]
    found = ledger.read_back([result.external_id])[result.external_id]
    assert {d.code for d in compare(SALE, found)} == {"line_missing", "line_extra"}
    books.delete(result.external_id)
    assert ledger.changed_since(moment) == [result.external_id]
    assert ledger.read_back([result.external_id]) == {result.external_id: None}


def test_masters_and_the_trial_balance(books):
    ledger = adapter(books)
    push(ledger, SALE)
    assert {account.code for account in ledger.accounts()} == {
        *("1000", "1100", "1200", "2000", "2200", "4000")
    }
    assert {(v.dimension_id, v.name) for v in ledger.dimensions()} == {
        ("class", "Web"),
        ("class", "Store"),
        ("department", "North"),
    }
    movement = {b.account: b.amount.amount for b in ledger.balances(DAY, DAY)}
    assert movement == {line.account: line.amount.amount for line in SALE.lines}
    assert ledger.check().currency == "USD"


def test_the_company_comes_with_the_sign_in(books):
    ledger = adapter(books, refresh_token="", realm_id="")
    with pytest.raises(ConfigError):
        ledger.check()
    fresh = ledger.signed_in(
        {"code": "code-1", "realmId": REALM}, "https://shop.example/cb"
    )
    assert fresh["realm_id"] == (REALM, None)
    assert fresh["refresh_token"][1] > datetime.now(UTC) + timedelta(days=90)


def test_a_rolled_token_is_stored_and_a_withdrawn_one_renewed_once(books):
    saved = {}
    ledger = adapter(books, saved)
    ledger.accounts()
    assert saved["refresh_token"] in books.refresh_tokens
    books.tokens.clear()
    assert ledger.accounts()
    with pytest.raises(ConfigError) as caught:
        adapter(books).accounts()
    assert caught.value.code == "reauthorise"


def test_a_throttle_fault_of_status_200_asks_to_wait(books):
    ledger = adapter(books)
    ledger.accounts()
    fault = {"Fault": {"Error": [{"Message": "ThrottleExceeded", "code": "3001"}]}}
    books.add_fault("answer", match="/query", response=Response(200, fault))
    with pytest.raises(TransientError) as caught:
        ledger.accounts()
    assert caught.value.code == "throttled"
