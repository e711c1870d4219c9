"""How a connection decides: accounting, confirmation, products, stock."""

from odoo import api, fields, models

SERVICE_PRODUCTS = {
    "shipping_product_id": "Shipping",
    "tip_product_id": "Tip",
    "fee_product_id": "Fee",
    "duty_product_id": "Import duty",
    "gift_card_product_id": "Gift card",
    "custom_product_id": "Custom item",
    "rounding_product_id": "Rounding",
    "adjustment_product_id": "Refund adjustment",
}


def _product(label, purpose):
    return fields.Many2one(
        "product.product", label, check_company=True, copy=False, help=purpose
    )


class RetailBackend(models.Model):
    """Add the policies an operator chooses per connection."""

    _inherit = "retail.backend"

    accounting_policy = fields.Selection(
        [
            ("invoice", "An invoice per order"),
            ("summary", "A daily summary entry per channel"),
            ("none", "Nothing"),
        ],
        "Accounting",
        required=True,
        default="invoice",
        help="Summary: orders stay in detail in Odoo, the ledger gets one entry a day.",
    )
    confirm_policy = fields.Selection(
        [
            ("paid", "When paid or authorized"),
            ("always", "Always"),
            ("manual", "By hand"),
        ],
        "Confirm orders",
        required=True,
        default="paid",
    )
    currency_side = fields.Selection(
        [("shop", "Shop currency"), ("presentment", "Currency the customer saw")],
        "Currency of orders",
        required=True,
        default="shop",
        help="Of orders that come in from now on. What is booked stays as it is.",
    )
    unmatched_product = fields.Selection(
        [
            ("park", "Wait for a person"),
            ("create", "Create the product"),
            ("custom", "Sell as custom item"),
        ],
        "Unknown products",
        required=True,
        default="park",
    )
    risk_hold = fields.Selection(
        [
            ("high", "High risk"),
            ("medium", "Medium and high risk"),
            ("never", "Never"),
        ],
        "Hold orders with",
        required=True,
        default="high",
    )
    guest_policy = fields.Selection(
        [
            ("match", "Match by e-mail, else create"),
            ("create", "Create a contact each time"),
            ("shared", "One shared contact"),
        ],
        "Guests",
        required=True,
        default="match",
    )
    guest_partner_id = fields.Many2one(
        "res.partner", "Shared guest contact", check_company=True
    )
    import_test_orders = fields.Boolean(
        help="Import the platform's test orders too; for test environments."
    )
    auto_approve_taxes = fields.Boolean(
        "Approve exact tax matches",
        help="A tax with the same rate and the same price mode, and only one of them, "
        "is used without asking.",
    )
    team_id = fields.Many2one("crm.team", "Sales team", check_company=True)
    pricelist_id = fields.Many2one("product.pricelist", check_company=True)
    fiscal_position_id = fields.Many2one("account.fiscal.position", check_company=True)
    payment_term_id = fields.Many2one("account.payment.term", check_company=True)
    sale_warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Sells from",
        check_company=True,
        compute="_compute_sale_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    shipping_product_id = _product("Shipping product", "Used for shipping lines.")
    tip_product_id = _product("Tip product", "Used for tips.")
    fee_product_id = _product("Fee product", "Used for fees.")
    duty_product_id = _product("Duty product", "Used for import duties.")
    gift_card_product_id = _product("Gift card product", "Used for sold gift cards.")
    custom_product_id = _product("Custom item", "Used for lines without a product.")
    rounding_product_id = _product("Rounding product", "Used for cash rounding.")
    adjustment_product_id = _product(
        "Refund adjustment product",
        "Used for money given back, or kept, beyond what the refunded lines are worth.",
    )

    stock_basis = fields.Selection(
        [
            ("available", "On hand minus reserved"),
            ("on_hand", "On hand"),
        ],
        required=True,
        default="available",
    )
    stock_buffer = fields.Integer(
        "Safety buffer", help="Units held back from the channel, unless a product says."
    )
    stock_cap = fields.Integer(help="Never show more units than this; 0: no limit.")

    @api.depends("company_id")
    def _compute_sale_warehouse_id(self):
        for backend in self:
            if backend.sale_warehouse_id.company_id != backend.company_id:
                backend.sale_warehouse_id = self.env["stock.warehouse"].search(
                    [("company_id", "=", backend.company_id.id)], limit=1
                )

    def _ensure_service_products(self):
        """Create the service products that are not chosen yet."""
        for backend in self:
            missing = [name for name in SERVICE_PRODUCTS if not backend[name]]
            # Who sets up a connection need not be allowed to create products.
            products = (
                self.env["product.product"]
                .sudo()
                .create(
                    [
                        {
                            "name": SERVICE_PRODUCTS[name],
                            "type": "service",
                            "invoice_policy": "order",
                            "company_id": backend.company_id.id,
                            "taxes_id": [],
                            "supplier_taxes_id": [],
                            "list_price": 0.0,
                        }
                        for name in missing
                    ]
                )
            )
            backend.write(
                {
                    name: product.id
                    for name, product in zip(missing, products, strict=True)
                }
            )
