"""Say why numbers of a register will never come."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.retail_pos_number import Number

MOST = 10000  # numbers of one explanation


class RetailPosExplain(models.TransientModel):
    """Explain missing numbers: they count as seen, with the reason."""

    _name = "retail.pos.explain"
    _description = "Retail Missing Numbers"

    register_id = fields.Many2one("retail.pos.register", required=True, readonly=True)
    missing = fields.Char(related="register_id.missing")
    first = fields.Integer("From", required=True)
    last = fields.Integer("To", required=True)
    reason = fields.Char(required=True)

    def action_explain(self):
        """Note the numbers and count anew."""
        self.ensure_one()
        register = self.register_id.sudo()
        if not 0 < self.first <= self.last or self.last - self.first >= MOST:
            raise UserError(self.env._("This is no range of numbers."))
        Numbers = self.env["retail.pos.number"].sudo()
        new = Numbers._insert(
            register,
            register.epoch,
            [
                Number(number, 0, "", None, "", "explained")
                for number in range(self.first, self.last + 1)
            ],
        )
        Numbers.search(
            [
                ("register_id", "=", register.id),
                ("epoch", "=", register.epoch),
                ("sequence", "in", [sequence for sequence, _revision in new]),
            ]
        )._explain(self.reason)
        register._recount()
        self.env["retail.pos.shift"].sudo().search(
            [("register_id", "=", register.id), ("state", "=", "waiting")]
        )._wake_close()
        return {"type": "ir.actions.act_window_close"}
