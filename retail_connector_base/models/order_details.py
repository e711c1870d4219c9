"""What the platform tells of an order beside its lines, shown on the order."""

from odoo import api, fields, models


class RetailBindingOrder(models.Model):
    """Keep status, tags, staff and attributes of the order at the platform."""

    _inherit = "retail.binding.order"

    fulfilment_status = fields.Char("Shipped at the Platform", readonly=True)
    tags = fields.Char(readonly=True, help="Tags of the order at the platform.")
    country_code = fields.Char("Country", readonly=True)
    staff = fields.Char(
        readonly=True,
        help="Who sold it: the name where the platform tells it, else its id.",
    )
    cancel_reason = fields.Char(readonly=True)
    changed_at = fields.Datetime("Changed at the Platform", readonly=True)
    attributes = fields.Json(readonly=True)
    attributes_text = fields.Text("Attributes", compute="_compute_attributes_text")
    reference = fields.Char(
        "Written Back",
        readonly=True,
        copy=False,
        help="Odoo's number as it was last sent to the platform.",
    )

    _reference_due = models.Index("(backend_id, id) WHERE reference IS NULL")

    @api.depends("attributes")
    def _compute_attributes_text(self):
        for binding in self:
            binding.attributes_text = "\n".join(
                f"{name}: {value}" for name, value in (binding.attributes or {}).items()
            )


class SaleOrder(models.Model):
    """Show on the order what the platform tells."""

    _inherit = "sale.order"

    retail_tags = fields.Char("Channel Tags", related="retail_binding_ids.tags")
    retail_staff = fields.Char("Channel Staff", related="retail_binding_ids.staff")
    retail_attributes = fields.Text(
        "Channel Attributes", related="retail_binding_ids.attributes_text"
    )
