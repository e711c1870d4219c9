"""Read who is a customer or vendor at a ledger, a page at a time."""

from odoo import models

from .retail_ledger_contact import plain_vat

COMPARED = ("kind", "name", "vat", "email", "active")


class RetailBackend(models.Model):
    """Keep the contacts of a ledger like its chart, however many there are."""

    _inherit = "retail.backend"

    def _read_contacts(self, adapter):
        """Take over the contacts; who is gone there is archived here."""
        Contact = self.env["retail.ledger.contact"].sudo()
        Contact = Contact.with_context(active_test=False)
        seen = set()
        for page in adapter.contacts():
            seen.update(contact.external_id for contact in page)
            self._keep_contacts(Contact, page)
        here = Contact.search([("backend_id", "=", self.id), ("active", "=", True)])
        here.filtered(lambda contact: contact.external_id not in seen).active = False

    def _keep_contacts(self, records, page):
        """Create and update the contacts of a page."""
        known = records.search(
            [
                ("backend_id", "=", self.id),
                ("external_id", "in", [contact.external_id for contact in page]),
            ]
        ).grouped("external_id")
        new = []
        for contact in page:
            values = {name: getattr(contact, name) for name in COMPARED}
            values["vat"] = plain_vat(contact.vat)
            values["email"] = contact.email.strip().casefold()
            record = known.get(contact.external_id)
            if record is None:
                new.append(
                    {
                        "backend_id": self.id,
                        "external_id": contact.external_id,
                        **values,
                    }
                )
            elif any((record[name] or "") != (values[name] or "") for name in COMPARED):
                record.write(values)
        records.create(new)
