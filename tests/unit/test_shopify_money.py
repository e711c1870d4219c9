"""Payouts, disputes and cards: every type has a kind, and nothing is made up."""

import json
from pathlib import Path

import pytest

from odoo.addons.retail_connector_base.canonical import InvariantError
from odoo.addons.retail_connector_base.canonical.payout import ENTRY_KINDS, UNKNOWN
from odoo.addons.retail_connector_shopify.platforms import shopify
from odoo.addons.retail_connector_shopify.platforms.shopify import (
    ShopifyAdapter,
    mapper_dispute,
    mapper_giftcard,
    mapper_payout,
    payout_types,
    queries,
)

from tests.fake_platform.shopify.schema import load

FOLDER = Path(shopify.__file__).parent


def sample(name):
    return json.loads((FOLDER / "samples" / f"{name}.json").read_text())


def parse(payload, kind="settlement"):
    return ShopifyAdapter({"shop": "northwind"}).parse(kind, payload)


def values(enum):
    return set(load("2026-10").graphql.get_type(enum).values)


def test_every_balance_transaction_type_of_the_schema_has_one_kind():
    words = [word for words in payout_types.KINDS.values() for word in words]
    assert len(words) == len(set(words))
    assert set(words) == values("ShopifyPaymentsTransactionType")
    assert set(payout_types.KINDS) <= set(ENTRY_KINDS)


def test_every_status_of_the_schema_is_known():
    assert set(mapper_payout.STATUSES) == values("ShopifyPaymentsPayoutStatus")
    assert set(mapper_dispute.STATUSES) == values("DisputeStatus")
    types = load("2026-10").graphql
    moves = types.get_type("GiftCardTransaction")
    names = {kind.name for kind in types.get_possible_types(moves)}
    assert set(mapper_giftcard.CARD_MOVES) == names
    credit = types.get_type("StoreCreditAccountTransaction")
    names = {kind.name for kind in types.get_possible_types(credit)}
    assert set(mapper_giftcard.CREDIT_SIGNS) == names
    events = {event for event, _sign in mapper_giftcard.CREDIT_MOVES}
    assert events == values("StoreCreditSystemEvent")


@pytest.mark.parametrize("kind", payout_types.KINDS)
def test_each_family_has_a_sample_that_becomes_lines_of_its_kind(kind):
    payload = sample(f"settlement-{kind.replace('_', '-')}")
    found = {entry.type: entry.kind for entry in parse(payload).entries}
    wanted = set(payout_types.KINDS[kind]) - {"TRANSFER"}
    assert {word for word, one in found.items() if one == kind} == wanted


def test_a_type_in_no_table_waits_for_a_person_and_is_named():
    payload = sample("settlement-sale")
    payload["transactions"][0]["type"] = "LUNAR_DUST_CREDIT"
    entry = parse(payload).entries[0]
    assert (entry.kind, entry.type) == (UNKNOWN, "LUNAR_DUST_CREDIT")


def test_lines_that_do_not_add_up_to_the_deposit_park_it():
    payload = sample("settlement-sale")
    payload["net"]["amount"] = "150.38"
    with pytest.raises(InvariantError, match="deposit"):
        parse(payload)


def test_the_payout_itself_is_no_line_of_it():
    document = parse(sample("settlement-sale"))
    assert {entry.kind for entry in document.entries} == {"sale"}


def test_a_withdrawal_takes_money_from_the_bank():
    assert parse(sample("settlement-withdrawal")).total.amount < 0


def test_a_line_names_its_payment_order_and_dispute():
    sale = parse(sample("settlement-chargeback")).entries
    assert sale[0].tender_id == "gid://shopify/OrderTransaction/61001"
    assert (sale[0].order_id, sale[0].order_name) == (
        "gid://shopify/Order/1001", "#1001",
    )  # fmt: skip
    assert {one.dispute_id for one in sale[1:]} == {
        "gid://shopify/ShopifyPaymentsDispute/4401"
    }


def test_a_balance_transaction_is_an_answer_of_its_operation():
    text = queries.operation("balance_transactions").text
    line = sample("settlement-sale")["transactions"][0]
    for name in line:
        assert name in text


def test_a_card_that_was_ended_owes_nothing():
    card = parse(sample("giftcard-deactivated"), "giftcard")
    total = card.initial.amount + sum(move.amount.amount for move in card.moves)
    assert (total, card.active) == (0, False)


@pytest.mark.parametrize("name", ["purchased", "manual", "loaded", "store-credit"])
def test_what_happened_to_a_card_adds_up_to_its_balance(name):
    card = parse(sample(f"giftcard-{name}"), "giftcard")
    total = card.initial.amount + sum(move.amount.amount for move in card.moves)
    assert total == card.balance.amount


def test_a_payment_by_card_names_the_card():
    order = parse(sample("order-gift-card-tender"), "order")
    cards = {tender.gift_card_id for tender in order.tenders}
    assert "gid://shopify/GiftCard/5501" in cards
