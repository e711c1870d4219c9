"""Channels, stores, categories and analytic accounts as dimensions, from a day on."""

from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.retail_connector_base.models.bindings.binding_order import CHANNELS


class DimensionKey(NamedTuple):
    """What a value of a dimension is about: which kind, and its id or code."""

    kind: str
    value: str


class RetailMappingDimension(models.Model):
    """Map what items are grouped by to a value there; rows follow each other."""

    _name = "retail.mapping.dimension"
    _inherit = ["retail.mapping.dated"]
    _description = "Dimension Mapping"
    _rec_name = "label"
    _order = "state desc, kind, label, start_date"
    _waiting_cause = "ledger_unmapped"
    _target_field = "ledger_value_id"

    kind = fields.Selection(
        [
            ("channel", "Channel"),
            ("source", "Connection"),
            ("store", "Register"),
            ("category", "Product category"),
            ("analytic", "Analytic account"),
        ],
        required=True,
    )
    value = fields.Char(required=True, help="Id or code of what is mapped.")
    label = fields.Char(compute="_compute_label", store=True, string="In Odoo")
    ledger_value_id = fields.Many2one(
        "retail.ledger.value",
        "Value there",
        domain="[('backend_id', '=', backend_id), ('active', '=', True)]",
        ondelete="restrict",
    )
    left_out = fields.Boolean(help="It is no dimension there.")

    _key_unique = models.UniqueIndex(
        "(backend_id, kind, value, COALESCE(start_date, '0001-01-01'))",
        "This is mapped from that day on already.",
    )

    @api.depends("kind", "value")
    def _compute_label(self):
        models_of = {
            "source": "retail.backend",
            "store": "pos.config",
            "category": "product.category",
            "analytic": "account.analytic.account",
        }
        for mapping in self:
            if mapping.kind == "channel":
                mapping.label = dict(CHANNELS).get(mapping.value, mapping.value)
                continue
            record = self.env[models_of[mapping.kind]].browse(int(mapping.value))
            found = record.sudo().exists()
            mapping.label = found.display_name if found else mapping.value

    @api.depends("kind", "label", "start_date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for mapping in self:
            words = [kinds.get(mapping.kind), mapping.label, mapping.start_date]
            mapping.display_name = " ".join(str(word) for word in words if word)

    def _key(self):
        return DimensionKey(self.kind, self.value)

    def _missing(self):
        return "" if self.left_out else super()._missing()

    @api.model
    def _suggest_many(self, backend, keys):
        """Suggest the only value of the same name."""
        values = self.env["retail.ledger.value"].search(
            [("backend_id", "=", backend.id), ("active", "=", True)]
        )
        by_name = values.grouped(lambda row: row.name.casefold())
        found = {}
        for key in keys:
            label = self.new({"kind": key.kind, "value": key.value}).label or ""
            same = by_name.get(label.casefold())
            one = same and len(same) == 1
            found[key] = {"ledger_value_id": same.id if one else False}
        return found

    def _needed_by(self, lines):
        return ((line, key) for line in lines for key in line._dimension_keys())
