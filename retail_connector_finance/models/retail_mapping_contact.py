"""Odoo's contacts and the customers and vendors of a ledger, from a day on."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models

from .retail_ledger_contact import KINDS, plain_vat


class ContactKey(NamedTuple):
    """Whom an item is about, and in which role: one may be customer and vendor."""

    partner_id: int
    kind: str


class RetailMappingContact(models.Model):
    """Map a contact to one of a ledger's; several rows follow each other.

    Only the ledger's own id of a contact ever leaves: no name, no address.
    """

    _name = "retail.mapping.contact"
    _inherit = ["retail.mapping.dated"]
    _description = "Contact Mapping"
    _rec_name = "partner_id"
    _order = "state desc, partner_id, kind, start_date"
    _waiting_cause = "ledger_unmapped"
    _target_field = "ledger_contact_id"

    partner_id = fields.Many2one(
        "res.partner", "In Odoo", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(KINDS, "As", required=True)
    ledger_contact_id = fields.Many2one(
        "retail.ledger.contact",
        "Contact there",
        domain="[('backend_id', '=', backend_id), ('kind', '=', kind)]",
        ondelete="restrict",
    )
    items_waiting = fields.Integer(
        "Items waiting", compute="_compute_waiting", help="In incomplete batches."
    )
    amount_waiting = fields.Monetary(
        compute="_compute_waiting",
        currency_field="company_currency_id",
        help="Debits and credits of the items that wait.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")

    _key_unique = models.UniqueIndex(
        "(backend_id, partner_id, kind, COALESCE(start_date, '0001-01-01'))",
        "This contact is mapped from that day on already.",
    )

    @api.depends("partner_id", "start_date")
    def _compute_display_name(self):
        for mapping in self:
            words = [mapping.partner_id.display_name, mapping.start_date]
            mapping.display_name = " ".join(str(word) for word in words if word)

    @api.depends("state", "partner_id", "kind")
    def _compute_waiting(self):
        demanding = {
            (account.backend_id, account.external_id): account.contact
            for account in self.env["retail.ledger.account"].search(
                [("backend_id", "in", self.backend_id.ids), ("contact", "!=", False)]
            )
        }
        lines = self.env["retail.journal.batch.line"].search(
            [
                ("batch_id.backend_id", "in", self.backend_id.ids),
                ("batch_id.state", "=", "draft"),
                ("batch_id.cause", "=", self._waiting_cause),
                ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("origin_id", "=", False),
            ]
        )
        items, amounts = defaultdict(int), defaultdict(float)
        for line in lines:
            backend = line.batch_id.backend_id
            kind = demanding.get((backend, line.remote_account))
            key = backend, line.partner_id.commercial_partner_id, kind
            items[key] += line.items
            amounts[key] += abs(line.balance)
        for mapping in self:
            key = mapping.backend_id, mapping.partner_id, mapping.kind
            waits = mapping.state == "suggested"
            mapping.items_waiting = items[key] if waits else 0
            mapping.amount_waiting = amounts[key] if waits else 0.0

    def _missing(self):
        if self.ledger_contact_id and self.ledger_contact_id.kind != self.kind:
            return self.env._("The contact there is for the other side.")
        return super()._missing()

    def _key(self):
        return ContactKey(self.partner_id.id, self.kind)

    @api.model
    def _known(self, backend, keys):
        """Return the rows of these contacts only: there may be very many."""
        partners = [key.partner_id for key in keys]
        return self.search(
            [("backend_id", "=", backend.id), ("partner_id", "in", partners)]
        )

    @api.model
    def _resolve(self, backend, keys):
        """Suggest for all new rows at once: a batch may bring thousands."""
        found = super()._resolve(backend, keys)
        rows = self.browse(row.id for row in found.values())
        rows.filtered(
            lambda row: row.state == "suggested" and not row.ledger_contact_id
        )._suggest_contacts()
        return found

    def _suggest_contacts(self):
        """Suggest the only contact of the same VAT number, else e-mail, else name."""
        for (backend, kind), rows in self.grouped(
            lambda row: (row.backend_id, row.kind)
        ).items():
            for field, value_of in (
                ("vat", lambda partner: plain_vat(partner.vat)),
                ("email", lambda partner: partner.email_normalized or ""),
                ("name", lambda partner: partner.name or ""),
            ):
                open_rows = rows.filtered(lambda row: not row.ledger_contact_id)
                values = {row: value_of(row.partner_id) for row in open_rows}
                only = self._only_ones(backend, kind, field, set(values.values()))
                for row, value in values.items():
                    if value in only:
                        row.ledger_contact_id = only[value]

    @api.model
    def _only_ones(self, backend, kind, field, values):
        """Return value -> the contact there, where exactly one has that value."""
        contacts = self.env["retail.ledger.contact"].search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                (field, "in", list(values - {""})),
            ]
        )
        return {
            value: same
            for value, same in contacts.grouped(field).items()
            if len(same) == 1
        }
