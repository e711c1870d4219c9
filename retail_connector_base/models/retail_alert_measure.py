"""What alerts look at: every figure of all connections, a statement or two each."""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from .retail_cause import cause_label

TYPES = [
    ("sla", "A flow is later than promised"),
    ("queue", "Something waits too long in a queue (minutes)"),
    ("failures", "Too much waits for a person for one cause"),
    ("paused", "A connection is paused or in quarantine"),
    ("token", "A credential expires soon (days left)"),
    ("stock", "Stock changes are not sent (minutes)"),
    ("settlement", "Payments are not paid out (days)"),
    ("tally", "Counted days differ from the platform (differences)"),
    ("evidence", "Evidence was changed"),
]
BELOW = frozenset({"token"})  # alert when the figure is at or below the limit


class Measure(NamedTuple):
    """One figure: of which connection and what, how much, and in words."""

    backend_id: int
    subject: str  # what tells it from the others of this kind
    value: float
    text: str
    cause: str = ""


class RetailAlertMeasure(models.AbstractModel):
    """Measure; another addon adds a ``_measure_<type>`` and a type of rule."""

    _name = "retail.alert.measure"
    _description = "Retail Alert Measures"

    @api.model
    def _measure(self, kind, backends):
        """Return the Measures of a kind of rule; what is fine may be among them."""
        return getattr(self, f"_measure_{kind}")(backends)

    def _measure_sla(self, backends):
        found = []
        now = fields.Datetime.now()
        live = backends.filtered(lambda backend: backend.state == "live")
        for flow in live.flow_ids.filtered(lambda flow: not flow.paused):
            late = flow._is_reading_late(now)
            if not flow.oldest_at and not late:
                continue
            waited = (now - flow.oldest_at).total_seconds() if flow.oldest_at else 0
            times = waited / 60 / max(flow.sla_minutes, 1)
            if late and times < 1:
                times, text = 1.0, flow._reading_late_reason()
            else:
                text = self.env._(
                    "the oldest waits for %(minutes)s min, promised are %(promise)s.",
                    minutes=int(waited // 60),
                    promise=flow.sla_minutes,
                )
            measure = f"{flow.label}: {text}"
            found.append(Measure(flow.backend_id.id, flow.code, times, measure))
        return found

    def _measure_queue(self, backends):
        now = fields.Datetime.now()
        found = []
        live = backends.filtered(lambda backend: backend.state == "live")
        for (backend_id, way, kind), row in live.flow_ids._traffic().items():
            waiting, oldest, _trouble, _dead = row
            if oldest:
                minutes = (now - oldest).total_seconds() / 60
                text = self.env._(
                    "%(count)s wait in the queue %(queue)s, the oldest for "
                    "%(minutes)s min.",
                    count=waiting,
                    queue=f"{way}:{kind or '-'}",
                    minutes=int(minutes),
                )
                found.append(Measure(backend_id, f"{way}:{kind}", minutes, text))
        return found

    def _measure_failures(self, backends):
        groups = self.env["retail.exception"]._read_group(
            [("backend_id", "in", backends.ids), ("urgent", "=", True)],
            ["backend_id", "source", "cause"],
            ["__count"],
        )
        return [
            Measure(
                backend.id,
                f"{source}/{cause}",
                count,
                self.env._(
                    "%(count)s wait for a person: %(cause)s.",
                    count=count,
                    cause=cause_label(self.env, cause) or source,
                ),
                cause or "",
            )
            for backend, source, cause, count in groups
        ]

    def _measure_paused(self, backends):
        return [
            Measure(backend.id, "", 1, backend.state_reason or backend.state)
            for backend in backends
            if backend.state in ("paused", "quarantined")
        ]

    def _measure_token(self, backends):
        now = fields.Datetime.now()
        return [
            Measure(
                credential.backend_id.id,
                credential.name,
                (credential.expires_at - now).total_seconds() / 86400,
                self.env._(
                    "%(name)s expires on %(date)s.",
                    name=credential.label,
                    date=fields.Date.to_string(credential.expires_at.date()),
                ),
            )
            for credential in self.env["retail.credential"].search(
                [
                    ("backend_id", "in", backends.ids),
                    ("secret", "=", True),
                    ("self_renewing", "=", False),
                    ("expires_at", "!=", False),
                ]
            )
        ]

    def _measure_stock(self, backends):
        now = fields.Datetime.now()
        live = backends.filtered(lambda backend: backend.state == "live")
        return [
            Measure(
                backend_id,
                "",
                (now - oldest).total_seconds() / 60,
                self.env._(
                    "the oldest stock change was not sent for %s min.",
                    int((now - oldest).total_seconds() // 60),
                ),
            )
            for backend_id, oldest in self._oldest_stock(live).items()
        ]

    def _measure_settlement(self, backends):
        now = fields.Datetime.now()
        groups = self.env["retail.binding.tender"]._read_group(
            self._owed_domain(backends),
            ["backend_id", "gateway"],
            ["processed_at:min", "__count"],
        )
        return [
            Measure(
                backend.id,
                gateway or "",
                (now - oldest).total_seconds() / 86400,
                self.env._(
                    "%(count)s payments by %(gateway)s are not paid out, the oldest "
                    "for %(days)s days.",
                    count=count,
                    gateway=gateway,
                    days=(now - oldest).days,
                ),
            )
            for backend, gateway, oldest, count in groups
        ]

    @api.model
    def _owed_domain(self, backends):
        """Return the payments of gateways that pay out and have not yet."""
        paying = self.env["retail.settlement"]._read_group(
            [("backend_id", "in", backends.ids)], ["gateway"]
        )
        return [
            ("backend_id", "in", backends.ids),
            ("gateway", "in", [gateway for (gateway,) in paying]),
            ("settlement_id", "=", False),
            ("record_id", "!=", False),
            ("processed_at", "<", fields.Datetime.now() - timedelta(hours=1)),
        ]

    @api.model
    def _oldest_stock(self, backends):
        """Return backend id -> since when a change of stock has not been sent."""
        self.env["retail.outbox"].flush_model()
        self.env["retail.stock.dirty"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT backend_id, min(at) FROM (
                       SELECT backend_id, min(at) AS at FROM retail_stock_dirty
                        WHERE backend_id = ANY(%(ids)s) AND kind = 'changed'
                        GROUP BY 1
                       UNION ALL
                       SELECT backend_id, min(create_date) FROM retail_outbox
                        WHERE backend_id = ANY(%(ids)s) AND kind = 'stock'
                          AND state IN ('pending', 'sending', 'failed')
                        GROUP BY 1) AS waiting GROUP BY 1""",
                ids=backends.ids,
            )
        )
        return dict(rows)
