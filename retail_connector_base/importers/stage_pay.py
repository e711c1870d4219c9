"""Book payments: one clearing entry per journal and day, reconciled with the invoices.

Money a platform received is not in the bank yet: it is on a clearing account until
the payout. Each tender has its own line there, so that a payout settles exactly the
tenders it names.
"""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Command

from ..models.sale_order import NOTES_KEY
from .stage import PartlyFailed
from .stage_invoice import local_date


class RetailStagePay(models.AbstractModel):
    """Enter the tenders of a batch of invoiced orders."""

    _name = "retail.stage.pay"
    _inherit = ["retail.stage"]
    _description = "Retail Payment Stage"

    @api.model
    def _prepare(self, bindings):
        self._mappings(
            bindings.backend_id,
            bindings.tender_ids.filtered(lambda t: t.state == "waiting"),
        )

    @api.model
    def _run(self, bindings):
        tenders = bindings.tender_ids.filtered(lambda t: t.state == "waiting")
        mappings = self._mappings(bindings.backend_id, tenders)
        self._check(tenders, mappings)
        groups = defaultdict(lambda: tenders.browse())
        for tender in tenders:
            mapping = mappings[tender.id]
            date = local_date(tender.backend_id, tender.processed_at)
            groups[mapping.journal_id, date] |= tender
        if groups:
            entries = self._entries(groups, mappings)
            credits = self._link(groups, entries)
            entries._post(soft=False)
            self._reconcile(bindings, credits)
            bindings._trace("paid")
        self._done(bindings, "done")

    @api.model
    def _mappings(self, backend, tenders):
        """Return tender id -> mapping."""
        Mapping = self.env["retail.mapping.tender"]
        keys = {t.id: (t.gateway or "", t.method or "") for t in tenders}
        rows = Mapping._resolve_pairs(backend, set(keys.values()))
        return {tender_id: rows[key] for tender_id, key in keys.items()}

    @api.model
    def _check(self, tenders, mappings):
        """Raise for orders whose tenders cannot be booked."""
        problems = {}
        for tender in tenders:
            mapping = mappings[tender.id]
            binding = tender.order_binding_id
            date = local_date(tender.backend_id, tender.processed_at)
            if mapping.state != "approved":
                problems[binding] = (
                    "tender_unmapped",
                    self.env._("Approve the payment mapping: %s", mapping.display_name),
                )
            elif tender.company_id._get_violated_lock_dates(
                date, False, mapping.journal_id
            ):
                problems[binding] = (
                    "period_locked",
                    self.env._("A payment is of %s, a locked period.", date),
                )
            elif not self._booked_in(binding):
                problems[binding] = (
                    "not_invoiced",
                    self.env._("There is no invoice to pay."),
                )
        if problems:
            raise PartlyFailed([(b, *problem) for b, problem in problems.items()])

    @api.model
    def _entries(self, groups, mappings):
        """Create one entry per journal and day, two lines per tender."""
        return (
            self.env["account.move"]
            .with_context(skip_invoice_sync=True)
            .create(
                [
                    {
                        "move_type": "entry",
                        "journal_id": journal.id,
                        "date": date,
                        "ref": self.env._(
                            "%(backend)s: payments", backend=tenders.backend_id.name
                        ),
                        "company_id": tenders.company_id.id,
                        "line_ids": [
                            Command.create(values)
                            for tender in tenders
                            for values in self._lines(tender, mappings[tender.id], date)
                        ],
                    }
                    for (journal, date), tenders in groups.items()
                ]
            )
        )

    @api.model
    def _lines(self, tender, mapping, date):
        """Return the values of a tender's clearing line and customer line."""
        company = tender.company_id
        balance = tender.currency_id._convert(
            tender.amount, company.currency_id, company, date
        )
        order = tender.order_binding_id.record_id
        partner = order.partner_invoice_id.commercial_partner_id
        receivable = self._owed(tender.order_binding_id).account_id[:1]
        common = {
            "currency_id": tender.currency_id.id,
            "name": f"{order.name} {tender.external_name}",
            "analytic_distribution": False,
            "tax_ids": [],
        }
        return (
            {
                **common,
                "account_id": mapping.account_id.id,
                "partner_id": False,
                "amount_currency": tender.amount,
                "balance": balance,
            },
            {
                **common,
                "account_id": (receivable or partner.property_account_receivable_id).id,
                "partner_id": partner.id,
                "amount_currency": -tender.amount,
                "balance": -balance,
            },
        )

    @api.model
    def _booked_in(self, binding):
        """Return the invoices or the summary entry that an order is booked in."""
        order = binding.record_id
        return order.invoice_ids | order.retail_summary_move_id

    @api.model
    def _owed(self, binding):
        """Return the posted journal items that say what the customer owes."""
        order = binding.record_id
        return self._booked_in(binding).line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and (
                    line.move_id != order.retail_summary_move_id
                    or line.name == order.name
                )
            )
        )

    @api.model
    def _link(self, groups, entries):
        """Bind each tender to its clearing line; return tender -> customer line."""
        customer_lines = {}
        for tenders, entry in zip(groups.values(), entries, strict=True):
            lines = entry.line_ids.sorted("id")  # two per tender, in order
            for index, tender in enumerate(tenders):
                tender.record_id = lines[2 * index]
                customer_lines[tender] = lines[2 * index + 1]
            tenders.state = "posted"
        return customer_lines

    @api.model
    def _reconcile(self, bindings, customer_lines):
        """Reconcile the customer lines with the invoices, all orders in one plan."""
        plan = []
        for binding in bindings:
            owed = self._owed(binding).filtered(lambda line: not line.reconciled)
            paid = self.env["account.move.line"].union(
                *(
                    customer_lines[tender]
                    for tender in binding.tender_ids
                    if tender in customer_lines
                )
            )
            if owed and paid:
                plan.append(owed | paid)
        if not plan:
            return
        notes = {}
        self.env["account.move.line"].with_context(
            **{NOTES_KEY: notes}
        )._reconcile_plan([lines.with_context(**{NOTES_KEY: notes}) for lines in plan])
        orders = self.env["sale.order"].browse(notes)
        orders._message_log_batch({key: bodies[0] for key, bodies in notes.items()})
