"""The fake's orders: random ones of several shops add up to the cent, always."""

import random
from decimal import Decimal

import pytest

from tests.fake_platform.shopify.baskets import Baskets
from tests.fake_platform.shopify.money import quantum
from tests.fake_platform.shopify.order_actions import ACTIONS
from tests.fake_platform.shopify.orders import place
from tests.fake_platform.shopify.world import World

SHOPS = {
    "german": {"currency": "EUR", "country": "DE", "taxes_included": True},
    "american": {"currency": "USD", "country": "US", "taxes_included": False,
                 "rates": {"EUR": "0.92", "JPY": "149.7"}},
    "canadian": {"currency": "CAD", "country": "CA", "taxes_included": False,
                 "rates": {"USD": "0.71"}},
    "japanese": {"currency": "JPY", "country": "JP", "taxes_included": True,
                 "rates": {"USD": "0.0066"}},
}  # fmt: skip
ORDERS = 130  # of each shop


@pytest.fixture(scope="module")
def shops():
    """Return the shops with their orders, many of them changed afterwards."""
    world = World()
    made = {}
    for name, identity in SHOPS.items():
        shop = world.create_shop(f"{name}.shop", "small", seed=11, **identity)
        drawer = Baskets(shop, 42)
        for number in range(ORDERS):
            order = place(shop, drawer.draw())
            change(shop, order, random.Random(f"{name}{number}"))
        made[name] = shop
    yield made
    world.webhooks.close()


def change(shop, order, rng):
    """Do something to half of the orders, twice to some."""
    for _turn in range(rng.choice((0, 0, 1, 2))):
        action = rng.choice(("pay", "fulfil", "refund", "refund", "edit", "cancel"))
        arguments = {}
        if action == "refund":
            lines = [[place_, 1] for place_ in range(len(order["_facts"]["lines"]))]
            arguments = {
                "lines": rng.sample(lines, 1),
                "shipping": rng.random() < 0.3,
                "restock": rng.choice(("RETURN", "NO_RESTOCK")),
            }
            if rng.random() < 0.2:
                arguments["amount"] = "1"
        if action == "edit":
            sku = rng.choice(list(Baskets(shop, 1).by_sku))
            arguments = rng.choice(
                ({"add": {"sku": sku, "quantity": 2}}, {"remove": {"line": 0}})
            )
        try:
            ACTIONS[action](shop, order, **arguments)
        except ValueError:
            continue  # nothing left to do that to


def each_side(shops):
    """Yield every order once in shop currency and once in presentment currency."""
    for shop in shops.values():
        for order in shop.table("Order").values():
            for side in ("shopMoney", "presentmentMoney"):
                yield shop, order, Amounts(side)


class Amounts:
    """Reads money bags on one side."""

    def __init__(self, side):
        self.side = side

    def __call__(self, record, *names):
        """Return the sum of the named bags of a record."""
        return sum((Decimal(record[n][self.side]["amount"]) for n in names), Decimal(0))

    def sum(self, records, *names):
        """Return the sum over records."""
        return sum((self(record, *names) for record in records), Decimal(0))


def lines_of(shop, order):
    """Return the line items."""
    return [shop.get(gid) for gid in order["lineItems"]]


def test_there_are_many_orders_of_many_kinds(shops):
    orders = [o for shop in shops.values() for o in shop.table("Order").values()]
    assert len(orders) == ORDERS * len(SHOPS)
    statuses = {order["displayFinancialStatus"] for order in orders}
    assert {"PAID", "PENDING", "AUTHORIZED", "PARTIALLY_PAID", "REFUNDED",
            "PARTIALLY_REFUNDED", "VOIDED"} <= statuses  # fmt: skip
    assert {order["sourceName"] for order in orders} == {"web", "pos"}
    assert any(order["customer"] is None for order in orders)
    assert any(order["edited"] for order in orders)
    assert any(len(order["paymentGatewayNames"]) > 1 for order in orders)
    assert any(o["presentmentCurrencyCode"] != o["currencyCode"] for o in orders)
    assert any(len(order["discountApplications"]) > 1 for order in orders)


def test_the_total_is_what_its_parts_add_up_to(shops):
    for shop, order, amount in each_side(shops):
        lines = lines_of(shop, order)
        total = amount.sum(lines, "originalTotalSet")
        total += amount.sum(order["shippingLines"], "originalPriceSet")
        for item in lines + order["shippingLines"]:
            total -= amount.sum(item["discountAllocations"], "allocatedAmountSet")
            if not order["taxesIncluded"]:
                total += amount.sum(item["taxLines"], "priceSet")
        assert total == amount(order, "totalPriceSet"), order["name"]


def test_subtotal_shipping_tip_and_tax_make_the_total(shops):
    for _shop, order, amount in each_side(shops):
        total = amount(
            order, "subtotalPriceSet", "totalShippingPriceSet", "totalTipReceivedSet"
        )
        if not order["taxesIncluded"]:
            total += amount(order, "totalTaxSet")
        assert total == amount(order, "totalPriceSet"), order["name"]


