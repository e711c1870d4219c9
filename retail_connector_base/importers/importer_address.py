"""Postal addresses to contacts below a customer; equal ones are used again."""

from odoo import api, models

from .party_match import address_key
from .places import Places, is_own, own_values


class RetailImporterAddress(models.AbstractModel):
    """Find or create address contacts, a batch at a time."""

    _name = "retail.importer.address"
    _description = "Retail Address Importer"

    @api.model
    def _addresses(self, backend, pairs, kind="other"):
        """Return the contact of each (customer, address), in order.

        The customer's own address, or one of its children with an equal address, is
        used; else a child is created. A customer without address takes the first.

        :param kind: ``invoice``, ``delivery`` or ``other``, of a new child
        """
        pairs = list(pairs)
        self._prefetch(pairs)
        places = Places(self.env, [address for _partner, address in pairs])
        known = {}
        results = {}
        fresh = {}
        for position, (partner, address) in enumerate(pairs):
            if not address:
                results[position] = partner
                continue
            if partner not in known:
                known[partner] = self._known(partner)
            values = places.values(partner.name, address)
            key = places.key(values)
            found = known[partner].get(key)
            if found:
                results[position] = found
            elif self._takes_own(partner, address):
                partner.write(own_values(values))
                known[partner][key] = results[position] = partner
            else:
                fresh.setdefault((partner, key), (values, []))[1].append(position)
        children = self.env["res.partner"].create(
            [
                self._child_values(backend, partner, values, kind)
                for (partner, _key), (values, _positions) in fresh.items()
            ]
        )
        for child, (_values, positions) in zip(children, fresh.values(), strict=True):
            results.update(dict.fromkeys(positions, child))
        return [results[position] for position in range(len(pairs))]

    @api.model
    def _prefetch(self, pairs):
        """Read the children of all customers at once."""
        customers = self.env["res.partner"].union(*(p for p, _address in pairs))
        customers.child_ids.fetch(
            ["name", "street", "street2", "zip", "city", "state_id", "country_id"]
        )

    @api.model
    def _known(self, partner):
        """Return address key -> contact of a customer and its children."""
        known = {}
        for contact in partner.child_ids.sorted("id", reverse=True) | partner:
            if contact != partner and contact.type == "contact":
                continue
            known[
                address_key(
                    {
                        "name": contact.name or partner.name,
                        "street": contact.street,
                        "street2": contact.street2,
                        "zip": contact.zip,
                        "city": contact.city,
                        "state_code": contact.state_id.code,
                        "country_code": contact.country_id.code,
                    }
                )
            ] = contact
        return known

    @api.model
    def _takes_own(self, partner, address):
        """Return whether a customer without an address takes this one for its own."""
        return not any(
            partner[name] for name in ("street", "zip", "city", "country_id")
        ) and is_own(partner.name, partner.is_company, address)

    @api.model
    def _child_values(self, backend, partner, values, kind):
        return {
            **values,
            "type": kind,
            "parent_id": partner.id,
            "company_id": partner.company_id.id,
            "lang": partner.lang,
            "user_id": False,
        }
