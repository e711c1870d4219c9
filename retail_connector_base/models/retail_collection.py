"""Groups of products in a shop."""

import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError

CONTENT = {"name", "description_html", "handle", "smart", "match", "rule_ids", "active"}


class RetailCollection(models.Model):
    """A group of products: chosen one by one, or by rules."""

    _name = "retail.collection"
    _description = "Collection"
    _check_company_auto = True
    _order = "backend_id, name"

    backend_id = fields.Many2one(
        "retail.backend", "Shop", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    key = fields.Char(
        required=True, readonly=True, copy=False, default=lambda s: str(uuid.uuid4())
    )
    external_id = fields.Char(readonly=True, copy=False)
    description_html = fields.Text("Description (HTML)", translate=True)
    handle = fields.Char(help="The last part of its address in the shop.")
    smart = fields.Boolean(
        "By rules", help="The shop puts products in that fulfil the rules."
    )
    match = fields.Selection(
        [("all", "All rules"), ("any", "Any rule")], default="all", required=True
    )
    foreign_rules = fields.Boolean(
        readonly=True,
        help="Its rules were made in the shop and cannot be shown here; they stay.",
    )
    rule_ids = fields.One2many("retail.collection.rule", "collection_id", copy=True)
    listing_ids = fields.Many2many("retail.listing", string="Products")
    state = fields.Selection(
        [
            ("new", "Not sent yet"),
            ("waiting", "Changes wait"),
            ("sent", "In agreement"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
    )
    pushed_hash = fields.Char(readonly=True, copy=False)
    wanted_hash = fields.Char(readonly=True, copy=False)
    revision = fields.Integer(readonly=True, copy=False)

    _unique = models.UniqueIndex(
        "(backend_id, external_id) WHERE external_id IS NOT NULL"
    )
    _key_unique = models.UniqueIndex("(key)")

    @api.constrains("smart", "rule_ids", "foreign_rules")
    def _check_rules(self):
        for collection in self:
            if collection.smart and not (
                collection.rule_ids or collection.foreign_rules
            ):
                raise ValidationError(
                    self.env._("Give %s a rule at least.", collection.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """New collections have to be told to the shop."""
        collections = super().create(vals_list)
        collections._wake()
        return collections

    def write(self, vals):
        """A changed collection has to be told to the shop."""
        result = super().write(vals)
        if not CONTENT.isdisjoint(vals):
            self._changed()
        if "external_id" in vals:
            self.env["retail.product.dirty"]._listings(self.listing_ids)
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        """A translated text is a change too."""
        result = super().update_field_translations(
            field_name, translations, source_lang
        )
        self._changed()
        return result

    def _changed(self):
        """Have collections looked at: the shop may have to be told."""
        self.filtered(lambda c: c.state == "sent").state = "waiting"
        self._wake()

    def _wake(self):
        for backend in self.backend_id.filtered(lambda b: b._sends("collection")):
            backend._wake("plan:collection")
