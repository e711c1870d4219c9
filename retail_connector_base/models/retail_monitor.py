"""The figures a monitoring system asks for, in a handful of statements."""

import time
from datetime import UTC

from odoo import api, models
from odoo.tools import SQL

RANK = {"grey": -1, "green": 0, "amber": 1, "red": 2}
QUEUES = """
SELECT backend_id, 'in' AS way, COALESCE(kind, '') AS kind, count(*),
       EXTRACT(EPOCH FROM now() AT TIME ZONE 'UTC' - min(received_at))
  FROM retail_event
 WHERE backend_id = ANY(%(ids)s) AND state IN ('received', 'failed')
 GROUP BY 1, 3
 UNION ALL
SELECT backend_id, 'out', kind, count(*),
       EXTRACT(EPOCH FROM now() AT TIME ZONE 'UTC' - min(create_date))
  FROM retail_outbox
 WHERE backend_id = ANY(%(ids)s) AND state IN ('pending', 'sending', 'failed')
 GROUP BY 1, 3"""
TROUBLE = """
SELECT backend_id, 'in' AS way, COALESCE(kind, '') AS kind, COALESCE(cause, ''), state,
       count(*)
  FROM retail_event
 WHERE backend_id = ANY(%(ids)s) AND state IN ('parked', 'failed', 'dead')
 GROUP BY 1, 3, 4, 5
 UNION ALL
SELECT backend_id, 'out', kind, COALESCE(cause, ''), state, count(*)
  FROM retail_outbox
 WHERE backend_id = ANY(%(ids)s) AND state IN ('parked', 'failed', 'dead')
 GROUP BY 1, 3, 4, 5"""


class RetailMonitor(models.AbstractModel):
    """Read what monitoring needs of the connections that the reader may see."""

    _name = "retail.monitor"
    _description = "Retail Monitoring"

    @api.model
    def _figures(self):
        """Return all figures as plain data; ids of connections, no personal data."""
        backends = self.env["retail.backend"].search([("active", "=", True)])
        self.env["retail.event"].flush_model()
        self.env["retail.outbox"].flush_model()
        return {
            "connections": self._connections(backends),
            "queues": self._rows(QUEUES, backends),
            "trouble": self._rows(TROUBLE, backends),
            "flows": self._flows(backends),
            "budgets": self._budgets(backends),
            "stock": self._stock(backends),
            "alerts": self._alerts(backends),
        }

    @api.model
    def _health(self):
        """Return (status, connections in trouble or late) for a health check."""
        backends = self.env["retail.backend"].search([("state", "!=", "draft")])
        worst = max((RANK[backend.light] for backend in backends), default=0)
        status = {1: "late", 2: "trouble"}.get(worst, "ok")
        return status, [
            {
                "id": backend.id,
                "name": backend.name,
                "state": backend.state,
                "light": backend.light,
                "reason": backend.light_reason or "",
            }
            for backend in backends
            if RANK[backend.light] > 0
        ]

    def _rows(self, statement, backends):
        return self.env.execute_query(SQL(statement, ids=backends.ids))

    def _connections(self, backends):
        return [
            (b.id, b.name, b.platform, b.state, b.environment, RANK[b.light])
            for b in backends
        ]

    def _flows(self, backends):
        return [
            (
                flow.backend_id.id,
                flow.code,
                RANK[flow.light],
                flow.last_success_at.replace(tzinfo=UTC).timestamp()
                if flow.last_success_at
                else 0,
                flow.sla_minutes * 60,
            )
            for flow in backends.flow_ids
        ]

    def _budgets(self, backends):
        """Return the points left now and at most: what the platform still allows."""
        now = time.time()
        found = self.env["retail.budget"].search(
            [("backend_id", "in", backends.ids), ("maximum", ">", 0)]
        )
        return [
            (
                budget.backend_id.id,
                min(
                    budget.maximum,
                    budget.available + budget.rate * max(now - budget.updated_at, 0),
                ),
                budget.maximum,
                max(budget.blocked_until - now, 0),
            )
            for budget in found
        ]

    def _stock(self, backends):
        rows = self.env["retail.alert.measure"].sudo()._oldest_stock(backends)
        now = self.env.cr.now()
        return [(key, (now - oldest).total_seconds()) for key, oldest in rows.items()]

    def _alerts(self, backends):
        return [
            (backend.id, severity, count)
            for backend, severity, count in self.env["retail.alert"]._read_group(
                [("backend_id", "in", backends.ids), ("state", "=", "firing")],
                ["backend_id", "severity"],
                ["__count"],
            )
        ]
