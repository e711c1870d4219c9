"""What the shop's gateways pay out: weekly, per currency, less fees and disputes."""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Settlement,
    SettlementEntry,
)

RATE, FIXED = Decimal("0.029"), Decimal("0.30")  # of every payment
DISPUTED = 150  # one payment in so many is questioned by the customer's bank
DISPUTE_FEE = Decimal(15)
RESERVED = Decimal("1.00")  # held back of each payout, given back by the next
CENT = Decimal("0.01")


class Payouts:
    """Turn the payments of a week into settlements; nothing is left out."""

    def __init__(self, trade):
        self.trade, self.number = trade, 0
        self.reserved = defaultdict(Decimal)  # (gateway, currency) -> amount
        self.taken = defaultdict(list)  # (gateway, currency) -> disputes to decide
        self.paid = 0

    def week(self, last_day):
        """Return (settlements, disputes) of everything that was paid so far."""
        groups, disputes = defaultdict(list), []
        for order, tender in self.trade.tenders:
            groups[tender.gateway, order.currency].append((order, tender))
        self.trade.tenders.clear()
        settlements = []
        for key, payments in sorted(groups.items(), key=lambda pair: pair[0]):
            entries = [self._payment(order, tender) for order, tender in payments]
            entries += self._decided(key, last_day, disputes)
            entries += self._questioned(key, payments, last_day, disputes)
            entries += self._reserve(key, last_day)
            settlements.append(self._settlement(key, entries, last_day))
        return settlements, disputes

    def _entry(self, kind, gross, currency, at, fee=0, **values):
        self.number += 1
        gross, fee = Money(Decimal(gross), currency), Money(Decimal(fee), currency)
        return SettlementEntry(
            external_id=f"b{self.number}",
            kind=kind,
            gross=gross,
            fee=fee,
            net=gross - fee,
            occurred_at=at,
            **values,
        )

    def _payment(self, order, tender):
        back = tender.kind == "refund"
        amount = tender.amount.amount
        fee = (amount * RATE + FIXED).quantize(CENT, ROUND_HALF_UP)
        return self._entry(
            "refund" if back else "sale",
            -amount if back else amount,
            order.currency,
            tender.processed_at,
            0 if back else fee,
            tender_id=tender.external_id,
            order_id=order.external_id,
            order_name=order.name,
        )

    def _questioned(self, key, payments, day, disputes):
        entries = []
        for order, tender in payments:
            self.paid += tender.kind == "sale"
            if tender.kind != "sale" or self.paid % DISPUTED:
                continue
            dispute = self.trade.question(order, tender, day)
            disputes.append(dispute)
            self.taken[key].append(dispute)
            entries.append(
                self._entry(
                    "chargeback", -tender.amount.amount, key[1],
                    self.trade.moment(day), DISPUTE_FEE,
                    dispute_id=dispute.external_id, order_id=order.external_id,
                )
            )  # fmt: skip
        return entries

    def _decided(self, key, day, disputes):
        """Every other dispute of the week before is won; the others are lost."""
        entries, at = [], self.trade.moment(day)
        for number, dispute in enumerate(self.taken.pop(key, ())):
            won = number % 2 == 0
            disputes.append(self.trade.decide(dispute, "won" if won else "lost", at))
            if won:
                entries.append(
                    self._entry(
                        "chargeback_reversal", dispute.amount.amount, key[1], at,
                        -DISPUTE_FEE, dispute_id=dispute.external_id,
                    )
                )  # fmt: skip
        return entries

    def _reserve(self, key, day):
        at, held = self.trade.moment(day), self.reserved.pop(key, None)
        entries = [self._entry("reserve", -RESERVED, key[1], at)]
        if held:
            entries.append(self._entry("reserve_release", held, key[1], at))
        self.reserved[key] = RESERVED
        return entries

    def _settlement(self, key, entries, day):
        gateway, currency = key
        paid_on = (self.trade.moment(day) + timedelta(days=2)).date()
        return Settlement(
            external_id=f"{gateway}-{currency}-{day}",
            gateway=gateway,
            currency=currency,
            paid_on=paid_on,
            total=Money.sum((entry.net for entry in entries), currency),
            entries=tuple(entries),
            bank_reference=f"{gateway.upper()} {currency} {paid_on}",
        )
