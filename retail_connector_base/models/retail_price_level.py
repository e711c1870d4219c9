"""What a variant costs at a shop, and what Odoo wants it to cost."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..exporters.price_rule import Price, fingerprint

OPERATOR = "retail_connector_base.group_operator"
MANAGER = "retail_connector_base.group_manager"
STATES = [
    ("same", "In agreement"),
    ("pending", "Being sent"),
    ("hold", "To approve"),
    ("rejected", "Rejected"),
    ("parked", "Refused"),
    ("off", "Not sent"),
]


class RetailPriceLevel(models.Model):
    """One price at a shop: what it holds for certain, and what comes next.

    Rows are written by the planning job alone, in bulk SQL. What the shop holds is
    only what it confirmed: a refused price leaves it as it was.
    """

    _name = "retail.price.level"
    _description = "Price at a shop"
    _order = "write_date desc, id desc"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    variant_binding_id = fields.Many2one(
        "retail.binding.variant",
        string="Variant",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    list_binding_id = fields.Many2one(
        "retail.binding.price.list",
        string="Price list",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the shop's own price.",
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="same",
        readonly=True,
        help="To approve: a guard rule stopped the change until somebody looks.\n"
        "Rejected: the change is not sent; another one is judged anew.\n"
        "Refused: the shop does not accept the price; it keeps the one it had.\n"
        "Not sent: switched off for this product or list.",
    )
    cause = fields.Char(readonly=True, help="Why it is held, refused or not sent.")
    shop_price = fields.Monetary(
        "At the shop", readonly=True, help="The last price the shop confirmed."
    )
    shop_compare = fields.Monetary(
        "Compare-at there", readonly=True, help="The last one the shop confirmed."
    )
    content_hash = fields.Char(
        readonly=True, help="Fingerprint of what the shop holds; empty: not known."
    )
    shop_at = fields.Datetime("Confirmed", readonly=True)
    target_price = fields.Monetary("Wanted", readonly=True)
    target_compare = fields.Monetary("Compare-at wanted", readonly=True)
    change_percent = fields.Float(
        "Change (%)", compute="_compute_change_percent", digits=(16, 1)
    )
    sent_hash = fields.Char(readonly=True, help="Fingerprint of what was sent last.")
    revision = fields.Integer(
        readonly=True, help="Counts the changes planned; part of the key."
    )
    outbox_key = fields.Char(readonly=True, help="Key of the change sent last.")
    decision = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected")], readonly=True
    )
    decided_hash = fields.Char(
        readonly=True, help="Fingerprint of the price that was decided about."
    )
    decided_price = fields.Monetary(readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_at = fields.Datetime("Decided", readonly=True)

    _level_uniq = models.UniqueIndex(
        "(variant_binding_id, COALESCE(list_binding_id, 0))"
    )
    _trouble_idx = models.Index("(backend_id, state) WHERE state <> 'same'")

    @api.depends("variant_binding_id", "list_binding_id")
    def _compute_display_name(self):
        for level in self:
            level.display_name = " @ ".join(
                filter(
                    None,
                    (
                        level.variant_binding_id.display_name,
                        level.list_binding_id.display_name,
                    ),
                )
            )

    @api.depends("shop_price", "target_price")
    def _compute_change_percent(self):
        for level in self:
            before = level.shop_price
            level.change_percent = (
                (level.target_price - before) * 100 / before if before else 0.0
            )

    def action_approve(self):
        """Send the held prices although a guard rule stopped them."""
        return self._decide("approved")

    def action_reject(self):
        """Do not send the held prices; the shop keeps what it has."""
        return self._decide("rejected")

    def action_check_again(self):
        """Compute these prices again and send what differs, refused ones too."""
        self._check(OPERATOR)
        refused = self.sudo().filtered(lambda level: level.state == "parked")
        refused.write({"state": "pending", "sent_hash": False, "cause": False})
        self._look_again()
        return True

    def action_retry(self):
        """Send refused prices once more, as the list of exceptions asks for."""
        return self.action_check_again()

    def _decide(self, decision):
        """Write down who decided what about the prices that are wanted now."""
        self._check(MANAGER)
        states = ("hold", "rejected") if decision == "approved" else ("hold",)
        held = self.sudo().filtered(lambda level: level.state in states)
        for level in held:
            level.write(
                {
                    "decision": decision,
                    "decided_hash": level._target_hash(),
                    "decided_price": level.target_price,
                    "decided_by_id": self.env.uid,
                    "decided_at": fields.Datetime.now(),
                }
            )
        held._note(decision)
        held.with_env(self.env)._look_again()
        return True

    def _target_hash(self):
        """Return the content hash of the price that is wanted."""
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT target_price::text, target_compare::text"
            "  FROM retail_price_level WHERE id = %s",
            [self.id],
        )
        amount, compare = (
            None if text is None else Decimal(text) for text in self.env.cr.fetchone()
        )
        currency = self.currency_id.name
        value = None if amount is None else Price(amount, compare, currency)
        return fingerprint(value)

    def _note(self, code):
        """Note a decision in the trace, with who took it."""
        self.env["retail.trace"].sudo()._note(
            [
                {
                    "backend_id": level.backend_id.id,
                    "step": "resolved",
                    "kind": "price",
                    "entity_id": level.variant_binding_id.external_id,
                    "res_model": level._name,
                    "res_id": level.id,
                    "code": code,
                    "note": str(level.decided_by_id.id),
                }
                for level in self
            ]
        )

    def _look_again(self):
        for backend, part in self.sudo().grouped("backend_id").items():
            self.env["retail.price.dirty"].sudo()._mark(
                backend, part.product_id.ids, soon=True
            )

    def _check(self, group):
        """Refuse those who may only look."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(
                self.env._(
                    "Only managers of the Retail Connector decide about held prices."
                )
                if group == MANAGER
                else self.env._("Only operators of the Retail Connector may do this.")
            )
