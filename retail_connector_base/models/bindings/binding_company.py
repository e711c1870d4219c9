"""Companies that buy, at a platform, and their contacts in Odoo."""

from odoo import fields, models


class RetailBindingCompany(models.Model):
    """Link a platform's company to a company contact."""

    _name = "retail.binding.company"
    _inherit = ["retail.binding"]
    _description = "Retail Company Binding"

    record_id = fields.Many2one(
        "res.partner", string="Company", ondelete="cascade", check_company=True
    )
    owned = fields.Boolean(
        "Created by the Connector",
        readonly=True,
        help="The connector created the contact and keeps its name.",
    )
    matched_by = fields.Char(
        "Found by",
        readonly=True,
        help="How the contact was found: reference, VAT number.",
    )
    reference = fields.Char(
        readonly=True, help="The contact's key as the platform keeps it."
    )
    location_ids = fields.One2many(
        "retail.binding.company.location", "company_binding_id", "Locations"
    )
    contact_ids = fields.One2many(
        "retail.binding.company.contact", "company_binding_id", "People"
    )
    export_hash = fields.Char(
        readonly=True, help="Fingerprint of what was sent and confirmed last."
    )
    export_revision = fields.Integer(
        readonly=True, help="Counts the changes sent; part of the key."
    )
