"""Companies of a platform to company contacts, without merging two silently."""

from odoo import api, fields, models

from ..canonical import Company, CompanyLocation, Party
from .party_search import PartyIndex, choose

OWN_KEY = "C"  # a reference like C42 is the contact with the id 42


class RetailImporterCompany(models.AbstractModel):
    """Find or create companies with their places, people and payment terms."""

    _name = "retail.importer.company"
    _inherit = ["retail.importer"]
    _description = "Retail Company Importer"

    @api.model
    def _import(self, items, backend):
        Binding = self.env["retail.binding.company"]
        known = Binding._find(backend, [item.document.external_id for item in items])
        fresh = self._known_versions(items, known)
        documents = [item.document for item in fresh]
        bindings = self._resolve(backend, documents)
        places = self.env["retail.importer.company.location"]
        places._take(backend, [(bindings[d.external_id], d) for d in documents])
        people = self.env["retail.importer.company.contact"]
        people._take(backend, [(bindings[d.external_id], d) for d in documents])
        for item in fresh:
            binding = bindings[item.document.external_id]
            self._refresh(backend, binding, item.document)
            if item.version:
                binding.external_version = item.version
            item.done(binding.record_id)

    @api.model
    def _resolve(self, backend, companies):
        """Return external id -> binding; create the contacts that are missing.

        The order of the rules: external id, our own key at the platform, VAT number.
        A company of the same name alone is a doubt that a person decides about.
        """
        Binding = self.env["retail.binding.company"]
        companies = list({c.external_id: c for c in companies}.values())
        bindings = Binding._find(backend, [c.external_id for c in companies])
        unknown = [
            c
            for c in companies
            if c.external_id not in bindings or not bindings[c.external_id].record_id
        ]
        if not unknown:
            return bindings
        rows, missing = [], []
        by_key = self._by_reference(backend, unknown)
        index = PartyIndex(self.env, backend.company_id, [_party(c) for c in unknown])
        taken = {partner.id for partner in by_key.values()} | self._bound(backend)
        for company in unknown:
            partner, how = by_key.get(company.external_id), "reference"
            if not partner:
                partner, how, _doubt = choose(index, _party(company), taken)
            if partner:
                taken.add(partner.id)
                rows.append(self._row(company, partner, matched_by=how))
            else:
                missing.append(company)
        created = self.env["res.partner"].create(
            [self._values(backend, company) for company in missing]
        )
        for company, partner in zip(missing, created, strict=True):
            rows.append(self._row(company, partner, owned=True))
        bindings.update(Binding._bind(backend, rows))
        self._doubt_names(backend, missing, created)
        return bindings

    def _bound(self, backend):
        """Return the ids of contacts that are companies of this backend already."""
        return set(
            self.env["retail.binding.company"]
            .search([("backend_id", "=", backend.id)])
            .record_id.ids
        )

    def _by_reference(self, backend, companies):
        """Return external id -> contact whose key the platform keeps."""
        references = {c.reference for c in companies if c.reference}
        ids = [int(r[1:]) for r in references if r[:1] == OWN_KEY and r[1:].isdigit()]
        found = self.env["res.partner"].search(
            [
                ("is_company", "=", True),
                ("company_id", "in", (False, backend.company_id.id)),
                "|",
                ("ref", "in", list(references)),
                ("id", "in", ids),
            ],
            order="id",
        )
        bound = self._bound(backend)
        by_key = {}
        for partner in found.filtered(lambda p: p.id not in bound):
            by_key.setdefault(reference_of(partner), partner)
        return {
            c.external_id: by_key[c.reference]
            for c in companies
            if c.reference and c.reference in by_key
        }

    def _row(self, company, partner, **values):
        return {
            "external_id": company.external_id,
            "external_name": company.name,
            "reference": company.reference or False,
            "record_id": partner.id,
            **values,
        }

    def _values(self, backend, company):
        return {
            "name": company.name,
            "is_company": True,
            "ref": company.reference or False,
            "vat": _vat(company) or False,
            "comment": company.note or False,
            "company_id": backend.company_id.id,
            "user_id": False,
        }

    def _doubt_names(self, backend, companies, partners):
        """Say which new companies have the name of one that was there before."""
        twins = self.env["res.partner"].search(
            [
                ("is_company", "=", True),
                ("name", "in", [company.name for company in companies]),
                ("id", "not in", partners.ids),
                ("company_id", "in", (False, backend.company_id.id)),
            ]
        )
        names = set(twins.mapped("name"))
        self.env["retail.importer.party"]._report(
            backend,
            [
                (_party(company), partner, "name")
                for company, partner in zip(companies, partners, strict=True)
                if company.name in names
            ],
        )

    def _refresh(self, backend, binding, company):
        """Keep the name of companies the connector created, unless Odoo owns it."""
        partner = binding.record_id
        values = {}
        owns = backend.company_owner == "platform" and binding.owned
        if owns and partner.name != company.name:
            values["name"] = company.name
        vat = _vat(company)
        if vat and (not partner.vat or (owns and partner.vat != vat)):
            values["vat"] = vat
        if values:
            partner.write(values)
        binding.write(
            {
                "external_name": company.name,
                "reference": company.reference or binding.reference,
                "synced_at": fields.Datetime.now(),
            }
        )

    # --- orders ---

    @api.model
    def _of_orders(self, backend, documents):
        """Return position -> company binding of the orders that a company placed."""
        buyers = {
            position: document.customer.attributes
            for position, document in enumerate(documents)
            if document.customer and document.customer.attributes.get("company_id")
        }
        if not buyers:
            return {}
        bindings = self._resolve(
            backend,
            [
                Company(
                    external_id=attributes["company_id"],
                    name=documents[position].customer.company
                    or attributes["company_id"],
                    reference=attributes.get("company_reference", ""),
                    locations=(_location(documents[position].customer),),
                )
                for position, attributes in buyers.items()
            ],
        )
        return {
            position: bindings[attributes["company_id"]]
            for position, attributes in buyers.items()
        }


def reference_of(partner):
    """Return the key that a company contact is known by at platforms."""
    return partner.ref or f"{OWN_KEY}{partner.id}"


def _vat(company):
    return next((place.vat for place in company.locations if place.vat), "")


def _party(company):
    return Party(
        external_id=company.external_id,
        name=company.name,
        vat=_vat(company),
        is_company=True,
    )


def _location(customer):
    """Return what an order tells of the place that ordered."""
    attributes = customer.attributes
    return CompanyLocation(
        external_id=attributes.get("company_location_id", ""),
        name=attributes.get("company_location", ""),
        reference=attributes.get("company_location_reference", ""),
        vat=customer.vat,
    )
