"""Decide what a shop has to be told about companies."""

from dataclasses import asdict

from odoo import api, models

from ..importers.importer_company import OWN_KEY, reference_of
from ..importers.party_groups import fingerprint
from ..models.retail_outbox_record import ON_ITS_WAY, STUCK
from ..platforms import TransientError


class RetailExporterCompany(models.AbstractModel):
    """Send companies that changed in Odoo, and new ones that are published."""

    _name = "retail.exporter.company"
    _description = "Company exporter"

    @api.model
    def _plan(self, backend, limit):
        """Work off marks; return the outbox rows."""
        partners = self.env["res.partner"].browse(
            self.env["retail.party.dirty"]._take(backend, limit, "company")
        )
        bindings = self.env["retail.binding.company"]._find_records(
            backend, partners.exists()
        )
        if backend.company_owner != "odoo":
            return []
        Outbox, mine = self.env["retail.outbox"], list(bindings.values())
        flights = Outbox._of(backend, "company", mine, ON_ITS_WAY)
        refused = Outbox._of(backend, "company", mine, STUCK)
        rows = []
        for binding in bindings.values():
            flight = flights.get(binding.id, Outbox)
            stuck = refused.get(binding.id, Outbox)
            if any(row.tries or row.state == "sending" for row in flight):
                continue  # its answer has the company looked at again
            payload = self._payload(backend, binding.record_id, binding)
            if payload["hash"] in [row.payload["hash"] for row in stuck]:
                continue  # refused as it is: a person tries it again, or ignores it
            # The whole company is told each time: what waited is part of it. Of what
            # was refused some may have been taken, so it is told whatever it was.
            (flight | stuck).action_ignore()
            if stuck or payload["hash"] != binding.export_hash:
                binding.export_revision += 1
                rows.append(
                    {
                        "key": f"company:{binding.id}:{binding.export_revision}",
                        "res_model": binding._name,
                        "res_id": binding.id,
                        "entity_id": binding.external_id,
                        "payload": payload,
                    }
                )
        if rows:
            self.env["retail.outbox"]._publish(backend, "company", rows)
        return rows

    @api.model
    def _publish_new(self, backend, partners):
        """Have companies created at a shop that does not know them yet."""
        Binding = self.env["retail.binding.company"]
        known = Binding._find_records(backend, partners)
        fresh = partners.filtered(lambda p: p.is_company and p.id not in known)
        self.env["retail.outbox"]._publish(
            backend,
            "company",
            [
                {
                    "key": f"company:new:{partner.id}",
                    "res_model": partner._name,
                    "res_id": partner.id,
                    "entity_id": reference_of(partner),
                    "payload": self._payload(backend, partner, Binding),
                }
                for partner in fresh
            ],
        )
        return fresh

    def _payload(self, backend, partner, binding):
        """Return what a shop holds of a company, as plain JSON, with its hash."""
        partner = partner.with_company(backend.company_id)
        customers = self.env["retail.binding.party"]._find_records(
            backend, partner.child_ids.filtered(lambda c: c.type == "contact")
        )
        position = backend.exempt_fiscal_position_id
        content = {
            "reference": binding.reference or reference_of(partner),
            "name": partner.name,
            "places": self._places(partner, binding),
            "vat": partner.vat or "",
            "tax_exempt": bool(position)
            and partner.property_account_position_id == position,
            "customers": self._people(customers.values(), binding),
        }
        return {
            "external_id": binding.external_id or "",
            **content,
            "gone": binding.location_ids._is_gone().mapped("external_id"),
            "left": binding.contact_ids._has_left().mapped("external_id"),
            "hash": fingerprint(_without_ids(content)),
        }

    def _people(self, customers, binding):
        """Return the customers who order for a company, and what they may do there."""
        known = {contact.record_id: contact for contact in binding.contact_ids}
        people = []
        for customer in customers:
            contact = known.get(customer.record_id)
            people.append(
                {
                    "id": customer.external_id,
                    "name": customer.record_id.name or "",
                    "role": contact.role if contact else "order",
                    "places": {
                        own.location_id.external_id: own.role
                        for own in contact.place_role_ids
                    }
                    if contact
                    else {},
                    "main": bool(contact and contact.main_chosen),
                }
            )
        return sorted(people, key=lambda person: person["id"])

    def _places(self, partner, binding):
        """Return the places a company buys for: its own, and each delivery address.

        A place the shop knows keeps its terms; else those of the company hold.
        """
        addresses = partner.address_get(["delivery", "invoice"])
        own = partner.browse(addresses["delivery"])
        billing = partner.browse(addresses["invoice"])
        bound = (binding.location_ids - binding.location_ids._is_gone()).sorted("id")
        places = [
            self._place(
                partner,
                place.record_id or own,
                place.billing_partner_id or billing,
                place,
            )
            for place in bound
        ]
        known = bound.record_id or (own if bound else partner.browse())
        others = partner.child_ids.filtered(lambda c: c.type == "delivery" and c.street)
        fresh = (own | others) - known
        return places + [
            self._place(partner, address, billing, bound.browse()) for address in fresh
        ]

    def _place(self, partner, shipping, billing, place):
        values = self.env["retail.party.values"]
        name = shipping.name if shipping != partner else partner.name
        return {
            "external_id": place.external_id or "",
            "reference": f"{OWN_KEY}{shipping.id}",
            "name": place.external_name or name or partner.name,
            "shipping": _plain(values._address(shipping, partner)),
            "billing": _plain(values._address(billing, partner)),
            "payment_term": _term(
                place.payment_term_id or partner.property_payment_term_id
            ),
        }

    @api.model
    def _delivered(self, rows, results):
        """Remember what the shop confirmed; bind companies that are new there."""
        answers = {result.key: result for result in results}
        for row in rows:
            result = answers.get(row.key)
            if result is None or isinstance(result.error, TransientError):
                continue
            if result.error is None:
                binding = self._binding(row, result)
                answer = result.answer or {}
                self._bind_places(binding, answer.get("places") or {})
                self._bind_people(binding, row.payload, answer.get("people") or {})
                binding.export_hash = row.payload["hash"]
                self.env["retail.party.dirty"].sudo()._mark(
                    row.backend_id, binding.record_id.ids, "company"
                )

    def _binding(self, row, result):
        """Return the binding of a delivered row; a new company is bound now."""
        Binding = self.env["retail.binding.company"].sudo()
        if row.res_model == Binding._name:
            return Binding.browse(row.res_id).exists()
        partner = self.env["res.partner"].sudo().browse(row.res_id).exists()
        binding = Binding._bind(
            row.backend_id,
            [
                {
                    "external_id": result.external_id,
                    "external_name": partner.name,
                    "record_id": partner.id,
                    "reference": row.payload["reference"],
                    "matched_by": "published",
                }
            ],
        )[result.external_id]
        return binding

    def _bind_places(self, binding, places):
        """Remember the ids of places that are new at the shop; :param places: by key"""
        known = set(binding.location_ids.mapped("external_id"))
        partner = binding.record_id
        billing = partner.address_get(["invoice"])["invoice"]
        rows = []
        for reference, external_id in places.items():
            if external_id in known:
                continue
            address = partner.browse(int(reference.removeprefix(OWN_KEY)))
            rows.append(
                {
                    "external_id": external_id,
                    "external_name": address.name or partner.name,
                    "company_binding_id": binding.id,
                    "record_id": address.id,
                    "billing_partner_id": billing,
                }
            )
        self.env["retail.binding.company.location"].sudo()._bind(
            binding.backend_id, rows
        )

    def _bind_people(self, binding, payload, people):
        """Remember who is a contact at the shop now; forget who and what is gone.

        :param people: customer's id -> id of the contact
        """
        kinds = ("left", "contact_ids"), ("gone", "location_ids")
        for name, field in kinds:
            gone = payload.get(name) or ()
            binding[field].filtered(lambda b, g=gone: b.external_id in g).unlink()
        customers = self.env["retail.binding.party"]._find(binding.backend_id, people)
        known = set(binding.contact_ids.mapped("external_id"))
        self.env["retail.binding.company.contact"].sudo()._bind(
            binding.backend_id,
            [
                {
                    "external_id": contact,
                    "external_name": customers[customer].record_id.name,
                    "company_binding_id": binding.id,
                    "party_external_id": customer,
                    "record_id": customers[customer].record_id.id,
                }
                for customer, contact in people.items()
                if contact not in known and customer in customers
            ],
        )


def _without_ids(content):
    """Return what is compared: ids come to be known without a change."""
    places = [{**place, "external_id": ""} for place in content["places"]]
    people = [{**person, "name": ""} for person in content["customers"]]
    return {**content, "places": places, "customers": people}


def _plain(address):
    """Return an address as plain JSON, None without one."""
    return asdict(address) if address.street or address.city else None


def _term(term):
    """Return a payment term a platform may have too, None when it is another kind."""
    if not term or len(term.line_ids) != 1 or term.early_discount:
        return None
    line = term.line_ids
    if line.delay_type != "days_after" or line.value != "percent":
        return None
    days = line.nb_days
    return {"kind": "net", "days": days} if days else {"kind": "receipt", "days": 0}
