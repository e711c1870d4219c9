"""Records that platforms know under ids of their own."""

from odoo import api, fields, models


class RetailBound(models.AbstractModel):
    """Show and search the external ids of a record; ``_binding_model`` says where."""

    _name = "retail.bound"
    _description = "Retail Bound Record"
    _binding_model = ""

    retail_binding_count = fields.Integer(
        string="Retail Channels", compute="_compute_retail_bindings"
    )
    retail_external_id = fields.Char(
        string="External Id",
        compute="_compute_retail_bindings",
        search="_search_retail_external_id",
        help="Ids of this record at the connected platforms.",
    )

    def _compute_retail_bindings(self):
        groups = self.env[self._binding_model]._read_group(
            [("record_id", "in", self.ids)],
            ["record_id"],
            ["__count", "external_id:array_agg"],
        )
        found = {record.id: (count, ids) for record, count, ids in groups}
        for record in self:
            count, ids = found.get(record._origin.id, (0, []))
            record.retail_binding_count = count
            record.retail_external_id = ", ".join(ids)

    @api.model
    def _search_retail_external_id(self, operator, value):
        if operator not in ("in", "=", "ilike", "like", "=ilike", "=like"):
            return NotImplemented
        bindings = self.env[self._binding_model].search(
            [("external_id", operator, value), ("record_id", "!=", False)]
        )
        return [("id", "in", bindings.record_id.ids)]

    def action_open_retail_bindings(self):
        """Open the bindings of this record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Channels"),
            "res_model": self._binding_model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("record_id", "=", self.id)],
        }
