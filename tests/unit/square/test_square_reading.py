"""What changed, found again whatever was lost; drawers, payouts, cards, people."""

from decimal import Decimal

import pytest

from odoo.addons.retail_connector_base.platforms import (
    TransientError,
)
from odoo.addons.retail_connector_pos.platforms.square import changes_sales
from odoo.addons.retail_connector_pos.platforms.square.mapper_payout import KINDS

from tests.fake_platform.rest import Response
from tests.specs import spec

from .sales import at, coffee, euros, everything, read

HOUR, DAY = 3600, 86400


def found(square, since=None):
    """Return the ids of the sales a reading tells of."""
    return [notice.entity_id for notice in everything(square, "receipt", since)]


# --- sales ---


def test_a_reading_goes_through_all_places_page_by_page(
    square, fake, clock, monkeypatch
):
    monkeypatch.setattr(changes_sales, "SIZE", 3)
    ids = set()
    for place in ("L1", "L2", "L1", "L2", "L1", "L2", "L1"):
        clock.wait(1)
        ids.add(fake.sell(place, [coffee()])["id"])
    notices = everything(square, "receipt")
    assert {notice.entity_id for notice in notices} == ids
    assert len(notices) == len(ids)
    assert {notice.lane for notice in notices} == {"store:L1", "store:L2"}
    assert fake.count("orders/search") == 3


def test_only_what_changed_since_is_told(square, fake, clock):
    fake.sell("L1", [coffee()])
    clock.wait(100)
    late = fake.sell("L1", [coffee()])
    assert found(square, at(clock() - 50)) == [late["id"]]


def test_a_lost_place_begins_the_list_again(square, fake, clock, monkeypatch):
    monkeypatch.setattr(changes_sales, "SIZE", 1)
    ids = [fake.sell("L1", [coffee()])["id"] for _ in range(2)]
    page = square.changes("receipt", None, None)
    gone = {"category": "INVALID_REQUEST_ERROR", "code": "INVALID_CURSOR"}
    fake.add_fault("answer", match="search", response=Response(400, {"errors": [gone]}))
    again = square.changes("receipt", None, page.cursor)
    assert [n.entity_id for n in again.notices] == [n.entity_id for n in page.notices]
    rest = square.changes("receipt", None, again.cursor)
    assert {page.notices[0].entity_id, rest.notices[0].entity_id} == set(ids)


def test_a_sale_made_offline_is_found_after_three_days(square, fake, clock):
    order = fake.sell("L1", [coffee()], offline=70 * HOUR, device="D1")
    clock.wait(69 * HOUR)
    assert found(square) == []
    assert square.fetch_many("receipt", [order["id"]]) == {order["id"]: None}
    clock.wait(2 * HOUR)
    # Its time of update is the till's: the usual reading does not see it.
    fake.orders[order["id"]]["updated_at"] = order["created_at"]
    usual = square.changes("receipt", at(clock() - 600), None)
    assert usual.notices == ()
    whole = everything(square, "receipt", at(clock() - HOUR))
    assert {notice.entity_id for notice in whole} == {order["id"]}
    receipt = read(square, order)
    assert receipt.processed_at == at(clock() - 71 * HOUR)


def test_each_night_all_sales_of_four_days_are_told_again(square, fake, clock):
    order = fake.sell("L2", [coffee()])
    clock.wait(3 * DAY)
    assert found(square, at(clock() - 60)) == []
    assert found(square, at(clock() - DAY)) == [order["id"]]


def test_a_page_of_sales_costs_few_requests(square, fake, clock):
    orders = [fake.sell("L1", [coffee()], device="D1") for _ in range(40)]
    fake.requests.clear()
    found = square.fetch_many("receipt", [order["id"] for order in orders])
    assert all(found[order["id"]]["payments"] for order in orders)
    assert len(fake.requests) == 3  # orders, payments, drawers


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_broken_line_is_tried_again_or_reported(square, fake, when):
    order = fake.sell("L1", [coffee()])
    fake.add_fault("reset", when=when, match="batch-retrieve")
    with pytest.raises(TransientError):
        square.fetch_many("receipt", [order["id"]])
    assert read(square, order).external_id == order["id"]


def test_too_many_requests_say_how_long_to_wait(square, fake):
    slow = Response(429, {"errors": []}, {"Retry-After": "7"})
    fake.add_fault("answer", match="search", response=slow)
    with pytest.raises(TransientError) as caught:
        square.changes("receipt", None, None)
    assert (caught.value.code, caught.value.retry_after) == ("throttled", 7)


