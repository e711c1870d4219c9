"""Cards and points of tills: gift cards sold or redeemed there, loyalty accounts."""

from odoo import api, fields, models


class RetailGiftCard(models.Model):
    """A loyalty account is a card whose balance is what its points are worth."""

    _inherit = "retail.gift.card"

    kind = fields.Selection(
        selection_add=[("loyalty", "Loyalty Points")], ondelete={"loyalty": "cascade"}
    )
    points = fields.Float(
        compute="_compute_points",
        digits=(16, 2),
        help="Points the customer has, by all that happened to them.",
    )
    remote_points = fields.Float(
        "Points at the Platform", readonly=True, digits=(16, 2)
    )
    points_known = fields.Boolean(
        readonly=True, help="The platform keeps the account; else only receipts do."
    )

    @api.depends("move_ids.points")
    def _compute_points(self):
        groups = self.env["retail.gift.card.move"]._read_group(
            [("card_id", "in", self.ids)], ["card_id"], ["points:sum"]
        )
        sums = {card.id: points for card, points in groups}
        for card in self:
            card.points = sums.get(card._origin.id, 0.0)


class RetailGiftCardMove(models.Model):
    """Tell which receipt changed a card, and by how many points."""

    _inherit = "retail.gift.card.move"

    receipt_binding_id = fields.Many2one(
        "retail.binding.receipt",
        "Receipt",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    points = fields.Float(readonly=True, digits=(16, 2))
