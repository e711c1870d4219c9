"""Entries for a ledger balance, and what differs there is named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.retail_connector_base.canonical import InvariantError, Money
from odoo.addons.retail_connector_finance.platforms import (
    JournalEntry,
    JournalLine,
    RemoteEntry,
    compare,
    from_payload,
    to_payload,
)

DAY = date(2026, 2, 3)


def entry(*amounts, reference="RC0000001"):
    """Return an entry with a line for each (account, amount)."""
    return JournalEntry(
        uuid="8a1c5c34-5b6d-4c1f-9f0e-0d7d4a2f5f10",
        reference=reference,
        posted_on=DAY,
        currency="EUR",
        narration="Sales of the day",
        lines=tuple(
            JournalLine(
                account,
                Money(Decimal(amount), "EUR"),
                description=f"on {account}",
                dimensions=(("store", "7"),) if account == "4000" else (),
            )
            for account, amount in amounts
        ),
    )


def there(sent, **values):
    """Return the entry as a ledger would hold it."""
    return replace(
        RemoteEntry("1", sent.reference, DAY, "posted", "EUR", sent.lines), **values
    )


SALE = entry(("1000", "119.00"), ("4000", "-100.00"), ("3800", "-19.00"))


def test_an_entry_that_does_not_balance_names_the_difference():
    with pytest.raises(InvariantError) as caught:
        entry(("1000", "119.00"), ("4000", "-118.99"))
    assert caught.value.difference == Decimal("0.01")


@pytest.mark.parametrize("lines", [(), (("1000", "0.00"),), (("1000", "1.00"),)])
def test_an_entry_needs_lines_with_amounts(lines):
    with pytest.raises(InvariantError):
        entry(*lines)


def test_what_is_sent_and_found_alike_has_no_difference():
    assert compare(SALE, there(SALE)) == ()
    turned = tuple(
        replace(line, description="theirs", amount=Money(f"{line.amount.amount:f}00",
                                                         "EUR"))
        for line in reversed(SALE.lines)
    )  # fmt: skip
    assert compare(SALE, there(SALE, lines=turned)) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (None, "missing"),
        ({"state": "voided"}, "voided"),
        ({"state": "draft"}, "not_posted"),
        ({"posted_on": date(2026, 2, 4)}, "date"),
        ({"currency": "USD"}, "currency"),
        ({"lines": SALE.lines[:2]}, "line_missing"),
        ({"lines": (*SALE.lines, SALE.lines[0])}, "line_extra"),
        ({"lines": (replace(SALE.lines[0], account="1001"), *SALE.lines[1:])},
         "line_missing"),
        ({"lines": (SALE.lines[0], replace(SALE.lines[1], dimensions=()),
                    SALE.lines[2])}, "line_missing"),
    ],
)  # fmt: skip
def test_each_difference_has_a_code(change, code):
    found = there(SALE, **change) if change is not None else None
    assert code in [difference.code for difference in compare(SALE, found)]


amounts = st.lists(
    st.decimals(-(10**9), 10**9, places=2).filter(bool), min_size=1, max_size=20
)


@given(amounts)
def test_payloads_keep_every_cent(numbers):
    rest = -sum(numbers)
    lines = [("4000", str(number)) for number in numbers]
    if rest:
        lines.append(("1000", str(rest)))
    if len(lines) < 2:
        return
    sent = entry(*lines)
    assert from_payload(to_payload(sent)) == sent
    assert from_payload(to_payload(sent)).fingerprint == sent.fingerprint
