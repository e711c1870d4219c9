"""Take back what was sent to a platform or came from it, where that is possible."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..models.retail_price_level import MANAGER

_lt = LazyTranslate(__name__)
# Why a kind is not taken back from here, and where it is
ELSEWHERE = {
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
    event_ids = fields.Many2many("retail.event", readonly=True)
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
        events = rows._name == "retail.event"
        field = "event_ids" if events else "outbox_ids"
        undo = self.create({field: [fields.Command.set(rows.ids)]})
        describe = undo._import_line if events else undo._export_line
        undo.line_ids = [
            fields.Command.create(
                {
                    "row": row.id,
                    "kind": row.kind,
                    "entity_id": row.entity_id,
                    "name": row.entity_id if events else row.record_name,
                    "possible": bool(what),
                    "reason": reason,
                    **describe(row, what),
                }
            )
            for row, (what, reason) in undo._plan().items()
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
        """Return row -> (what is done: a payload or a binding, reason why not)."""
        if self.event_ids:
            return self.env["retail.import.undo"].sudo()._plan(self.event_ids.sudo())
        plan = {}
        for kind, rows in self.outbox_ids.sudo().grouped("kind").items():
            exporter = self._exporter(kind)
            if exporter is not None:
                plan.update(exporter._undo_plan(rows))
                continue
            reason = self.env._(
                ELSEWHERE.get(kind, "Nothing takes this back by itself.")
            )
            plan.update((row, (None, reason)) for row in rows)
        return plan

    @api.model
    def _exporter(self, kind):
        """Return what takes back a kind that was sent, or None."""
        exporter = self.env.get(f"retail.exporter.{kind}")
        if exporter is None or not hasattr(exporter, "_undo_plan"):
            return None
        return exporter.sudo()

    def _export_line(self, row, payload):
        """Return what was sent and what would be, in words."""
        exporter = self._exporter(row.kind)
        if exporter is None:
            return {}
        return {
            "now": exporter._undo_words(row.payload),
            "then": exporter._undo_words(payload) if payload else False,
        }

    def _import_line(self, event, binding):
        """Return what came in and that it would be deleted, in words."""
        if not binding:
            return {}
        return {
            "now": binding.record_id.display_name,
            "then": self.env._("deleted in Odoo"),
        }

    def action_apply(self):
        """Take back what can be; refuse when that is not what was shown."""
        self.ensure_one()
        self._check_manager()
        plan = {row: what for row, (what, _why) in self._plan().items() if what}
        shown = self.line_ids.filtered("possible").mapped("row")
        if {row.id for row in plan} != set(shown) or not plan:
            raise UserError(
                self.env._(
                    "Something has moved since this was shown, or nothing can be "
                    "taken back. Nothing was done; look again."
                )
            )
        if self.event_ids:
            self.env["retail.import.undo"].sudo()._undo(plan)
        else:
            by_kind = {}
            for row, payload in plan.items():
                by_kind.setdefault(row.kind, {})[row] = payload
            for kind, mine in by_kind.items():
                self._exporter(kind)._undo(mine)
        return {"type": "ir.actions.act_window_close"}


class RetailUndoLine(models.TransientModel):
    """One row of the inbox or outbox, and whether it can be taken back."""

    _name = "retail.undo.line"
    _description = "Take Back Line"

    undo_id = fields.Many2one("retail.undo", required=True, ondelete="cascade")
    row = fields.Integer(required=True, aggregator=None)
    kind = fields.Char()
    name = fields.Char("What")
    entity_id = fields.Char()
    possible = fields.Boolean()
    now = fields.Char("Came or was sent")
    then = fields.Char("Would be")
    reason = fields.Char("Why not")