# --- stores ---


def test_stores_with_devices_that_are_listed_or_have_sold(square, fake):
    fake.add_device("D1", "Counter", "L1")
    fake.sell("L1", [coffee()], device="D2")
    health = square.check()
    assert (health.name, health.currency) == ("Demo Seller", "USD")
    main, harbour = health.locations
    assert [r.external_id for r in main.registers] == ["main", "D1", "D2"]
    assert [r.external_id for r in harbour.registers] == ["main"]
    assert (main.timezone, main.currency) == ("America/New_York", "USD")
    assert {t.gateway: t.type for t in main.tenders}["CASH"] == "cash"
    [first, _second] = everything(square, "store")
    assert square.parse("store", first.payload) == main


# --- drawers ---


def test_a_drawer_opened_filled_and_counted(square, fake, clock):
    shift = fake.open_drawer("L1", "D1", 10000)
    [notice] = everything(square, "session", at(clock()))
    assert (notice.entity_id, notice.lane) == (f"L1/{shift}", "store:L1")
    raw = square.fetch_many("session", [notice.entity_id])[notice.entity_id]
    opened = square.parse("session", raw)
    assert (euros(opened.opening_float), opened.closed_at) == ("100.00", None)
    clock.wait(HOUR)
    fake.move_cash(shift, "CASH_TENDER_PAYMENT", 5400)
    fake.move_cash(shift, "CASH_TENDER_REFUND", 400)
    fake.move_cash(shift, "PAID_OUT", 2000, "Milk")
    fake.close_drawer(shift, 12950)
    [later] = everything(square, "session", at(clock()))
    assert later.version > notice.version
    raw = square.fetch_many("session", [notice.entity_id])[notice.entity_id]
    closed = square.parse("session", raw)
    assert closed.closed_at == at(clock())
    assert euros(closed.cash_expected) == "130.00"
    assert euros(closed.over_short) == "-0.50"
    assert closed.tenders == ()
    assert [(m.reason, euros(m.amount)) for m in closed.movements] == [
        ("Milk", "-20.00")
    ]
    assert (closed.register_id, closed.shift_id) == ("D1", shift)


# --- payouts ---


def test_a_payout_with_fees_refunds_and_disputes(square, fake, clock):
    sale = fake.sell("L1", [coffee(price=10000)])
    back = fake.take_back(sale["id"], {sale["line_items"][0]["uid"]: 1})
    payment, refund = sale["tenders"][0]["id"], back["refunds"][0]["id"]
    payout = fake.pay_out(
        "L1",
        [payment],
        [refund],
        [
            ("TAX_ON_FEE", -3, 0, {"payment_id": payment}),
            ("DISPUTE", -500, 0, {"payment_id": payment, "dispute_id": "dp1"}),
            ("DISPUTE", 200, 0, {"payment_id": payment, "dispute_id": "dp1"}),
        ],
    )
    [notice] = everything(square, "settlement", at(clock()))
    assert notice.entity_id == payout
    raw = square.fetch_many("settlement", [payout])[payout]
    settlement = square.parse("settlement", raw)
    assert euros(settlement.total) == "-3.33"
    assert [(e.kind, e.tender_id, euros(e.fee)) for e in settlement.entries] == [
        ("sale", payment, "0.30"),
        ("refund", refund, "0.00"),
        ("fee_tax", payment, "0.00"),
        ("chargeback", payment, "0.00"),
        ("chargeback_reversal", payment, "0.00"),
    ]
    assert settlement.entries[3].dispute_id == "dp1"
    assert (settlement.status, settlement.bank_reference) == ("in_transit", "E2E1")
    fake.arrive(payout)
    raw = square.fetch_many("settlement", [payout])[payout]
    assert square.parse("settlement", raw).status == "paid"
    fake.entries[payout][0]["type"] = "SOMETHING_NEW"
    raw = square.fetch_many("settlement", [payout])[payout]
    entry = square.parse("settlement", raw).entries[0]
    assert (entry.kind, entry.type) == ("unknown", "SOMETHING_NEW")


def test_every_activity_of_the_contract_is_known(fake):
    schemas = fake.contract.document["components"]["schemas"]
    assert set(schemas["ActivityType"]["enum"]) == KINDS.keys()
    assert spec("square").is_dir()


