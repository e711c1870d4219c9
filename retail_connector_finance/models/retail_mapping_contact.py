"""Odoo's contacts and the customers and vendors of a ledger, from a day on."""

from typing import NamedTuple

from odoo import api, fields, models

from .retail_ledger_contact import KINDS, plain_vat

# What a contact is recognised by, in this order: field there -> its value here
RECOGNISED_BY = (
    ("vat", lambda partner: plain_vat(partner.vat)),
    ("email", lambda partner: partner.email_normalized or ""),
    ("name", lambda partner: partner.name or ""),
)


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
    _key_unique = models.UniqueIndex(
        "(backend_id, partner_id, kind, COALESCE(start_date, '0001-01-01'))",
        "This contact is mapped from that day on already.",
    )

    @api.depends("partner_id", "start_date")
    def _compute_display_name(self):
        for mapping in self:
            words = [mapping.partner_id.display_name, mapping.start_date]
            mapping.display_name = " ".join(str(word) for word in words if word)

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
    def _suggest_many(self, backend, keys):
        """Suggest the only contact of the same VAT number, else e-mail, else name."""
        partners = self.env["res.partner"].browse({key.partner_id for key in keys})
        by_id = {partner.id: partner for partner in partners}
        found = {}
        for kind in {key.kind for key in keys}:
            for field, value_of in RECOGNISED_BY:
                values = {
                    key: value_of(by_id[key.partner_id])
                    for key in keys
                    if key.kind == kind and key not in found
                }
                only = self._only_ones(backend, kind, field, set(values.values()))
                found.update(
                    (key, only[value]) for key, value in values.items() if value in only
                )
        return {
            key: {"ledger_contact_id": found[key].id if key in found else False}
            for key in keys
        }

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

    def _needed_by(self, lines):
        backends = lines.batch_id.backend_id
        demanding = {
            (account.backend_id, account.external_id): account.contact
            for account in self.env["retail.ledger.account"].search(
                [("backend_id", "in", backends.ids), ("contact", "!=", False)]
            )
        }
        for line in lines.filtered("partner_id"):
            kind = demanding.get((line.batch_id.backend_id, line.remote_account))
            yield line, ContactKey(line.partner_id.commercial_partner_id.id, kind)
