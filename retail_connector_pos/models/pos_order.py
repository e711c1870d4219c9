"""Orders that another system's till made."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    """Say which receipt an order is, and keep it out of closed sessions."""

    _inherit = "pos.order"

    source = fields.Selection(
        selection_add=[("retail", "Store till")], ondelete={"retail": "set default"}
    )
    retail_backend_id = fields.Many2one(
        "retail.backend", "Connection", readonly=True, copy=False, ondelete="restrict"
    )
    retail_receipt = fields.Char(
        "Receipt id",
        readonly=True,
        copy=False,
        help="The receipt's id at the platform.",
    )
    retail_reverses_id = fields.Many2one(
        "pos.order",
        "Reverses",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The receipt was changed or voided after it was booked: this order takes "
        "back what the other one booked.",
    )
    retail_staff = fields.Char("Staff", readonly=True, copy=False)

    _retail_receipt_idx = models.Index(
        "(retail_backend_id, retail_receipt) WHERE retail_receipt IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse orders of other tills in a closed session: they would never post."""
        ids = {v["session_id"] for v in vals_list if v.get("retail_backend_id")}
        for session in self.env["pos.session"].browse(ids):
            if session.state != "opened":
                raise UserError(
                    self.env._("The session %s is closed already.", session.name)
                )
        return super().create(vals_list)
