"""Registers that take another currency than the company's: their journals and rates."""

from odoo import models
from odoo.exceptions import UserError


class RetailPosRegister(models.Model):
    """Book in the currency of the drawer, and only when there is a rate."""

    _inherit = "retail.pos.register"

    def _currency_problem(self, date):
        """Return (cause, sentence) of why a day cannot be converted, or None."""
        self.ensure_one()
        config, company = self.config_id, self.company_id
        currency = config.currency_id
        if currency == company.currency_id:
            return None
        cash = config.payment_method_ids.filtered("is_cash_count")[:1].journal_id
        if cash and cash.currency_id != currency:
            return "register_currency", self.env._(
                "The cash journal %(journal)s has to be in %(currency)s.",
                journal=cash.display_name,
                currency=currency.name,
            )
        rates = self.env["res.currency.rate"].search_count(
            [
                ("currency_id", "=", currency.id),
                ("company_id", "in", (False, company.root_id.id)),
                ("name", "<=", date),
            ],
            limit=1,
        )
        if not rates:  # Odoo would take one to one
            return "rate_missing", self.env._(
                "Enter a rate of %(currency)s for %(date)s or before.",
                currency=currency.name,
                date=date,
            )
        return None

    def _check_currencies(self):
        """Raise for stores that cannot be set up in their currency."""
        currencies = self.store_id.booking_currency_id
        inactive = currencies.filtered(lambda currency: not currency.active)
        if inactive:
            raise UserError(
                self.env._(
                    "Activate the currencies first: %s",
                    ", ".join(inactive.mapped("name")),
                )
            )
        for store in self.store_id:
            prices = store.pricelist_id.currency_id
            if prices and prices != store.booking_currency_id:
                raise UserError(
                    self.env._(
                        "%(store)s sells in %(currency)s: choose a price list in it.",
                        store=store.name,
                        currency=store.booking_currency_id.name,
                    )
                )

    def _session_journals(self, company, journal):
        """Return currency -> the journal of its sessions' entries.

        :param journal: the one of the company's own currency
        """
        Journal = self.env["account.journal"]
        found = {company.currency_id: journal}
        for currency in self.store_id.booking_currency_id - company.currency_id:
            code = f"PS{currency.name}"
            mine = Journal.search(
                [
                    *Journal._check_company_domain(company),
                    ("code", "=", code),
                    ("currency_id", "=", currency.id),
                ],
                limit=1,
            )
            found[currency] = mine or Journal.create(
                {
                    "name": self.env._("Point of Sale %s", currency.name),
                    "code": code,
                    "type": journal.type or "general",
                    "currency_id": currency.id,
                    "company_id": company.id,
                }
            )
        return found