def test_a_payout_without_entries_moves_the_balance(square, fake):
    payout = fake.pay_out("L1", others=[("OTHER", 900, 0, {})])
    fake.payouts[payout]["type"], fake.entries[payout] = "SIMPLE", []
    raw = square.fetch_many("settlement", [payout])[payout]
    [entry] = square.parse("settlement", raw).entries
    assert (entry.kind, euros(entry.net)) == ("transfer", "9.00")


# --- cards and people ---


def test_a_gift_card_sold_and_spent(square, fake, clock):
    item = {"name": "Gift card", "price": 5000, "type": "GIFT_CARD"}
    order = fake.sell("L1", [item])
    card = fake.activate_card(
        "7783320001234567", 5000, order["id"], order["line_items"][0]["uid"]
    )
    clock.wait(60)
    paid = fake.sell("L1", [coffee()], (("SQUARE_GIFT_CARD", None, {}),))
    fake.redeem_card(card, 378, paid["tenders"][0]["id"])
    [notice] = everything(square, "giftcard", at(clock()))
    raw = square.fetch_many("giftcard", [card])[card]
    found = square.parse("giftcard", raw)
    assert notice.entity_id == card
    assert (euros(found.initial), euros(found.balance)) == ("50.00", "46.22")
    assert (found.order_id, found.last_characters) == (order["id"], "4567")
    assert [(move.kind, euros(move.amount)) for move in found.moves] == [
        ("issue", "50.00"),
        ("redeem", "-3.78"),
    ]
    assert found.moves[1].tender_id == paid["tenders"][0]["id"]


def test_points_earned_used_given_back_and_expired(square, fake, clock):
    account = fake.enrol(fake.add_customer("Ada", "Byron", "ada@example.com"))
    order = fake.sell("L1", [coffee()])["id"]
    start = clock()
    fake.loyal(account, "ACCUMULATE_POINTS", 40, order_id=order)
    clock.wait(60)
    fake.loyal(account, "CREATE_REWARD", 10, reward_id="R1")
    fake.loyal(account, "REDEEM_REWARD", reward_id="R1", order_id="O2")
    for _reward in range(15):  # more than a page
        clock.wait(1)
        fake.loyal(account, "CREATE_REWARD", 1, reward_id="R2")
        fake.loyal(account, "DELETE_REWARD", 1, reward_id="R2")
    fake.loyal(account, "ADJUST_POINTS", -3, reason="Wrong card")
    fake.loyal(account, "EXPIRE_POINTS", 7)
    notices = everything(square, "loyalty", at(start))
    assert {notice.entity_id for notice in notices} == {account}
    assert max(notice.version for notice in notices) == notices[0].version
    raw = square.fetch_many("loyalty", [account, "nobody"])
    assert raw["nobody"] is None
    found = square.parse("loyalty", raw[account])
    assert found.points == 20 == sum(move.points for move in found.moves)
    told = [(move.kind, move.points, move.order_id) for move in found.moves]
    assert told[:2] == [("issue", 40, order), ("debit", -10, "O2")]
    assert told[-2:] == [("debit", -3, ""), ("expire", -7, "")]
    assert len(told) == 34


def test_without_the_right_to_points_there_are_none(square, fake):
    missing = {"category": "AUTHENTICATION_ERROR", "code": "INSUFFICIENT_SCOPES"}
    answer = Response(403, {"errors": [missing]})
    fake.add_fault("answer", match="loyalty", response=answer)
    assert everything(square, "loyalty") == []


def test_customers(square, fake, clock):
    person = fake.add_customer("Ada", "Byron", "ada@example.com")
    [notice] = everything(square, "party", at(clock() - 5))
    raw = square.fetch_many("party", [person, "nobody"])
    assert raw["nobody"] is None
    assert square.parse("party", raw[notice.entity_id]).email == "ada@example.com"


# --- catalogue ---


def test_items_as_products_and_what_is_in_stock(square, fake, clock):
    item, variation = fake.add_item("Mug", "MUG", 990, "4006381333931")
    clock.wait(60)
    [notice] = everything(square, "product", at(clock() - 120))
    raw = square.fetch_many("product", [item, "nothing"])
    product = square.parse("product", raw[notice.entity_id])
    assert raw["nothing"] is None
    [mug] = product.variants
    assert (mug.external_id, mug.sku, mug.barcode) == (
        variation,
        "MUG",
        "4006381333931",
    )
    assert euros(mug.price) == "9.90"
    fake.put(variation, "L1", 12)
    keys = [f"{variation}|L1", f"{variation}|L2"]
    levels = square.fetch_many("stock", keys)
    assert square.parse("stock", levels[keys[0]]).available == Decimal(12)
    assert levels[keys[1]] is None
