"""Contacts and their ids at the platforms."""

from odoo import models


class ResPartner(models.Model):
    """Show the channels a contact buys through, and find contacts quickly."""

    _name = "res.partner"
    _inherit = ["res.partner", "retail.bound"]
    _binding_model = "retail.binding.party"

    # What batches of customers are looked up by (see importers/party_search.py).
    _retail_email = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL AND active"
    )
    _retail_phone = models.Index(
        r"(right(regexp_replace(phone, '\D', '', 'g'), 9))"
        " WHERE phone IS NOT NULL AND active"
    )
    _retail_vat = models.Index(
        "(upper(regexp_replace(vat, '[^0-9A-Za-z]', '', 'g')))"
        " WHERE vat IS NOT NULL AND active"
    )
