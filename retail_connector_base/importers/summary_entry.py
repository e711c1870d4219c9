"""The lines of a daily summary entry, and the proof that they are its orders."""

from collections import defaultdict
from decimal import Decimal

from ..canonical import Money, allocate
from .stage import PartlyFailed
from .stage_invoice import local_date

CENTS = Decimal("0.000001")


def exact(amount) -> Decimal:
    """Return a database amount as an exact number."""
    return Decimal(repr(float(amount))).quantize(CENTS)


class SummaryEntry:
    """Revenue by account and tax, taxes, receipts by clearing account, open rests.

    Built from the order lines with the amounts they carry. Whatever does not add up
    to the platform's totals is refused: there is no line that takes a difference.
    """

    sign = 1  # of the documents' totals on the receipts' side

    def __init__(self, bindings, date, mappings):
        self.env = bindings.env
        self.bindings = bindings
        self.company = bindings.company_id
        self.currency = bindings.currency_id
        self.date = date
        self.mappings = mappings
        self.rate = self.env["res.currency"]._get_conversion_rate(
            self.company.currency_id, self.currency, self.company, date
        )
        self.accounts = {}
        self.tenders = bindings.tender_ids.filtered(
            lambda t: (
                t.state == "waiting"
                and local_date(t.backend_id, t.processed_at) == date
            )
        )

    def lines(self):
        """Return the values of the journal items."""
        credits = self._revenue_and_taxes()
        debits = self._receipts_and_rests()
        self._check(credits, debits)
        return [*self._in_company_currency(credits, debits), *credits]

    def book_tenders(self, move):
        """Note on each tender the clearing item that it is a part of."""
        lines = {(line.account_id, line.name): line for line in move.line_ids}
        none = move.line_ids.browse()
        for mapping, tenders in self.tenders.grouped(
            lambda tender: self.mappings[tender.id]
        ).items():
            key = (mapping.account_id, mapping.display_name)
            item = lines.get(key, none)  # none: they add up to nothing
            tenders.write({"state": "posted", "record_id": item.id})

    # --- credit side ---

    def _revenue_and_taxes(self):
        AccountTax = self.env["account.tax"]
        base_lines, problems = [], []
        for binding in self.bindings:
            own = self._base_lines(binding)
            AccountTax._add_tax_details_in_base_lines(own, self.company)
            AccountTax._round_base_lines_tax_details(own, self.company)
            problem = self._order_problem(binding, own)
            if problem:
                problems.append(problem)
            base_lines += own
        if problems:
            raise PartlyFailed(problems)
        AccountTax._add_accounting_data_in_base_lines_tax_details(
            base_lines, self.company
        )
        prepared = AccountTax._prepare_tax_lines(base_lines, self.company)
        return self._grouped_revenue(prepared["base_lines_to_update"]) + [
            {**values, "display_type": "tax", "tax_ids": values["tax_ids"]}
            for values in prepared["tax_lines_to_add"]
        ]

    def _base_lines(self, binding):
        """Return the tax engine's lines of an order, with their revenue accounts."""
        return [
            line._prepare_base_line_for_taxes_computation(
                account_id=self._account(line),
                partner_id=self.env["res.partner"],
                rate=self.rate,
                sign=-1.0,
                is_refund=False,
                analytic_distribution=None,
            )
            for line in binding.record_id.order_line
            if not line.display_type
        ]

    def _account(self, line):
        position = line.order_id.fiscal_position_id
        key = (line.product_id.id, position.id)
        if key not in self.accounts:
            template = line.product_id.product_tmpl_id.with_company(self.company)
            self.accounts[key] = template.get_product_accounts(position)["income"]
        return self.accounts[key]

    def _order_problem(self, binding, base_lines):
        """Return why an order is not what the platform says, or None."""
        details = [line["tax_details"] for line in base_lines]
        net = sum(
            d["total_excluded_currency"] + d["delta_total_excluded_currency"]
            for d in details
        )
        tax = sum(t["tax_amount_currency"] for d in details for t in d["taxes_data"])
        _ = self.env._
        for what, found, expected in (
            (_("total"), exact(self.currency.round(net + tax)), exact(binding.total)),
            (_("tax"), exact(self.currency.round(tax)), exact(binding.tax_total)),
        ):
            if found != expected:
                return (
                    binding,
                    "summary_mismatch",
                    _(
                        "The %(what)s in the summary would be %(found)s instead of "
                        "%(expected)s (difference %(difference)s).",
                        what=what,
                        found=f"{found.normalize():f}",
                        expected=f"{expected.normalize():f}",
                        difference=f"{(found - expected).normalize():+f}",
                    ),
                )
        return None

    def _grouped_revenue(self, updates):
        """Return one line per account, taxes and tags."""
        groups = defaultdict(lambda: [0.0, 0.0])
        for base_line, amounts in updates:
            key = (
                base_line["account_id"].id,
                tuple(sorted(base_line["tax_ids"].ids)),
                tuple(sorted(amounts["tax_tag_ids"][0][2])),
            )
            groups[key][0] += amounts["amount_currency"]
            groups[key][1] += amounts["balance"]
        return [
            {
                "account_id": account,
                "tax_ids": [(6, 0, taxes)],
                "tax_tag_ids": [(6, 0, tags)],
                "amount_currency": self.currency.round(amount),
                "balance": self.company.currency_id.round(balance),
                "display_type": "product",
                "name": self.env._("Sales"),
            }
            for (account, taxes, tags), (amount, balance) in groups.items()
        ]

    # --- debit side ---

    def _receipts_and_rests(self):
        receipts = defaultdict(Decimal)
        for tender in self.tenders:
            mapping = self.mappings[tender.id]
            receipts[mapping] += exact(tender.amount)
        lines = [
            {
                "account_id": mapping.account_id.id,
                "name": mapping.display_name,
                "amount_currency": float(amount),
                "display_type": "product",
            }
            for mapping, amount in receipts.items()
            if amount
        ]
        return lines + self._open_rests()

    def _open_rests(self):
        """Return a receivable line for each document that its tenders do not settle."""
        lines = []
        for binding in self.bindings:
            tenders = binding.tender_ids & self.tenders
            rest = self.sign * exact(binding.total) - sum(
                exact(tender.amount) for tender in tenders
            )
            if not rest:
                continue
            order = self._order(binding)
            partner = order.partner_invoice_id.commercial_partner_id
            lines.append(
                {
                    "account_id": partner.with_company(
                        self.company
                    ).property_account_receivable_id.id,
                    "partner_id": partner.id,
                    "name": order.name,
                    "amount_currency": float(rest),
                    "display_type": "payment_term",
                    "date_maturity": self.date,
                }
            )
        return lines

    def _order(self, binding):
        """Return the sales order of a document."""
        return binding.record_id

    # --- both ---

    def _check(self, credits, debits):
        """Raise unless both sides are the sum of the orders, in their currency."""
        expected = sum((exact(binding.total) for binding in self.bindings), Decimal(0))
        taxes = sum((exact(b.tax_total) for b in self.bindings), Decimal(0))
        booked_tax = sum(
            -exact(line["amount_currency"])
            for line in credits
            if line["display_type"] == "tax"
        )
        sides = (
            ("credit", -sum(exact(line["amount_currency"]) for line in credits)),
            ("debit", sum(exact(line["amount_currency"]) for line in debits)),
        )
        wrong = [f"{side} {amount}" for side, amount in sides if amount != expected]
        if taxes != booked_tax:
            wrong.append(f"tax {booked_tax}, {taxes}")
        if wrong:
            message = self.env._(
                "The entry is not the sum of its orders (%(expected)s): %(wrong)s.",
                expected=expected,
                wrong=", ".join(wrong),
            )
            raise PartlyFailed(
                [(binding, "summary_mismatch", message) for binding in self.bindings]
            )

    def _in_company_currency(self, credits, debits):
        """Return ``debits`` with balances that add up to the credits'.

        Converting line by line rounds each of them; the total is converted once and
        shared out, so the entry balances without another line.
        """
        code = self.company.currency_id.name
        total = Money(
            -sum(exact(line["balance"]) for line in credits).normalize(), code
        )
        if not debits:
            return []
        if self.currency == self.company.currency_id:
            shares = [Money(exact(line["amount_currency"]), code) for line in debits]
        elif all(line["amount_currency"] > 0 for line in debits):
            shares = allocate(total, [exact(d["amount_currency"]) for d in debits])
        else:
            shares = self._converted(debits, total, code)
        for line, share in zip(debits, shares, strict=True):
            line["balance"] = float(share.amount)
        return debits

    def _converted(self, debits, total, code):
        """Return balances of lines of both signs; the largest takes the rounding."""
        company_currency = self.company.currency_id
        shares = [
            Money(exact(company_currency.round(d["amount_currency"] / self.rate)), code)
            for d in debits
        ]
        largest = max(range(len(shares)), key=lambda i: abs(shares[i].amount))
        shares[largest] += total - Money.sum(shares, code)
        return shares
