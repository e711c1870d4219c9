"""Correct the ledger after an edit: invoice what was added, credit what was removed.

The amounts are the difference of the platform's two versions, line by line and tax by
tax. What was booked before stays as it is.
"""

from decimal import Decimal

from odoo import api, models
from odoo.fields import Command

from .amounts import extra_tax_data, line_amounts
from .order_batch import OrderBatch
from .order_merge import corrections, line_changes, negative
from .stage import PartlyFailed
from .stage_invoice import CENTS, local_date


class RetailStageCorrect(models.AbstractModel):
    """Make the documents that bring the ledger from the booked version to the new."""

    _name = "retail.stage.correct"
    _inherit = ["retail.stage"]
    _description = "Retail Correction Stage"

    @api.model
    def _run(self, bindings):
        edits = []
        for binding in bindings:
            before, after = self._versions(binding)
            if before and after:
                edits.append((binding, before, after))
        moves = self._moves(edits)
        self._check_totals(edits, moves)
        self.env["account.move"].union(*moves.values())._post(soft=False)
        for binding, _before, after in edits:
            after.booked = True
            if moves[binding]:
                binding._trace("invoiced", "correction", moves[binding][0].name)
        bindings._reconcile_open()
        to_pay = bindings.filtered(lambda binding: binding._has_money_to_book())
        self._done(to_pay, "pay")
        self._done(bindings - to_pay, "done")

    @api.model
    def _versions(self, binding):
        """Return the newest booked version and the newest applied one."""
        rows = binding.version_ids.filtered(
            lambda row: row.state in ("applied", "kept")
        ).sorted("id", reverse=True)
        booked = rows.filtered("booked")[:1]
        return (booked, rows[:1]) if rows[:1] != booked else (booked, None)

    @api.model
    def _keyed(self, batch, before, after):
        """Return (line's key, amounts) of what has to be booked, signed.

        :param before: canonical order that is booked
        :param after: canonical order it shall become
        """
        found = []
        for change in line_changes(before, after):
            pair = [
                line
                and line_amounts(
                    line, order.prices_include_tax, batch.tax_ids(order, line)
                )
                for order, line in ((before, change.before), (after, change.after))
            ]
            found += [(change.key, part) for part in corrections(*pair)]
        return found

    @api.model
    def _parts(self, batch, before, after):
        """Return the amounts that have to be booked, signed."""
        return [part for _key, part in self._keyed(batch, before, after)]

    @api.model
    def _side(self, part):
        """Return the kind of document that books a part."""
        back = part.gross < 0 or (not part.gross and part.quantity < 0)
        return "out_refund" if back else "out_invoice"

    @api.model
    def _moves(self, edits):
        """Create the invoices and credit notes of edits; return binding -> moves.

        :param edits: (order binding, booked version, new version)
        """
        if not edits:
            return {}
        edited = [
            (binding, before._document(), after._document(), after.changed_at)
            for binding, before, after in edits
        ]
        documents = [one for _b, old, new, _at in edited for one in (old, new)]
        batch = OrderBatch(self.env, edited[0][0].backend_id, documents)
        owners, values = [], []
        for edit in edited:
            for row in self._values(batch, *edit):
                owners.append(edit[0])
                values.append(row)
        made = self.env["account.move"].create(values)
        found = {binding: made.browse() for binding, *_versions in edits}
        for binding, move in zip(owners, made, strict=True):
            found[binding] |= move
        return found

    @api.model
    def _values(self, batch, binding, old, new, changed_at):
        """Return the values of an edit's invoice and credit note, as far as needed.

        :param old: canonical order that is booked
        :param new: canonical order it has become
        """
        date = local_date(binding.backend_id, changed_at)
        journal = self._checked_journal(binding, date)
        lines = self.env["retail.importer.order.edit"]._by_key(binding.record_id)
        sides = {"out_invoice": [], "out_refund": []}
        for key, part in self._keyed(batch, old, new):
            side = self._side(part)
            part = negative(part) if side == "out_refund" else part
            sides[side].append((lines[key], part))
        order = binding.record_id
        return [
            {
                "journal_id": journal.id,
                **order._prepare_invoice(),
                "move_type": move_type,
                "retail_correction": True,
                "invoice_date": date,
                "date": date,
                "invoice_line_ids": [
                    Command.create(self._line_values(line, part, date, index))
                    for index, (line, part) in enumerate(parts, start=1)
                ],
            }
            for move_type, parts in sides.items()
            if parts
        ]

    @api.model
    def _line_values(self, line, part, date, sequence):
        company = line.company_id
        currency = line.currency_id
        rate = self.env["res.currency"]._get_conversion_rate(
            company.currency_id, currency, company, date
        )
        return {
            **line._prepare_invoice_line(
                quantity=float(part.quantity), sequence=sequence
            ),
            "price_unit": float(part.price_unit),
            "discount": float(part.discount),
            "tax_ids": [Command.set(list(part.taxes))],
            "extra_tax_data": extra_tax_data(
                part, currency.id, (company.currency_id.name, Decimal(repr(rate)))
            ),
            "analytic_distribution": False,
        }

    @api.model
    def _checked_journal(self, binding, date):
        """Return the journal; raise when the period of the edit is locked."""
        journal = binding.record_id.journal_id or self.env[
            "retail.stage.invoice"
        ]._journal(binding)
        locks = binding.company_id._get_violated_lock_dates(date, True, journal)
        if locks:
            message = self.env._(
                "The edit is of %(date)s, a locked period (until %(lock)s).",
                date=date,
                lock=locks[-1][0],
            )
            raise PartlyFailed([(binding, "period_locked", message)])
        return journal

    @api.model
    def _check_totals(self, edits, moves):
        """Raise unless the documents are the difference of the versions, exactly."""
        problems = []
        for binding, before, after in edits:
            old, new = before._document(), after._document()
            signs = [
                (-1 if m.move_type == "out_refund" else 1, m) for m in moves[binding]
            ]
            for ours, theirs in (
                (sum(s * m.amount_total for s, m in signs), new.total - old.total),
                (
                    sum(s * m.amount_tax for s, m in signs),
                    new.total_tax - old.total_tax,
                ),
            ):
                found = Decimal(repr(float(ours))).quantize(CENTS)
                if found != theirs.amount:
                    message = self.env._(
                        "The correction would be %(found)s instead of %(expected)s "
                        "(difference %(difference)s).",
                        found=f"{found.normalize():f}",
                        expected=theirs,
                        difference=f"{(found - theirs.amount).normalize():+f}",
                    )
                    problems.append((binding, "invoice_mismatch", message))
                    break
        if problems:
            raise PartlyFailed(problems)
