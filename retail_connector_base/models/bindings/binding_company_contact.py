"""People who order for companies at a platform, and what they may do there."""

from odoo import api, fields, models

ROLES = [
    ("order", "Orders for all places"),
    ("admin", "Administers all places"),
    ("none", "May not order"),
    ("other", "Another role of the shop"),
]

SHOP_SAYS = "retail_shop_says"  # context: the shop itself tells it


class RetailBindingCompanyContact(models.Model):
    """Link a person of a company at a platform to a contact of it."""

    _name = "retail.binding.company.contact"
    _inherit = ["retail.binding"]
    _description = "Retail Company Contact Binding"

    record_id = fields.Many2one("res.partner", string="Person", ondelete="set null")
    company_binding_id = fields.Many2one(
        "retail.binding.company",
        "Company",
        required=True,
        ondelete="cascade",
        index=True,
    )
    party_external_id = fields.Char(readonly=True, help="The customer's own id.")
    role = fields.Selection(
        ROLES,
        required=True,
        default="order",
        help="What the person may do in the company's places at the shop, also in "
        "those that come later. A role that only the shop has is left alone.",
    )
    place_role_ids = fields.One2many(
        "retail.company.place.role",
        "contact_id",
        "Roles in single places",
        help="Places in which the person may do something else than in the others.",
    )
    exceptions = fields.Char(
        "In single places",
        compute="_compute_exceptions",
        help="What the person may do in places where it is something else.",
    )
    role_names = fields.Char(
        "Roles at the shop", readonly=True, help="As the shop calls them."
    )
    is_main = fields.Boolean(
        "Main contact", help="The shop writes to the main contact of a company."
    )
    main_chosen = fields.Boolean(
        readonly=True, help="Chosen in Odoo: the shop is told who the main contact is."
    )

    _backend_record = models.Index(
        "(backend_id, record_id) WHERE record_id IS NOT NULL"
    )
    _one_main = models.UniqueIndex(
        "(company_binding_id) WHERE is_main", "A company has one main contact."
    )

    def write(self, vals):
        """A role that changes is told to the shop; there is one main contact."""
        if vals.get("is_main"):
            others = self.company_binding_id.contact_ids - self
            others.filtered("is_main").is_main = False
            others.flush_recordset(["is_main"])
        if "is_main" in vals and not self.env.context.get(SHOP_SAYS):
            vals = {**vals, "main_chosen": vals["is_main"]}
        result = super().write(vals)
        if not {"role", "is_main"}.isdisjoint(vals):
            self._roles_changed()
        return result

    @api.depends("place_role_ids.role", "place_role_ids.location_id.external_name")
    def _compute_exceptions(self):
        words = dict(
            self.env["retail.company.place.role"]
            ._fields["role"]
            ._description_selection(self.env)
        )
        for contact in self:
            contact.exceptions = ", ".join(
                f"{own.location_id.external_name}: {words[own.role]}"
                for own in contact.place_role_ids
            )

    def _roles_changed(self):
        """Have the shop told of the companies whose people may do something else."""
        marks = self.env["retail.party.dirty"].sudo()
        for backend, contacts in self.grouped("backend_id").items():
            companies = contacts.company_binding_id.record_id
            marks._mark(backend, companies.ids, "company")

    def _set_place_roles(self, roles):
        """Have exactly these exceptions; :param roles: id of a place -> role"""
        self.ensure_one()
        known = {own.location_id.external_id: own for own in self.place_role_ids}
        places = {
            place.external_id: place for place in self.company_binding_id.location_ids
        }
        for place, own in known.items():
            if place not in roles:
                own.unlink()
            elif own.role != roles[place]:
                own.role = roles[place]
        self.env["retail.company.place.role"].create(
            [
                {
                    "contact_id": self.id,
                    "location_id": places[place].id,
                    "role": role,
                }
                for place, role in roles.items()
                if place in places and place not in known
            ]
        )

    def action_open_places(self):
        """Open what the person may do in each place."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.record_id.display_name or self.external_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _has_left(self):
        """Return those whose person is no contact of the company in Odoo any more."""
        return self.filtered(
            lambda contact: (
                not contact.record_id.active
                or contact.record_id.commercial_partner_id
                != contact.company_binding_id.record_id.commercial_partner_id
            )
        )
