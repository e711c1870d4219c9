"""Gift cards of a platform to the sub-ledger, tied out card by card."""

from datetime import timedelta

from odoo import api, models

from ..canonical import codec
from .importer_order import fingerprint
from .order_values import naive
from .stage_invoice import local_date

SAME = timedelta(minutes=15)  # between a payment and the platform's word of it


class RetailImporterGiftcard(models.AbstractModel):
    """Write cards and their moves; payments of orders and the platform's list of moves
    are one thing told twice, and are brought together.
    """

    _name = "retail.importer.giftcard"
    _inherit = ["retail.importer", "retail.importer.giftcard.tie"]
    _description = "Retail Gift Card Importer"

    @api.model
    def _import(self, items, backend):
        Card = self.env["retail.gift.card"]
        known = Card._find(backend, [item.document.external_id for item in items])
        codes = list({item.document.currency for item in items})
        currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"].search([("name", "in", codes)])
        }
        linked = self._linked(backend, items)
        cards = Card
        for item in items:
            document = item.document
            if document.currency not in currencies:
                message = self.env._("Activate the currency %s.", document.currency)
                item.parked("currency_inactive", message)
                continue
            card = known.get(document.external_id)
            packed = fingerprint(codec.encode(document))
            if card and item.version and item.version < (card.external_version or ""):
                item.ignored("stale", self.env._("Newer data is here already."))
                continue
            if card and card.content_hash == packed:
                item.done(card, "unchanged")
                continue
            values = self._values(document, currencies, linked)
            values.update(content_hash=packed, external_version=item.version or False)
            if card:
                if card.source == "refund":
                    values.pop("source")  # only the refund says so
                card.write(values)
            else:
                card = Card.create({"backend_id": backend.id, **values})
                known[document.external_id] = card
            self._moves(card, document, linked)
            cards |= card
            item.done(card)
        self._from_tenders(backend, cards)
        self._merge(cards)
        self._expire(cards)
        self._tie_out(cards)

    @api.model
    def _linked(self, backend, items):
        """Return external id -> order or customer binding that cards name."""
        documents = [item.document for item in items]
        orders = {document.order_id for document in documents}
        orders |= {move.order_id for d in documents for move in d.moves}
        parties = [document.customer_id for document in documents]
        return {
            **self.env["retail.binding.order"]._find(backend, orders),
            **self.env["retail.binding.party"]._find(backend, parties),
        }

    @api.model
    def _values(self, document, currencies, linked):
        customer = linked.get(document.customer_id)
        order = linked.get(document.order_id)
        return {
            "external_id": document.external_id,
            "kind": document.kind,
            "last_characters": document.last_characters or False,
            "source": document.source,
            "usable": document.active,
            "expires_on": document.expires_on,
            "issued_at": naive(document.issued_at),
            "currency_id": currencies[document.currency],
            "known": True,
            "initial": float(document.initial.amount),
            "remote_balance": float(document.balance.amount) * document.active,
            "order_external_id": document.order_id or False,
            "order_line_external_id": document.order_line_id or False,
            "order_binding_id": order.id if order else False,
            "partner_id": customer.record_id.id if customer else False,
        }

    @api.model
    def _moves(self, card, document, linked):
        """Add the moves the platform tells of and that are not there yet."""
        have = set(card.move_ids.mapped("external_id"))
        rows = []
        issue = f"{document.external_id}/issued"
        if document.initial and issue not in have:
            rows.append(
                {
                    "external_id": issue,
                    "kind": "issue",
                    "paid": document.source == "purchased",
                    "amount": float(document.initial.amount),
                    **self._when(card, document.issued_at),
                    "order_binding_id": card.order_binding_id.id,
                }
            )
        for move in document.moves:
            if move.external_id not in have:
                order = linked.get(move.order_id)
                rows.append(
                    {
                        "external_id": move.external_id,
                        "tender_external_id": move.tender_id or False,
                        "kind": move.kind,
                        "amount": float(move.amount.amount),
                        **self._when(card, move.occurred_at),
                        "note": move.note or False,
                        "order_binding_id": order.id if order else False,
                    }
                )
        taken = {row.get("tender_external_id") for row in rows} - {False, None}
        # A payment that was known before the platform told of it: one move.
        card.move_ids.filtered(
            lambda move: move.tender_external_id in taken and not move.external_id
        ).unlink()
        self.env["retail.gift.card.move"].create(
            [{"card_id": card.id, **row} for row in rows]
        )

    @api.model
    def _when(self, card, moment):
        return {
            "occurred_at": naive(moment),
            "date": local_date(card.backend_id, naive(moment)),
        }

    # --- payments ---

    @api.model
    def _paid_with(self, backend, tenders):
        """Note payments by card that came with orders; the cards may not be known."""
        tenders = tenders.filtered(
            lambda t: t.gift_card_external_id and t.state != "no_money"
        )
        if not tenders:
            return
        Card = self.env["retail.gift.card"]
        known = Card._find(backend, set(tenders.mapped("gift_card_external_id")))
        for external_id, mine in tenders.grouped("gift_card_external_id").items():
            if external_id not in known:
                known[external_id] = Card.create(
                    {
                        "backend_id": backend.id,
                        "external_id": external_id,
                        "currency_id": mine[0].currency_id.id,
                    }
                )
        cards = Card.union(*known.values())
        self._from_tenders(backend, cards)
        self._merge(cards)
        self._tie_out(cards.filtered("known"), fresh=False)

    @api.model
    def _from_tenders(self, backend, cards):
        """Add a move for each payment by these cards that has none."""
        if not cards:
            return
        tenders = self.env["retail.binding.tender"].search(
            [
                ("backend_id", "=", backend.id),
                ("gift_card_external_id", "in", cards.mapped("external_id")),
                ("state", "!=", "no_money"),
            ]
        )
        by_id = {card.external_id: card for card in cards}
        have = set(cards.move_ids.mapped("tender_external_id"))
        rows = []
        for tender in tenders:
            if tender.external_id in have:
                continue
            rows.append(
                {
                    "card_id": by_id[tender.gift_card_external_id].id,
                    "tender_external_id": tender.external_id,
                    "kind": "redeem" if tender.amount > 0 else "refund",
                    "amount": -tender.amount,
                    "occurred_at": tender.processed_at,
                    "date": local_date(backend, tender.processed_at),
                    "order_binding_id": tender.order_binding_id.id,
                }
            )
        self.env["retail.gift.card.move"].create(rows)

    @api.model
    def _merge(self, cards):
        """Bring a payment and the platform's move of it together.

        The platform lists payments as debits without naming the order: the same card,
        amount and time are the same thing. A card that no order sold and that came
        with a refund of its amount was given for that refund: what it was issued with
        is what was refunded.
        """
        for card in cards:
            paid = card.move_ids.filtered(
                lambda move: move.tender_external_id and not move.external_id
            )
            told = card.move_ids.filtered(lambda move: not move.tender_external_id)
            for move in paid:
                same = told.filtered(
                    lambda other, move=move: (
                        _may_be(other, move)
                        and other.amount == move.amount
                        and abs(other.occurred_at - move.occurred_at) <= SAME
                    )
                )[:1]
                if same:
                    told -= same
                    external_id = same.external_id
                    if same.kind == "issue":
                        card.source = "refund"
                    same.unlink()
                    move.external_id = external_id


def _may_be(told, paid):
    """Return whether what the platform tells of can be a payment or a refund."""
    if told.kind == "issue":
        return paid.kind == "refund" and not told.card_id.order_line_external_id
    return told.kind in ("debit", "credit")
