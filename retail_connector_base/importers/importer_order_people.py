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
        parties = [self._party(document) for document in documents]
        named = [
            (position, party)
            for position, party in enumerate(parties)
            if not self._is_shared(backend, party)
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
            if partner is None:
                customers[position] = self._walk_in(backend)
        ordered = [customers[position] for position in range(len(parties))]
        return self._with_addresses(backend, documents, ordered)

    @api.model
    def _with_addresses(self, backend, documents, customers):
        Address = self.env["retail.importer.address"]
        invoice = Address._addresses(
            backend,
            [(c, d.billing) for c, d in zip(customers, documents, strict=True)],
            "invoice",
        )
        delivery = Address._addresses(
            backend,
            [
                (c, d.shipping or d.billing)
                for c, d in zip(customers, documents, strict=True)
            ],
            "delivery",
        )
        return list(zip(customers, invoice, delivery, strict=True))

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
