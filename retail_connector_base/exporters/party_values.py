"""What Odoo says of a customer, as the document a platform would make of it."""

from odoo import api, models
from odoo.tools import html2plaintext

from ..canonical import Address, Party

MARKETING = {"subscribed": True, "unsubscribed": False}
PLACES = ("other", "delivery", "invoice")  # kinds of contacts that are addresses


class RetailPartyValues(models.AbstractModel):
    """Turn contacts into Party documents, a batch at a time."""

    _name = "retail.party.values"
    _description = "Retail Customer Values"

    @api.model
    def _parties(self, backend, pairs):
        """Return a Party for each (contact, its binding), in order.

        The binding knows what only the platform has a word for: tax exemptions.
        """
        partners = self.env["res.partner"].union(*(p for p, _binding in pairs))
        partners = partners.with_company(backend.company_id)
        by_id = {partner.id: partner for partner in partners}
        return [self._party(backend, by_id[p.id], b) for p, b in pairs]

    def _party(self, backend, partner, binding):
        position = backend.exempt_fiscal_position_id
        mapped = position and partner.property_account_position_id == position
        codes = (binding.tax_exemptions or "") if binding else ""
        return Party(
            external_id=binding.external_id if binding else "",
            name=partner.name or "",
            email=partner.email or "",
            phone=partner.phone or "",
            vat=partner.vat or "",
            company=partner.company_name or partner.parent_id.name or "",
            is_company=partner.is_company,
            addresses=tuple(self._addresses(partner)),
            tags=tuple(sorted(partner.category_id.mapped("name"))),
            language=(partner.lang or "").replace("_", "-"),
            tax_exempt=bool(mapped if position else binding and binding.tax_exempt),
            tax_exemptions=tuple(c.strip() for c in codes.split(",") if c.strip()),
            accepts_marketing=MARKETING.get(partner.retail_marketing),
            accepts_sms=MARKETING.get(partner.retail_marketing_sms),
            note=html2plaintext(partner.comment or "").strip(),
        )

    def _addresses(self, partner):
        """Yield the contact's own address and those below it."""
        for contact in partner | partner.child_ids.filtered(
            lambda child: child.type in PLACES
        ):
            if contact.street or contact.zip or contact.city:
                yield self._address(contact, partner)

    def _address(self, contact, partner):
        return Address(
            name=contact.name or partner.name or "",
            street=contact.street or "",
            street2=contact.street2 or "",
            city=contact.city or "",
            zip=contact.zip or "",
            state_code=contact.state_id.code or "",
            country_code=contact.country_id.code or "",
            phone=contact.phone or "",
        )
