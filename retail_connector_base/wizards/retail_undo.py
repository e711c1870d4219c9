"""Take back what was sent to a platform, where that is possible."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..models.retail_price_level import MANAGER

_lt = LazyTranslate(__name__)
# Why a kind is not taken back from here, and where it is
ELSEWHERE = {
    "stock": _lt("A shop shows what is on hand: correct the stock, and it is told."),
    "product": _lt("Change the product in Odoo: the shop follows, or is previewed."),
    "collection": _lt("Change the collection in Odoo: the shop follows."),
    "party": _lt("Change the contact in Odoo: the shop follows."),
    "company": _lt("Change the company in Odoo: the shop follows."),
    "fulfilment": _lt("Goods have left: cancel the shipment at the transfer."),
    "refund": _lt("Money has gone back to the customer: it cannot be fetched again."),
    "decision": _lt("The shop has carried it out: decide anew on the order."),
    "reference": _lt("The number is Odoo's own: it stays true."),
    "journal": _lt("Reverse the entry, or void the batch, at the journal batch."),
}


class RetailUndo(models.TransientModel):
    """Show what would be taken back and what cannot be, then do exactly that."""

    _name = "retail.undo"
    _description = "Take Back"

    outbox_ids = fields.Many2many("retail.outbox", readonly=True)
    line_ids = fields.One2many("retail.undo.line", "undo_id", readonly=True)
    possible_count = fields.Integer("Can be taken back", compute="_compute_counts")
    impossible_count = fields.Integer("Cannot", compute="_compute_counts")

    @api.depends("line_ids.possible")
    def _compute_counts(self):
        for undo in self:
            possible = undo.line_ids.filtered("possible")
            undo.possible_count = len(possible)
            undo.impossible_count = len(undo.line_ids - possible)

    @api.model
    def _open(self, rows):
        """Return the action that shows what taking back these rows means."""
        self._check_manager()
        undo = self.create({"outbox_ids": [fields.Command.set(rows.ids)]})
        undo.line_ids = [
            (
                0,
                0,
                {
                    "outbox_id": row.id,
                    "possible": payload is not None,
                    "now": self._words(row.payload),
                    "then": self._words(payload),
                    "reason": reason,
                },
            )
            for row, (payload, reason) in undo._plan().items()
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take back"),
            "res_model": self._name,
            "res_id": undo.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise UserError(
                self.env._("Only managers of the Retail Connector take things back.")
            )

    def _plan(self):
        """Return outbox row -> (payload or None, reason why not)."""
        plan = {}
        for kind, rows in self.outbox_ids.sudo().grouped("kind").items():
            exporter = self.env.get(f"retail.exporter.{kind}")
            if exporter is not None and hasattr(exporter, "_undo_plan"):
                plan.update(exporter.sudo()._undo_plan(rows))
                continue
            reason = self.env._(
                ELSEWHERE.get(kind, "Nothing takes this back by itself.")
            )
            plan.update((row, (None, reason)) for row in rows)
        return plan

    @api.model
    def _words(self, payload):
        """Return what a payload says, short."""
        if not payload or "price" not in payload:
            return ""
        if payload["price"] is None:
            return self.env._("no price of its own")
        return " ".join(filter(None, (payload["price"], payload.get("currency"))))

    def action_apply(self):
        """Take back what can be; refuse when that is not what was shown."""
        self.ensure_one()
        self._check_manager()
        plan = {row: payload for row, (payload, _why) in self._plan().items()}
        shown = self.line_ids.filtered("possible").outbox_id
        possible = [row for row, payload in plan.items() if payload is not None]
        if {row.id for row in possible} != set(shown.ids) or not possible:
            raise UserError(
                self.env._(
                    "Something has moved since this was shown, or nothing can be "
                    "taken back. Nothing was sent; look again."
                )
            )
        by_kind = {}
        for row in possible:
            by_kind.setdefault(row.kind, {})[row] = plan[row]
        for kind, mine in by_kind.items():
            self.env[f"retail.exporter.{kind}"].sudo()._undo(mine)
        return {"type": "ir.actions.act_window_close"}


class RetailUndoLine(models.TransientModel):
    """One row of the outbox, and whether it can be taken back."""

    _name = "retail.undo.line"
    _description = "Take Back Line"

    undo_id = fields.Many2one("retail.undo", required=True, ondelete="cascade")
    outbox_id = fields.Many2one("retail.outbox", required=True, ondelete="cascade")
    kind = fields.Char(related="outbox_id.kind")
    entity_id = fields.Char(related="outbox_id.entity_id")
    possible = fields.Boolean()
    now = fields.Char("Was sent")
    then = fields.Char("Would be sent")
    reason = fields.Char("Why not")
