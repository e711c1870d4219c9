"""How a gateway writes its settlement files: mapped once, used again."""

from odoo import api, fields, models

from odoo.addons.retail_connector_base.canonical.payout import ENTRY_KINDS

from ..posting.file_reader import FIELDS, IGNORED, WITHDRAWAL, Layout

LABELS = {
    "date": "Date of the transaction",
    "type": "Type of the transaction",
    "gross": "Amount",
    "fee": "Fee",
    "fee_tax": "Tax in the fee",
    "net": "Net amount",
    "currency": "Currency",
    "id": "Transaction id",
    "reference": "Authorisation or payment id",
    "order": "Order name",
    "method": "Card or method",
    "description": "Description",
    "payout": "Payout or batch",
    "payout_date": "Date of the payout",
    "balance": "Running balance",
    "bank_reference": "Reference on the bank statement",
}


class RetailSettlementLayout(models.Model):
    """Say what the columns and words of a provider's file are."""

    _name = "retail.settlement.layout"
    _description = "Retail Settlement File Layout"
    _check_company_auto = True
    _order = "name"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", help="Empty: offered in every company.")
    active = fields.Boolean(default=True)
    delimiter = fields.Selection(
        [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")],
        required=True,
        default=",",
    )
    encoding = fields.Selection(
        [("utf-8-sig", "UTF-8"), ("cp1252", "Windows"), ("utf-16", "UTF-16")],
        required=True,
        default="utf-8-sig",
    )
    decimal = fields.Selection(
        [(".", "Point"), (",", "Comma")], "Decimals", required=True, default="."
    )
    date_format = fields.Char(
        required=True,
        default="%Y-%m-%d",
        help="%d is the day, %m the month, %Y the year: %d/%m/%Y reads 24/12/2026.",
    )
    fee_sign = fields.Selection(
        [("1", "Positive"), ("-1", "Negative")],
        "Fees are written",
        required=True,
        default="1",
    )
    column_ids = fields.One2many(
        "retail.settlement.layout.column", "layout_id", "Columns", copy=True
    )
    word_ids = fields.One2many(
        "retail.settlement.layout.word", "layout_id", "Words", copy=True
    )

    def _layout(self, currency):
        """Return the layout for the reader."""
        self.ensure_one()
        return Layout(
            columns={row.field: row.header for row in self.column_ids if row.header},
            words={row.word.lower(): row.kind for row in self.word_ids if row.kind},
            delimiter=self.delimiter,
            decimal=self.decimal,
            date_format=self.date_format,
            currency=currency,
            fee_sign=int(self.fee_sign),
        )

    @api.model
    def _guess(self, headers):
        """Return field -> header for headers that say what they are."""
        plain = {header.strip().lower().replace("_", " "): header for header in headers}
        guesses = {
            "date": ("date", "transaction date", "created"),
            "type": ("type", "transaction type", "category"),
            "gross": ("gross", "amount", "gross amount"),
            "fee": ("fee", "fees", "commission"),
            "fee_tax": ("vat", "tax", "fee tax"),
            "net": ("net", "net amount"),
            "currency": ("currency", "cur"),
            "id": ("transaction id", "id"),
            "reference": ("reference", "auth", "authorisation", "authorization code"),
            "order": ("order", "invoice number", "order number"),
            "method": ("method", "card", "card brand"),
            "description": ("description", "note"),
            "payout": ("payout", "payout id", "batch", "settlement"),
            "payout_date": ("payout date", "paid", "settlement date"),
            "balance": ("balance",),
        }
        return {
            name: plain[word]
            for name, words in guesses.items()
            for word in words[::-1]
            if word in plain
        }


class RetailSettlementLayoutColumn(models.Model):
    """Name the column that holds one thing."""

    _name = "retail.settlement.layout.column"
    _description = "Retail Settlement File Column"

    layout_id = fields.Many2one(
        "retail.settlement.layout", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="layout_id.company_id", store=True)
    field = fields.Selection(
        [(name, LABELS[name]) for name in FIELDS], "What it is", required=True
    )
    header = fields.Char("Header in the file", required=True)

    _once = models.UniqueIndex("(layout_id, field)", "This is mapped already.")


class RetailSettlementLayoutWord(models.Model):
    """Say what a word in the type column means; one without meaning is asked for."""

    _name = "retail.settlement.layout.word"
    _description = "Retail Settlement File Word"

    layout_id = fields.Many2one(
        "retail.settlement.layout", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="layout_id.company_id", store=True)
    word = fields.Char("In the file", required=True)
    kind = fields.Selection(selection="_kinds", string="What it is")

    _once = models.UniqueIndex("(layout_id, lower(word))", "This is mapped already.")

    @api.model
    def _kinds(self):
        labels = dict(
            self.env["retail.settlement.line"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        return [(kind, labels[kind]) for kind in ENTRY_KINDS] + [
            (WITHDRAWAL, self.env._("The payout itself")),
            (IGNORED, self.env._("Moves no money")),
        ]
