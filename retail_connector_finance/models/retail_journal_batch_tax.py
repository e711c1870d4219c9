"""Tax codes on the lines of a batch: what they are called there, and what fits none."""

from decimal import Decimal

from odoo import api, fields, models

from ..platforms.journal import cents
from ..posting.tax_lines import cut, rounded
from .journal_tax import CODE, CONSUMED, CUT, OWN, UNFIT
from .retail_mapping_ledger_tax import PERCENT

NAMED = 5  # documents that a message names; the list has them all


class RetailJournalBatchLine(models.Model):
    """Carry the code and the tax of a line as they are there."""

    _inherit = "retail.journal.batch.line"

    tax_as = fields.Selection(
        [
            (CODE, "As a code"),
            (CUT, "As a code, on two lines"),
            (CONSUMED, "In the tax of the other lines"),
            (OWN, "On lines of its own, by decision"),
            (UNFIT, "No code can say it"),
        ],
        "Tax leaves",
        readonly=True,
        help="Empty: tax leaves on lines of its own, or there is none.",
    )
    tax_rate = fields.Integer(
        readonly=True, help="In millionths, as it was when it was put together."
    )
    tax_amount = fields.Monetary(
        "Tax there", currency_field="company_currency_id", readonly=True
    )
    tax_code = fields.Char("Id of the tax code", readonly=True)
    tax_name = fields.Char("Tax code there", readonly=True)
    tax_account = fields.Char("Account of the tax there", readonly=True)
    tax_mapping_id = fields.Many2one(
        "retail.mapping.ledger.tax",
        "Tax mapping",
        readonly=True,
        ondelete="set null",
        help="The mapping that was in force.",
    )

    def _leaving(self):
        """Return the lines that leave as lines, not in the tax of others."""
        return self.filtered(lambda line: line.tax_as != CONSUMED)

    def _tax_keys(self):
        """Return the keys of the tax mappings these lines need."""
        return {
            (line.tax, line.batch_id.date)
            for line in self
            if line.tax_as in (CODE, CUT) and not line.origin_id
        }

    def _named_tax(self, codes):
        """Return (values that name the line's tax at the ledger, what is wrong)."""
        if self.origin_id:  # what is taken back has the code it was sent with
            origin = self.origin_id
            values = {
                "tax_code": origin.tax_code,
                "tax_name": origin.tax_name,
                "tax_account": origin.tax_account,
                "tax_mapping_id": origin.tax_mapping_id.id,
            }
            return values, self._unfit_text() if self.tax_as == UNFIT else ""
        if self.tax_as == UNFIT:
            return {}, self._unfit_text()
        if self.tax_as not in (CODE, CUT):
            return {}, ""
        mapping = codes[self.tax, self.batch_id.date]
        code = mapping.ledger_tax_id
        values = {
            "tax_code": False if mapping.no_code else code.external_id,
            "tax_name": code.display_name or False,
            "tax_account": mapping.ledger_account_id.external_id,
            "tax_mapping_id": mapping.id,
        }
        return values, self._wrong_code(mapping)

    def _wrong_code(self, mapping):
        """Return why the line cannot leave with the code of a mapping, or nothing."""
        code, names = mapping.ledger_tax_id, mapping.display_name
        if mapping.state != "approved":
            return self.env._("Tax not mapped: %s", names)
        if mapping.no_code:
            if self.tax_rate or self.tax_amount:
                return self.env._("%s has tax: it needs a code.", names)
            return ""
        if not code.active:
            return self.env._("The ledger does not take the tax code %s", code.name)
        if code.rate and Decimal(code.rate) * PERCENT != self.tax_rate:
            return self.env._(
                "%(tax)s was put together with %(ours)s %%, the code there has "
                "%(theirs)s %%. Build it again.",
                tax=names,
                ours=f"{(Decimal(self.tax_rate) / PERCENT).normalize():f}",
                theirs=code.rate,
            )
        return ""

    def _unfit_text(self):
        """Return which documents no code can say, and by how much they are off."""
        taxes = self.tax.lstrip("t").replace(" ", ",")
        names = self.env["account.tax"].browse(
            int(one) for one in taxes.split(",")
        ).mapped("name")  # fmt: skip
        moves = self._unfit_moves()
        documents = ", ".join(moves[:NAMED].mapped("name"))
        if len(moves) > NAMED:
            documents += self.env._(" and %s more", len(moves) - NAMED)
        unit = self._unit()
        if not self.tax_rate or self.tax.startswith("t"):
            return self.env._(
                "%(tax)s of %(documents)s cannot be said by one code: it is no "
                "percentage, a tax on another tax, or has no base in its entry.",
                tax=", ".join(names),
                documents=documents,
            )
        gap = Decimal(0)
        booked = Decimal(0)
        for link in self.env["retail.journal.link"].search(
            [("batch_id", "=", self.batch_id.id), ("line_id", "=", self.id)]
        ):
            tax = Decimal(str(link.tax_amount)) * link.sign
            base = int(Decimal(str(link.balance)) * link.sign / unit)
            booked += tax
            gap += tax - rounded(base, self.tax_rate) * unit
        return self.env._(
            "%(tax)s of %(documents)s: %(booked)s is booked, the ledger would compute "
            "%(computed)s, a difference of %(gap)s.",
            tax=", ".join(names),
            documents=documents,
            booked=f"{booked:.2f}",
            computed=f"{booked - gap:.2f}",
            gap=f"{gap:.2f}",
        )

    def _unit(self):
        return Decimal(repr(self.company_id.currency_id.rounding))

    def _parts(self):
        """Return (amount, tax or None) of each line that this one is at the ledger."""
        amount = cents(self.balance)
        if not self.tax_code:
            return [(amount, None)]
        tax, unit = cents(self.tax_amount), self._unit()
        if self.tax_as != CUT:
            return [(amount, tax)]
        parts = cut(int(amount / unit), self.tax_rate, int(tax / unit))
        return [(one * unit, rounded(one, self.tax_rate) * unit) for one in parts]

    def _unfit_moves(self):
        """Return the entries of the items of lines that no code can say."""
        lines = self.filtered(lambda line: line.tax_as == UNFIT)
        links = self.env["retail.journal.link"].search(
            [("batch_id", "in", lines.batch_id.ids), ("line_id", "in", lines.ids)]
        )
        ids = sorted(set(links.mapped("move_id")))
        return self.env["account.move"].browse(ids).exists()


