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
    vat = fields.Char("VAT number", readonly=True)
    tax_exempt = fields.Boolean(readonly=True)
    tax_exemptions = fields.Char(readonly=True)

    _backend_record = models.Index(
        "(backend_id, record_id) WHERE record_id IS NOT NULL"
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
