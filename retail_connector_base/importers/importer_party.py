"""Customers of a platform to contacts, without merging two people silently."""

from odoo import api, fields, models
from odoo.tools import email_normalize

from .party_claim import claim
from .party_search import PartyIndex, choose
from .places import Places, is_own, own_values


class RetailImporterParty(models.AbstractModel):
    """Find or create the contacts of customers, a batch at a time."""

    _name = "retail.importer.party"
    _inherit = ["retail.importer"]
    _description = "Retail Customer Importer"

    @api.model
    def _import(self, items, backend):
        Binding = self.env["retail.binding.party"]
        bindings = Binding._find(backend, [i.document.external_id for i in items])
        fresh = self._known_versions(items, bindings)
        partners = self._resolve(backend, [item.document for item in fresh])
        bindings = Binding._find(backend, [i.document.external_id for i in fresh])
        self.env["retail.importer.party.groups"]._take(
            backend,
            [
                (partner, item.document, bindings[item.document.external_id])
                for item, partner in zip(fresh, partners, strict=True)
            ],
        )
        for item, partner in zip(fresh, partners, strict=True):
            if item.version:
                bindings[item.document.external_id].external_version = item.version
            item.done(partner)

    @api.model
    def _resolve(self, backend, parties):
        """Return the contact of each party, in order; create the missing ones.

        The order of the rules: external id, e-mail, phone, VAT number. Whoever is
        not certain becomes a new contact, and a discrepancy says who it may be.
        """
        Binding = self.env["retail.binding.party"]
        bindings = Binding._find(backend, [party.external_id for party in parties])
        unknown = [p for p in parties if p.external_id not in bindings]
        index = PartyIndex(self.env, backend.company_id, unknown)
        taken = self._taken(backend, index)
        partners, rows, doubts = {}, [], []
        fresh = []  # (party, its positions), one per contact to create
        for position, party in enumerate(parties):
            binding = bindings.get(party.external_id)
            if binding and binding.record_id:
                partners[position] = binding.record_id
                continue
            twin = self._same_in_batch(party, fresh)
            if twin is not None:
                twin.append(position)
                continue
            partner, how, doubt = self._lookup(backend, index, party, taken)
            if partner:
                partners[position] = partner
                if party.external_id:
                    taken.add(partner.id)
                    rows.append(self._row(party, partner, matched_by=how))
                continue
            fresh.append((party, [position]))
            if doubt:
                doubts.append((position, doubt))
        new = [party for party, _positions in fresh]
        claim(
            self.env,
            backend.company_id,
            [party for party in new if self._is_matched(backend, party)],
        )
        created = self._create(backend, new)
        for (party, positions), partner in zip(fresh, created, strict=True):
            partners.update(dict.fromkeys(positions, partner))
            if party.external_id:
                rows.append(self._row(party, partner, owned=True))
        Binding._bind(backend, rows)
        self._report(
            backend,
            [
                (parties[position], partners[position], doubt)
                for position, doubt in doubts
            ],
        )
        return [partners[position] for position in range(len(parties))]

    @api.model
    def _lookup(self, backend, index, party, taken):
        """Return (contact, how, doubt) of a party that is not bound yet."""
        if not self._is_matched(backend, party):
            return self.env["res.partner"], "", ""
        # A guest may be any contact; a customer with an id is nobody else's contact.
        return choose(index, party, taken if party.external_id else ())

    @api.model
    def _is_matched(self, backend, party):
        """Return whether a party may be a contact that is there."""
        return bool(party.external_id) or backend.guest_policy != "create"

    @api.model
    def _taken(self, backend, index):
        """Return the ids of candidates that are customers of this backend already."""
        ids = {
            partner.id
            for found in index.partners.values()
            for partners in found.values()
            for partner in partners
        }
        bound = self.env["retail.binding.party"]._find_records(
            backend, self.env["res.partner"].browse(ids)
        )
        return set(bound)

    @api.model
    def _same_in_batch(self, party, fresh):
        """Return the positions of the same person earlier in the batch, or None."""
        for other, positions in fresh:
            if party.external_id or other.external_id:
                if party.external_id == other.external_id:
                    return positions
            elif party.email and (party.email, party.name) == (other.email, other.name):
                return positions
        return None

    @api.model
    def _row(self, party, partner, **values):
        return {
            "external_id": party.external_id,
            "external_name": party.name or party.email,
            "record_id": partner.id,
            **values,
        }

    @api.model
    def _create(self, backend, parties):
        """Create one contact per party; return them in order."""
        places = Places(self.env, [a for party in parties for a in party.addresses[:1]])
        values = []
        for party in parties:
            vals = self._partner_values(backend, party)
            for address in party.addresses[:1]:
                if address and is_own(vals["name"], party.is_company, address):
                    own = own_values(places.values(vals["name"], address))
                    vals = {
                        **own,
                        **{k: v for k, v in vals.items() if v or k not in own},
                    }
            values.append(vals)
        return list(self.env["res.partner"].create(values))

    @api.model
    def _partner_values(self, backend, party):
        return {
            "name": party.name
            or party.company
            or party.email
            or party.phone
            or self.env._("Guest"),
            "is_company": party.is_company,
            "type": "contact",
            "email": party.email or False,
            "phone": party.phone or False,
            "vat": party.vat or False,
            "company_name": party.company if not party.is_company else False,
            "company_id": backend.company_id.id,
            "lang": self._lang(party.language),
            "user_id": False,
        }

    @api.model
    def _lang(self, language):
        """Return the installed language for a BCP 47 code, or the user's."""
        installed = dict(self.env["res.lang"].get_installed())
        return self._spoken(language) or self.env.lang or next(iter(installed))

    @api.model
    def _spoken(self, language):
        """Return the installed language for a BCP 47 code, the nearest; or nothing."""
        code = language.replace("-", "_")
        installed = [name for name, _label in self.env["res.lang"].get_installed()]
        same = [name for name in installed if code and name == code]
        near = [n for n in installed if code and n.split("_")[0] == code.split("_")[0]]
        return next(iter([*same, *near]), "")

    @api.model
    def _refresh(self, partner, party, binding):
        """Complete a contact; only those the connector created are overwritten."""
        wanted = {
            "email": party.email,
            "phone": party.phone,
            "name": "" if partner.is_company else party.name,
        }
        values = {}
        for name, value in wanted.items():
            if not value or partner[name] == value:
                continue
            if name == "email" and email_normalize(partner.email) == value.lower():
                continue
            if binding.owned or not partner[name]:
                values[name] = value
        if values:
            partner.write(values)
        binding.synced_at = fields.Datetime.now()

    @api.model
    def _report(self, backend, doubts):
        """Say who may be the same, so that a person decides about merging."""
        self.env["retail.discrepancy"].sudo().create(
            [
                {
                    "backend_id": backend.id,
                    "type": "party_ambiguous",
                    "kind": "party",
                    "entity": party.external_id or str(partner.id),
                    "res_model": "res.partner",
                    "res_id": partner.id,
                    "note": self.env._(
                        "A contact like this one exists (%s); a new one was created, "
                        "nothing was merged.",
                        doubt,
                    ),
                }
                for party, partner, doubt in doubts
            ]
        )
