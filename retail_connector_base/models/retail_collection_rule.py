"""What decides by itself which products a collection has."""

from odoo import api, fields, models


class RetailCollectionRule(models.Model):
    """What a product must be like to be in a collection."""

    _name = "retail.collection.rule"
    _description = "Rule of a Collection"
    _order = "collection_id, sequence, id"
    _rec_name = "value"

    collection_id = fields.Many2one(
        "retail.collection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="collection_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    field = fields.Selection(
        [
            ("tag", "Tag"),
            ("title", "Title"),
            ("type", "Product type"),
            ("vendor", "Vendor"),
        ],
        "Of the product",
        required=True,
        default="tag",
    )
    relation = fields.Selection(
        [("equals", "is"), ("contains", "contains")], required=True, default="equals"
    )
    value = fields.Char(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        """A new rule changes its collection."""
        rules = super().create(vals_list)
        rules.collection_id.filtered(lambda c: c.state == "sent").state = "waiting"
        rules.collection_id._wake()
        return rules

    def write(self, vals):
        """A changed rule changes its collection."""
        result = super().write(vals)
        self.collection_id.filtered(lambda c: c.state == "sent").state = "waiting"
        self.collection_id._wake()
        return result
