"""Breakage of gift cards: what of an unused card is income before it ends."""

from odoo import api, fields, models

from ..posting.roles import ROLES


class RetailGiftCardBreakage(models.Model):
    """Keep what was recognised of a card on a day; negative: given back.

    The card still owes its whole balance: it can be spent. What is recognised is a
    share of what nobody will spend, so the liability account is the balances of the
    cards less what is recognised.
    """

    _name = "retail.gift.card.breakage"
    _description = "Retail Gift Card Breakage"
    _check_company_auto = True
    _order = "date desc, id desc"

    card_id = fields.Many2one(
        "retail.gift.card",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    backend_id = fields.Many2one(
        related="card_id.backend_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="card_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        related="card_id.currency_id", store=True, precompute=True
    )
    card_kind = fields.Selection(
        related="card_id.kind", store=True, precompute=True, string="Card or Credit"
    )
    date = fields.Date(required=True, readonly=True, index=True)
    amount = fields.Monetary(
        "Recognised", required=True, readonly=True, help="Negative: given back."
    )
    entry_id = fields.Many2one(
        "account.move",
        "Journal Entry",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        help="Empty where that day's amounts of all cards came to nothing.",
    )

    _once = models.UniqueIndex(
        "(card_id, date)", "The breakage of this card was recognised on that day."
    )

    @api.depends("card_id", "date")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.card_id.display_name} {row.date}"

    @api.model
    def _cron_recognise(self):
        """Bring the breakage of every connection's cards up to date."""
        for backend in self.env["retail.backend"].search(
            [("gift_card_policy", "=", "book")]
        ):
            self.env["retail.stage.breakage"]._recognise(backend)

    @api.model
    def _recognised(self, company, currency, card_kind, until):
        """Return what is recognised of cards at the end of a day."""
        [[amount]] = self._read_group(
            [
                ("company_id", "=", company.id),
                ("currency_id", "=", currency.id),
                ("card_kind", "=", card_kind),
                ("date", "<=", until),
            ],
            [],
            ["amount:sum"],
        )
        return amount or 0.0

    def action_open_entry(self):
        """Open the journal entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(ROLES["card_breakage"]),
            "res_model": "account.move",
            "res_id": self.entry_id.id,
            "views": [(False, "form")],
        }
