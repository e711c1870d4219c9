"""Which journals go to a ledger, and how they are summed up on the way."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# How the entries of a journal are put together; see retail.journal.build
UNITS = [
    ("day", "One entry per journal and day"),
    ("session", "One entry per store session"),
    ("entry", "One entry per Odoo entry"),
]
# What the description of an entry may name
WORDS = ("journal", "date", "kind", "number", "company", "entry", "payout")


class RetailJournalPolicy(models.Model):
    """Say for some journals how their items are grouped, approved and posted there."""

    _name = "retail.journal.policy"
    _description = "Journal Export Policy"
    _check_company_auto = True
    _order = "backend_id, sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    backend_id = fields.Many2one(
        "retail.backend", "Ledger", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        check_company=True,
        help="Whole journals only: an entry leaves as a whole or not at all.",
    )
    start_date = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self),
        help="Items before this day are in the other books already.",
    )
    end_date = fields.Date(
        help="Items after this day belong to another policy. Empty: no end."
    )
    unit = fields.Selection(
        UNITS,
        "Summary",
        required=True,
        default="day",
        help="A payout or a store closing is one entry in Odoo already: choose one "
        "entry per Odoo entry for the journals that hold them.",
    )
    tax_mode = fields.Selection(
        [
            ("tax_lines", "On lines of its own"),
            ("tax_codes", "As tax codes of the ledger"),
        ],
        "Tax leaves",
        required=True,
        default="tax_lines",
        help="On lines of its own: every item leaves as it is booked, on the account "
        "it is booked on; the ledger's tax return does not know it. As tax codes: "
        "items leave with the ledger's tax code and without tax items, and the code "
        "posts the tax. Xero computes it, so a day's sales are put on as many lines "
        "as it takes to have it compute exactly what is booked; QuickBooks Online "
        "outside the United States and Canada takes the amount. Business Central and "
        "files take no codes.",
    )
    by_tax = fields.Boolean("By tax", default=True)
    by_channel = fields.Boolean("By channel", default=True)
    by_source = fields.Boolean("By connection", help="Shop, store estate ...")
    by_store = fields.Boolean("By register", help="Of sales of connected tills.")
    by_category = fields.Boolean("By product category")
    by_analytic = fields.Boolean("By analytic accounts", default=True)
    by_partner = fields.Boolean(
        "By customer or vendor",
        help="Of receivables and payables, for ledgers whose lines have to name a "
        "customer or vendor there. Only the id of a mapped contact leaves. Without it "
        "such an account needs one contact for everything, chosen in its mapping.",
    )
    built_at = fields.Datetime("Last put together", readonly=True, copy=False)
    max_lines = fields.Integer(
        "Lines an entry",
        default=300,
        required=True,
        help="A longer summary is split into parts that balance by themselves; an "
        "Odoo entry is never torn apart.",
    )
    narration = fields.Char(
        "Description",
        required=True,
        default="{journal} {date}",
        help="Of the entry there. May name {journal}, {date}, {kind}, {number}, "
        "{company}, and where each Odoo entry leaves by itself {entry}, its number, "
        "and {payout}, the gateway, number and bank reference of the payout it is of.",
    )
    approval = fields.Selection(
        [
            ("never", "Leaves by itself"),
            ("above", "Approved above an amount"),
            ("always", "Always approved"),
        ],
        required=True,
        default="above",
        help="Approved by a second person, not by who prepared it.",
    )
    approval_amount = fields.Monetary(
        "From", currency_field="company_currency_id", help="Total of the debits."
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    closed_period = fields.Selection(
        [
            ("hold", "Wait for a person"),
            ("first_open", "Post on the first open day"),
        ],
        "Closed period there",
        required=True,
        default="hold",
        help="First open day: the entry names its own date in the description.",
    )

    _lines_positive = models.Constraint(
        "CHECK (max_lines >= 2)", "An entry needs at least two lines."
    )

    @api.constrains("journal_ids", "backend_id", "start_date", "end_date")
    def _check_journals(self):
        """A journal goes to a ledger by one policy at a time."""
        for policy in self:
            others = self.search(
                [
                    ("id", "!=", policy.id),
                    ("backend_id", "=", policy.backend_id.id),
                    ("journal_ids", "in", policy.journal_ids.ids),
                    "|",
                    ("end_date", "=", False),
                    ("end_date", ">=", policy.start_date),
                ]
            ).filtered(
                lambda other, policy=policy: (
                    not policy.end_date or other.start_date <= policy.end_date
                )
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(journals)s: already in the policy %(policy)s.",
                        journals=", ".join(
                            (others.journal_ids & policy.journal_ids).mapped("name")
                        ),
                        policy=others[0].name,
                    )
                )

    @api.constrains("tax_mode", "by_tax", "backend_id")
    def _check_tax_mode(self):
        """Codes need a ledger that takes them, and lines that are kept apart by tax."""
        for policy in self.filtered(lambda policy: policy.tax_mode == "tax_codes"):
            adapter = policy.backend_id._adapter_class()
            if not adapter.ledger.tax_codes:
                raise ValidationError(
                    self.env._(
                        "%(ledger)s takes no tax codes from here: %(why)s.",
                        ledger=adapter.label,
                        why=adapter.no_tax_codes,
                    )
                )
            if not policy.by_tax:
                raise ValidationError(
                    self.env._("Tax can leave as codes only where lines are kept "
                               "apart by tax.")
                )  # fmt: skip

    @api.constrains("narration")
    def _check_narration(self):
        for policy in self:
            try:
                policy._describe(**dict.fromkeys(WORDS, ""))
            except (KeyError, IndexError, ValueError) as error:
                raise ValidationError(
                    self.env._("The description cannot be filled in: %s", error)
                ) from None

    def write(self, vals):
        """Keep what decides about items that left: a change would correct them all."""
        fixed = {"backend_id", "start_date", "unit", "by_tax", "by_analytic",
                 "tax_mode"}  # fmt: skip
        used = self.filtered(lambda policy: policy._is_used())
        if used and fixed & vals.keys():
            raise UserError(
                self.env._(
                    "%s has been used. Give it an end date and make another one that "
                    "starts the day after.",
                    used[0].name,
                )
            )
        before = {policy: policy.journal_ids for policy in used}
        result = super().write(vals)
        for policy, journals in before.items():
            if journals - policy.journal_ids:
                raise UserError(
                    self.env._("%s has been used: no journal can be taken out.",
                               policy.name)
                )  # fmt: skip
        return result

    def _is_used(self):
        """Return whether anything was put together by this policy."""
        batches = self.env["retail.journal.batch"].sudo()
        return bool(batches.search_count([("policy_id", "=", self.id)], limit=1))

    def _describe(self, **words):
        """Return the description of an entry."""
        return " ".join(self.narration.format(**words).split())

    def _needs_approval(self, total):
        """Return whether an entry of this total (Decimal) waits for a second person."""
        if self.approval == "above":
            return float(total) >= self.approval_amount
        return self.approval == "always"
