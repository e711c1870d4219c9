"""Shipments to and from the fake shop: once, from the right place, as it says no."""

import pytest

from odoo.addons.retail_connector_base.platforms import (
    PushItem,
    RefusedError,
    UnknownOutcome,
)

from .shop import calls, impatient


class Goods:
    """One order of 2 + 3 units, and words for what is done with it."""

    def __init__(self, one, control, catalog):
        self.one, self.control = one, control
        [row] = control.place_orders(
            plain=True,
            payment="paid",
            lines=[
                {"sku": catalog[0], "quantity": 2},
                {"sku": catalog[1], "quantity": 3},
            ],
        )
        self.id = row["id"]
        self.places = {place.name: place.external_id for place in one.check().locations}
        self.lines = list(self.shop["orders"][0]["lines"])

    @property
    def shop(self):
        """Return what the shop holds of the order."""
        return self.control.fulfilment(order=self.id)

    def act(self, action, **given):
        """Do something in the shop."""
        return self.control.order_action(order=self.id, action=action, **given)

    def document(self):
        """Return the order's goods as a document."""
        payload = self.one.fetch_many("fulfilment", [self.id])[self.id]
        return self.one.parse("fulfilment", payload)

    def item(self, action="ship", units=(2, 3), again=False, known=(), **given):
        """Return a change; ``units`` of the two lines."""
        payload = {
            "action": action,
            "order_id": self.id,
            "location_id": self.places["Warehouse"],
            "lines": [
                {"line_id": line, "quantity": str(count)}
                for line, count in zip(self.lines, units, strict=True)
                if count
            ],
            **given,
        }
        return PushItem(f"{action}-{units}", payload, again, {"known": known})

    def push(self, *items):
        """Push and return the results."""
        return self.one.push_many("fulfilment", items, "key")


@pytest.fixture
def goods(one, control, catalog):
    return Goods(one, control, catalog)


TRACKING = {
    "carrier": "DHL",
    "numbers": ["N1", "N2"],
    "urls": ["https://t.example/N1", "https://t.example/N2"],
    "notify": True,
}


def test_a_shipment_with_two_parcels_is_one_fulfilment(goods):
    [result] = goods.push(goods.item(**TRACKING))
    [made] = goods.shop["fulfilments"]
    assert (result.error, result.external_id) == (None, made["id"])
    assert made["lines"] == dict(zip(goods.lines, (2, 3), strict=True))
    assert made["tracking"] == [
        ["DHL", "N1", "https://t.example/N1"],
        ["DHL", "N2", "https://t.example/N2"],
    ]
    assert made["notified"]
    assert goods.shop["orders"][0]["status"] == "CLOSED"


def test_a_back_order_is_the_next_fulfilment(goods):
    results = goods.push(
        goods.item(units=(1, 0), numbers=["N1"]), goods.item(units=(1, 3))
    )
    assert [result.error for result in results] == [None, None]
    assert [row["lines"] for row in goods.shop["fulfilments"]] == [
        {goods.lines[0]: 1},
        dict(zip(goods.lines, (1, 3), strict=True)),
    ]
    assert goods.shop["orders"][0]["left"] == 0


def test_reading_many_orders_is_one_request(one, control):
    rows = control.place_orders(count=20, plain=True, payment="paid")
    control.stats(reset=True)
    found = one.fetch_many("fulfilment", [row["id"] for row in rows])
    assert all(found.values())
    assert control.stats()["calls"] == {"FulfillmentsByOrder": 1}


@pytest.mark.parametrize("numbers", [["N1"], []], ids=["tracked", "untracked"])
def test_a_lost_answer_is_read_back_and_ships_once(one, goods, control, numbers):
    impatient(one)
    control.add_fault(kind="reset", when="after", match="fulfillmentCreate")
    [result] = goods.push(goods.item(units=(1, 1), numbers=numbers))
    assert isinstance(result.error, UnknownOutcome)
    [again] = goods.push(goods.item(units=(1, 1), numbers=numbers, again=True))
    [made] = goods.shop["fulfilments"]
    assert (again.error, again.external_id) == (None, made["id"])


def test_a_request_that_never_arrived_is_sent_again(one, goods, control):
    impatient(one)
    control.add_fault(kind="reset", when="before", match="fulfillmentCreate")
    [result] = goods.push(goods.item(units=(1, 1)))
    assert isinstance(result.error, UnknownOutcome)
    [again] = goods.push(goods.item(units=(1, 1), again=True))
    assert again.error is None
    assert len(goods.shop["fulfilments"]) == 1


def test_an_equal_shipment_that_is_known_is_not_taken_for_ours(goods):
    [first] = goods.push(goods.item(units=(1, 0)))
    [second] = goods.push(
        goods.item(units=(1, 0), again=True, known=[first.external_id])
    )
    assert second.external_id != first.external_id
    assert goods.shop["orders"][0]["lines"][goods.lines[0]] == 0


def test_what_follows_a_lost_answer_waits_for_its_turn(one, goods, control):
    impatient(one)
    control.add_fault(kind="reset", when="after", match="fulfillmentCreate")
    first, second = goods.push(goods.item(units=(1, 0)), goods.item(units=(1, 3)))
    assert isinstance(first.error, UnknownOutcome)
    assert second.error.code == "turn"
    assert calls(control, "FulfillmentCreate") == 1


def test_odoo_ships_from_elsewhere_so_the_work_moves_first(goods):
    store = goods.places["City Store"]
    [result] = goods.push(goods.item(units=(2, 0), location_id=store))
    assert result.error is None
    shop = goods.shop
    assert shop["fulfilments"][0]["location"] == "City Store"
    left = {row["location"]: row["left"] for row in shop["orders"]}
    assert left == {"Warehouse": 3, "City Store": 0}


