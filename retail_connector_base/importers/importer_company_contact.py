"""The people who order for companies: contacts below them, and their roles."""

from odoo import api, models

from ..canonical import Party
from ..models.bindings.binding_company_contact import SHOP_SAYS


class RetailImporterCompanyContact(models.AbstractModel):
    """Keep the people of companies, a batch at a time."""

    _name = "retail.importer.company.contact"
    _description = "Retail Company Contact Importer"

    @api.model
    def _take(self, backend, pairs):
        """Make the customers who order for companies contacts of them.

        :param pairs: (company binding, Company)
        """
        wanted = [
            (binding, company, contact)
            for binding, company in pairs
            for contact in company.contacts
            if contact.party_id
        ]
        partners = self.env["retail.importer.party"]._resolve(
            backend,
            [
                Party(c.party_id, name=c.name, email=c.email, phone=c.phone)
                for _binding, _company, c in wanted
            ],
        )
        people = []
        for (binding, company, contact), partner in zip(wanted, partners, strict=True):
            self._join(backend, binding.record_id, partner)
            if contact.title and not partner.function:
                partner.function = contact.title
            people.append((binding, contact, partner, company.roles_of(contact)))
        self._let_go(backend, pairs)
        self._bind(backend, people)

    @api.model
    def _join(self, backend, company, person):
        """Put a person below a company, unless they belong to another one."""
        if person.commercial_partner_id == company or person == company:
            return
        if person.parent_id or person.is_company:
            self.env["retail.importer.party"]._report(
                backend,
                [(Party(name=person.name), person, f"company {company.name}")],
            )
            return
        person.parent_id = company

    def _bind(self, backend, people):
        """Remember who is a contact; roles are Odoo's once it owns companies."""
        Binding = self.env["retail.binding.company.contact"].with_context(
            **{SHOP_SAYS: True}
        )
        known = Binding._find(backend, [c.external_id for _b, c, _p, _roles in people])
        rows, exceptions = [], {}
        for binding, contact, partner, (usual, places) in people:
            company = binding.record_id.commercial_partner_id
            if not contact.external_id or partner.commercial_partner_id != company:
                continue  # whose they are is a person's decision
            row = {
                "external_id": contact.external_id,
                "external_name": contact.name,
                "company_binding_id": binding.id,
                "party_external_id": contact.party_id,
                "record_id": partner.id,
                "role_names": ", ".join(contact.role_names) or False,
            }
            if contact.external_id not in known or backend.company_owner != "odoo":
                row["role"] = usual
                row["is_main"] = contact.main
                exceptions[contact.external_id] = places
            elif contact.main and not binding.contact_ids.filtered("is_main"):
                row["is_main"] = True
            rows.append(row)
        # The one who is not the main contact any more comes first.
        rows.sort(key=lambda row: row.get("is_main", False))
        bound = Binding._bind(backend, rows)
        for external_id, places in exceptions.items():
            bound[external_id]._set_place_roles(places)

    def _let_go(self, backend, pairs):
        """Forget the people and places that companies do not have any more there."""
        marks = self.env["retail.party.dirty"].sudo()
        for binding, company in pairs:
            gone = _others(binding.contact_ids, company.contacts)
            lost = _others(binding.location_ids, company.locations)
            if gone or lost:
                # Where Odoo owns companies, it tells of them again.
                marks._mark(backend, binding.record_id.ids, "company")
                gone.sudo().unlink()
                lost.sudo().unlink()


def _others(bindings, parts):
    """Return the bindings of what is not among the parts of a document."""
    said = {part.external_id for part in parts}
    return bindings.filtered(lambda binding: binding.external_id not in said)
