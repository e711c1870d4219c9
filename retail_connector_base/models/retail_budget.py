"""How many requests a connection may still make, shared by all workers and nodes."""

import time

from odoo import api, fields, models

from ..platforms.budget import PATIENCE, Budget, OverBudget
from .transaction import own_transaction

NOW = "EXTRACT(EPOCH FROM clock_timestamp())"  # one clock for all nodes
LEVEL = f"LEAST(maximum, available + rate * GREATEST({NOW} - updated_at, 0))"
# Seconds until the points of a request are there; see platforms.budget.Bucket.wait.
WAIT = f"""GREATEST(blocked_until - {NOW}, 0,
           CASE WHEN rate > 0 THEN (LEAST(%s, maximum) - {LEVEL}) / rate ELSE 0 END)"""


class RetailBudget(models.Model):
    """Keep one leaky bucket per connection, in the platform's own cost points.

    Each change is one UPDATE in a transaction of its own, so that workers neither
    wait for each other's jobs nor fail on them.
    """

    _name = "retail.budget"
    _description = "Retail Request Budget"
    _log_access = False
    _rec_name = "backend_id"

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    available = fields.Float(readonly=True, help="Points left when last updated.")
    maximum = fields.Float(readonly=True, help="Points a full bucket holds.")
    rate = fields.Float(readonly=True, help="Points restored a second.")
    updated_at = fields.Float(readonly=True, help="Seconds since 1970.")
    blocked_until = fields.Float(
        readonly=True, help="Seconds since 1970; the platform asked us to wait."
    )

    _unique = models.UniqueIndex("(backend_id)")

    @api.model
    def _open(self, backends):
        """Create the buckets that are missing, empty of knowledge."""
        known = self.search([("backend_id", "in", backends.ids)]).backend_id
        self.create(
            [
                {
                    "backend_id": backend.id,
                    "available": 0.0,
                    "maximum": 0.0,
                    "rate": 0.0,
                    "updated_at": 0.0,
                    "blocked_until": 0.0,
                }
                for backend in backends - known
            ]
        )


class SharedBudget(Budget):
    """The bucket of one connection, as an adapter uses it."""

    def __init__(self, env, backend_id, sleep=time.sleep):
        super().__init__(sleep=sleep)
        self.env = env
        self.backend_id = backend_id

    def take(self, cost=1.0):
        """Spend points, waiting a moment if need be; raise OverBudget."""
        [(wait, spent)] = self._run(
            f"""WITH now AS (
                    SELECT id, {WAIT} AS wait FROM retail_budget
                     WHERE backend_id = %s FOR NO KEY UPDATE
                ), spent AS (
                    UPDATE retail_budget b
                       SET available = {LEVEL} - %s, updated_at = {NOW}
                      FROM now WHERE b.id = now.id AND now.wait <= %s
                 RETURNING b.id
                )
                SELECT max(now.wait), count(spent.id)
                  FROM now LEFT JOIN spent ON spent.id = now.id""",
            cost,
            self.backend_id,
            cost,
            PATIENCE,
        )
        if wait is None:  # no bucket: nothing is known, nothing is held back
            return
        if not spent:
            raise OverBudget("the request budget is used up", retry_after=float(wait))
        if wait:
            self.sleep(float(wait))

    def settle(self, requested, actual, available, rate, maximum=0.0):
        """Tell what a request really cost and what the platform says is left."""
        self._run(
            f"""UPDATE retail_budget SET
                    available = LEAST(
                        CASE WHEN rate > 0 THEN {LEVEL} + %s ELSE %s END, %s),
                    rate = %s,
                    maximum = CASE WHEN %s > 0 THEN %s
                                   ELSE GREATEST(maximum, %s) END,
                    updated_at = {NOW}
                 WHERE backend_id = %s RETURNING id""",
            requested - actual,
            available,
            available,
            rate,
            maximum,
            maximum,
            available,
            self.backend_id,
        )

    def block(self, seconds):
        """Send nothing for some seconds."""
        self._run(
            f"""UPDATE retail_budget
                   SET blocked_until = GREATEST(blocked_until, {NOW} + %s)
                 WHERE backend_id = %s RETURNING id""",
            seconds,
            self.backend_id,
        )

    def _run(self, statement, *params):
        with own_transaction(self.env, read_committed=True) as env:
            env.cr.execute(statement, params)
            return env.cr.fetchall()
