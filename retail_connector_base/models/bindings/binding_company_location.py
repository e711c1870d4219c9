"""Places of companies at a platform: where they get goods and invoices."""

from odoo import api, fields, models


class RetailBindingCompanyLocation(models.Model):
    """Link a company's place to its address; several places may share one."""

    _name = "retail.binding.company.location"
    _inherit = ["retail.binding"]
    _description = "Retail Company Location Binding"

    record_id = fields.Many2one(
        "res.partner", string="Delivery address", ondelete="set null"
    )
    company_binding_id = fields.Many2one(
        "retail.binding.company", "Company", required=True, ondelete="cascade"
    )
    billing_partner_id = fields.Many2one(
        "res.partner", string="Invoice address", ondelete="set null"
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        check_company=True,
        help="Orders of this place are paid on these terms.",
    )
    dropped = fields.Boolean(
        "Deleted in Odoo",
        readonly=True,
        help="Its address was deleted here; the shop is told to delete the place.",
    )
    vat = fields.Char("VAT number", readonly=True)
    tax_exempt = fields.Boolean(readonly=True)
    tax_exemptions = fields.Char(readonly=True)

    _backend_record = models.Index(
        "(backend_id, record_id) WHERE record_id IS NOT NULL"
    )

    def write(self, vals):
        """Other terms of a place are told to the shop."""
        before = {place: place.payment_term_id for place in self}
        result = super().write(vals)
        changed = self.filtered(lambda place: place.payment_term_id != before[place])
        for backend, places in changed.grouped("backend_id").items():
            companies = places.company_binding_id.record_id
            marks = self.env["retail.party.dirty"].sudo()
            marks._mark(backend, companies.ids, "company")
        return result

    def _is_gone(self):
        """Return those whose address is no place of the company in Odoo any more."""
        return self.filtered(
            lambda place: (
                place.dropped
                or (
                    place.record_id
                    and (
                        not place.record_id.active
                        or place.record_id.commercial_partner_id
                        != place.company_binding_id.record_id.commercial_partner_id
                    )
                )
            )
        )

    @api.model
    def _terms(self, backend, external_ids):
        """Return external id -> payment term of those places that have one."""
        found = self._find(backend, external_ids)
        return {
            external_id: binding.payment_term_id
            for external_id, binding in found.items()
            if binding.payment_term_id
        }
