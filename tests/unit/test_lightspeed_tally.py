"""A day is counted by the retailer's search, each thing on the day of the till."""

from datetime import UTC, datetime, timedelta

import pytest

from odoo.addons.retail_connector_base.canonical.tally import totals
from odoo.addons.retail_connector_base.platforms import RejectedDocument
from odoo.addons.retail_connector_pos.platforms.lightspeed import tally

from tests.fake_platform.lightspeed import FakeLightspeed
from tests.fake_platform.rest import Response

from .lightspeed_case import connect, documents, read_all
from .test_lightspeed import Clock

DAY = 24 * 60


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shop(clock):
    with FakeLightspeed(clock) as fake:
        for name in ("Main 1", "Main 2", "Harbour 1"):
            fake.open_register(name)
        yield fake
        assert not getattr(fake, "violations", None)


def reader(shop):
    return connect(shop, refresh_token="", personal_token=shop.personal)


def counted(shop, at, kinds=("receipt", "tender")):
    """Return the entries of the day (UTC) that a time is in."""
    start = datetime.fromtimestamp(at, UTC).replace(hour=0, minute=0, second=0)
    return list(reader(shop).tally(kinds, start, start + timedelta(days=1)))


def sums(entries, kind):
    """Return (by what, which) -> (number, amount as text)."""
    found = totals(entry for entry in entries if entry.kind == kind)
    return {key[:2]: (one.count, f"{one.amount:.2f}") for key, one in found.items()}


def outlet(shop, name):
    return next(row["id"] for row in shop.outlets.values() if row["name"] == name)


def test_sales_count_by_outlet_and_way_to_pay(shop, clock):
    main, harbour = outlet(shop, "Main"), outlet(shop, "Harbour")
    cash = [("Cash", "20"), ("Cash", "-8.50"), ("Cash Rounding", "0.02")]
    shop.sell(("MUG", 1, "11.52"), paid=cash)
    sold = shop.sell(("MUG", 1, "5.00"), paid=[("EFTPOS", "5")], register="Harbour 1")
    back = [("EFTPOS", "-5")]
    shop.sell(("MUG", -1, "5.00"), paid=back, return_for=sold["id"])
    shop.sell(("MUG", 1, "3.00"), status="SAVED", paid=[])
    shop.void(shop.sell(("MUG", 1, "4.00")))
    found = counted(shop, clock())
    assert sums(found, "receipt") == {
        ("all", ""): (3, "11.50"),
        ("place", main): (2, "6.50"),
        ("place", harbour): (1, "5.00"),
    }
    assert sums(found, "tender") == {
        ("all", ""): (3, "11.50"),
        ("place", main): (2, "6.50"),
        ("place", harbour): (1, "5.00"),
        ("tender", "Cash"): (1, "11.50"),
        ("tender", "EFTPOS"): (2, "0.00"),
    }
    assert counted(shop, clock() - DAY * 60) == []


def test_what_is_paid_in_parts_counts_on_the_day_of_each_part(shop, clock):
    customer = shop.add_customer()["id"]
    layby = shop.sell(("MUG", 1, "10.00"), paid=[("Cash", "4")], status="LAYBY")
    owed = shop.sell(
        ("MUG", 1, "20.00"),
        paid=[("Cash", "2")],
        status="ONACCOUNT",
        customer_id=customer,
    )
    first = clock()
    clock.pass_minutes(DAY)
    shop.pay(layby, "EFTPOS", "6", register="Harbour 1")
    layby["status"] = "LAYBY_CLOSED"
    shop.record(layby)
    shop.pay(owed, "Cash", "18")
    owed["status"] = "ONACCOUNT_CLOSED"
    shop.record(owed)
    before, after = counted(shop, first), counted(shop, clock())
    assert sums(before, "receipt")["all", ""] == (2, "24.00")
    assert sums(before, "tender") == {
        ("all", ""): (2, "6.00"),
        ("place", outlet(shop, "Main")): (2, "6.00"),
        ("tender", "Cash"): (2, "6.00"),
    }
    # The deposit, the account that is paid off, and the goods handed over.
    assert sums(after, "receipt")["all", ""] == (3, "16.00")
    assert sums(after, "tender")["place", outlet(shop, "Harbour")] == (1, "6.00")
    made = documents(reader(shop), read_all(reader(shop), "receipt")[0])
    for entry in (*before, *after):
        if entry.kind == "receipt":
            document = made[entry.entity_id]
            assert (entry.amount, entry.at) == (
                document.total.amount,
                document.processed_at,
            )
        else:
            assert entry.entity_id in {
                t.external_id for t in made[entry.source[1]].tenders
            }


def test_pages_are_few_and_a_sale_made_meanwhile_hides_none(shop, clock, monkeypatch):
    monkeypatch.setattr(tally, "ROWS", 3)
    for _sale in range(7):
        shop.sell(("MUG", 1, "1.00"), register="Main 2")
    shop.on_search = lambda: (
        setattr(shop, "on_search", None),
        shop.sell(("MUG", 1, "1.00")),
    )
    before = len(shop.requests)
    found = counted(shop, clock(), ["receipt"])
    assert {entry.name for entry in found} >= {f"M2-{n}" for n in range(1701, 1708)}
    assert len(found) == len({entry.entity_id for entry in found})
    # The day's pages, one for what is paid in parts, two for the outlets.
    assert len(shop.requests) - before == 3 + 1 + 2


def test_an_answer_that_is_not_understood_is_refused(shop, clock):
    sale = shop.sell(("MUG", 1, "1.00"))
    payments = sale.pop("payments")
    with pytest.raises(RejectedDocument, match="payments"):
        counted(shop, clock())
    sale.update(payments=payments, status="PARTLY_CLOSED")
    with pytest.raises(RejectedDocument, match="PARTLY_CLOSED"):
        counted(shop, clock())
    shop.add_fault(
        "answer", match="/search", response=Response(200, {"data": {"total": 1}})
    )
    with pytest.raises(RejectedDocument, match="no list of sales"):
        counted(shop, clock())


def test_a_voided_sale_can_still_be_read(shop, clock):
    sale = shop.sell(("MUG", 1, "1.00"))
    shop.void(sale)
    one = reader(shop)
    raw = one.fetch_many("receipt", [sale["id"], "nothing"])
    assert one.parse("receipt", raw[sale["id"]]).action == "void"
    assert raw["nothing"] is None
    assert sums(counted(shop, clock()), "receipt") == {}
