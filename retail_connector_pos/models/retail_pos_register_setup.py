"""Give registers what they need in Odoo: point of sale, cash journal, methods."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

CODE_LENGTH = 5  # characters of a journal's short code


class RetailPosRegister(models.Model):
    """Set up registers, all of them in one go."""

    _inherit = "retail.pos.register"

    def _set_up(self, journal=None):
        """Create a point of sale with its own cash for each register that has none.

        :param journal: where the sessions' entries go; None: the company's usual one
        """
        registers = self.filtered(lambda register: not register.config_id)
        for company, mine in registers.grouped("company_id").items():
            mine.with_company(company)._set_up_in(company, journal)
        return registers

    def _set_up_in(self, company, journal):
        unready = self.filtered(lambda register: not register.store_id.warehouse_id)
        if unready:
            raise UserError(
                self.env._(
                    "Choose the warehouse of: %s",
                    ", ".join(unready.store_id.mapped("name")),
                )
            )
        journal = journal or self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(company),
                ("type", "=", "general"),
                ("code", "=", "POSS"),
            ],
            limit=1,
        )
        self._check_currencies()
        journals = self._session_journals(company, journal)
        cash = self._create_cash_methods(company)
        shared = (
            self.env["retail.mapping.tender"]
            .search([("backend_id", "in", self.backend_id.ids)])
            .pos_method_id
        )
        values = []
        for register, method in zip(self, cash, strict=True):
            store = register.store_id
            currency = store.booking_currency_id
            usable = shared.filtered(
                lambda method, currency=currency: (
                    method.journal_id.currency_id in (currency.browse(), currency)
                )
            )
            mine = journals[currency]
            values.append(
                {
                    "name": f"{store.name} {register.name}",
                    "company_id": company.id,
                    "warehouse_id": store.warehouse_id.id,
                    "picking_type_id": store.warehouse_id.pos_type_id.id,
                    "use_pricelist": bool(store.pricelist_id),
                    "pricelist_id": store.pricelist_id.id,
                    "available_pricelist_ids": [Command.set(store.pricelist_id.ids)],
                    "payment_method_ids": [Command.set((method | usable).ids)],
                    **({"journal_id": mine.id} if mine else {}),
                }
            )
        configs = self.env["pos.config"].create(values)
        for register, config in zip(self, configs, strict=True):
            register.config_id = config
        self.backend_id._retry_parked("register_unmapped")

    def _create_cash_methods(self, company):
        """Return a cash payment method with a journal of its own per register."""
        codes = self._free_codes(company)
        journals = self.env["account.journal"].create(
            [
                {
                    "name": self.env._("Cash %s", register.display_name),
                    "code": code,
                    "type": "cash",
                    "company_id": company.id,
                    "currency_id": register._drawer_currency(),
                    "profit_account_id": (
                        company.default_cash_difference_income_account_id.id
                    ),
                    "loss_account_id": (
                        company.default_cash_difference_expense_account_id.id
                    ),
                }
                for register, code in zip(self, codes, strict=True)
            ]
        )
        return self.env["pos.payment.method"].create(
            [
                {
                    "name": self.env._("Cash %s", register.display_name),
                    "company_id": company.id,
                    "journal_id": journal.id,
                }
                for register, journal in zip(self, journals, strict=True)
            ]
        )

    def _drawer_currency(self):
        """Return the id of a drawer's currency; False: the company's."""
        currency = self.store_id.booking_currency_id
        return currency != self.company_id.currency_id and currency.id

    def _free_codes(self, company):
        """Return a short code per register that no journal has yet."""
        used = set(
            self.env["account.journal"]
            .with_context(active_test=False)
            .search([*self.env["account.journal"]._check_company_domain(company)])
            .mapped("code")
        )
        codes, number = [], 0
        for _register in self:
            while True:
                number += 1
                code = f"K{number:0{CODE_LENGTH - 1}d}"
                if code not in used:
                    break
            codes.append(code)
        return codes
