"""Gift cards tie out: moves and balance are equal, or a person is told."""

from datetime import timedelta

from odoo import api, fields, models

from .stage_invoice import local_date

MISMATCH = "gift_card_balance"


class RetailImporterGiftcardTie(models.AbstractModel):
    """Compare cards with their platform, and end those that expired."""

    _name = "retail.importer.giftcard.tie"
    _description = "Retail Gift Card Tie-Out"

    @api.model
    def _tie_out(self, cards, fresh=True):
        """Report cards whose moves are not their balance; settle reports that are.

        :param fresh: the balances were read just now; else only settle
        """
        Discrepancy = self.env["retail.discrepancy"].sudo()
        known = {
            (row.backend_id.id, row.entity): row
            for row in Discrepancy.search(
                [
                    ("type", "=", MISMATCH),
                    ("entity", "in", cards.mapped("external_id")),
                    ("state", "=", "open"),
                ]
            )
        }
        for card in cards:
            report = known.get((card.backend_id.id, card.external_id))
            values = {"expected": card.remote_balance, "found": card.balance}
            if not card.difference:
                if report:
                    report.action_resolve(self.env._("It ties out by now."))
            elif report:
                report.write(values)
            elif fresh:
                Discrepancy.create(
                    {
                        **values,
                        "backend_id": card.backend_id.id,
                        "type": MISMATCH,
                        "kind": "giftcard",
                        "entity": card.external_id,
                        "res_model": card._name,
                        "res_id": card.id,
                        "currency_id": card.currency_id.id,
                    }
                )

    @api.model
    def _expire(self, cards):
        """Note which of the cards expired: what was left cannot be spent any more."""
        over = cards.filtered(
            lambda card: (
                card.expires_on
                and card.expires_on < local_date(card.backend_id, fields.Datetime.now())
            )
        )
        rows = []
        for card in over:
            key = f"{card.external_id}/expired"
            if card.balance and key not in card.move_ids.mapped("external_id"):
                rows.append(
                    {
                        "card_id": card.id,
                        "external_id": key,
                        "kind": "expire",
                        "amount": -card.balance,
                        "occurred_at": fields.Datetime.now(),
                        "date": card.expires_on + timedelta(days=1),
                    }
                )
        self.env["retail.gift.card.move"].create(rows)
        over.write({"usable": False, "remote_balance": 0.0})

    @api.model
    def _expire_due(self):
        """Look every day for cards that expired."""
        due = self.env["retail.gift.card"].search(
            [
                ("usable", "=", True),
                ("expires_on", "<", fields.Date.context_today(self)),
            ]
        )
        self._expire(due)
        self._tie_out(due.filtered("known"))
