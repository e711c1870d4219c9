"""What a person may do in one place of a company at a platform."""

from odoo import api, fields, models

PLACE_ROLES = [
    ("order", "Orders"),
    ("admin", "Administers the place"),
    ("none", "May not order"),
    ("other", "Another role of the shop"),
]


class RetailCompanyPlaceRole(models.Model):
    """Say what a person may do in a place where it is not what holds in general."""

    _name = "retail.company.place.role"
    _description = "Retail Role in a Place"
    _check_company_auto = True
    _order = "contact_id, location_id, id"
    _rec_name = "location_id"

    contact_id = fields.Many2one(
        "retail.binding.company.contact",
        "Person",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="contact_id.company_id", store=True, precompute=True, index=True
    )
    company_binding_id = fields.Many2one(related="contact_id.company_binding_id")
    location_id = fields.Many2one(
        "retail.binding.company.location",
        "Place",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        domain="[('company_binding_id', '=', company_binding_id)]",
    )
    role = fields.Selection(
        PLACE_ROLES,
        required=True,
        default="order",
        help="What the person may do in this place at the shop. A role that only the "
        "shop has is left alone.",
    )

    _unique = models.UniqueIndex(
        "(contact_id, location_id)", "The person has a role in this place already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A role is told to the shop."""
        roles = super().create(vals_list)
        roles.contact_id._roles_changed()
        return roles

    def write(self, vals):
        """A role that changes is told to the shop."""
        people = self.contact_id
        result = super().write(vals)
        (people | self.contact_id)._roles_changed()
        return result

    def unlink(self):
        """In a place without a role of its own, what holds in general holds."""
        people = self.contact_id
        result = super().unlink()
        people.exists()._roles_changed()
        return result
