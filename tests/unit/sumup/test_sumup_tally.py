"""A day is counted by the time of its sales, and by what was paid out on it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import jsonschema
import pytest

from odoo.addons.retail_connector_base.canonical.tally import totals
from odoo.addons.retail_connector_base.platforms import RejectedDocument
from odoo.addons.retail_connector_pos.platforms.sumup import tally

from tests.fake_platform.rest import Response

from .conftest import DAY

KINDS = ("receipt", "tender")


def counted(one, at, kinds=KINDS):
    """Return the entries of the day (UTC) that a time is in."""
    start = datetime.fromtimestamp(at, UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return list(one.tally(kinds, start, start + timedelta(days=1)))


def sums(entries, kind):
    found = totals(entry for entry in entries if entry.kind == kind)
    return {key[1]: (one.count, f"{one.amount:.2f}") for key, one in found.items()}


def test_sales_and_refunds_count_on_their_day_whatever_the_import_reads(
    connect, fake, clock, monkeypatch
):
    monkeypatch.setattr(tally, "ROWS", 3)
    first = clock()
    sold = [fake.sell(10 + number)["id"] for number in range(4)]
    cash = fake.sell(5, "CASH")["id"]
    fake.sell(3, "ECOM", status="FAILED")
    fake.cancel(fake.sell(2)["id"])
    fake.give_back(cash, 5)
    fake.omitted |= {sold[0], sold[3]}
    clock.now += 2 * DAY
    part = fake.give_back(sold[3], 4)
    fake.sell(1)
    before = len(fake.requests)
    one = connect()
    found = counted(one, first)
    assert sums(found, "receipt") == {"": (6, "46.00"), "MH4H92C7": (6, "46.00")}
    assert sums(found, "tender") == {
        "": (6, "46.00"),
        "MH4H92C7": (6, "46.00"),
        "card": (4, "46.00"),
        "cash": (2, "0.00"),
    }
    # Two pages of the day, one of what came back of earlier ones, a receipt for each.
    assert len(fake.requests) - before == 2 + 1 + 2
    later = counted(one, clock())
    assert {entry.entity_id: str(entry.amount) for entry in later} == {
        later[0].entity_id: "1.00",
        f"{sold[3]}/refund/{part}": "-4.00",
    }
    raw = one.fetch_many("receipt", [entry.entity_id for entry in (*found, *later)])
    for entry in (*found, *later):
        document = one.parse("receipt", raw[entry.entity_id])
        amounts = {
            "receipt": document.total.amount,
            "tender": document.tenders[0].effect.amount,
        }
        assert (entry.amount, entry.at) == (
            amounts[entry.kind],
            document.processed_at,
        )
        assert document.tenders[0].external_id == entry.entity_id


def test_what_is_paid_out_names_its_sale(connect, fake, clock, monkeypatch):
    day = fake.sell(100)["id"]
    parts = fake.sell(60, payouts_total=3)["id"]
    clock.now += DAY
    hidden = fake.sell(50)["id"]
    fake.hidden.add(hidden)
    fake.pay_out([day, parts, hidden], [(day, 20)])
    fake.pay_out([fake.sell(7)["id"]], status="FAILED")
    before = len(fake.requests)
    found = {entry.entity_id: entry for entry in counted(connect(), clock(), ["paid"])}
    # The day's list, payouts, earlier sales, and the one that no list shows.
    assert len(fake.requests) - before == 4
    assert {entry.source: entry.amount for entry in found.values()} == {
        ("receipt", day): Decimal("100.00"),
        ("receipt", hidden): Decimal("50.00"),
    }
    assert counted(connect(), clock() - 9 * DAY, ["paid"]) == []
    monkeypatch.setattr(tally, "RECORDS", 3)
    with pytest.raises(RejectedDocument, match="more payouts"):
        counted(connect(), clock(), ["paid"])


def test_an_answer_that_is_not_understood_is_refused(connect, fake, clock):
    sold = fake.sell(10, status="REFUNDED")
    with pytest.raises(RejectedDocument, match="given back without saying when"):
        counted(connect(), clock())
    sold["status"] = "SUCCESSFUL"
    fake.add_fault("answer", match="history", response=Response(200, {"items": [{}]}))
    with pytest.raises(RejectedDocument, match="unexpected shape: KeyError"):
        counted(connect(), clock())


def test_the_fake_s_receipt_has_the_shape_of_the_contract(connect, fake):
    sold = fake.sell(10)["id"]
    fake.give_back(sold, 4)
    answer = connect().client.receipt(sold)
    checker = jsonschema.Draft202012Validator(
        {
            "$ref": "#/components/schemas/Receipt",
            "components": fake.contract.document["components"],
        }
    )
    assert not [error.message for error in checker.iter_errors(answer)]
