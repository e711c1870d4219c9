"""Price lists of a platform, for markets and companies, and pricelists in Odoo."""

from odoo import api, fields, models


class RetailBindingPriceList(models.Model):
    """Link a platform's price list to the pricelist whose prices it gets.

    Several lists may get the same pricelist's prices, in their own currencies.
    """

    _name = "retail.binding.price.list"
    _inherit = ["retail.binding"]
    _description = "Retail Price List Binding"

    record_id = fields.Many2one(
        "product.pricelist",
        string="Pricelist",
        ondelete="restrict",
        check_company=True,
        help="Products with a rule in it get a price of their own in the list; the "
        "others follow the list's own adjustment at the platform.",
    )
    active = fields.Boolean(default=True)
    audience = fields.Selection(
        [("market", "Market"), ("company", "Companies")],
        readonly=True,
        help="Who buys at these prices.",
    )
    catalog = fields.Char(readonly=True, help="The catalogue the list belongs to.")
    contexts = fields.Char(
        "Holds for", readonly=True, help="The markets or company locations."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    adjustment = fields.Char(
        "Own adjustment (%)",
        readonly=True,
        help="How the platform changes the base price where nothing else is said.",
    )
    fixed_count = fields.Integer("Own prices there", readonly=True)
    price_push = fields.Boolean(
        "Send prices", default=True, help="Odoo's prices are sent to this list."
    )
    level_ids = fields.One2many("retail.price.level", "list_binding_id")

    _backend_record = models.Index(
        "(backend_id, record_id) WHERE record_id IS NOT NULL"
    )

    @api.depends("catalog", "external_name", "external_id")
    def _compute_display_name(self):
        for binding in self:
            binding.display_name = (
                binding.catalog or binding.external_name or binding.external_id
            )

    def write(self, vals):
        result = super().write(vals)
        if not {"record_id", "price_push", "active", "currency_id"}.isdisjoint(vals):
            for backend in self.backend_id.filtered(lambda b: b._sends_prices()):
                self.env["retail.price.dirty"].sudo()._mark(backend)
        return result

    def action_open_levels(self):
        """Open the prices of this list."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_price_level"
            ),
            "domain": [("list_binding_id", "=", self.id)],
        }
