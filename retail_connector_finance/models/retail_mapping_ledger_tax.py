"""Odoo's taxes and the tax codes of a ledger, from a day on."""

from decimal import Decimal

from odoo import api, fields, models

from ..posting.tax_lines import MILLION

PERCENT = MILLION // 100  # of a rate in millionths


def rate_of(taxes):
    """Return the rate of taxes together in millionths; None: they have no one rate.

    A tax of several parts counts as far as its parts are booked: a reverse charge,
    whose parts cancel out, has the rate nought.
    """
    total = Decimal(0)
    plain = taxes.children_tax_ids | taxes.filtered(lambda t: t.amount_type != "group")
    if len(plain) > 1 and any(plain.mapped("include_base_amount")):
        return None  # a tax on a tax
    for tax in plain:
        if tax.amount_type != "percent":
            return None
        parts = tax.invoice_repartition_line_ids.filtered(
            lambda part: part.repartition_type == "tax"
        )
        factor = sum((Decimal(str(part.factor_percent)) for part in parts), Decimal(0))
        total += Decimal(str(tax.amount)) * factor * PERCENT / 100
    return int(total) if total == int(total) else None


class RetailMappingLedgerTax(models.Model):
    """Map the taxes of a journal item to one code; several rows follow each other."""

    _name = "retail.mapping.ledger.tax"
    _inherit = ["retail.mapping.dated"]
    _description = "Ledger Tax Mapping"
    _rec_name = "taxes"
    _order = "state desc, taxes, start_date"
    _waiting_cause = "ledger_unmapped"
    _target_field = "ledger_tax_id"

    tax_ids = fields.Many2many(
        "account.tax",
        "retail_mapping_ledger_tax_rel",
        string="Taxes in Odoo",
        required=True,
        ondelete="restrict",
        check_company=True,
        help="All taxes of an item together: an item has one code there.",
    )
    taxes = fields.Char(compute="_compute_taxes", store=True, help="Ids of the taxes.")
    rate = fields.Char("Rate (%)", compute="_compute_rate")
    ledger_tax_id = fields.Many2one(
        "retail.ledger.tax",
        "Code there",
        domain="[('backend_id', '=', backend_id)]",
        ondelete="restrict",
    )
    no_code = fields.Boolean(
        "Without a code", help="For taxes of 0 % that are no tax at the ledger."
    )
    ledger_account_id = fields.Many2one(
        "retail.ledger.account",
        "Posts on",
        domain="[('backend_id', '=', backend_id)]",
        ondelete="restrict",
        help="The account there that the code posts the tax on. Map the tax account "
        "of Odoo to the same one, then their balances are equal.",
    )

    note = fields.Char(
        compute="_compute_note",
        help="Why balances of the tax account differ here and there.",
    )

    _key_unique = models.UniqueIndex(
        "(backend_id, taxes, COALESCE(start_date, '0001-01-01'))",
        "These taxes are mapped from that day on already.",
    )

    @api.depends("tax_ids")
    def _compute_taxes(self):
        for mapping in self:
            mapping.taxes = ",".join(map(str, sorted(mapping.tax_ids._origin.ids)))

    @api.depends("tax_ids")
    def _compute_rate(self):
        for mapping in self:
            rate = rate_of(mapping.tax_ids)
            mapping.rate = (
                f"{(Decimal(rate) / PERCENT).normalize():f}" if rate is not None else ""
            )

    @api.depends("tax_ids", "start_date")
    def _compute_display_name(self):
        for mapping in self:
            names = ", ".join(mapping.tax_ids.mapped("name"))
            words = [names, mapping.start_date]
            mapping.display_name = " ".join(str(word) for word in words if word)

    @api.depends("tax_ids", "ledger_tax_id", "ledger_account_id")
    def _compute_note(self):
        """Say it where the tax account of Odoo is mapped to another account."""
        for mapping in self:
            elsewhere = mapping._accounts().ledger_account_id
            elsewhere -= mapping.ledger_account_id
            mapping.note = False
            if elsewhere and mapping.ledger_tax_id:
                mapping.note = self.env._(
                    "The tax account in Odoo is mapped to %(mapped)s, the code posts "
                    "on %(code)s: their balances differ by the tax of this code.",
                    mapped=", ".join(elsewhere.mapped("display_name")),
                    code=mapping.ledger_account_id.display_name or "…",
                )

    def _accounts(self):
        """Return the approved mappings of the accounts that the taxes are booked on."""
        return self._mapped_accounts(self.backend_id, self.tax_ids)

    @api.model
    def _mapped_accounts(self, backend, taxes):
        booked = taxes.flatten_taxes_hierarchy().invoice_repartition_line_ids
        return self.env["retail.mapping.account"].search(
            [
                ("backend_id", "=", backend.id),
                ("account_id", "in", booked.account_id.ids),
                ("state", "=", "approved"),
            ]
        )

    # --- approval ---

    def _missing(self):
        """Return why the ledger would not book with this code what Odoo has booked."""
        rate = rate_of(self.tax_ids)
        if rate is None:
            return self.env._(
                "Only percentages have a code there, and no tax on another tax."
            )
        if "on_payment" in self.tax_ids.flatten_taxes_hierarchy().mapped(
            "tax_exigibility"
        ):
            return self.env._(
                "A tax that is due on payment is booked twice in Odoo, on the invoice "
                "and on the payment: as a code it would be declared twice."
            )
        if self.no_code:
            return self.env._("It is not 0 %: choose a code.") if rate else ""
        return super()._missing() or self._unlike()

    def _unlike(self):
        """Return in what the code is another than the taxes, or an empty text."""
        code = self.ledger_tax_id
        if code.rate and Decimal(code.rate) != Decimal(self.rate):
            return self.env._(
                "The code's rate there is %(theirs)s %%, the tax's %(ours)s %%.",
                theirs=code.rate,
                ours=self.rate,
            )
        kinds = set(self.tax_ids.mapped("type_tax_use")) - {"none"}
        if code.kind and kinds and kinds != {code.kind}:
            return self.env._("The code is for the other side: sales, or purchases.")
        if Decimal(self.rate) and not self.ledger_account_id:
            return self.env._("Choose the account there that the code posts on.")
        return ""

    # --- what is looked up ---

    def _key(self):
        return self.taxes

    def _needed_by(self, lines):
        return ((line, line.tax) for line in lines if line.tax)

    @api.model
    def _key_values(self, key):
        ids = [int(one) for one in key.split(",")]
        return {"tax_ids": [fields.Command.set(ids)]}

    @api.model
    def _suggest(self, backend, key):
        """Suggest the only active code of this rate for this side."""
        taxes = self.env["account.tax"].browse(int(one) for one in key.split(","))
        rate, kinds = rate_of(taxes), set(taxes.mapped("type_tax_use"))
        codes = self.env["retail.ledger.tax"].search(
            [("backend_id", "=", backend.id), ("kind", "in", [False, *kinds])]
        )
        same = codes.filtered(
            lambda code: (
                code.rate and rate is not None and Decimal(code.rate) * PERCENT == rate
            )
        )
        code = same if len(same) == 1 else same.browse()
        accounts = self.env["retail.ledger.account"].search(
            [("backend_id", "=", backend.id), ("external_id", "=", code.account)]
        )
        mapped = self._mapped_accounts(backend, taxes).ledger_account_id
        account = (accounts if code.account else mapped)[:1]
        return {"ledger_tax_id": code.id, "ledger_account_id": account.id}
