"""The customers and vendors of a ledger, as they were read last."""

from odoo import api, fields, models

# Whom lines of an account can have to name there
KINDS = [("customer", "Customer"), ("vendor", "Vendor")]


def plain_vat(text):
    """Return a VAT number without what people put between its characters."""
    return "".join(filter(str.isalnum, text or "")).upper()


class RetailLedgerContact(models.Model):
    """A customer or vendor at a ledger; who disappears there is archived here."""

    _name = "retail.ledger.contact"
    _inherit = ["retail.ledger.master"]
    _description = "Ledger Contact"
    _order = "backend_id, kind, name"

    kind = fields.Selection(KINDS, required=True, readonly=True)
    name = fields.Char(index=True)
    vat = fields.Char("VAT number", readonly=True, index=True)
    email = fields.Char("E-mail", readonly=True, index=True)

    _external = models.UniqueIndex("(backend_id, external_id)")

    @api.depends("name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for contact in self:
            words = [contact.name, kinds.get(contact.kind)]
            contact.display_name = " · ".join(filter(None, words))
