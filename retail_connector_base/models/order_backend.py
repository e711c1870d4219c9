"""How a connection treats orders: on account, unpaid, written back, chosen."""

from odoo import fields, models


class RetailBackend(models.Model):
    """Add the policies of orders that are paid later, or never."""

    _inherit = "retail.backend"

    confirm_on_account = fields.Boolean(
        "Confirm orders on account",
        default=True,
        help="Orders with payment terms (30 days net, a fixed date, on shipment) are "
        "confirmed before they are paid.",
    )
    pay_later_gateways = fields.Char(
        "Paid on delivery",
        default="Cash on Delivery (COD), Cash on Delivery",
        help="Payment methods, separated by commas, whose orders are confirmed before "
        "they are paid.",
    )
    expire_unpaid_days = fields.Integer(
        "Give up unpaid orders after (days)",
        help="Orders that wait for their payment longer than this are cancelled in "
        "Odoo; 0: never. Orders on account never expire.",
    )
    expire_at_shop = fields.Boolean(
        "Cancel them in the shop too",
        help="What is given up in Odoo is cancelled in the shop as well.",
    )
    write_reference = fields.Selection(
        [
            ("none", "No"),
            ("metafield", "As a metafield"),
            ("tag", "As a tag"),
            ("both", "As a metafield and a tag"),
        ],
        "Write Odoo's number on the order",
        required=True,
        default="none",
        help="The shop's staff finds the order in Odoo by it. It is written once, and "
        "again only when the number changes.",
    )
    reference_tag = fields.Char(
        "Further tag",
        help="A tag that orders get in the shop when they are in Odoo, e.g. in-odoo.",
    )
    order_intake = fields.Selection(
        [
            ("all", "All orders"),
            ("filter", "Those of a filter; the others wait"),
            ("none", "None: a person chooses"),
        ],
        "Import",
        required=True,
        default="all",
        help="What is not imported by itself waits under Work / Orders to import.",
    )
    order_filter = fields.Char(
        "Orders to import by themselves",
        default="[]",
        help="Only new orders are filtered; what was imported is kept up to date.",
    )
