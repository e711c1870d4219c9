"""Sales, refunds and payouts of a merchant, found again whatever was lost."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from odoo.addons.retail_connector_base.canonical import InvariantError
from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    RefusedError,
    RejectedDocument,
    TransientError,
)
from odoo.addons.retail_connector_pos.platforms import sumup
from odoo.addons.retail_connector_pos.platforms.sumup import adapter

from .conftest import DAY

SAMPLES = sorted((Path(sumup.__file__).parent / "samples").glob("*.json"))
SHAPES = {
    "receipt": ("transaction", "TransactionFull"),
    "settlement": ("records", "FinancialPayouts"),
    "store": (None, "Merchant"),
}


def everything(one, kind, since=None):
    """Return all notices of a reading."""
    found, cursor = [], None
    while True:
        page = one.changes(kind, since, cursor)
        found += page.notices
        cursor = page.cursor
        if cursor is None:
            return found


def receipts(one, since=None):
    """Return entity id -> receipt of all that changed."""
    ids = [notice.entity_id for notice in everything(one, "receipt", since)]
    raw = one.fetch_many("receipt", ids)
    return {key: one.parse("receipt", raw[key]) for key in ids}


def test_the_merchant_is_a_store_with_one_register(connect):
    health = connect().check()
    [store] = health.locations
    assert (health.name, health.currency, health.country) == ("Demo Kiosk", "EUR", "DE")
    assert [register.external_id for register in store.registers] == ["main"]
    with pytest.raises(ConfigError):
        connect(api_key="another").check()


def test_sales_with_products_tips_and_rates(connect, fake):
    goods = fake.sell(
        21.8,
        tip=2,
        products=[("Mug", 2, 5.95, 19, 1.9), ("Book", 1, 7.9, 7, 0.52)],
    )
    plain = fake.sell(11.9, "CASH", rates=[(0.19, 11.9, 1.9)])
    free = fake.sell(5, "ECOM")
    found = receipts(connect())
    first = found[goods["id"]]
    assert (first.total.amount, first.total_tax.amount) == (
        Decimal("21.80"),
        Decimal("2.42"),
    )
    assert [
        (line.kind, line.title, str(line.subtotal.amount)) for line in first.lines
    ] == [
        ("custom", "Mug", "11.90"),
        ("custom", "Book", "7.90"),
        ("tip", "Tip", "2.00"),
    ]
    assert first.lines[0].taxes[0].rate == Decimal("0.19")
    assert first.tenders[0].reference == goods["transaction_code"]
    assert found[plain["id"]].tenders[0].gateway == "cash"
    assert found[plain["id"]].lines[0].taxes[0].amount.amount == Decimal("1.90")
    assert (found[free["id"]].total_tax.amount, found[free["id"]].name) == (
        0,
        free["transaction_code"],
    )


def test_pages_and_what_changed_since(connect, fake, clock, monkeypatch):
    monkeypatch.setattr(adapter, "ROWS", 3)
    ids = [fake.sell(number + 1)["id"] for number in range(7)]
    assert [n.entity_id for n in everything(connect(), "receipt")] == ids
    assert fake.count("history") == 3
    clock.now += 100
    since = datetime.fromtimestamp(clock(), UTC)
    fake.cancel(ids[2])
    [notice] = everything(connect(), "receipt", since)
    assert notice.entity_id == ids[2]
    raw = connect().fetch_many("receipt", [ids[2], "nothing"])
    assert connect().parse("receipt", raw[ids[2]]).action == "void"
    assert raw["nothing"] is None


def test_what_is_given_back_is_a_receipt_of_its_own(connect, fake):
    whole = fake.sell(11.9, products=[("Mug", 2, 5.95, 19, 1.9)])["id"]
    free = fake.sell(10)["id"]
    events = [fake.give_back(whole, 11.9), fake.give_back(free, 4)]
    events.append(fake.give_back(free, 3))
    found = receipts(connect())
    back = found[f"{whole}/refund/{events[0]}"]
    assert (back.total.amount, back.total_tax.amount) == (
        Decimal("-11.90"),
        Decimal("-1.90"),
    )
    assert back.lines[0].origin.receipt_id == whole
    assert found[whole].total.amount == Decimal("11.90")
    parts = [found[f"{free}/refund/{event}"].total.amount for event in events[1:]]
    assert parts == [Decimal("-4.00"), Decimal("-3.00")]


def test_a_part_whose_tax_is_not_stated_is_not_guessed(connect, fake):
    one = fake.sell(11.9, rates=[(0.19, 11.9, 1.9)])["id"]
    event = fake.give_back(one, 5)
    key = f"{one}/refund/{event}"
    raw = connect().fetch_many("receipt", [key])[key]
    with pytest.raises(RejectedDocument, match="its tax is not stated"):
        connect().parse("receipt", raw)
    other = fake.sell(11.9, rates=[(0.19, 11.9, 1.9)], vat_amount=1.8)["id"]
    raw = connect().fetch_many("receipt", [other])[other]
    with pytest.raises(InvariantError):
        connect().parse("receipt", raw)


def test_a_day_of_payouts_is_a_deposit(connect, fake, clock):
    sold = [fake.sell(100)["id"], fake.sell(50)["id"]]
    fake.give_back(sold[0], 20)
    fake.pay_out(sold, [(sold[0], 20)])
    fake.pay_out([fake.sell(7)["id"]], reference="PAYOUT-2", status="FAILED")
    assert everything(connect(), "settlement") == []  # the day is not over
    clock.now += DAY
    good, failed = everything(connect(), "settlement")
    found = connect().parse("settlement", good.payload)
    assert found.total.amount == Decimal("127.47")  # 150 - 1.69 - 0.84 - 20
    assert [
        (e.kind, str(e.gross.amount), str(e.fee.amount)) for e in found.entries
    ] == [
        ("sale", "100.00", "1.69"),
        ("sale", "50.00", "0.84"),
        ("refund", "-20.00", "0.00"),
    ]
    assert found.entries[2].reference == found.entries[0].reference
    assert connect().parse("settlement", failed.payload).status == "failed"
    assert good.entity_id + "/failed" == failed.entity_id
    ways = everything(connect(payouts="reference"), "settlement")
    assert [notice.entity_id.count("/") for notice in ways] == [2, 3]


def test_payouts_are_read_in_spans_and_read_again_for_a_week(connect, fake, clock):
    start = clock()
    for _week in range(12):
        fake.pay_out([fake.sell(10)["id"]])
        clock.now += 7 * DAY
    assert len(everything(connect(), "settlement")) == 12
    assert fake.count("payouts") == 3
    since = datetime.fromtimestamp(clock(), UTC)
    assert len(everything(connect(), "settlement", since)) == 1
    begin = datetime.fromtimestamp(start, UTC) + timedelta(days=20)
    assert len(everything(connect(), "settlement", begin)) == 10


def test_a_broken_line_and_a_refusal(connect, fake):
    fake.add_fault("reset", times=9)
    with pytest.raises(TransientError):
        connect().check()
    fake.faults.clear()
    with pytest.raises(RefusedError):
        connect().client.payouts(
            datetime(2026, 11, 2, tzinfo=UTC).date(),
            datetime(2026, 11, 1, tzinfo=UTC).date(),
            5,
        )


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_has_the_shape_of_the_contract(fake, path):
    field, name = SHAPES[path.stem.partition("-")[0]]
    raw = json.loads(path.read_text())
    value = raw[field] if field else raw
    schema = {
        "$ref": f"#/components/schemas/{name}",
        "components": fake.contract.document["components"],
    }
    checker = jsonschema.Draft202012Validator(schema)
    assert not [error.message for error in checker.iter_errors(value)]
