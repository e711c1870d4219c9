"""Customers of a platform and their contacts in Odoo."""

from odoo import fields, models


class RetailBindingParty(models.Model):
    """Link a platform's customer to a contact."""

    _name = "retail.binding.party"
    _inherit = ["retail.binding"]
    _description = "Retail Customer Binding"

    record_id = fields.Many2one(
        "res.partner", string="Contact", ondelete="cascade", check_company=True
    )
    owned = fields.Boolean(
        "Created by the Connector",
        readonly=True,
        help="The connector created the contact, so it also keeps its name, "
        "e-mail and phone up to date. Contacts that were there before are only "
        "completed where they are empty.",
    )
    matched_by = fields.Char(
        "Found by",
        readonly=True,
        help="How the contact was found: e-mail, phone, VAT number.",
    )
    agreed = fields.Json(
        readonly=True,
        help="Fingerprints of what both sides said when they were last brought "
        "together, by group of fields.",
    )
    export_revision = fields.Integer(
        readonly=True, help="Counts the changes sent; part of the key."
    )
    tax_exempt = fields.Boolean(
        readonly=True, help="The platform calls the customer tax exempt."
    )
    tax_exemptions = fields.Char(
        help="The platform's codes of exemptions, separated by commas."
    )
