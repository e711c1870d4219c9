"""Taxes as a platform names them, and the taxes of Odoo that book them."""

from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

RATE_UNIT = Decimal("0.000001")


class TaxKey(NamedTuple):
    """What tells two taxes of a platform apart."""

    title: str
    rate: Decimal
    country_code: str
    region: str
    channel_liable: bool
    prices_include_tax: bool


def tax_key(tax, country_code, region, prices_include_tax) -> TaxKey:
    """Return the key of a canonical tax line."""
    return TaxKey(
        tax.title.strip(),
        tax.rate.quantize(RATE_UNIT),
        country_code,
        region,
        tax.channel_liable,
        prices_include_tax,
    )


class RetailMappingTax(models.Model):
    """Map title, rate, place and liability of a platform's tax to an Odoo tax."""

    _name = "retail.mapping.tax"
    _inherit = ["retail.mapping"]
    _description = "Retail Tax Mapping"
    _rec_name = "title"
    _waiting_cause = "tax_unmapped"
    _target_field = "tax_id"

    title = fields.Char(required=True, help="The platform's name of the tax.")
    rate = fields.Float(
        digits=(9, 6), required=True, help="As a fraction: 0.19 is 19 %."
    )
    country_code = fields.Char(default="", help="Where it was charged (ISO 3166).")
    region = fields.Char(
        default="",
        help="State or province, e.g. CA. Empty: every one without its own row.",
    )
    channel_liable = fields.Boolean(
        help="The platform pays this tax to the authority (marketplace facilitator). "
        "It is kept apart: map it to a tax with an account of its own that is not "
        "part of your tax return."
    )
    prices_include_tax = fields.Boolean(help="The platform's prices contain the tax.")
    tax_id = fields.Many2one(
        "account.tax",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '!=', 'group'),"
        " ('company_id', '=', company_id)]",
        check_company=True,
        ondelete="restrict",
    )

    _key_unique = models.UniqueIndex(
        "(backend_id, title, rate, COALESCE(country_code, ''), COALESCE(region, ''),"
        " COALESCE(channel_liable, FALSE), COALESCE(prices_include_tax, FALSE))",
        "This tax of the platform is mapped already.",
    )

    @api.depends("title", "rate", "country_code", "region")
    def _compute_display_name(self):
        for mapping in self:
            place = " ".join(filter(None, (mapping.country_code, mapping.region)))
            percent = f"{mapping.rate * 100:.4f}".rstrip("0").rstrip(".")
            mapping.display_name = f"{mapping.title} {percent} % {place}".strip()

    def _key(self):
        return TaxKey(
            self.title,
            Decimal(repr(self.rate)).quantize(RATE_UNIT),
            self.country_code or "",
            self.region or "",
            self.channel_liable,
            self.prices_include_tax,
        )

    @api.constrains("tax_id", "state", "prices_include_tax", "channel_liable")
    def _check_tax(self):
        for mapping in self.filtered(lambda m: m.state == "approved"):
            if problem := mapping._missing():
                raise ValidationError(problem)

    def _missing(self):
        problem = super()._missing()
        tax = self.tax_id
        if problem:
            return problem
        if tax.amount_type == "group" or tax.has_negative_factor:
            return self.env._("A group of taxes or a reverse charge cannot be used.")
        if tax.price_include != self.prices_include_tax:
            return self.env._(
                "The tax must be included in the price exactly when the platform's "
                "prices include it."
            )
        if self.channel_liable and self._own_taxes_with_account():
            return self.env._(
                "A tax that the platform pays needs a tax with an account of its own."
            )
        return ""

    def _own_taxes_with_account(self):
        """Return our own tax mappings that book to this row's tax or accounts."""
        accounts = self.tax_id.invoice_repartition_line_ids.account_id
        return self.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("channel_liable", "=", False),
                ("state", "=", "approved"),
                "|",
                ("tax_id", "=", self.tax_id.id),
                ("tax_id.invoice_repartition_line_ids.account_id", "in", accounts.ids),
            ],
            limit=1,
        )

    @api.model
    def _resolve(self, backend, keys):
        """Return key -> row; a row without region serves every region."""
        keys = set(keys)
        rows = {row._key(): row for row in self._known(backend, keys)}
        found = {}
        for key in keys:
            row = rows.get(key) or rows.get(key._replace(region=""))
            if row:
                found[key] = row
        missing = {key._replace(region="") for key in keys - set(found)}
        created = super()._resolve(backend, missing)
        for key in keys - set(found):
            found[key] = created[key._replace(region="")]
        return found

    @api.model
    def _known(self, backend, keys):
        return self.search([("backend_id", "=", backend.id)])

    @api.model
    def _key_values(self, key):
        return {**key._asdict(), "rate": float(key.rate)}

    @api.model
    def _candidates(self, backend, key):
        """Return the taxes that fit exactly: rate, inclusion, company, then country."""
        if key.channel_liable:
            return self.env["account.tax"]
        percent = float(key.rate * 100)
        taxes = (
            self.env["account.tax"]
            .search(
                [
                    *self.env["account.tax"]._check_company_domain(backend.company_id),
                    ("type_tax_use", "=", "sale"),
                    ("amount_type", "=", "percent"),
                    ("amount", ">=", percent - 0.00005),
                    ("amount", "<=", percent + 0.00005),
                ]
            )
            .filtered(
                lambda tax: (
                    tax.price_include == key.prices_include_tax
                    and not tax.has_negative_factor
                )
            )
        )
        local = taxes.filtered(lambda tax: tax.country_id.code == key.country_code)
        return local or taxes

    @api.model
    def _suggest(self, backend, key):
        candidates = self._candidates(backend, key)
        values = {"tax_id": candidates[:1].id}
        local = candidates.country_id.code == key.country_code or not key.country_code
        if backend.auto_approve_taxes and len(candidates) == 1 and local:
            values.update(state="approved", approved_at=fields.Datetime.now())
        return values

    def action_create_tax(self):
        """Create the missing taxes as the platform describes them."""
        self._check_approver()
        for mapping in self.filtered(lambda m: not m.tax_id):
            mapping.tax_id = self.env["account.tax"].create(mapping._tax_values())
        return True

    def _tax_values(self):
        """Return the values of a new tax for this row."""
        self.ensure_one()
        values = {
            "name": self._free_tax_name(),
            "type_tax_use": "sale",
            "amount_type": "percent",
            "amount": self.rate * 100,
            "company_id": self.company_id.id,
            "country_id": self.company_id.account_fiscal_country_id.id,
            "price_include_override": (
                "tax_included" if self.prices_include_tax else "tax_excluded"
            ),
        }
        account = (
            self.backend_id.channel_tax_account_id
            if self.channel_liable
            else self._usual_account()
        )
        if self.channel_liable and not account:
            raise UserError(
                self.env._(
                    "Set the account of taxes that the platform pays on %s first.",
                    self.backend_id.display_name,
                )
            )
        values["invoice_repartition_line_ids"] = self._repartition(account)
        values["refund_repartition_line_ids"] = self._repartition(account)
        return values

    def _free_tax_name(self):
        """Return a name for a new tax; Odoo wants each only once."""
        name = self.display_name
        if self.channel_liable:
            name = self.env._("%s (paid by the platform)", name)
        used = set(
            self.env["account.tax"]
            .with_context(active_test=False)
            .search(
                [
                    *self.env["account.tax"]._check_company_domain(self.company_id),
                    ("name", "=like", f"{name}%"),
                ]
            )
            .mapped("name")
        )
        number, free = 1, name
        while free in used:
            number += 1
            free = f"{name} ({number})"
        return free

    def _usual_account(self):
        """Return the account the company's other sales taxes are booked on."""
        return (
            self.env["account.tax"]
            .search(
                [
                    *self.env["account.tax"]._check_company_domain(self.company_id),
                    ("type_tax_use", "=", "sale"),
                    ("invoice_repartition_line_ids.account_id", "!=", False),
                ],
                limit=1,
            )
            .invoice_repartition_line_ids.account_id[:1]
        )

    @api.model
    def _repartition(self, account):
        return [
            fields.Command.create({"repartition_type": "base"}),
            fields.Command.create(
                {"repartition_type": "tax", "account_id": account.id}
            ),
        ]
