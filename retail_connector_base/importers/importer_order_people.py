"""Who bought, who pays and where an order goes."""

from dataclasses import replace

from odoo import api, models

from ..canonical import Party


class RetailImporterOrderPeople(models.AbstractModel):
    """Find or create the contacts of a batch of orders."""

    _name = "retail.importer.order.people"
    _description = "Retail Order People"

    @api.model
    def _people(self, batch, documents):
        """Return (customer, invoice address, delivery address) of each order."""
        backend = batch.backend
        companies = self.env["retail.importer.company"]._of_orders(backend, documents)
        parties = [self._party(document) for document in documents]
        named = [
            (position, party)
            for position, party in enumerate(parties)
            if not self._is_shared(backend, party)
            and not (position in companies and party.is_company)
        ]
        found = self.env["retail.importer.party"]._resolve(
            backend, [party for _position, party in named]
        )
        customers = dict.fromkeys(range(len(parties)))
        customers.update(
            (position, partner)
            for (position, _party), partner in zip(named, found, strict=True)
        )
        for position, partner in customers.items():
            if position in companies:
                customers[position] = self._buyer(
                    backend, companies[position].record_id, partner
                )
            elif partner is None:
                customers[position] = self._walk_in(backend)
        ordered = [customers[position] for position in range(len(parties))]
        if not companies:
            return self._with_addresses(backend, documents, ordered)
        return self._with_places(backend, documents, ordered, companies)

    @api.model
    def _buyer(self, backend, company, person):
        """Return who orders for a company: the person, if they belong to it."""
        if person:
            self.env["retail.importer.company.contact"]._join(backend, company, person)
        mine = person and person.commercial_partner_id == company.commercial_partner_id
        return person if mine else company

    @api.model
    def _with_places(self, backend, documents, ordered, companies):
        """Add the addresses; those of a company's orders are the company's."""
        places = self.env["retail.importer.company.location"]._places(
            backend, documents, companies
        )
        owners = [
            companies[position].record_id if position in companies else customer
            for position, customer in enumerate(ordered)
        ]
        found = self._with_addresses(backend, documents, owners, places)
        return [
            (customer, invoice, delivery)
            for customer, (_owner, invoice, delivery) in zip(
                ordered, found, strict=True
            )
        ]

    @api.model
    def _with_addresses(self, backend, documents, customers, places=None):
        """Return (customer, invoice address, delivery address) of each order.

        :param places: position -> (invoice, delivery) contacts that are known already
        """
        places = places or {}
        invoice = self._addresses(
            backend, customers, [d.billing for d in documents], places, 0, "invoice"
        )
        delivery = self._addresses(
            backend,
            customers,
            [d.shipping or d.billing for d in documents],
            places,
            1,
            "delivery",
        )
        return list(zip(customers, invoice, delivery, strict=True))

    def _addresses(self, backend, customers, addresses, places, which, kind):
        """Return the contact of each address; a known one needs no search."""
        known = {p: pair[which] for p, pair in places.items() if pair[which]}
        open_ones = [p for p in range(len(customers)) if p not in known]
        found = self.env["retail.importer.address"]._addresses(
            backend, [(customers[p], addresses[p]) for p in open_ones], kind
        )
        known.update(zip(open_ones, found, strict=True))
        return [known[position] for position in range(len(customers))]

    @api.model
    def _party(self, document):
        """Return who buys: the customer, or what is known of a guest."""
        party = document.customer or Party()
        address = document.billing or document.shipping
        return replace(
            party,
            name=party.name or ("" if party.external_id else address.name),
            email=party.email or document.email,
            phone=party.phone or document.phone or address.phone,
            company=party.company or address.company,
            addresses=(address, *party.addresses) if address else party.addresses,
        )

    @api.model
    def _is_shared(self, backend, party):
        """Return whether nobody is known: a till sale, or guests share a contact."""
        if party.external_id:
            return False
        anonymous = not (party.name or party.email or party.phone)
        return anonymous or backend.guest_policy == "shared"

    @api.model
    def _walk_in(self, backend):
        """Return the contact of those who left no name."""
        if not backend.guest_partner_id:
            backend.guest_partner_id = self.env["res.partner"].create(
                {
                    "name": self.env._("Walk-in %s", backend.name),
                    "company_id": backend.company_id.id,
                }
            )
        return backend.guest_partner_id
