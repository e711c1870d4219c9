"""What the overview shows, read in a handful of grouped queries."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from .retail_cause import cause_label

TOP_CAUSES = 8
LITTLE = 20  # percent of a request budget below which it is worth a colour
WAITING_LONG = 15  # minutes after which a waiting item is worth a colour
BASE = "retail_connector_base."
IN_WAITING = Domain("state", "in", ("received", "failed"))
OUT_WAITING = Domain("state", "in", ("pending", "sending", "failed"))
STATE_TONES = {
    "live": "success",
    "connected": "info",
    "paused": "warning",
    "quarantined": "danger",
}


def _target(action, domain=None, **more):
    """Return what the client needs to open a figure's list."""
    target = {"action": BASE + action, **more}
    if domain is not None:
        target["domain"] = list(Domain(domain))
    return target


class RetailOverview(models.AbstractModel):
    """Collect the overview's figures with the reader's own access rights."""

    _name = "retail.overview"
    _description = "Retail Connector Overview"

    @api.model
    def get_overview(self, days=30):
        """Return everything the overview draws, for the companies at hand."""
        self.env["retail.backend"].check_access("read")
        days = min(max(int(days), 1), 366)
        since = self._day_start(days - 1)
        companies = Domain("company_id", "in", self.env.companies.ids)
        backends = self.env["retail.backend"].search(companies)
        return {
            "backends": self._backends(backends),
            "figures": self._figures(companies, since, days),
            "causes": self._causes(companies),
            "chart": self._chart(companies, since, days),
            "orders": self._orders(companies),
            "queues": self._queues(companies),
            "targets": {
                "backends": _target("action_retail_backend"),
                "orders": _target("action_retail_binding_order"),
            },
        }

    # --- parts ---

    def _figures(self, companies, since, days):
        """Return the tiles of the first row."""
        env = self.env
        order_domain = companies & Domain("placed_at", ">=", since)
        today = companies & Domain("placed_at", ">=", self._day_start(0))
        orders = env["retail.binding.order"].search_count(order_domain)
        exceptions = env["retail.exception"].search_count(
            companies & Domain("urgent", "=", True)
        )
        inbox, inbox_age = self._waiting("retail.event", "received_at", companies)
        outbox, outbox_age = self._waiting("retail.outbox", "create_date", companies)
        differences = companies & Domain("state", "=", "open")
        open_differences = env["retail.discrepancy"].search_count(differences)
        currency = env.company.currency_id
        return [
            {
                "key": "orders",
                "label": self.env._("Orders"),
                "value": orders,
                "note": self.env._(
                    "%(today)s today, in %(days)s days",
                    today=env["retail.binding.order"].search_count(today),
                    days=days,
                ),
                "tone": "info",
                "target": _target("action_retail_binding_order", order_domain),
            },
            {
                "key": "revenue",
                "label": self.env._("Revenue"),
                "value": sum(self._revenue(order_domain).values()),
                "currency_id": currency.id,
                "note": self.env._("tax included, not cancelled"),
                "tone": "info",
                "target": _target(
                    "action_retail_binding_order",
                    order_domain & Domain("stage", "!=", "cancelled"),
                ),
            },
            {
                "key": "exceptions",
                "label": self.env._("To resolve"),
                "value": exceptions,
                "note": self.env._("waiting for a person")
                if exceptions
                else self.env._("all clear"),
                "tone": "danger" if exceptions else "success",
                "target": _target("action_retail_exception"),
            },
            {
                "key": "inbox",
                "label": self.env._("Inbox waiting"),
                "value": inbox,
                "note": self._age_note(inbox_age),
                "tone": self._age_tone(inbox_age),
                "target": _target("action_retail_event", companies & IN_WAITING),
            },
            {
                "key": "outbox",
                "label": self.env._("Outbox waiting"),
                "value": outbox,
                "note": self._age_note(outbox_age),
                "tone": self._age_tone(outbox_age),
                "target": _target("action_retail_outbox", companies & OUT_WAITING),
            },
            {
                "key": "discrepancies",
                "label": self.env._("Discrepancies"),
                "value": open_differences,
                "note": self.env._("open"),
                "tone": "warning" if open_differences else "success",
                "target": _target("action_retail_discrepancy", differences),
            },
        ]

    def _causes(self, companies):
        """Return what waits for a person, the most frequent cause first."""
        groups = self.env["retail.exception"]._read_group(
            companies & Domain("urgent", "=", True),
            ["source", "cause"],
            ["__count", "message:max"],
            order="__count DESC",
            limit=TOP_CAUSES,
        )
        sources = dict(
            self.env["retail.exception"]
            ._fields["source"]
            ._description_selection(self.env)
        )
        return [
            {
                "key": f"{source}/{cause}",
                "label": cause_label(self.env, cause) or self.env._("Other"),
                "where": sources[source],
                "count": count,
                "example": example or "",
                "tone": "danger" if source == "event" else "warning",
                "target": _target(
                    "action_retail_exception",
                    companies
                    & Domain("source", "=", source)
                    & Domain("cause", "=", cause),
                ),
            }
            for source, cause, count, example in groups
        ]

    def _backends(self, backends):
        """Return each connection with its flows and what waits there."""
        waiting = self._count_by_backend("retail.event", IN_WAITING)
        urgent = self._count_by_backend("retail.exception", Domain("urgent", "=", True))
        out = self._count_by_backend("retail.outbox", OUT_WAITING)
        labels = {
            name: dict(backends._fields[name]._description_selection(self.env))
            for name in ("state", "platform")
        }
        return [
            {
                "id": backend.id,
                "name": backend.name,
                "platform": labels["platform"].get(backend.platform, ""),
                "company": backend.company_id.name,
                "light": backend.light,
                "message": backend.light_reason or "",
                "budget": self._budget(backend),
                "state_label": labels["state"][backend.state],
                "state_tone": STATE_TONES.get(backend.state, "secondary"),
                "target": _target("action_retail_backend", res_id=backend.id),
                "counts": [
                    {
                        "key": key,
                        "label": label,
                        "value": counts.get(backend, 0),
                        "target": _target(
                            action, domain & Domain("backend_id", "=", backend.id)
                        ),
                    }
                    for key, label, counts, action, domain in (
                        (
                            "exceptions",
                            self.env._("to resolve"),
                            urgent,
                            "action_retail_exception",
                            Domain("urgent", "=", True),
                        ),
                        (
                            "in",
                            self.env._("in"),
                            waiting,
                            "action_retail_event",
                            IN_WAITING,
                        ),
                        (
                            "out",
                            self.env._("out"),
                            out,
                            "action_retail_outbox",
                            OUT_WAITING,
                        ),
                    )
                ],
                "flows": [self._flow(flow) for flow in backend.flow_ids],
            }
            for backend in backends
        ]

    def _budget(self, backend):
        """Return how many requests the platform still allows; None: it has no limit."""
        if not backend.budget_status:
            return None
        blocked = backend.budget_blocked_until
        left = backend.budget_left
        return {
            "label": backend.budget_status,
            "left": left,
            "tone": "danger" if blocked else "warning" if left < LITTLE else "success",
            "blocked_until": fields.Datetime.to_string(blocked) if blocked else "",
        }

    def _flow(self, flow):
        return {
            "id": flow.id,
            "label": flow.display_name,
            "direction": flow.direction,
            "light": flow.light,
            "title": flow.light_reason or "",
            "paused": flow.paused,
            "paused_label": self.env._("paused"),
            "last_success_at": fields.Datetime.to_string(flow.last_success_at),
            "target": _target("action_retail_flow", res_id=flow.id),
        }

    # --- small things ---

    def _waiting(self, model, since, companies):
        """Return how many rows of a queue wait, and since how many minutes."""
        domain = companies & (IN_WAITING if model == "retail.event" else OUT_WAITING)
        [(count, oldest)] = self.env[model]._read_group(
            domain, [], ["__count", f"{since}:min"]
        )
        age = (fields.Datetime.now() - oldest) if oldest else timedelta()
        return count, int(age.total_seconds() // 60)

    def _count_by_backend(self, model, domain):
        return dict(self.env[model]._read_group(domain, ["backend_id"], ["__count"]))

    def _age_note(self, minutes):
        if not minutes:
            return self.env._("nothing is late")
        if minutes < 120:
            return self.env._("oldest: %s min", minutes)
        return self.env._("oldest: %s h", minutes // 60)

    def _age_tone(self, minutes):
        return "warning" if minutes >= WAITING_LONG else "success"

    def _timezone(self):
        return pytz.timezone(self.env.user.tz or "UTC")

    def _day(self, days_ago):
        """Return a date as the reader counts days."""
        return datetime.now(self._timezone()).date() - timedelta(days=days_ago)

    def _day_start(self, days_ago):
        """Return a day's first moment for the reader, in UTC."""
        midnight = self._timezone().localize(
            datetime.combine(self._day(days_ago), time.min)
        )
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)
