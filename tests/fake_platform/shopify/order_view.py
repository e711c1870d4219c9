"""Derive every amount and status the API shows of an order from its facts."""

from . import pricing
from .charges import duties, fees, roundings
from .money import Dual, bag, load


def refresh(shop, order):
    """Work out the derived fields after anything about the order changed."""
    facts = order["_facts"]
    pair = pricing.pair_of(facts)
    view = View(shop, order, facts, pair)
    view.lines()
    view.shipping()
    view.amounts()
    view.payments()
    view.statuses()


class View:
    """One pass over an order."""

    def __init__(self, shop, order, facts, pair):
        self.shop, self.order, self.facts, self.pair = shop, order, facts, pair
        self.included = order["taxesIncluded"]
        across = [
            a["index"]
            for a in facts["applications"]
            if a["allocationMethod"] == "ACROSS"
        ]
        codes = [
            a["index"]
            for a in facts["applications"]
            if a["__typename"] == "DiscountCodeApplication"
        ]
        self.line_level = {a["index"] for a in facts["applications"]} - set(across)
        self.line_level_no_codes = self.line_level - set(codes)
        self.across = set(across)

    def bag(self, amount):
        """Return the MoneyBag of an amount."""
        return bag(amount, self.pair)

    def _sum(self, amounts):
        return self.pair.total(amounts)

    def lines(self):
        """Fill the amounts of each line item."""
        for line in self.facts["lines"]:
            record = self.shop.get(line["id"])
            quantity, kept = line["quantity"], pricing.kept(line)
            gross, net = pricing.gross(line), pricing.net(line, self.pair)
            plain = gross - pricing.discount(line, self.pair, self.line_level_no_codes)
            coded = gross - pricing.discount(line, self.pair, self.line_level)
            current = pricing.current_net(line, self.pair)
            untaxed = current
            if self.included:
                untaxed -= self._sum(pricing.current_taxes(line, self.pair))
            fulfillable = pricing.unshipped(line)
            record["duties"] = duties(self, line)
            record.update(
                quantity=quantity,
                currentQuantity=kept,
                refundableQuantity=kept,
                unfulfilledQuantity=fulfillable,
                nonFulfillableQuantity=quantity - line["fulfilled"] - fulfillable,
                fulfillableQuantity=fulfillable,
                restockable=bool(record["variant"]),
                originalUnitPriceSet=self.bag(load(line["unit"])),
                originalTotalSet=self.bag(gross),
                discountedUnitPriceSet=self._unit(plain, quantity),
                _discountedTotalSet=self.bag(plain),
                _discountedTotalWithCodes=self.bag(coded),
                discountedUnitPriceAfterAllDiscountsSet=self._unit(net, quantity),
                totalDiscountSet=self.bag(gross - coded),
                priceAfterAllDiscountsBeforeTaxesSet=self.bag(untaxed),
                taxLines=self.tax_lines(line),
                discountAllocations=self._allocations(line),
            )

    def _unit(self, amount, quantity):
        exact = Dual(amount.shop / quantity, amount.other / quantity)
        return self.bag(self.pair.round(exact))

    def tax_lines(self, item):
        return [
            tax_line(
                rate["title"],
                rate["rate"],
                rate.get("channelLiable", False),
                self.bag(load(t)),
            )
            for rate, t in zip(item["rates"], item["taxes"], strict=True)
        ]

    def _allocations(self, item):
        applications = self.facts["applications"]
        return [
            {
                "allocatedAmountSet": self.bag(load(amount)),
                "discountApplication": applications[index],
            }
            for index, amount in item["discounts"]
        ]

    def shipping(self):
        """Fill the shipping lines."""
        self.order["shippingLines"] = [
            {
                "__typename": "ShippingLine",
                "id": line["id"],
                "title": line["title"],
                "code": line["code"],
                "source": line["source"],
                "carrierIdentifier": line.get("carrier"),
                "custom": False,
                "isRemoved": False,
                "originalPriceSet": self.bag(load(line["price"])),
                "discountedPriceSet": self.bag(pricing.shipping_net(line, self.pair)),
                "currentDiscountedPriceSet": self.bag(
                    pricing.shipping_net(line, self.pair) - load(line["refunded"])
                ),
                "taxLines": self.tax_lines(line),
                "discountAllocations": self._allocations(line),
            }
            for line in self.facts["shipping"]
        ]
        lines = self.order["shippingLines"]
        self.order["shippingLine"] = lines[0] if lines else None

    def amounts(self):
        """Fill the totals, as placed and as they are now."""
        pair, facts = self.pair, self.facts
        goods = [line for line in facts["lines"] if line["kind"] != "tip"]
        tips = [line for line in facts["lines"] if line["kind"] == "tip"]
        ship = facts["shipping"]
        before, now = pricing.tax_totals(facts), pricing.tax_totals(facts, current=True)
        refunded_shipping = self._sum(load(line["refunded"]) for line in ship)
        shipping = self._sum(pricing.shipping_net(line, pair) for line in ship)
        self.total = pricing.total(facts, self.included)
        self.current = pricing.current_total(facts, self.included)
        facts.setdefault("original_total", self.total.dump())
        discounts = [pricing.discount(item, pair) for item in facts["lines"] + ship]
        across = [pricing.discount(line, pair, self.across) for line in goods]
        current_discounts = [
            pricing.share(
                pricing.discount(i, pair), pricing.kept(i), i["quantity"], pair
            )
            for i in goods
        ] + [pricing.discount(line, pair) for line in ship]
        self.order.update(
            additionalFees=fees(self),
            subtotalPriceSet=self.bag(
                self._sum(pricing.net(line, pair) for line in goods)
            ),
            totalPriceSet=self.bag(self.total),
            originalTotalPriceSet=self.bag(load(facts["original_total"])),
            totalTaxSet=self.bag(self._sum(before.values())),
            totalDiscountsSet=self.bag(self._sum(discounts)),
            cartDiscountAmountSet=self.bag(self._sum(across)),
            totalShippingPriceSet=self.bag(shipping),
            totalTipReceivedSet=self.bag(
                self._sum(pricing.net(line, pair) for line in tips)
            ),
            currentTotalPriceSet=self.bag(self.current),
            currentSubtotalPriceSet=self.bag(
                self._sum(pricing.current_net(line, pair) for line in goods)
            ),
            currentTotalTaxSet=self.bag(self._sum(now.values())),
            currentTotalDiscountsSet=self.bag(self._sum(current_discounts)),
            currentCartDiscountAmountSet=self.bag(self._sum(across)),
            currentShippingPriceSet=self.bag(shipping - refunded_shipping),
            totalRefundedShippingSet=self.bag(refunded_shipping),
            taxLines=self._totals(before),
            currentTaxLines=self._totals({k: v for k, v in now.items() if v}),
            subtotalLineItemsQuantity=sum(
                x["quantity"] for x in goods if x["kind"] != "gift_card"
            ),
            currentSubtotalLineItemsQuantity=sum(
                pricing.kept(x) for x in goods if x["kind"] != "gift_card"
            ),
            totalCashRoundingAdjustment={
                "paymentSet": self.bag(self._sum(roundings(self, "SALE", "CAPTURE"))),
                "refundSet": self.bag(self._sum(roundings(self, "REFUND"))),
            },
            _itemsTotal=self.bag(self._sum(pricing.gross(line) for line in goods)),
        )

    def _totals(self, sums):
        return [tax_line(*key, self.bag(amount)) for key, amount in sums.items()]

    def payments(self):
        """Fill what was received, refunded and is still open."""
        kinds = {
            "SALE": [],
            "CAPTURE": [],
            "REFUND": [],
            "AUTHORIZATION": [],
            "VOID": [],
        }
        gateways = []
        for gid in self.order["transactions"]:
            record = self.shop.get(gid)
            if record["gateway"] not in gateways:
                gateways.append(record["gateway"])
            if record["status"] == "SUCCESS" and record["kind"] in kinds:
                kinds[record["kind"]].append(load(record["_amount"]))
        received = self._sum(kinds["SALE"] + kinds["CAPTURE"])
        refunded = self._sum(kinds["REFUND"])
        capturable = self._sum(kinds["AUTHORIZATION"]) - self._sum(kinds["CAPTURE"])
        if kinds["VOID"]:
            capturable = self.pair.zero()
        self.received, self.refunded, self.capturable = received, refunded, capturable
        self.voided = bool(kinds["VOID"]) or (
            bool(self.order["cancelledAt"]) and not received
        )
        outstanding = self.current - (received - refunded)
        self.order.update(
            totalReceivedSet=self.bag(received),
            totalRefundedSet=self.bag(refunded),
            netPaymentSet=self.bag(received - refunded),
            totalOutstandingSet=self.bag(outstanding),
            totalCapturableSet=self.bag(capturable),
            capturable=capturable.shop > 0,
            paymentGatewayNames=gateways,
            fullyPaid=outstanding.shop <= 0,
            unpaid=received.shop <= 0 < self.current.shop,
            canMarkAsPaid=outstanding.shop > 0 and not self.order["cancelledAt"],
            refundable=received.shop > refunded.shop,
        )

    def statuses(self):
        """Fill the financial and the fulfilment status."""
        if self.refunded.shop > 0 and self.refunded.shop >= self.received.shop:
            financial = "REFUNDED"
        elif self.refunded.shop > 0:
            financial = "PARTIALLY_REFUNDED"
        elif self.voided:
            financial = "VOIDED"
        elif self.received.shop >= self.current.shop:
            financial = "PAID"
        elif self.received.shop > 0:
            financial = "PARTIALLY_PAID"
        else:
            financial = "AUTHORIZED" if self.capturable.shop > 0 else "PENDING"
            financial = "EXPIRED" if self.order.get("_expired") else financial
        ships = [line for line in self.facts["lines"] if line["ships"]]
        done = sum(line["fulfilled"] for line in ships)
        left = sum(map(pricing.unshipped, ships))
        fulfilment = "UNFULFILLED" if left else "FULFILLED"
        if left and done:
            fulfilment = "PARTIALLY_FULFILLED"
        elif not left and not done and any(line["removed"] for line in ships):
            fulfilment = "RESTOCKED" if self.order["cancelledAt"] else "FULFILLED"
        self.order.update(
            displayFinancialStatus=financial,
            displayFulfillmentStatus=fulfilment,
            fulfillable=bool(left) and not self.order["cancelledAt"],
            requiresShipping=bool(ships),
            restockable=bool(ships),
            closed=bool(self.order["closedAt"]),
            nonFulfillableLineItems=[
                line["id"]
                for line in self.facts["lines"]
                if not line["ships"] or not pricing.kept(line)
            ],
        )


def tax_line(title, rate, liable, money_bag):
    """Return a TaxLine."""
    return {
        "title": title,
        "rate": float(rate),
        "ratePercentage": round(float(rate) * 100, 4),
        "channelLiable": liable,
        "source": "Shopify",
        "priceSet": money_bag,
    }
