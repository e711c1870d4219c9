"""The remote tax codes, as they were read last."""

from odoo import api, fields, models


class RetailLedgerTax(models.Model):
    """A tax code at a ledger; what disappears there is archived here."""

    _name = "retail.ledger.tax"
    _inherit = ["retail.ledger.master"]
    _description = "Ledger Tax Code"
    _order = "backend_id, kind, name"

    rate = fields.Char(
        "Rate (%)", readonly=True, help="Empty: it has no one rate there."
    )
    kind = fields.Selection(
        [("sale", "Sales"), ("purchase", "Purchases")],
        readonly=True,
        help="Empty: it is for both.",
    )
    account = fields.Char(
        "Id of the account there",
        readonly=True,
        help="The account that the code posts on, where the ledger says so.",
    )

    _external = models.UniqueIndex("(backend_id, external_id)")

    @api.depends("name", "kind", "rate")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for code in self:
            rate = f"{code.rate} %" if code.rate else ""
            words = [code.name, rate, kinds.get(code.kind)]
            code.display_name = " · ".join(filter(None, words))