def test_taxes_add_up_by_line_and_by_title(shops):
    for shop, order, amount in each_side(shops):
        items = lines_of(shop, order) + order["shippingLines"]
        by_line = sum(amount.sum(item["taxLines"], "priceSet") for item in items)
        assert by_line == amount.sum(order["taxLines"], "priceSet")
        assert by_line == amount(order, "totalTaxSet")
        assert amount(order, "currentTotalTaxSet") == amount.sum(
            order["currentTaxLines"], "priceSet"
        )


def test_every_tax_is_its_rate_of_the_line_rounded(shops):
    for shop, order, amount in each_side(shops):
        for line in lines_of(shop, order):
            base = amount(line, "originalTotalSet")
            base -= amount.sum(line["discountAllocations"], "allocatedAmountSet")
            whole = 1
            if order["taxesIncluded"]:
                whole += sum(Decimal(str(tax["rate"])) for tax in line["taxLines"])
            for tax in line["taxLines"]:
                exact = base * Decimal(str(tax["rate"])) / whole
                step = quantum(tax["priceSet"][amount.side]["currencyCode"])
                assert abs(amount(tax, "priceSet") - exact) <= step / 2


def test_discounts_add_up_and_never_exceed_the_line(shops):
    for shop, order, amount in each_side(shops):
        items = lines_of(shop, order) + order["shippingLines"]
        given = [
            amount.sum(i["discountAllocations"], "allocatedAmountSet") for i in items
        ]
        assert sum(given) == amount(order, "totalDiscountsSet")
        for item, discount in zip(items, given, strict=True):
            whole = (
                "originalTotalSet" if "originalTotalSet" in item else "originalPriceSet"
            )
            assert 0 <= discount <= amount(item, whole)


def test_what_is_left_is_the_total_less_what_was_given_back(shops):
    for shop, order, amount in each_side(shops):
        refunds = [shop.get(gid) for gid in order["refunds"]]
        back = Decimal(0)
        for refund in refunds:
            back += amount.sum(refund["refundLineItems"], "subtotalSet")
            back += amount.sum(refund["refundShippingLines"], "subtotalAmountSet")
            if not order["taxesIncluded"]:
                back += amount.sum(refund["refundLineItems"], "totalTaxSet")
                back += amount.sum(refund["refundShippingLines"], "taxAmountSet")
        total = amount(order, "totalPriceSet")
        assert total - back == amount(order, "currentTotalPriceSet"), order["name"]


def test_the_sales_of_all_agreements_make_the_current_total(shops):
    for _shop, order, amount in each_side(shops):
        total = tax = Decimal(0)
        for agreement in order["agreements"]:
            total += amount.sum(agreement["sales"], "totalAmount")
            tax += amount.sum(agreement["sales"], "totalTaxAmount")
            for sale in agreement["sales"]:
                assert amount.sum(sale["taxes"], "amount") == amount(
                    sale, "totalTaxAmount"
                )
        assert total == amount(order, "currentTotalPriceSet"), order["name"]
        assert tax == amount(order, "currentTotalTaxSet"), order["name"]


def test_payments_and_what_is_open_make_the_current_total(shops):
    for shop, order, amount in each_side(shops):
        sums = dict.fromkeys(("SALE", "CAPTURE", "REFUND", "AUTHORIZATION", "VOID"), 0)
        for gid in order["transactions"]:
            record = shop.get(gid)
            assert amount(record, "amountSet") > 0 or amount.side == "presentmentMoney"
            if record["status"] == "SUCCESS":
                sums[record["kind"]] += amount(record, "amountSet")
        net = sums["SALE"] + sums["CAPTURE"] - sums["REFUND"]
        assert net == amount(order, "netPaymentSet")
        current = amount(order, "currentTotalPriceSet")
        assert current - net == amount(order, "totalOutstandingSet")
        refunded = amount.sum(map(shop.get, order["refunds"]), "totalRefundedSet")
        assert refunded == sums["REFUND"] == amount(order, "totalRefundedSet")


def test_an_order_never_edited_keeps_its_original_total(shops):
    for _shop, order, amount in each_side(shops):
        if not order["edited"]:
            assert amount(order, "originalTotalPriceSet", ) == amount(
                order, "totalPriceSet"
            )  # fmt: skip


def test_stock_is_what_it_was_less_what_left(shops):
    for shop in shops.values():
        for level in shop.table("InventoryLevel").values():
            assert level["_quantities"]["committed"] >= 0
        committed = sum(
            level["_quantities"]["committed"]
            for level in shop.table("InventoryLevel").values()
        )
        waiting = 0
        for order in shop.table("Order").values():
            for line in order["_facts"]["lines"]:
                kept = line["quantity"] - line["removed"]
                if line["ships"] and line["variant"]:
                    waiting += max(0, kept - line["fulfilled"])
        assert committed == waiting


def test_no_amount_has_more_digits_than_its_currency(shops):
    for _shop, order, amount in each_side(shops):
        money = order["totalPriceSet"][amount.side]
        value = Decimal(money["amount"])
        assert value == value.quantize(quantum(money["currencyCode"]))
