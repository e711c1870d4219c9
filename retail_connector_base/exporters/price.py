"""Decide what a shop has to be told about prices: only what differs."""

from dataclasses import dataclass, field

from odoo import api, models

from .decision import request_key
from .price_line import SEND, PriceLine
from .price_rule import requests

PLAN_LIMIT = 2500  # products a job works off; bounds its memory and its transaction
MAX_PUSH = 250  # prices a request, unless the platform says otherwise


@dataclass
class PricePlan:
    """What a run of the planning found."""

    lines: list[PriceLine] = field(default_factory=list)
    rows: list[dict] = field(default_factory=list)

    def count(self, action):
        """Return how many prices ended with ``action``."""
        return sum(line.action == action for line in self.lines)


class RetailExporterPrice(models.AbstractModel):
    """Turn marks into outbox rows: only changes, each exactly once."""

    _inherit = "retail.exporter.price"

    @api.model
    def _plan(self, backend, limit=PLAN_LIMIT):
        """Work off marks; return the PricePlan. Call with the lane locked."""
        product_ids = self._take(backend, limit)
        pairs = self._evaluate(backend, product_ids)
        lines = [line for line, _stored in pairs]
        self._give_ids(lines)
        replaced = [
            line.outbox_key
            for line in lines
            if line.replaces_flight and line.flight != "done"
        ]
        for line in lines:
            line.settle()
        self._save(backend, pairs)
        self._supersede(backend, replaced)
        plan = PricePlan(lines)
        self._publish(backend, plan)
        return plan

    @api.model
    def _evaluate(self, backend, product_ids):
        """Return (line, what is stored of it) of these products; write nothing."""
        if not product_ids:
            return []
        pairs = self._lines(backend, product_ids)
        lines = [line for line, _stored in pairs]
        if lines:
            self._set_wanted(backend, lines)
        guard = self._guard(backend)
        for line in lines:
            line.judge(guard)
        return pairs

    def _supersede(self, backend, keys):
        """Close changes that must not be sent any more; none of them is under way."""
        if not keys:
            return
        self.env.cr.execute(
            """
            UPDATE retail_outbox
               SET state = 'superseded', cause = 'superseded',
                   done_at = now() AT TIME ZONE 'UTC'
             WHERE backend_id = %s AND key = ANY(%s)
               AND (state IN ('parked', 'dead') OR
                    state IN ('pending', 'preview') AND COALESCE(tries, 0) = 0)
            """,
            [backend.id, keys],
        )
        self.env["retail.outbox"].invalidate_model()

    def _publish(self, backend, plan):
        """Write the outbox rows of a plan, grouped into requests."""
        rows = [
            {
                "key": line.outbox_key,
                "res_model": "retail.price.level",
                "res_id": line.level_id,
                "entity_id": "|".join(
                    filter(None, (line.external_variant, line.external_list))
                ),
                "payload": line.payload(),
            }
            for line in plan.lines
            if line.action == SEND
        ]
        adapter = backend._adapter_class()
        size = (adapter and adapter.max_push.get("price")) or MAX_PUSH
        for part in requests(rows, size):
            key = request_key(row["key"] for row in part)
            for row in part:
                row["request_key"] = key
            plan.rows += part
        if plan.rows:
            self.env["retail.outbox"]._publish(backend, "price", plan.rows)

    @api.model
    def _preview(self, backend):
        """Return the lines that the next full run would find; write nothing."""
        variants = self.env["retail.binding.variant"].search(
            [("backend_id", "=", backend.id), ("record_id", "!=", False)]
        )
        return [
            line for line, _stored in self._evaluate(backend, variants.record_id.ids)
        ]
