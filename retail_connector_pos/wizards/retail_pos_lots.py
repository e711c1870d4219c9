"""Say which lots or serial numbers were sold, where the till did not."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.pos_order_line import OPERATOR


class RetailPosLots(models.TransientModel):
    """Ask for the numbers of one line, and move its goods."""

    _name = "retail.pos.lots"
    _description = "Retail Lots Sold"

    line_id = fields.Many2one("pos.order.line", required=True, readonly=True)
    order_name = fields.Char("Receipt", related="line_id.order_id.name")
    product_name = fields.Char("Product", related="line_id.full_product_name")
    quantity = fields.Float("Units", related="line_id.qty")
    numbers = fields.Text(
        "Lot or serial numbers",
        required=True,
        help="One a line: of serial numbers as many as units were sold, else one lot.",
    )

    @api.model
    def _ask(self, line):
        """Return the action that asks for a line's numbers."""
        line.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which ones were sold?"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_id": line.id},
        }

    def action_move(self):
        """Keep the numbers and move the goods."""
        self.ensure_one()
        self.line_id.check_access("read")
        line = self.line_id.sudo()
        names = list(dict.fromkeys(filter(None, map(str.strip, self._rows()))))
        wanted = abs(line.qty) if line.product_id.tracking == "serial" else 1
        if len(names) != wanted:
            raise UserError(self.env._("Enter %s numbers, one a line.", int(wanted)))
        line.pack_lot_ids.unlink()
        self.env["pos.pack.operation.lot"].sudo().create(
            [{"pos_order_line_id": line.id, "lot_name": name} for name in names]
        )
        return self.line_id.action_retail_move()

    def _rows(self):
        return (self.numbers or "").splitlines()


class PosOrderLine(models.Model):
    """Offer to enter the numbers that a till did not tell."""

    _inherit = "pos.order.line"

    retail_needs_lots = fields.Boolean(compute="_compute_retail_needs_lots")

    @api.depends("retail_moved", "pack_lot_ids")
    def _compute_retail_needs_lots(self):
        needs = self.env["retail.pos.goods"]._needs_lots
        for line in self:
            line.retail_needs_lots = not line.retail_moved and needs(line)

    def action_retail_lots(self):
        """Ask which lots or serial numbers were sold."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(OPERATOR)):
            raise UserError(self.env._("Only operators may move a store's goods."))
        return self.env["retail.pos.lots"]._ask(self)
