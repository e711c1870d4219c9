"""How many units of a variant a place of a shop shows, and what Odoo knows of it."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

UNSETTLED = ("read", "wait", "hold", "pending")


class RetailStockLevel(models.Model):
    """One stock level at a shop: what it shows, what Odoo sent and what comes next.

    Rows are written by the planning job alone, in bulk SQL; everybody else reports
    what was learnt as a mark (``retail.stock.dirty``), so nobody waits for anybody.
    """

    _name = "retail.stock.level"
    _inherit = ["retail.operated"]
    _description = "Stock level at a shop"
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
    location_binding_id = fields.Many2one(
        "retail.binding.location",
        string="Shop location",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        [
            ("read", "To read"),
            ("same", "In agreement"),
            ("pending", "Being sent"),
            ("wait", "Waits for orders"),
            ("hold", "Held"),
            ("parked", "Refused"),
            ("off", "Not sent"),
        ],
        required=True,
        default="read",
        readonly=True,
        help="To read: the shop's number is not known or may have changed.\n"
        "Waits for orders: the shop's number moved on its own; orders that explain it "
        "are imported first, so that nothing is sold twice.\n"
        "Held: a zero, or too many zeros at once, that a person should confirm.\n"
        "Refused: the shop does not accept the number; see the cause.\n"
        "Not sent: switched off for this product or location.",
    )
    cause = fields.Char(readonly=True, help="Why it is held, refused or not sent.")
    dirty = fields.Boolean(
        compute="_compute_dirty",
        search="_search_dirty",
        help="The shop may show another number than Odoo wants.",
    )
    remote_qty = fields.Integer(
        "At the shop", readonly=True, help="Units the shop had when last seen."
    )
    remote_absent = fields.Boolean(
        "No level yet",
        readonly=True,
        help="The shop keeps no stock of this variant at this location yet; the "
        "first units that are sent open it.",
    )
    remote_seen_at = fields.Datetime("Seen", readonly=True)
    moved_at = fields.Datetime(
        "Moved",
        readonly=True,
        help="Since when the shop's number may differ for a reason Odoo does not know.",
    )
    base_qty = fields.Integer(readonly=True, help="Last number sent or agreed with.")
    target_qty = fields.Integer(
        "Wanted", readonly=True, help="Units that may be promised, when last computed."
    )
    sent_qty = fields.Integer("Sent", readonly=True)
    sent_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(
        readonly=True, help="When the shop's answer to what was sent last came."
    )
    withheld_qty = fields.Integer(
        "Withheld",
        readonly=True,
        help="Units left out of what was sent last: the shop may have sold them in "
        "orders that are not imported yet.",
    )
    risk_qty = fields.Integer(
        "Too Many",
        compute="_compute_risk_qty",
        search="_search_risk_qty",
        help="Units the shop shows beyond what may be promised: they could be sold "
        "twice.",
    )
    revision = fields.Integer(
        readonly=True, help="Counts the changes planned; part of the idempotency key."
    )
    outbox_key = fields.Char(readonly=True, help="Key of the change sent last.")
    zero_confirmed = fields.Boolean(
        readonly=True, help="A person said that none are really there."
    )
    taken_back = fields.Boolean(
        readonly=True,
        help="A person took back what was sent: the shop keeps its number until "
        "somebody lets Odoo's leave again.",
    )

    _level_uniq = models.UniqueIndex("(variant_binding_id, location_binding_id)")
    _work_idx = models.Index(
        "(backend_id, state) WHERE state IN ('read', 'wait', 'pending')"
    )
    _walk_idx = models.Index("(backend_id, location_binding_id, id)")

    @api.depends("variant_binding_id", "location_binding_id")
    def _compute_display_name(self):
        for level in self:
            level.display_name = "{} @ {}".format(
                level.variant_binding_id.display_name or "",
                level.location_binding_id.display_name or "",
            )

    @api.depends("state")
    def _compute_dirty(self):
        for level in self:
            level.dirty = level.state in UNSETTLED

    def _search_dirty(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "in", UNSETTLED)
        return domain if True in value else ~domain

    @api.depends("remote_qty", "target_qty", "state")
    def _compute_risk_qty(self):
        for level in self:
            shown = level.remote_qty if level.state != "off" else 0
            level.risk_qty = max(shown - level.target_qty, 0)

    def _search_risk_qty(self, operator, value):
        if (operator, value) not in {(">", 0), ("!=", 0)}:
            return NotImplemented
        self.flush_model(["remote_qty", "target_qty"])  # the domain does not name them
        return Domain("state", "!=", "off") & Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s > %s",
                SQL.identifier(alias, "remote_qty"),
                SQL.identifier(alias, "target_qty"),
            )
        )

    def action_check_again(self):
        """Read the levels at the shop again and send what differs."""
        self._check_operator()
        self.env["retail.stock.dirty"]._mark_levels(self.sudo(), "asked")
        return True

    def action_confirm_zero(self):
        """Say that held zeros are right: they are sent."""
        self._check_operator()
        held = self.filtered(
            lambda level: level.state == "hold" and not level.taken_back
        ).sudo()
        held.zero_confirmed = True
        self.env["retail.stock.dirty"]._mark_levels(held)
        return True

    def action_send_again(self):
        """Let Odoo's number leave again that was taken back."""
        self._check_operator()
        levels = self.filtered("taken_back").sudo()
        levels.taken_back = False
        self.env["retail.stock.dirty"]._mark_levels(levels, "asked")
        return True
