"""Accounts of points that a platform keeps, to the ledger of cards."""

from decimal import Decimal

from odoo import api, models

from odoo.addons.retail_connector_base.canonical import codec, minor_units
from odoo.addons.retail_connector_base.importers.importer_order import fingerprint
from odoo.addons.retail_connector_base.importers.order_values import naive
from odoo.addons.retail_connector_base.importers.stage_invoice import local_date

MISMATCH = "loyalty_balance"


class RetailImporterLoyalty(models.AbstractModel):
    """Keep every change of a customer's points once, and what they are owed with.

    A point is worth what the connection says when it changes hands; what is booked of
    it stays.
    """

    _name = "retail.importer.loyalty"
    _inherit = ["retail.importer"]
    _description = "Retail Loyalty Importer"

    @api.model
    def _import(self, items, backend):
        news = self._news(items, backend)
        if not news:
            return
        cards = self._cards(news, backend)
        self._moves(news, cards, backend)
        touched = self.env["retail.gift.card"].union(*cards.values())
        self._tie_out(touched)
        backend._wake_settle()
        for item in news:
            item.done(cards[item.document.external_id])

    @api.model
    def _news(self, items, backend):
        """Leave out what is older than what is here, and what says the same."""
        known = self.env["retail.gift.card"]._find(
            backend, [item.document.external_id for item in items]
        )
        news = {}
        for item in items:
            card = known.get(item.document.external_id)
            if card and item.version and item.version < (card.external_version or ""):
                item.ignored("stale", self.env._("Newer data is here already."))
            elif card and card.content_hash == self._content(item):
                item.done(card, "unchanged")
            elif item.document.external_id in news:
                # The same account twice in a batch: both have the whole history.
                item.ignored("duplicate", self.env._("It is here already."))
            else:
                news[item.document.external_id] = item
        return list(news.values())

    @api.model
    def _content(self, item):
        return fingerprint(codec.encode(item.document))

    @api.model
    def _cards(self, items, backend):
        """Return account id -> its card, as the platform states it."""
        Card = self.env["retail.gift.card"]
        documents = {item.document.external_id: item for item in items}
        known = Card._find(backend, documents)
        people = self.env["retail.binding.party"]._find(
            backend, [item.document.customer_id for item in items]
        )
        fresh = []
        for external_id, item in documents.items():
            person = people.get(item.document.customer_id)
            values = {
                "content_hash": self._content(item),
                "external_version": item.version or False,
                "remote_points": float(item.document.points),
                "points_known": True,
                "partner_id": person.record_id.id if person else False,
            }
            if external_id in known:
                known[external_id].write(values)
                continue
            fresh.append(
                {
                    **values,
                    "backend_id": backend.id,
                    "external_id": external_id,
                    "kind": "loyalty",
                    "currency_id": backend.company_id.currency_id.id,
                    "issued_at": naive(item.document.opened_at),
                    "last_characters": external_id[-4:],
                }
            )
        known.update((card.external_id, card) for card in Card.create(fresh))
        return known

    @api.model
    def _moves(self, items, cards, backend):
        """Add the changes that are not here yet; tie those of sales to the receipt."""
        receipts = self.env["retail.binding.receipt"]._find(
            backend, {m.order_id for i in items for m in i.document.moves if m.order_id}
        )
        worth = Decimal(repr(backend.loyalty_point_value))
        unit = Decimal(1).scaleb(-minor_units(backend.company_id.currency_id.name))
        rows = []
        for item in items:
            card = cards[item.document.external_id]
            have = {move.external_id: move for move in card.move_ids}
            for move in item.document.moves:
                receipt = receipts.get(move.order_id)
                known = have.get(move.external_id)
                if known:
                    if receipt and known.receipt_binding_id != receipt:
                        known.receipt_binding_id = receipt
                    continue
                rows.append(
                    {
                        "card_id": card.id,
                        "external_id": move.external_id,
                        "kind": move.kind,
                        "points": float(move.points),
                        "amount": float((move.points * worth).quantize(unit)),
                        "occurred_at": naive(move.occurred_at),
                        "date": receipt.business_date
                        if receipt
                        else local_date(backend, naive(move.occurred_at)),
                        "receipt_binding_id": receipt.id if receipt else False,
                        "note": move.note or False,
                    }
                )
        self.env["retail.gift.card.move"].create(rows)

    @api.model
    def _tie_out(self, cards):
        """Report accounts whose changes are not their points; settle those that are."""
        Discrepancy = self.env["retail.discrepancy"].sudo()
        reports = {
            row.res_id: row
            for row in Discrepancy.search(
                [
                    ("type", "=", MISMATCH),
                    ("res_model", "=", cards._name),
                    ("res_id", "in", cards.ids),
                    ("state", "=", "open"),
                ]
            )
        }
        rows = []
        for card in cards:
            report = reports.get(card.id)
            values = {"expected": card.remote_points, "found": card.points}
            if round(card.points - card.remote_points, 2) == 0:
                if report:
                    report.action_resolve(self.env._("It ties out by now."))
            elif report:
                report.write(values)
            else:
                rows.append(
                    {
                        **values,
                        "backend_id": card.backend_id.id,
                        "type": MISMATCH,
                        "kind": "loyalty",
                        "entity": card.external_id,
                        "res_model": card._name,
                        "res_id": card.id,
                    }
                )
        Discrepancy.create(rows)
