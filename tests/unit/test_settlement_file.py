"""Settlement files: mapped columns, followed balances, sums to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.retail_connector_finance.posting.file_reader import (
    FileProblem,
    Layout,
    headers,
    read,
    unknown_words,
)

ACQUIRER = Layout(
    columns={
        "date": "Date", "type": "Type", "gross": "Amount", "fee": "Commission",
        "fee_tax": "VAT", "reference": "Auth", "payout": "Batch",
        "payout_date": "Paid", "currency": "Cur", "id": "Id",
    },
    words={"sale": "sale", "refund": "refund", "chargeback": "chargeback"},
)  # fmt: skip
CARDS = """Id,Date,Type,Amount,Commission,VAT,Cur,Auth,Batch,Paid
1,2026-10-01,Sale,100.00,1.20,0.20,EUR,A1,B7,2026-10-03
2,2026-10-01,Sale,50.00,0.60,0.10,EUR,A2,B7,2026-10-03
3,2026-10-02,Refund,-20.00,0.00,0.00,EUR,A3,B8,2026-10-04
4,2026-10-02,Sale,30.00,0.36,0.06,EUR,A4,B8,2026-10-04
"""
WALLET = Layout(
    columns={
        "date": "Date", "type": "Type", "gross": "Gross", "fee": "Fee", "net": "Net",
        "balance": "Balance", "currency": "Currency", "id": "Transaction ID",
        "order": "Invoice Number",
    },
    words={
        "express checkout payment": "sale", "payment refund": "refund",
        "general withdrawal": "withdrawal", "authorization": "ignored",
    },
    date_format="%d/%m/%Y", fee_sign=-1,
)  # fmt: skip
ACTIVITY = """Date,Type,Gross,Fee,Net,Balance,Currency,Transaction ID,Invoice Number
01/10/2026,Express Checkout Payment,100.00,-3.20,96.80,106.80,USD,T1,#1001
01/10/2026,Authorization,0.00,0.00,0.00,106.80,USD,T2,#1002
02/10/2026,Payment Refund,-10.00,0.00,-10.00,96.80,USD,T3,#1001
03/10/2026,General Withdrawal,-90.00,0.00,-90.00,6.80,USD,T4,
"""


def test_an_acquirers_file_is_a_settlement_per_batch():
    first, second = read(CARDS, ACQUIRER, "acquirer")
    assert (first.total.amount, second.total.amount) == (
        Decimal("148.20"), Decimal("9.64"),
    )  # fmt: skip
    assert (first.paid_on, second.paid_on) == (date(2026, 10, 3), date(2026, 10, 4))
    assert first.external_id == "file:acquirer:B7"
    assert [entry.reference for entry in first.entries] == ["A1", "A2"]
    assert first.entries[0].fee_tax.amount == Decimal("0.20")


def test_a_wallets_file_is_a_settlement_of_its_withdrawal():
    [made] = read(ACTIVITY, WALLET, "wallet")
    assert made.total.amount == Decimal("90.00")
    kinds = [(entry.kind, str(entry.net.amount)) for entry in made.entries]
    assert kinds == [("sale", "96.80"), ("refund", "-10.00"), ("transfer", "3.20")]
    assert made.entries[0].order_name == "#1001"
    assert made.paid_on == date(2026, 10, 3)


def test_a_balance_that_jumps_names_the_row_and_the_difference():
    text = ACTIVITY.replace("96.80,USD,T3", "96.79,USD,T3")
    with pytest.raises(FileProblem, match=r"Row 4.*-0\.01"):
        read(text, WALLET, "wallet")


def test_a_net_that_is_not_gross_less_fee_names_the_difference():
    text = ACTIVITY.replace("-3.20,96.80,106.80", "-3.20,96.81,106.80")
    with pytest.raises(FileProblem, match=r"Row 2.*\+0\.01"):
        read(text, WALLET, "wallet")


def test_a_word_that_is_not_mapped_is_asked_for():
    text = CARDS.replace("Refund", "Instalment")
    assert unknown_words(text, ACQUIRER) == ["instalment"]
    with pytest.raises(FileProblem, match="instalment"):
        read(text, ACQUIRER, "acquirer")


def test_a_deposit_that_a_person_names_must_be_the_sum():
    columns = {k: v for k, v in ACQUIRER.columns.items() if not k.startswith("payout")}
    plain = replace(ACQUIRER, columns=columns)
    [made] = read(CARDS, plain, "acquirer", Decimal("157.84"), date(2026, 10, 5))
    assert made.paid_on == date(2026, 10, 5)
    with pytest.raises(FileProblem, match="do not add up"):
        read(CARDS, plain, "acquirer", Decimal("157.83"), date(2026, 10, 5))


def test_the_same_file_has_the_same_id():
    columns = {k: v for k, v in ACQUIRER.columns.items() if not k.startswith("payout")}
    plain = replace(ACQUIRER, columns=columns)
    ids = [read(text, plain, "a")[0].external_id for text in (CARDS, CARDS)]
    assert ids[0] == ids[1]


def test_decimal_commas_and_other_delimiters():
    text = "Date;Type;Amount;Cur\n2026-10-01;Sale;1.234,56;EUR\n"
    layout = Layout(
        {"date": "Date", "type": "Type", "gross": "Amount", "currency": "Cur"},
        {"sale": "sale"}, delimiter=";", decimal=",",
    )  # fmt: skip
    assert read(text, layout, "a")[0].total.amount == Decimal("1234.56")
    assert headers(text, ";") == ["Date", "Type", "Amount", "Cur"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Date,Type\n", "Amount"),
        ("Id,Date,Type,Amount,Cur\n1,tomorrow,Sale,1,EUR\n", "no date"),
        ("Id,Date,Type,Amount,Cur\n1,2026-10-01,Sale,much,EUR\n", "no amount"),
        ("Id,Date,Type,Amount,Cur\n", "no rows"),
    ],
)
def test_what_cannot_be_read_is_said(text, told):
    with pytest.raises(FileProblem, match=told):
        read(text, ACQUIRER, "acquirer")
