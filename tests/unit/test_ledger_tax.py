"""Tax codes on the lines of an entry, at the ledgers that take them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.canonical import InvariantError, Money
from odoo.addons.retail_connector_finance.platforms import (
    compare,
    from_payload,
    remote_from_payload,
    to_payload,
)
from odoo.addons.retail_connector_finance.platforms.business_central import (
    BusinessCentralAdapter,
)
from odoo.addons.retail_connector_finance.platforms.quickbooks import QuickBooksAdapter
from odoo.addons.retail_connector_finance.platforms.xero import XeroAdapter

from tests.fake_platform.quickbooks import FakeQuickBooks
from tests.fake_platform.quickbooks.server import REALM
from tests.fake_platform.quickbooks.xsd import violations
from tests.fake_platform.xero import FakeXero
from tests.fake_platform.xero.server import TENANT, make_id

from .ledger_case import DAY, connect, make_entry, push, taxed

CLEARING, SALES, GST = (make_id("account", code) for code in ("100", "200", "820"))


@pytest.fixture
def xero():
    with FakeXero() as books:
        signed_in = {"refresh_token": "refresh-1", "tenant_id": TENANT}
        yield books, connect(XeroAdapter, books, signed_in)


@pytest.fixture
def quickbooks():
    with FakeQuickBooks() as books:
        books.country = "GB"
        signed_in = {"refresh_token": "refresh-1", "realm_id": REALM}
        yield books, connect(QuickBooksAdapter, books, signed_in)


def xero_sale(number=1, tax="-20.00"):
    clearing = str(100 - Decimal(tax))
    return make_entry(
        [
            (CLEARING, clearing, {}),
            (SALES, "-75.00", taxed("OUTPUT2", str(Decimal(tax) + 5))),
            (SALES, "-25.00", taxed("OUTPUT2", "-5.00")),
        ],
        number,
    )


def quickbooks_sale(code="sales:2", tax="-20.01", number=1):
    clearing = str(105 - Decimal(tax))
    rows = [
        ("35", clearing, {}),
        ("79", "-100.00", taxed(code, tax)),
        ("79", "-5.00", taxed("sales:4", "0.00")),
    ]
    return make_entry(rows, number)


def test_an_entry_balances_with_its_tax_and_keeps_it():
    sale = quickbooks_sale()
    assert sale.total == Money(Decimal("125.01"), "USD")
    assert from_payload(to_payload(sale)) == sale
    with pytest.raises(InvariantError):
        replace(sale, lines=(sale.lines[0], replace(sale.lines[1], tax=None)))
    with pytest.raises(InvariantError):
        replace(sale.lines[1], tax_code="")
    plain = make_entry([("1", "5", {}), ("2", "-5", {})])
    assert "tax" not in to_payload(plain)["lines"][0], (
        "as fingerprints of before have it"
    )


def test_what_xero_computes_is_what_was_sent(xero):
    books, ledger = xero
    sale = xero_sale()
    [result] = push(ledger, sale)
    assert result.error is None
    assert compare(sale, remote_from_payload(result.answer)) == ()
    [journal] = books.journals.values()
    assert journal["LineAmountTypes"] == "Exclusive"
    assert [line["TaxType"] for line in journal["JournalLines"]] == [
        *("NONE", "OUTPUT2", "OUTPUT2")
    ]
    movement = {b.account: b.amount.amount for b in ledger.balances(DAY, DAY)}
    assert movement == {
        CLEARING: Decimal("120.00"),
        SALES: Decimal("-100.00"),
        GST: Decimal("-20.00"),
    }


def test_a_tax_that_xero_computes_otherwise_is_refused_and_nothing_posted(xero):
    books, ledger = xero
    [result] = push(ledger, xero_sale(tax="-20.01"))
    assert result.error.code == "unbalanced"
    # It balances, but two lines have another tax each.
    sale = xero_sale(number=2)
    lines = [
        replace(line, tax=Money(Decimal(tax), "USD")) if tax else line
        for line, tax in zip(sale.lines, ("", "-15.01", "-4.99"), strict=True)
    ]
    [result] = push(ledger, replace(sale, lines=tuple(lines)))
    assert result.error.code == "tax_refused"
    assert "15.01" in result.error.message
    assert {journal["Status"] for journal in books.journals.values()} == {"DELETED"}
    for number, code in enumerate(("INPUT2", "OUTPUT2"), start=3):
        books.tax_rates["OUTPUT2"]["Status"] = "ARCHIVED"
        lines = [
            replace(line, tax_code=code) if line.tax_code else line
            for line in xero_sale().lines
        ]
        sale = replace(xero_sale(number=number), lines=tuple(lines))
        [result] = push(ledger, sale)
        assert result.error.code == "tax_refused"


def test_another_code_or_tax_there_is_seen(xero):
    books, ledger = xero
    sale = xero_sale()
    [result] = push(ledger, sale)
    line = books.journals[result.external_id]["JournalLines"][1]
    for name, value in (("TaxType", "RROUTPUT"), ("TaxAmount", -15.01)):
        before, line[name] = line[name], value
        found = ledger.read_back([result.external_id])[result.external_id]
        assert {d.code for d in compare(sale, found)} == {"line_missing", "line_extra"}
        line[name] = before
    found = ledger.read_back([result.external_id])[result.external_id]
    assert compare(sale, found) == ()


def test_the_codes_of_xero_say_rate_side_and_account(xero):
    _books, ledger = xero
    codes = {code.external_id: code for code in ledger.taxes()}
    assert "NONE" not in codes
    assert {(c.rate, c.kind, c.account) for c in codes.values()} == {
        ("8.25", "sale", GST),
        ("20", "sale", GST),
        ("20", "purchase", GST),
        ("5", "sale", GST),
        ("0", "sale", GST),
    }


def test_quickbooks_takes_the_tax_as_it_is_booked(quickbooks):
    books, ledger = quickbooks
    sale = quickbooks_sale()
    [result] = push(ledger, sale)
    assert result.error is None
    assert compare(sale, remote_from_payload(result.answer)) == ()
    [asked] = [r for r in books.requests if r.path.endswith("/journalentry")]
    assert list(violations("JournalEntry", asked.json, "")) == []
    assert asked.json["GlobalTaxCalculation"] == "TaxExcluded"
    movement = {b.account: b.amount.amount for b in ledger.balances(DAY, DAY)}
    assert movement["90"] == Decimal("-20.01")
    detail = books.entries[result.external_id]["Line"][1]["JournalEntryLineDetail"]
    for name, value in (("TaxCodeRef", {"value": "3"}), ("TaxAmount", 20.0)):
        before, detail[name] = detail[name], value
        found = ledger.read_back([result.external_id])[result.external_id]
        assert {d.code for d in compare(sale, found)} == {"line_missing", "line_extra"}
        detail[name] = before


@pytest.mark.parametrize(
    ("code", "tax"),
    [("sales:99", "-20.00"), ("sales:6", "-17.50"), ("purchase:3", "-5.00"),
     ("sales:2", "20.00")],
)  # fmt: skip
def test_a_code_that_quickbooks_does_not_take_is_refused(quickbooks, code, tax):
    books, ledger = quickbooks
    [result] = push(ledger, quickbooks_sale(code, tax))
    assert result.error.code == "tax_refused"
    assert not books.entries


def test_the_codes_of_quickbooks_are_one_for_each_side(quickbooks):
    books, ledger = quickbooks
    books.tax_codes["4"]["SalesTaxRateList"]["TaxRateDetail"][0][
        "TaxTypeApplicable"
    ] = "TaxOnAmountPlusTax"
    codes = {code.external_id: code for code in ledger.taxes()}
    assert {key: code.rate for key, code in codes.items()} == {
        "sales:2": "20",
        "purchase:2": "20",
        "sales:3": "5",
        "sales:4": "",  # it builds on another tax
        "purchase:4": "0",
        "sales:6": "17.5",
    }
    assert not codes["sales:6"].active
    assert {codes["sales:2"].kind, codes["purchase:2"].kind} == {"sale", "purchase"}
    books.country = "US"
    assert ledger.taxes() == []


def test_a_ledger_that_takes_no_codes_says_why():
    assert not BusinessCentralAdapter.ledger.tax_codes
    assert "posting type" in BusinessCentralAdapter.no_tax_codes
