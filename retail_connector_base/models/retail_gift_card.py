"""Gift cards and store credit: what is owed to whoever holds them, card by card."""

from odoo import api, fields, models


class RetailGiftCard(models.Model):
    """Keep one card or credit account with all that happened to it.

    The moves add up to the balance; what the platform says is kept beside it, so that
    a difference shows at once.
    """

    _name = "retail.gift.card"
    _description = "Retail Gift Card"
    _check_company_auto = True
    _order = "issued_at desc, id desc"
    _rec_name = "external_id"

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    external_id = fields.Char("Id at the Platform", required=True, readonly=True)
    external_version = fields.Char(readonly=True)
    content_hash = fields.Char(readonly=True)
    kind = fields.Selection(
        [("gift_card", "Gift Card"), ("store_credit", "Store Credit")],
        required=True,
        readonly=True,
        default="gift_card",
    )
    last_characters = fields.Char("Ends With", readonly=True)
    source = fields.Selection(
        [
            ("purchased", "Sold"),
            ("manual", "Issued by Hand"),
            ("refund", "Given for a Refund"),
            ("unknown", "Unknown"),
        ],
        required=True,
        readonly=True,
        default="unknown",
    )
    active = fields.Boolean(default=True)
    usable = fields.Boolean(
        readonly=True, default=True, help="Neither deactivated nor expired."
    )
    expires_on = fields.Date(readonly=True)
    issued_at = fields.Datetime(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    known = fields.Boolean(
        readonly=True, help="The platform told about it; else only payments did."
    )
    initial = fields.Monetary("Issued With", readonly=True)
    remote_balance = fields.Monetary(
        "Balance at the Platform", readonly=True, help="What can still be spent there."
    )
    balance = fields.Monetary(
        compute="_compute_balance", store=True, help="The sum of what happened to it."
    )
    difference = fields.Monetary(compute="_compute_balance", store=True)
    order_external_id = fields.Char(readonly=True)
    order_line_external_id = fields.Char(readonly=True)
    order_binding_id = fields.Many2one(
        "retail.binding.order",
        "Sold By",
        readonly=True,
        ondelete="set null",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null"
    )
    move_ids = fields.One2many("retail.gift.card.move", "card_id", "Moves")

    _once = models.UniqueIndex("(backend_id, external_id)")

    @api.depends("move_ids.amount", "remote_balance", "known")
    def _compute_balance(self):
        groups = self.env["retail.gift.card.move"]._read_group(
            [("card_id", "in", self.ids)], ["card_id"], ["amount:sum"]
        )
        sums = {card.id: amount for card, amount in groups}
        for card in self:
            card.balance = card.currency_id.round(sums.get(card._origin.id, 0.0))
            rest = card.balance - card.remote_balance if card.known else 0.0
            card.difference = card.currency_id.round(rest)

    @api.depends("kind", "last_characters", "external_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for card in self:
            end = card.last_characters or card.external_id.rpartition("/")[2]
            card.display_name = f"{labels[card.kind]} {end}"

    @api.model
    def _find(self, backend, external_ids):
        """Return external id -> card for those that exist, in one query."""
        found = self.with_context(active_test=False).search(
            [("backend_id", "=", backend.id), ("external_id", "in", list(external_ids))]
        )
        return {card.external_id: card for card in found}
