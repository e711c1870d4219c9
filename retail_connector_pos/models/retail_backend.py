"""Offer the platforms of this addon, and what a connection with stores decides."""

from odoo import fields, models

from odoo.addons.retail_connector_base.platforms import ADAPTERS

ADDON = __name__.rpartition(".models.")[0]
PLATFORMS = [cls for cls in ADAPTERS.values() if cls.__module__.startswith(f"{ADDON}.")]
POS_PRODUCTS = {"deposit_product_id": "Deposit", "donation_product_id": "Donation"}


class RetailBackend(models.Model):
    """A connection can be an estate of tills, or have stores beside its shop."""

    _inherit = "retail.backend"

    platform = fields.Selection(
        selection_add=[(cls.code, cls.label) for cls in PLATFORMS],
        ondelete={cls.code: "set default" for cls in PLATFORMS},
    )
    store_ids = fields.One2many("retail.pos.store", "backend_id", "Stores")
    store_count = fields.Integer(compute="_compute_store_count")
    store_sales = fields.Selection(
        [("order", "Sales orders"), ("receipt", "Receipts of the point of sale")],
        "Book store sales as",
        required=True,
        default="order",
        help="Of a shop that also sells in stores. Receipts: paid store sales are "
        "booked in a session per register and day, with cash and tenders.",
    )
    deposit_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        copy=False,
        help="Used for deposits and layby payments; its income account is a liability.",
    )
    donation_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        copy=False,
        help="Used for donations; its income account is usually a liability.",
    )

    loyalty_point_value = fields.Float(
        "A loyalty point is worth",
        digits=(16, 6),
        help="In the company's currency. Points that customers are given are owed with "
        "this value, points they spend are not owed any more. 0: points are only "
        "counted.",
    )

    def _compute_store_count(self):
        counts = dict(
            self.env["retail.pos.store"]._read_group(
                [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
            )
        )
        for backend in self:
            backend.store_count = counts.get(backend, 0)

    def _ensure_pos_products(self):
        """Create the service products of tills that are not chosen yet."""
        for backend in self:
            missing = [name for name in POS_PRODUCTS if not backend[name]]
            products = self.env["product.product"].create(
                [
                    {
                        "name": POS_PRODUCTS[name],
                        "type": "service",
                        "company_id": backend.company_id.id,
                        "taxes_id": [],
                        "supplier_taxes_id": [],
                        "list_price": 0.0,
                    }
                    for name in missing
                ]
            )
            for name, product in zip(missing, products, strict=True):
                backend[name] = product

    def action_open_stores(self):
        """Open the connection's registers."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_pos.action_retail_pos_register"
            ),
            "domain": [("backend_id", "=", self.id)],
        }

    def action_set_up_stores(self):
        """Open the wizard that sets up all stores in one go."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set up stores"),
            "res_model": "retail.pos.setup",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_backend_id": self.id},
        }
