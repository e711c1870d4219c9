"""What a day of the demo retailer brings: orders, refunds, receipts, closings."""

import itertools
import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.retail_connector_base.canonical import (
    Dispute,
    GiftCard,
    GiftCardMove,
    Money,
    Refund,
    RefundLine,
    Refunds,
)
from odoo.addons.retail_connector_base.tests.importer_documents import Documents
from odoo.addons.retail_connector_pos.tests.documents import TillDocuments

from .world import PRICES

CENT = Decimal("0.01")
CURRENCIES = ("USD",) * 7 + ("EUR",) * 2 + ("CAD",)
CUSTOMERS = 400
CARD_VALUE = 50  # of every gift card


def share(amount, rate):
    """Return a rate of an amount, to the cent."""
    return (amount * Decimal(rate)).quantize(CENT, ROUND_HALF_UP)


class Trade(Documents, TillDocuments):
    """Draw documents, consistent by construction; the same seed, the same month."""

    # Both makers of documents know lines and tenders: these are the shop's.
    line, tender = Documents.line, Documents.tender

    def __init__(self, start, seed=1):
        self.start, self.draw = start, random.Random(seed)
        self.numbers = itertools.count(1)
        self.till = TillDocuments()
        self.sequence = defaultdict(int)  # (store, register) -> last number
        self.tenders = []  # (document, tender) that a payout will settle
        self.refunds_due = defaultdict(list)  # day -> orders to refund
        self.cards, self.shop_cards = {}, []
        self.disputes = []
        self.store_cards = Decimal(0)  # what the stores' gift cards owe

    def moment(self, day, minute=0):
        """Return a moment of a day of the month."""
        noon = datetime.combine(self.start, time(13), UTC)
        return noon + timedelta(days=day, minutes=minute)

    # --- the shop ---

    def orders(self, day, count):
        """Return the orders of a day."""
        return [self._order(day, number % 600) for number in range(count)]

    def _order(self, day, minute):
        number, at = str(next(self.numbers)), self.moment(day, minute)
        currency = self.draw.choice(CURRENCIES)
        lines = [
            self._line(f"{number}-{index}", currency)
            for index in range(self.draw.randint(1, 3))
        ]
        freight = Decimal("4.90")
        taxes = [self.tax(share(freight, "0.10"), currency=currency)]
        lines.append(
            self.line(
                f"{number}-s", freight, kind="shipping", taxes=taxes, currency=currency
            )
        )
        if self.draw.random() < 0.03:
            tip = Decimal(self.draw.randint(100, 900)) / 100
            lines.append(
                self.line(f"{number}-t", tip, kind="tip", sku="", currency=currency)
            )
        sells_card = currency == "USD" and self.draw.random() < 0.03
        if sells_card:
            lines.append(self.line(f"{number}-g", CARD_VALUE, kind="gift_card", sku=""))
        total = Money.sum((line.gross(False) for line in lines), currency)
        gateway = self.draw.choice(("cards", "cards", "wallet"))
        tenders = self._pay(number, total, gateway, at)
        order = self.order(
            number,
            lines,
            currency=currency,
            tenders=tenders,
            created_at=at,
            updated_at=at,
            customer=self._customer(),
        )
        self.tenders += [(order, one) for one in tenders if one.gateway != "gift_card"]
        if sells_card:
            self.shop_cards.append(number)
            self.cards[number] = (at, f"{number}-g", [])
        if len(tenders) == 1 and self.draw.random() < 0.07:
            self.refunds_due[day + self.draw.randint(1, 6)].append(order)
        return order

    def _line(self, external_id, currency):
        sku = self.draw.choice(list(PRICES))
        quantity = self.draw.randint(1, 3)
        net = Decimal(PRICES[sku]) * quantity
        return self.line(
            external_id,
            PRICES[sku],
            quantity,
            sku=sku,
            taxes=[self.tax(share(net, "0.10"), currency=currency)],
            currency=currency,
        )

    def _customer(self):
        buyer = self.draw.randrange(CUSTOMERS)
        return self.party(f"c{buyer}", f"Buyer {buyer}", f"buyer{buyer}@example.com")

    def _pay(self, number, total, gateway, at):
        """Return the payments of an order, now and then partly by gift card."""
        words = {"currency": total.currency, "processed_at": at}
        spendable = [n for n in self.shop_cards if self.left(n) >= 20]
        if total.currency == "USD" and spendable and self.draw.random() < 0.04:
            card = self.draw.choice(spendable)
            if total.amount > 20:
                self.cards[card][2].append((f"t-{number}-c", at, Decimal(20)))
                return [
                    self.tender(
                        f"t-{number}-c", 20, gateway="gift_card", gift_card_id=card,
                        **words,
                    ),
                    self.tender(
                        f"t-{number}", total.amount - 20, gateway=gateway, **words
                    ),
                ]  # fmt: skip
        return [self.tender(f"t-{number}", total.amount, gateway=gateway, **words)]

    def left(self, card):
        """Return what is left on a gift card."""
        return CARD_VALUE - sum(amount for _id, _at, amount in self.cards[card][2])

    def refunds(self, day):
        """Return what is refunded on a day: one unit of the first line."""
        return [self._refund(order, day) for order in self.refunds_due.pop(day, ())]

    def _refund(self, order, day):
        line, at = order.lines[0], self.moment(day, 30)
        net = line.unit_price.amount
        tax = share(net, "0.10")
        paid = order.tenders[-1]
        amount = net + tax
        back = self.tender(
            f"r-{order.external_id}", amount, kind="refund", gateway=paid.gateway,
            currency=order.currency, processed_at=at, parent_id=paid.external_id,
        )  # fmt: skip
        part = RefundLine(
            kind="product",
            subtotal=self.money(net, order.currency),
            external_id=f"rl-{order.external_id}",
            order_line_id=line.external_id,
            quantity=Decimal(1),
            taxes=(self.tax(tax, currency=order.currency),),
        )
        self.tenders.append((order, back))
        refund = Refund(
            external_id=f"refund-{order.external_id}",
            order_id=order.external_id,
            currency=order.currency,
            prices_include_tax=False,
            created_at=at,
            lines=(part,),
            total=self.money(amount, order.currency),
            refunded=self.money(amount, order.currency),
            tenders=(back,),
            name=order.name,
        )
        return Refunds(order.external_id, (refund,), at)

    def gift_cards(self):
        """Return every card the shop sold, with what was spent of it."""
        return [
            GiftCard(
                external_id=number,
                kind="gift_card",
                currency="USD",
                balance=self.money(self.left(number)),
                initial=self.money(CARD_VALUE),
                issued_at=at,
                moves=tuple(
                    GiftCardMove(f"m-{one}", "debit", self.money(-amount), moment)
                    for one, moment, amount in spent
                ),
                source="purchased",
                order_id=number,
                order_line_id=line,
                last_characters=number[-4:].rjust(4, "0"),
            )
            for number, (at, line, spent) in self.cards.items()
        ]

    # --- disputes ---

    def question(self, order, tender, day):
        """Return the dispute that opens about a payment."""
        dispute = Dispute(
            external_id=f"d-{order.external_id}",
            kind="chargeback",
            status="needs_response",
            amount=tender.amount,
            initiated_at=self.moment(day),
            order_id=order.external_id,
            reason="fraudulent",
        )
        self.disputes.append(dispute)
        return dispute

    def decide(self, dispute, status, at):
        """Return the dispute as it is after the bank decided."""
        return replace(dispute, status=status, finalized_at=at, updated_at=at)

    # --- the stores ---

    def receipts(self, store, day, count):
        """Return the receipts of a store's day."""
        self.till.store = store
        return [self._receipt(store, day, minute) for minute in range(count)]

    def _receipt(self, store, day, minute):
        self.sequence[store] += 1
        number, kind = self.sequence[store], self.draw.random()
        sku = self.draw.choice(list(PRICES))
        line = self.till.line(sku, self.draw.randint(1, 3), price=PRICES[sku])
        lines = [line]
        if kind < 0.05:  # brought back
            lines = [self.till.line(sku, -1, price=PRICES[sku])]
        elif kind < 0.09:  # exchanged
            other = self.draw.choice(list(PRICES))
            lines = [
                self.till.line(sku, -1, price=PRICES[sku]),
                self.till.line(other, 1, price=PRICES[other]),
            ]
        elif kind < 0.14:
            tip = Decimal(self.draw.randint(50, 600)) / 100
            lines.append(self.till.line("Tip", 1, price=tip, tax="", kind="tip"))
        elif kind < 0.16:
            lines = [
                self.till.line(
                    "Gift", 1, price=f"{CARD_VALUE}.00", tax="", kind="gift_card"
                )
            ]
            self.store_cards += CARD_VALUE
        total = sum((one.gross(False).amount for one in lines), Decimal(0))
        gateway = self.draw.choice(("cash", "card"))
        key = f"{store}/1/1/{number}"
        at = self.moment(day, 60 + minute % 600)
        paid = [self.till.tender(total, gateway, number=key, processed_at=at)]
        if kind > 0.97 and total > 20:
            self.store_cards -= 20
            paid = [
                self.till.tender(20, "gift card", number=f"{key}g", processed_at=at),
                self.till.tender(total - 20, gateway, number=key, processed_at=at),
            ]
        return self.till.receipt(
            number,
            *lines,
            tenders=paid if total else (),
            store=store,
            at=at,
            business_date=self.start + timedelta(days=day),
        )

    def closing(self, store, day, receipts):
        """Return what a till says at the end of a day, a cent short now and then."""
        self.till.store = store
        totals = defaultdict(Decimal)
        for receipt in receipts:
            for tender in receipt.tenders:
                totals[tender.gateway] += tender.effect.amount
        expected = 100 + totals["cash"]
        short = Decimal("0.05") if self.draw.random() < 0.1 else Decimal(0)
        date = self.start + timedelta(days=day)
        return self.till.shift(
            external_id=f"{store}/1/1/{date}/",
            business_date=date,
            opened_at=self.moment(day),
            closed_at=self.moment(day, 720),
            tenders=totals,
            cash_expected=str(expected),
            cash_counted=str(expected - short),
            gross_total=str(sum(r.total.amount for r in receipts)),
            tax_total=str(sum(r.total_tax.amount for r in receipts)),
        )
