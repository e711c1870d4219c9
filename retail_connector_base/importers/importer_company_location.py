"""Places of companies to addresses, and the terms on which they pay."""

from odoo import api, models
from odoo.fields import Command

from .party_match import address_key

AT_ONCE = ("receipt", "fulfilment")  # kinds of terms that are due immediately


class RetailImporterCompanyLocation(models.AbstractModel):
    """Keep the places of companies, a batch at a time."""

    _name = "retail.importer.company.location"
    _description = "Retail Company Location Importer"

    @api.model
    def _take(self, backend, pairs):
        """Find or create the addresses of places and bind them.

        :param pairs: (company binding, Company)
        """
        rows = [
            (binding, place)
            for binding, company in pairs
            for place in company.locations
            if place.external_id
        ]
        addresses = self._addresses(backend, rows)
        terms = self._payment_terms(backend, [place for _b, place in rows])
        self.env["retail.binding.company.location"]._bind(
            backend,
            [
                {
                    "external_id": place.external_id,
                    "external_name": place.name,
                    "company_binding_id": binding.id,
                    **addresses[place.external_id],
                    "vat": place.vat or False,
                    "tax_exempt": place.tax_exempt,
                    "tax_exemptions": ", ".join(place.tax_exemptions) or False,
                    **self._term_values(place, terms),
                }
                for binding, place in rows
            ],
        )
        self._give_defaults(backend, rows, terms)

    def _addresses(self, backend, rows):
        """Return external id -> values of the addresses of places.

        What Odoo owns and the shop was told is not looked for anew, nor what is still
        where it was, whoever is named there.
        """
        Binding = self.env["retail.binding.company.location"]
        Address = self.env["retail.importer.address"]
        known = Binding._find(backend, [place.external_id for _b, place in rows])
        owned = {
            place.external_id
            for _b, place in rows
            if (binding := known.get(place.external_id))
            and binding.record_id
            and (backend.company_owner == "odoo" or _is_there(binding, place))
        }
        fresh = [(b, place) for b, place in rows if place.external_id not in owned]
        delivery = Address._addresses(
            backend, [(b.record_id, place.shipping) for b, place in fresh], "delivery"
        )
        invoice = Address._addresses(
            backend,
            [(b.record_id, place.billing or place.shipping) for b, place in fresh],
            "invoice",
        )
        found = {external_id: {} for external_id in owned}
        for (_b, place), to, bill in zip(fresh, delivery, invoice, strict=True):
            values = {"record_id": to.id, "billing_partner_id": bill.id}
            found[place.external_id] = values
        return found

    def _term_values(self, place, terms):
        term = terms.get(place.payment_term)
        return {"payment_term_id": term.id} if term else {}

    def _give_defaults(self, backend, rows, terms):
        """Give companies without payment term and tax position those of a place."""
        position = backend.exempt_fiscal_position_id
        for binding, place in rows:
            partner = binding.record_id
            term = terms.get(place.payment_term)
            if term and not partner.property_payment_term_id:
                partner.property_payment_term_id = term
            if not partner.property_account_position_id and place.tax_exempt:
                partner.property_account_position_id = position

    @api.model
    def _payment_terms(self, backend, places):
        """Return PaymentTerms -> Odoo's term of exactly that meaning.

        A number of days, or at once, says all; it is created when none means it.
        """
        wanted = {place.payment_term for place in places if place.payment_term}
        days = {term: _days(term) for term in wanted}
        by_days = self._terms_by_days(backend) if wanted else {}
        found = {}
        for term, number in days.items():
            if number is None:
                continue  # due at a date of its own, or not known
            if number not in by_days:
                by_days[number] = self._create_term(backend, term, number)
            found[term] = by_days[number]
        return found

    def _terms_by_days(self, backend):
        """Return days -> term that lets everything be paid so long after."""
        terms = self.env["account.payment.term"].search(
            [("company_id", "in", (False, backend.company_id.id))], order="id desc"
        )
        return {
            term.line_ids.nb_days: term
            for term in terms
            if len(term.line_ids) == 1
            and not term.early_discount
            and term.line_ids.delay_type == "days_after"
            and term.line_ids.value == "percent"
            and term.line_ids.value_amount == 100
        }

    def _create_term(self, backend, term, days):
        return self.env["account.payment.term"].create(
            {
                "name": term.name,
                "company_id": backend.company_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": 100,
                            "delay_type": "days_after",
                            "nb_days": days,
                        }
                    )
                ],
            }
        )

    # --- orders ---

    @api.model
    def _places(self, backend, documents, companies):
        """Return position -> (invoice, delivery contact) an order's place has.

        An address that the order says otherwise is left to the order.

        :param companies: position -> company binding
        """
        ids = {
            position: documents[position].customer.attributes.get("company_location_id")
            for position in companies
        }
        found = self.env["retail.binding.company.location"]._find(
            backend, filter(None, ids.values())
        )
        places = {}
        for position, external_id in ids.items():
            binding = found.get(external_id)
            if binding:
                document = documents[position]
                places[position] = (
                    _same_place(binding.billing_partner_id, document.billing),
                    _same_place(
                        binding.record_id, document.shipping or document.billing
                    ),
                )
        return places


def _is_there(binding, place):
    """Return whether a place has the addresses it had."""
    billing = binding.billing_partner_id
    return bool(
        _same_place(binding.record_id, place.shipping)
        and billing
        and _same_place(billing, place.billing or place.shipping)
    )


def _days(term):
    """Return after how many days a term is due, None when days do not say it."""
    if term.kind in AT_ONCE:
        return 0
    return term.days if term.kind == "net" else None


def _same_place(partner, address):
    """Return the contact when it is at this address, whoever is named there."""
    if not partner or not address:
        return partner
    there = {
        "street": partner.street,
        "street2": partner.street2,
        "zip": partner.zip,
        "city": partner.city,
        "country_code": partner.country_id.code,
    }
    said = {name: getattr(address, name) for name in there}
    return partner if address_key(there) == address_key(said) else partner.browse()