class RetailJournalBatch(models.Model):
    """Let a person decide about documents whose tax no code can say."""

    _inherit = "retail.journal.batch"

    tax_mode = fields.Selection(related="policy_id.tax_mode")
    has_unfit_tax = fields.Boolean(compute="_compute_has_unfit_tax")

    @api.depends("line_ids.tax_as")
    def _compute_has_unfit_tax(self):
        for batch in self:
            batch.has_unfit_tax = bool(batch._unfit_lines())

    def _unfit_lines(self):
        """Return the lines that no code can say and that were not sent before."""
        return self.line_ids.filtered(
            lambda line: line.tax_as == UNFIT and not line.origin_id
        )

    def action_tax_on_own_lines(self):
        """Let the tax of exactly these documents leave on lines of its own."""
        self._check_accountant()
        self._expect("draft")
        decisions = self.env["retail.journal.tax.decision"].sudo()
        for batch in self.sudo():
            lines = batch._unfit_lines()
            decisions.create(
                [
                    {
                        "backend_id": batch.backend_id.id,
                        "move_id": move.id,
                        "name": move.name,
                        "batch": batch.name,
                        "reason": "; ".join(filter(None, lines.mapped("problem"))),
                        "decided_by_id": self.env.uid,
                    }
                    for move in lines._unfit_moves()
                ]
            )
        return self.action_rebuild()
