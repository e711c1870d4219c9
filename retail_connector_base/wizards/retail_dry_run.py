"""Look at what an import would do, then do exactly that."""

import hashlib

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..canonical import encode
from ..importers.plan import (
    CHANGE,
    CREATE,
    EFFECTS,
    NOTHING,
    PARK,
    WAIT,
    PlanLine,
    describe,
    digest,
)
from ..models.retail_cause import cause_label
from ..models.retail_operated import TROUBLE

LIMIT = 200  # messages at once: they are one transaction
EFFECT_LABELS = [
    (CREATE, "Would be created"),
    (CHANGE, "Would be changed"),
    (NOTHING, "Nothing to do"),
    (PARK, "Would be parked"),
    (WAIT, "Not possible now"),
]


class RetailDryRun(models.TransientModel):
    """Import messages and take it back; the plan is what they would have done.

    Nothing is guessed: the real import runs in a savepoint that is rolled back. To
    apply the plan it runs once more, and is kept only if it does exactly the same.
    """

    _name = "retail.dry.run"
    _inherit = ["retail.operated"]
    _description = "Dry Run of an Import"

    backend_id = fields.Many2one("retail.backend", required=True, readonly=True)
    event_ids = fields.Many2many("retail.event", readonly=True)
    line_ids = fields.One2many("retail.dry.run.line", "run_id", readonly=True)
    plan_digest = fields.Char(readonly=True)
    applied = fields.Boolean(readonly=True)
    create_count = fields.Integer("Created", compute="_compute_counts")
    change_count = fields.Integer("Changed", compute="_compute_counts")
    nothing_count = fields.Integer("Unchanged", compute="_compute_counts")
    park_count = fields.Integer("Parked", compute="_compute_counts")
    money = fields.Char(compute="_compute_counts", help="Of what is created.")

    @api.depends("line_ids.effect", "line_ids.amount")
    def _compute_counts(self):
        for run in self:
            effects = run.line_ids.mapped("effect")
            run.create_count = effects.count(CREATE)
            run.change_count = effects.count(CHANGE)
            run.nothing_count = effects.count(NOTHING)
            run.park_count = effects.count(PARK) + effects.count(WAIT)
            created = run.line_ids.filtered(lambda line: line.effect == CREATE)
            run.money = " · ".join(
                currency.format(sum(lines.mapped("amount")))
                for currency, lines in created.grouped("currency_id").items()
                if currency
            )

    @api.model
    def _open(self, events):
        """Make the plan of these messages; return the action that shows it."""
        self._check_operator()
        waiting = events.filtered(lambda event: event.state in ("received", *TROUBLE))
        if not waiting:
            raise UserError(
                self.env._("None of them waits: a dry run is of what is still to do.")
            )
        if len(waiting) > LIMIT:
            raise UserError(self.env._("Choose at most %s messages.", LIMIT))
        if len(waiting.backend_id) > 1:
            raise UserError(self.env._("Choose messages of one connection."))
        run = self.create(
            {
                "backend_id": waiting.backend_id.id,
                "event_ids": [fields.Command.set(waiting.sorted("id").ids)],
            }
        )
        run._plan()
        return run._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry run"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _plan(self):
        """Run the import, note what it did, take it back."""
        with self.env.cr.savepoint() as savepoint:
            lines = self._import()
            savepoint.rollback()
        self.env.invalidate_all()
        self.line_ids.unlink()
        self.write(
            {
                "plan_digest": digest(lines),
                "line_ids": [(0, 0, self._values(line)) for line in lines],
            }
        )

    def action_plan_again(self):
        """Make the plan anew: something has moved."""
        self._check_operator()
        self._plan()
        return self._show()

    def action_apply(self):
        """Import for good, if that does exactly what the plan says."""
        self.ensure_one()
        self._check_operator()
        if self.applied:
            raise UserError(self.env._("This plan is applied already."))
        with self.env.cr.savepoint() as savepoint:
            same = digest(self._import()) == self.plan_digest
            if not same:
                savepoint.rollback()
        if not same:
            self.env.invalidate_all()
            raise UserError(
                self.env._(
                    "Something has moved since the plan was made, so it would do "
                    "something else now. Nothing was imported; plan again and look."
                )
            )
        self.applied = True
        self.event_ids._trace("retried", "dry_run", self.plan_digest[:12])
        return {"type": "ir.actions.act_window_close"}

    def _import(self):
        """Import the messages as the lanes' jobs would; return the plan's lines."""
        backend = self.backend_id.with_user(SUPERUSER_ID)
        events = self.event_ids.with_user(SUPERUSER_ID)
        lanes = self.env["retail.lane"].sudo()
        for lane in sorted(set(events.mapped("lane"))):
            if not lanes._lock(backend, "in", lane):
                raise UserError(
                    self.env._("A job works on these messages now. Try again soon.")
                )
        if any(event.state not in ("received", *TROUBLE) for event in events):
            raise UserError(self.env._("Some of them were imported meanwhile."))
        known = self._known(events)
        groups = backend._drain(events)
        if groups is None:
            raise UserError(
                self.env._("The connection was stopped: %s", backend.state_reason or "")
            )
        return [self._line(group, known) for group in groups]

    def _known(self, events):
        """Return the (kind, external id) that are bound already."""
        found = set()
        for kind, mine in events.grouped("kind").items():
            model = self.env.get(f"retail.binding.{kind}")
            if model is None or "external_id" not in model._fields:
                continue
            bindings = model.sudo().search(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("external_id", "in", mine.mapped("entity_id")),
                ]
            )
            found |= {(kind, external_id) for external_id in bindings.mapped(
                "external_id")}  # fmt: skip
        return found

    def _line(self, group, known):
        """Return what became of one document."""
        document = group.item.document if group.item else None
        content = ""
        if document is not None:
            content = hashlib.sha256(encode(document).encode()).hexdigest()
        outcome = group.outcome
        state = outcome.state if outcome else "failed"
        effect = EFFECTS.get(state)
        if effect is None:
            is_known = (group.kind, group.entity_id) in known
            effect = CHANGE if is_known else CREATE
        return PlanLine(
            kind=group.kind or "",
            entity=group.entity_id or "",
            effect=effect,
            cause=(outcome.cause if outcome else group.wait.code) or "",
            message=(outcome.message if outcome else group.wait.message) or "",
            decision=self._decision(group),
            content=content,
            **(describe(document) if document is not None else {}),
        )

    def _decision(self, group):
        """Return the rule that decided about what was imported, if there is one."""
        if group.kind != "order":
            return ""
        binding = self.env["retail.binding.order"].sudo().search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("external_id", "=", group.entity_id),
            ]
        )  # fmt: skip
        return " ".join(filter(None, (binding.stage, binding.rule)))

    def _values(self, line):
        currency = self.env["res.currency"].search([("name", "=", line.currency)])
        return {
            "kind": line.kind,
            "entity": line.entity,
            "name": line.name,
            "effect": line.effect,
            "cause": line.cause,
            "cause_label": cause_label(self.env, line.cause) if line.cause else "",
            "message": line.message,
            "amount": float(line.amount or 0),
            "currency_id": currency.id,
            "units": float(line.units),
            "decision": line.decision,
        }


class RetailDryRunLine(models.TransientModel):
    """What one message would do."""

    _name = "retail.dry.run.line"
    _description = "Dry Run Line"

    run_id = fields.Many2one("retail.dry.run", required=True, ondelete="cascade")
    kind = fields.Char()
    entity = fields.Char("Id at the Platform")
    name = fields.Char("What")
    effect = fields.Selection(EFFECT_LABELS)
    cause = fields.Char()
    cause_label = fields.Char("Why")
    message = fields.Char("Details")
    amount = fields.Monetary("Amount There")
    currency_id = fields.Many2one("res.currency")
    units = fields.Float()
    decision = fields.Char("Decided", help="Where it goes next, and by which rule.")
