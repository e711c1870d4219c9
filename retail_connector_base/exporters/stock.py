"""Decide what a shop has to be told about stock."""

from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, models

from .decision import HOLD, SEND, request_key, too_many_zeros
from .stock_line import Line

PLAN_LIMIT = 2000  # marks a job works off; bounds its memory and its transaction
MAX_PUSH = 250  # changes a request, unless the platform says otherwise
GRACE = timedelta(seconds=20)  # how long word of an order may be under way
ZERO_LEAST = 20  # fewer zeros at once are nothing unusual


@dataclass
class Plan:
    """What a run of the planning found."""

    lines: list[Line] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)

    def count(self, action):
        """Return how many levels ended with ``action``."""
        return sum(line.action == action for line in self.lines)


class RetailExporterStock(models.AbstractModel):
    """Turn marks into outbox rows: only changes, each exactly once."""

    _inherit = "retail.exporter.stock"

    @api.model
    def _plan(self, backend, limit=PLAN_LIMIT):
        """Work off marks; return the Plan. Call with the planning lane locked."""
        settled = self._settled(backend)
        marks = self._take(backend, limit)
        products = marks.keys() | self._due(backend, settled, limit)
        plan = self._evaluate(backend, products, marks, settled)
        for line in plan.lines:
            line.settle()
            if line.action == SEND and not line.keeps_flight:
                line.revision += 1
                line.outbox_key = line.key(backend.id)
        self._save(backend, plan.lines)
        self._publish(backend, plan)
        self._note_drift(backend, plan.lines)
        return plan

    @api.model
    def _evaluate(self, backend, product_ids, marks, settled):
        """Return the Plan for these products; write nothing."""
        lines = self._lines(backend, product_ids) if product_ids else []
        self._attach_flights(backend, lines)
        supplies = self.env["retail.stock.supply"]._supplies(backend, product_ids)
        for line in lines:
            line.observations = [
                seen
                for place_id, seen in marks.get(line.product_id, ())
                if place_id is None or place_id == line.place_id
            ]
            line.learn()
            key = (line.product_id, line.place_id)
            line.supply = supplies.get(key, line.supply)
            line.judge(settled)
        self._doubt_zeros(backend, lines, settled)
        return Plan(lines)

    def _doubt_zeros(self, backend, lines, settled):
        """Hold back zeros that no record speaks for, and too many at once."""
        zeros = [
            line
            for line in lines
            if line.action == SEND and not line.target and not line.confirmed
        ]
        if not zeros:
            return
        proven = self.env["retail.stock.supply"]._proven(backend, zeros)
        for line in zeros:
            if (line.product_id, line.place_id) not in proven:
                line.judge(settled, verified=False)
        zeros = [line for line in zeros if line.action == SEND]
        if too_many_zeros(
            len(zeros), self._shown(backend), backend.stock_zero_percent, ZERO_LEAST
        ):
            for line in zeros:
                line.action = HOLD

    def _shown(self, backend):
        """Return how many levels the shop shows with some units."""
        return self.env["retail.stock.level"].search_count(
            [("backend_id", "=", backend.id), ("remote_qty", ">", 0)]
        )

    def _publish(self, backend, plan):
        """Write the outbox rows of a plan, replace those it makes pointless."""
        fresh = []
        for line in plan.lines:
            if line.drops_flight:
                plan.superseded.append(line.flight.key)
            if line.action == SEND and not line.keeps_flight:
                fresh.append(line)
        self._supersede(backend, plan.superseded)
        size = self._max_push(backend)
        for start in range(0, len(fresh), size):
            part = fresh[start : start + size]
            request = request_key(line.key(backend.id) for line in part)
            plan.rows += [self._row(backend, line, request) for line in part]
        if plan.rows:
            self.env["retail.outbox"]._publish(backend, "stock", plan.rows)

    def _max_push(self, backend):
        """Return how many changes the platform takes in one request."""
        adapter = backend._adapter_class()
        return (adapter and adapter.max_push.get("stock")) or MAX_PUSH

    def _supersede(self, backend, keys):
        """Close changes that were never requested, or had no effect."""
        if keys:
            self.env.cr.execute(
                """
                UPDATE retail_outbox
                   SET state = 'superseded', done_at = now() AT TIME ZONE 'UTC'
                 WHERE backend_id = %s AND key = ANY(%s)
                   AND (state = 'stale' OR
                        state IN ('pending', 'preview') AND COALESCE(tries, 0) = 0)
                """,
                [backend.id, keys],
            )
            self.env["retail.outbox"].invalidate_model()

    def _row(self, backend, line, request):
        """Return the outbox row of a level's change."""
        return {
            "key": line.key(backend.id),
            "request_key": request,
            "res_model": "retail.stock.level",
            "res_id": line.level_id,
            "entity_id": f"{line.stock_id}|{line.place}",
            "payload": line.payload(),
        }

    @api.model
    def _preview(self, backend, limit=None):
        """Return what would be sent now, as dicts; nothing is written or sent."""
        variants = self.env["retail.binding.variant"].search(
            [("backend_id", "=", backend.id), ("record_id", "!=", False)], limit=limit
        )
        settled = self._settled(backend)
        plan = self._evaluate(backend, variants.record_id.ids, {}, settled)
        for line in plan.lines:
            line.settle()
        return [
            {
                "variant_binding_id": line.variant_id,
                "location_binding_id": line.place_id,
                "product_id": line.product_id,
                "remote_qty": line.known.remote,
                "target_qty": line.target,
                "action": line.action,
                "cause": line.cause,
            }
            for line in plan.lines
        ]