def test_killed_between_move_and_shipment_it_goes_on(one, goods, control):
    impatient(one)
    store = goods.places["City Store"]
    control.add_fault(kind="reset", when="before", match="fulfillmentCreate")
    goods.push(goods.item(location_id=store))
    [again] = goods.push(goods.item(location_id=store, again=True))
    assert again.error is None
    assert [row["location"] for row in goods.shop["fulfilments"]] == ["City Store"]
    assert calls(control, "FulfillmentOrderMove") == 1


def test_several_locations_need_a_mapping(goods):
    goods.act("move", location="City Store", lines=[[1, 3]])
    [result] = goods.push(goods.item(location_id=""))
    assert result.error.code == "several_locations"
    assert not goods.shop["fulfilments"]


def test_more_than_is_left_is_refused_with_the_difference(goods):
    goods.act("fulfil", lines=[[0, 1]])
    [result] = goods.push(goods.item())
    assert isinstance(result.error, RefusedError)
    assert result.error.code == "fulfilment_exceeds"
    assert "1 of line" in result.error.message


def test_held_goods_are_not_shipped(goods):
    goods.act("hold")
    [result] = goods.push(goods.item())
    assert result.error.code == "on_hold"
    assert "inventory_out_of_stock" in result.error.message


def test_our_hold_is_put_and_released_once_and_others_stay(goods):
    goods.act("hold", handle="theirs")
    hold, release = (
        goods.item(action, handle="odoo-1", note="n") for action in ("hold", "release")
    )
    goods.push(hold)
    goods.push(hold)
    assert goods.shop["orders"][0]["holds"] == ["theirs", "odoo-1"]
    goods.push(release)
    goods.push(release)
    assert goods.shop["orders"][0]["holds"] == ["theirs"]


def test_tracking_is_corrected_and_an_equal_one_sends_nothing(goods, control):
    [made] = goods.push(goods.item(**TRACKING))
    change = goods.item(
        "track", fulfilment_id=made.external_id, carrier="UPS", numbers=["U1"]
    )
    for _ in range(2):
        [result] = goods.push(change)
        assert result.error is None
    assert goods.shop["fulfilments"][0]["tracking"] == [["UPS", "U1", None]]
    assert calls(control, "FulfillmentTracking") == 1


def test_a_fulfilment_is_cancelled_once_and_open_again(goods, control):
    [made] = goods.push(goods.item())
    for _ in range(2):
        [result] = goods.push(goods.item("cancel", fulfilment_id=made.external_id))
        assert result.error is None
    assert goods.shop["fulfilments"][0]["status"] == "CANCELLED"
    assert goods.shop["orders"][0]["left"] == 5
    assert calls(control, "FulfillmentCancel") == 1


def test_the_document_tells_work_parcels_holds_and_places(goods):
    goods.act("move", location="City Store", lines=[[1, 3]])
    goods.act("fulfil", lines=[[0, 2]], location="Warehouse", numbers=["A", "B"])
    goods.act("hold", note="wait")
    state = goods.document()
    [parcel] = state.parcels
    assert [entry.number for entry in parcel.tracking] == ["A", "B"]
    assert parcel.location_id == goods.places["Warehouse"]
    done, waiting = state.work
    assert (done.status, waiting.status) == ("closed", "on_hold")
    assert waiting.location_id == goods.places["City Store"]
    assert [(line.quantity, line.remaining) for line in waiting.lines] == [(3, 3)]
    assert [(hold.note, hold.ours) for hold in waiting.holds] == [("wait", False)]
    assert state.updated_at >= max(parcel.updated_at, waiting.updated_at)


def test_a_message_that_names_only_the_work_finds_its_order(one, goods):
    work = goods.shop["orders"][0]["id"]
    payload = one.fetch_many("fulfilment", [work])[work]
    assert payload["id"] == goods.id
    gone = "gid://shopify/FulfillmentOrder/1"
    assert one.fetch_many("fulfilment", [gone]) == {gone: None}


def test_an_order_with_more_lines_than_a_page_is_read_whole(one, control, catalog):
    lines = [{"sku": sku, "quantity": 1} for sku in catalog] * 20
    [row] = control.place_orders(plain=True, payment="paid", lines=lines[:260])
    count = min(260, len(lines))
    assert count > 100
    payload = one.fetch_many("fulfilment", [row["id"]])[row["id"]]
    [work] = one.parse("fulfilment", payload).work
    assert len(work.lines) == count
    control.order_action(order=row["id"], action="fulfil")
    payload = one.fetch_many("fulfilment", [row["id"]])[row["id"]]
    [parcel] = one.parse("fulfilment", payload).parcels
    assert len(parcel.lines) == count


def test_polling_finds_work_and_orders_that_left(one, goods, control):
    def found():
        ids, cursor = [], None
        while True:
            page = one.changes("fulfilment", None, cursor)
            ids += [notice.entity_id for notice in page.notices]
            cursor = page.cursor
            if cursor is None:
                return ids

    assert found() == [goods.id]
    goods.act("fulfil", part=True)
    assert found() == [goods.id, goods.id]


def test_gift_cards_leave_no_place(one, control):
    card = next(row["sku"] for row in control.catalog() if row["gift_card"])
    [row] = control.place_orders(
        plain=True, payment="paid", lines=[{"sku": card, "quantity": 1}]
    )
    control.order_action(order=row["id"], action="deliver_digital")
    payload = one.fetch_many("fulfilment", [row["id"]])[row["id"]]
    [parcel] = one.parse("fulfilment", payload).parcels
    assert parcel.location_id == ""
