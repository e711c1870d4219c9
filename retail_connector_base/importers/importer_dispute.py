"""Disputes of a platform to dispute records, with a reminder of the evidence date."""

from odoo import api, models

from ..canonical import codec
from ..canonical.payment import DISPUTE_STATUSES
from .importer_order import fingerprint
from .order_content import words
from .order_values import naive

REMINDER = "mail.mail_activity_data_todo"


class RetailImporterDispute(models.AbstractModel):
    """Create and update disputes; a decided one is not opened again by old news."""

    _name = "retail.importer.dispute"
    _inherit = ["retail.importer"]
    _description = "Retail Dispute Importer"

    @api.model
    def _import(self, items, backend):
        Dispute = self.env["retail.dispute"]
        ids = [item.document.external_id for item in items]
        known = {
            dispute.external_id: dispute
            for dispute in Dispute.search(
                [("backend_id", "=", backend.id), ("external_id", "in", ids)]
            )
        }
        orders = self.env["retail.binding.order"]._find(
            backend, [item.document.order_id for item in items]
        )
        codes = list({item.document.amount.currency for item in items})
        currencies = {
            currency.name: currency
            for currency in self.env["res.currency"].search([("name", "in", codes)])
        }
        for item in items:
            document = item.document
            if document.amount.currency not in currencies:
                item.parked(
                    "currency_inactive",
                    self.env._("Activate the currency %s.", document.amount.currency),
                )
                continue
            dispute = known.get(document.external_id)
            values = self._values(document, orders, currencies)
            if dispute and dispute.content_hash == values["content_hash"]:
                item.done(dispute, "unchanged")
                continue
            if dispute and dispute.is_over and not document.is_over:
                item.ignored("stale", self.env._("It has been decided already."))
                continue
            if dispute:
                dispute.write(values)
            else:
                dispute = Dispute.create({"backend_id": backend.id, **values})
                known[document.external_id] = dispute
            self._remind(dispute)
            item.done(dispute)
        self._tie_lines(backend, list(known.values()))

    @api.model
    def _values(self, document, orders, currencies):
        order = orders.get(document.order_id)
        return {
            "external_id": document.external_id,
            "content_hash": fingerprint(codec.encode(document)),
            "kind": document.kind,
            "status": document.status,
            "currency_id": currencies[document.amount.currency].id,
            "amount": float(document.amount.amount),
            "reason": words(document.reason),
            "network_code": document.network_code or False,
            "initiated_at": naive(document.initiated_at),
            "evidence_due_at": naive(document.evidence_due_at),
            "evidence_sent_at": naive(document.evidence_sent_at),
            "finalized_at": naive(document.finalized_at),
            "order_external_id": document.order_id or False,
            **({"order_binding_id": order.id} if order else {}),
        }

    @api.model
    def _remind(self, dispute):
        """Have a person send the evidence in time; drop the reminder when it is."""
        dispute = dispute.with_context(mail_activity_automation_skip=False)
        waits = not DISPUTE_STATUSES[dispute.status] and not dispute.evidence_sent_at
        if not waits:
            dispute.activity_unlink([REMINDER])
        elif dispute.evidence_due_at and not dispute.activity_ids:
            dispute.activity_schedule(
                REMINDER,
                date_deadline=dispute.evidence_due_at.date(),
                summary=self.env._("Send the evidence"),
                user_id=dispute.backend_id.user_id.id,
            )

    @api.model
    def _tie_lines(self, backend, disputes):
        """Tie settlement lines that came before their dispute."""
        lines = self.env["retail.settlement.line"].search(
            [
                ("backend_id", "=", backend.id),
                ("dispute_id", "=", False),
                ("dispute_external_id", "in", [d.external_id for d in disputes]),
            ]
        )
        self.env["retail.importer.settlement.match"]._match(lines)
