"""What receipts do to gift cards and loyalty accounts: a ledger card by card."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models

from odoo.addons.retail_connector_base.canonical import minor_units

CENT = Decimal("0.01")  # of a point


class CardKey(NamedTuple):
    """A kind of change of a card; what a receipt does of it is added up."""

    card_id: str
    card_kind: str
    kind: str
    paid: bool = False


@dataclass
class Change:
    """By how much a card changes: positive is owed more."""

    amount: Decimal = Decimal(0)
    points: Decimal = Decimal(0)

    def __bool__(self):
        return bool(self.amount or self.points)


class RetailImporterReceiptCard(models.AbstractModel):
    """Keep the moves of cards that receipts tell of, once, whatever is changed later.

    Gift cards: only where the platform does not list them with their moves. A card that
    was sold, or paid with, is in the session's entry already; points given, and points
    that became a discount, are booked by the ledger as any change of what is owed.
    """

    _name = "retail.importer.receipt.card"
    _description = "Retail Receipt Card Importer"

    @api.model
    def _sync(self, batch, items, bindings):
        """Add what is missing to what the cards say of each receipt.

        :param bindings: receipt id -> its binding
        """
        listed = "giftcard_in" in batch.backend.flow_ids.mapped("code")
        wanted = {}
        for item in items:
            receipt = item.document
            wanted[bindings[receipt.external_id]] = self._wanted(
                batch.backend, receipt, listed
            )
            if receipt.voids in bindings:
                wanted.setdefault(bindings[receipt.voids], {})
        known = self._known([b for b in wanted if b.revision or b.voided])
        rows = []
        for binding, changes in wanted.items():
            before = known.get(binding, {})
            for key in {**before, **changes}:
                change, old = changes.get(key, Change()), before.get(key, Change())
                rest = Change(change.amount - old.amount, change.points - old.points)
                if rest:
                    rows.append((binding, key, rest, key in before))
        self._write(batch, rows)

    @api.model
    def _wanted(self, backend, receipt, listed):
        """Return card key -> change that a receipt makes."""
        worth = Decimal(repr(backend.loyalty_point_value))
        accounts = {told.account_id for told in receipt.loyalty}
        told = list(self._points(receipt, worth))
        told += self._paid_with(receipt, accounts, worth, listed)
        if not listed:
            told += [
                (
                    CardKey(line.gift_card_id, "gift_card", "issue", paid=True),
                    Change(line.subtotal.amount),
                )
                for line in receipt.lines
                if line.kind == "gift_card" and line.gift_card_id
            ]
        found = {}
        for key, change in told:
            total = found.setdefault(key, Change())
            total.amount += change.amount
            total.points += change.points
        return found

    @api.model
    def _points(self, receipt, worth):
        """Yield (key, change) of points given, and of those that became a discount."""
        unit = Decimal(1).scaleb(-minor_units(receipt.currency))
        for told in receipt.loyalty:
            for kind, points in (("issue", told.earned), ("debit", -told.redeemed)):
                if points:
                    value = (points * worth).quantize(unit)
                    yield (
                        CardKey(told.account_id, "loyalty", kind),
                        Change(value, points),
                    )

    @api.model
    def _paid_with(self, receipt, accounts, worth, listed):
        """Yield (key, change) of payments by card, and by points of ``accounts``."""
        for tender in receipt.tenders:
            card_id, amount = tender.gift_card_id, -tender.effect.amount
            if not card_id or not amount:
                continue
            kind = "redeem" if amount < 0 else "refund"
            if card_id in accounts:
                points = (amount / worth).quantize(CENT) if worth else Decimal(0)
                yield CardKey(card_id, "loyalty", kind), Change(amount, points)
            elif not listed:
                yield CardKey(card_id, "gift_card", kind), Change(amount)

    @api.model
    def _known(self, bindings):
        """Return binding -> card key -> change that is here already."""
        if not bindings:
            return {}
        moves = self.env["retail.gift.card.move"].search(
            [("receipt_binding_id", "in", [binding.id for binding in bindings])]
        )
        found = {}
        for move in moves:
            card = move.card_id
            key = CardKey(card.external_id, card.kind, move.kind, move.paid)
            change = found.setdefault(move.receipt_binding_id, {})
            change = change.setdefault(key, Change())
            change.amount += Decimal(repr(move.amount))
            change.points += Decimal(repr(move.points))
        return found

    @api.model
    def _write(self, batch, rows):
        """Create the moves, and the cards nobody has told of."""
        if not rows:
            return
        cards = self._cards(batch, rows)
        self.env["retail.gift.card.move"].create(
            [
                {
                    "card_id": cards[key.card_id].id,
                    "external_id": "/".join(
                        (binding.external_id, key.kind, str(binding.revision))
                        + (("void",) if binding.voided else ())
                    ),
                    "kind": key.kind,
                    "paid": key.paid,
                    "amount": float(change.amount),
                    "points": float(change.points),
                    "occurred_at": binding.sold_at,
                    "date": binding.business_date,
                    "receipt_binding_id": binding.id,
                    "note": self.env._("Receipt changed") if again else False,
                }
                for binding, key, change, again in rows
            ]
        )
        batch.backend._wake_settle()

    @api.model
    def _cards(self, batch, rows):
        """Return card id -> card."""
        Card = self.env["retail.gift.card"]
        known = Card._find(batch.backend, {key.card_id for _b, key, *_rest in rows})
        fresh = {}
        for binding, key, *_rest in rows:
            if key.card_id not in known:
                fresh[key.card_id] = {
                    "backend_id": batch.backend.id,
                    "external_id": key.card_id,
                    "kind": key.card_kind,
                    "currency_id": binding.currency_id.id,
                    "source": "purchased" if key.paid else "unknown",
                    "issued_at": binding.sold_at,
                    "partner_id": binding.record_id.partner_id.id,
                    "last_characters": key.card_id[-4:],
                }
        known.update(
            (card.external_id, card) for card in Card.create([*fresh.values()])
        )
        return known
