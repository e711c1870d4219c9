"""Roll-forward of gift cards: what was owed, what happened, what is owed, proven."""

from odoo import api, fields, models

# kind of a move -> column; an issue is paid or free
COLUMNS = {
    "redeem": "redeemed",
    "refund": "refunded",
    "credit": "by_hand",
    "debit": "by_hand",
    "cash_out": "by_hand",
    "expire": "ended",
    "deactivate": "ended",
}


class RetailGiftCardRollforward(models.TransientModel):
    """Ask for a period and show the roll-forward per currency and kind of card."""

    _name = "retail.gift.card.rollforward"
    _description = "Retail Gift Card Roll-Forward"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.today().replace(day=1)
    )
    date_to = fields.Date("To", required=True, default=fields.Date.today)
    line_ids = fields.One2many("retail.gift.card.rollforward.line", "report_id")

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Gift cards, %(start)s to %(end)s",
                start=report.date_from,
                end=report.date_to,
            )

    def action_compute(self):
        """Compute the lines and show them."""
        self.ensure_one()
        self.line_ids.unlink()
        found = {}
        groups = self.env["retail.gift.card.move"]._read_group(
            [("company_id", "=", self.company_id.id), ("date", "<=", self.date_to)],
            ["currency_id", "card_kind", "kind", "paid", "date:day"],
            ["amount:sum"],
        )
        for currency, card_kind, kind, paid, day, amount in groups:
            values = found.setdefault((currency, card_kind), {})
            if fields.Date.to_date(day) < self.date_from:
                name = "opening"
            elif kind == "issue":
                name = "issued" if paid else "issued_free"
            else:
                name = COLUMNS[kind]
            values[name] = values.get(name, 0.0) + amount
        self.env["retail.gift.card.rollforward.line"].create(
            [
                {
                    "report_id": self.id,
                    "currency_id": currency.id,
                    "card_kind": card_kind,
                    **values,
                    "ledger": self._ledger(currency, card_kind),
                    "recognised": -self.env["retail.gift.card.breakage"]._recognised(
                        self.company_id, currency, card_kind, self.date_to
                    ),
                    "outstanding": self._outstanding(currency, card_kind),
                }
                for (currency, card_kind), values in found.items()
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gift card roll-forward"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _ledger(self, currency, card_kind):
        """Return what the liability accounts of these cards say."""
        accounts = (
            self.env["retail.mapping.settlement"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("gateway", "=", card_kind),
                    ("role", "=", "card_liability"),
                    ("state", "=", "approved"),
                ]
            )
            .account_id
        )
        [[amount]] = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("account_id", "in", accounts.ids),
                    ("currency_id", "=", currency.id),
                    ("parent_state", "=", "posted"),
                    ("date", "<=", self.date_to),
                ],
                [],
                ["amount_currency:sum"],
            )
        )
        return -(amount or 0.0)

    def _outstanding(self, currency, card_kind):
        """Return what the platforms say can still be spent, as last read."""
        [[amount]] = self.env["retail.gift.card"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", currency.id),
                ("kind", "=", card_kind),
                ("known", "=", True),
            ],
            [],
            ["remote_balance:sum"],
        )
        return amount or 0.0


class RetailGiftCardRollforwardLine(models.TransientModel):
    """One currency and kind of card of a roll-forward."""

    _name = "retail.gift.card.rollforward.line"
    _description = "Retail Gift Card Roll-Forward Line"

    report_id = fields.Many2one(
        "retail.gift.card.rollforward", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True)
    card_kind = fields.Selection(
        [("gift_card", "Gift Card"), ("store_credit", "Store Credit")], required=True
    )
    opening = fields.Monetary()
    issued = fields.Monetary("Sold")
    issued_free = fields.Monetary("Given Away")
    redeemed = fields.Monetary("Paid With")
    refunded = fields.Monetary("Refunded To")
    by_hand = fields.Monetary()
    ended = fields.Monetary(help="Expired or deactivated.")
    closing = fields.Monetary(compute="_compute_closing")
    recognised = fields.Monetary(
        "Breakage",
        help="What is income already of the cards that make up the closing amount: "
        "they can still be spent.",
    )
    ledger = fields.Monetary("In the Ledger")
    outstanding = fields.Monetary("At the Platforms")
    difference = fields.Monetary(
        "Off",
        compute="_compute_closing",
        help="Must be nothing: the liability account is the sum of the cards less the "
        "breakage.",
    )

    @api.depends(
        "opening",
        "issued",
        "issued_free",
        "redeemed",
        "refunded",
        "by_hand",
        "ended",
        "recognised",
        "ledger",
    )
    def _compute_closing(self):
        for line in self:
            line.closing = line.currency_id.round(
                line.opening
                + line.issued
                + line.issued_free
                + line.redeemed
                + line.refunded
                + line.by_hand
                + line.ended
            )
            owed = line.closing + line.recognised
            line.difference = line.currency_id.round(owed - line.ledger)

    def action_open_breakage(self):
        """Open what was recognised, card by card."""
        self.ensure_one()
        report = self.report_id
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_finance.action_retail_gift_card_breakage"
            ),
            "domain": [
                ("company_id", "=", report.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("card_kind", "=", self.card_kind),
                ("date", "<=", report.date_to),
            ],
        }
