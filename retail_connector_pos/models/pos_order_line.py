"""Lines of another till's receipt."""

from odoo import fields, models
from odoo.exceptions import AccessError

OPERATOR = "retail_connector_base.group_operator"


class PosOrderLine(models.Model):
    """Say which line of the receipt it is, and where a returned one was sold."""

    _inherit = "pos.order.line"

    retail_line = fields.Char("Line of the receipt", readonly=True, copy=False)
    retail_origin = fields.Char(
        "Sold with",
        readonly=True,
        copy=False,
        help="Receipt and line that a return refers to, until they are here.",
    )
    retail_sale_order_id = fields.Many2one(
        "sale.order",
        "Web order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The returned goods were sold with this order.",
    )
    retail_reason = fields.Char("Reason of return", readonly=True, copy=False)
    retail_disposition = fields.Char("Returned goods", readonly=True, copy=False)
    retail_moved = fields.Boolean(
        "Goods moved",
        readonly=True,
        copy=False,
        help="The stock move of the line is done.",
    )

    _retail_origin_idx = models.Index(
        "(retail_origin) WHERE retail_origin IS NOT NULL AND refunded_orderline_id "
        "IS NULL"
    )

    def action_retail_move(self):
        """Try again to move goods that could not be moved."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise AccessError(self.env._("Only operators may move a store's goods."))
        lines = self.sudo().filtered("order_id.retail_backend_id")
        moved = self.env["retail.pos.goods"].sudo()._move_again(lines)
        return self.env["retail.backend"]._notify(
            self.env._(
                "%(moved)s of %(all)s were moved.", moved=len(moved), all=len(lines)
            ),
            "success" if moved == lines else "warning",
        )
