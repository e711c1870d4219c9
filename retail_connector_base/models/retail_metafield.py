"""Which fields of Odoo are metafields of a shop."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..exporters.metafield_value import REFERENCES, TYPES

OWNERS = {"template": "product.template", "variant": "product.product"}


class RetailMetafield(models.Model):
    """Map a field of products to a typed metafield, one way or the other."""

    _name = "retail.metafield"
    _description = "Metafield of a Shop"
    _check_company_auto = True
    _order = "backend_id, owner, namespace, key"
    _rec_name = "key"

    backend_id = fields.Many2one(
        "retail.backend", "Shop", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    owner = fields.Selection(
        [("template", "Product"), ("variant", "Variant")],
        "Of",
        required=True,
        default="template",
    )
    namespace = fields.Char(required=True, default="custom")
    key = fields.Char(required=True)
    type = fields.Selection(TYPES, required=True, default="single_line_text_field")
    model = fields.Char(compute="_compute_model")
    field_id = fields.Many2one(
        "ir.model.fields",
        "Field in Odoo",
        required=True,
        ondelete="cascade",
        domain="[('model', '=', model), ('store', '=', True), "
        "('ttype', 'in', ('char', 'text', 'html', 'integer', 'float', 'monetary', "
        "'boolean', 'date', 'datetime', 'selection', 'many2one', 'many2many'))]",
    )
    direction = fields.Selection(
        [("out", "Odoo to the shop"), ("in", "Shop to Odoo")],
        required=True,
        default="out",
        help="Who owns the value.",
    )

    _unique = models.UniqueIndex(
        "(backend_id, owner, namespace, key)", "This metafield is mapped already."
    )

    @api.depends("owner")
    def _compute_model(self):
        for metafield in self:
            metafield.model = OWNERS.get(metafield.owner, False)

    @api.constrains("field_id", "type")
    def _check_reference(self):
        """A reference is a field that refers to the same, to one or to several."""
        for metafield in self:
            field, wanted = metafield.field_id, REFERENCES.get(metafield.type)
            many = metafield.type.startswith("list.")
            ttype = "many2many" if many else "many2one"
            if (field.relation or None) != wanted or (wanted and field.ttype != ttype):
                kind = dict(TYPES)[metafield.type].lower()
                raise ValidationError(
                    self.env._(
                        "%(field)s is no field for a metafield of the type %(kind)s.",
                        field=field.field_description,
                        kind=kind,
                    )
                )

    @api.constrains("field_id", "owner", "direction")
    def _check_field(self):
        for metafield in self:
            field = metafield.field_id
            if field.model != metafield.model:
                raise ValidationError(
                    self.env._("%s is no field of the product.", field.name)
                )
            if metafield.direction == "in" and field.readonly:
                raise ValidationError(
                    self.env._("%s cannot be written.", field.field_description)
                )

    @api.model
    @tools.ormcache()
    def _source_fields(self):
        """Return model -> names of the fields that are sent to some shop."""
        names = {model: set() for model in OWNERS.values()}
        for metafield in self.sudo().search([("direction", "=", "out")]):
            names[metafield.model].add(metafield.field_id.name)
        return {model: frozenset(found) for model, found in names.items()}

    @api.model_create_multi
    def create(self, vals_list):
        """Another metafield is news for every product of the shop."""
        metafields = super().create(vals_list)
        metafields._changed()
        return metafields

    def write(self, vals):
        """A changed mapping is news for every product of the shop."""
        result = super().write(vals)
        self._changed()
        return result

    def unlink(self):
        """What is not mapped any more stays in the shop."""
        self._changed()
        return super().unlink()

    def _changed(self):
        self.env.registry.clear_cache()
        for backend in self.backend_id:
            self.env["retail.product.dirty"].sudo()._backend(backend)
