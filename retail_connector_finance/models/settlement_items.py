"""The open items of the ledger that settlements settle."""

from decimal import Decimal

from odoo import api, models

from odoo.addons.retail_connector_base.canonical.payout import SETTLES
from odoo.addons.retail_connector_base.importers.summary_entry import exact

from ..posting import Booked


class RetailSettlementItems(models.AbstractModel):
    """Say what is open of each payment, while settlements of one batch use it up."""

    _name = "retail.settlement.items"
    _description = "Retail Settlement Items"

    @api.model
    def _open_items(self, settlements):
        """Return clearing item id -> [open amount, open balance], read at once."""
        self.env["retail.importer.settlement.match"]._match(settlements.line_ids)
        items = settlements.line_ids.tender_id.record_id
        return {
            item.id: [exact(item.amount_residual_currency), exact(item.amount_residual)]
            for item in items
        }

    @api.model
    def _booked(self, settlement, open_items):
        """Return entry id -> Booked of a settlement's lines that have an item."""
        found = {}
        for line in settlement.line_ids:
            item = line.tender_id.record_id
            if line.kind not in SETTLES or not item:
                continue
            amount, balance = open_items[item.id]
            found[line.external_id] = Booked(
                key=item.id,
                account=item.account_id.id,
                currency=item.currency_id.name,
                tender=exact(line.tender_id.amount),
                amount=amount,
                balance=balance,
                free=line.tender_id.converted,
            )
        return found

    @api.model
    def _use(self, posting, open_items):
        """Take what a posting settles off the open items."""
        for leg in posting.legs:
            if leg.clears:
                amount, balance = open_items[leg.clears]
                open_items[leg.clears] = [amount + leg.amount, balance + leg.balance]

    @api.model
    def _lines(self, posting, name):
        """Return the values of the journal items of a posting."""
        currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", list({leg.currency for leg in posting.legs}))])
        }
        return [
            {
                "account_id": leg.account,
                "currency_id": currencies[leg.currency],
                "amount_currency": float(leg.amount),
                "balance": float(leg.balance),
                "name": name(leg),
                "partner_id": False,
                "tax_ids": [],
                "analytic_distribution": False,
            }
            for leg in posting.legs
            if leg.balance or leg.amount != Decimal(0)
        ]
