"""The control room's part of the overview: what is in question, owed, late, proven."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from .retail_overview import _target

DAYS = 14  # days whose reconciliation is shown
LANES = 8  # lanes shown, the oldest first
WORST = ("open", "repairing", "off", "equal", "later")  # of a day, worst first
TONES = {
    "open": "danger",
    "repairing": "warning",
    "off": "secondary",
    "later": "light",
}
QUEUES = """
SELECT backend_id, way, lane, count(*), min(since) FROM (
    SELECT backend_id, 'in' AS way, lane::text AS lane, received_at AS since
      FROM retail_event
     WHERE state IN ('received', 'failed') AND company_id = ANY(%(companies)s)
     UNION ALL
    SELECT backend_id, 'out', kind, create_date FROM retail_outbox
     WHERE state IN ('pending', 'sending', 'failed')
       AND company_id = ANY(%(companies)s)) AS waiting
 GROUP BY 1, 2, 3 ORDER BY 5 LIMIT %(limit)s"""


class RetailOverview(models.AbstractModel):
    """Add what an operations lead looks for in the morning."""

    _inherit = "retail.overview"

    @api.model
    def get_overview(self, days=30):
        overview = super().get_overview(days)
        companies = Domain("company_id", "in", self.env.companies.ids)
        overview["lanes"] = self._lanes()
        overview["proof"] = self._proof(companies)
        return overview

    def _figures(self, companies, since, days):
        return [
            *super()._figures(companies, since, days),
            self._question(companies),
            self._refunds(companies, since),
            self._awaiting(companies),
            self._payouts(companies),
            self._stock_lag(companies),
        ]

    # --- money ---

    def _converted(self, groups):
        """Return the sum of (currency, amount) in the company's currency."""
        company, today = self.env.company, fields.Date.context_today(self)
        return sum(
            currency._convert(amount, company.currency_id, company, today)
            if currency
            else amount
            for currency, amount in groups
        )

    def _question(self, companies):
        """Return how much money open differences are about."""
        domain = (
            companies
            & Domain("state", "=", "open")
            & Domain("currency_id", "!=", False)
        )
        rows = self.env["retail.discrepancy"].search_fetch(
            domain, ["currency_id", "difference"]
        )
        value = self._converted((r.currency_id, abs(r.difference)) for r in rows)
        return {
            "key": "question",
            "label": self.env._("Money in question"),
            "value": value,
            "currency_id": self.env.company.currency_id.id,
            "note": self.env._("%s differences", len(rows)),
            "tone": "danger" if rows else "success",
            "target": _target("action_retail_discrepancy", domain),
        }

    def _refunds(self, companies, since):
        domain = companies & Domain("refunded_at", ">=", since)
        groups = self.env["retail.binding.refund"]._read_group(
            domain, ["currency_id"], ["refunded_total:sum", "__count"]
        )
        return {
            "key": "refunds",
            "label": self.env._("Refunds"),
            "value": self._converted((row[0], row[1]) for row in groups),
            "currency_id": self.env.company.currency_id.id,
            "note": self.env._("%s given back", sum(row[2] for row in groups)),
            "tone": "info",
            "target": _target("action_retail_binding_refund", domain),
        }

    def _awaiting(self, companies):
        """Return the refunds, returned goods and chargebacks not accounted yet."""
        groups = self.env["retail.awaiting"]._read_group(
            companies, ["currency_id"], ["amount:sum", "age_days:max", "__count"]
        )
        count = sum(row[3] for row in groups)
        oldest = max((row[2] for row in groups), default=0)
        return {
            "key": "awaiting",
            "label": self.env._("Awaiting accounting"),
            "value": self._converted((row[0], row[1]) for row in groups),
            "currency_id": self.env.company.currency_id.id,
            "note": self.env._(
                "%(count)s, the oldest %(days)s days", count=count, days=oldest
            ),
            "tone": "warning" if count else "success",
            "target": _target("action_retail_awaiting", companies),
        }

    def _payouts(self, companies):
        """Return what providers owe, and how much of it is overdue."""
        backends = self.env["retail.backend"].search(companies)
        domain = Domain(self.env["retail.alert.measure"].sudo()._owed_domain(backends))
        tenders = self.env["retail.binding.tender"]
        groups = tenders._read_group(domain, ["currency_id"], ["amount:sum"])
        now = fields.Datetime.now()
        overdue = sum(
            tenders.search_count(
                domain
                & Domain("backend_id", "=", backend.id)
                & Domain(
                    "processed_at", "<", now - timedelta(days=backend.tally_payout_days)
                )
            )
            for backend, _count in tenders._read_group(
                domain, ["backend_id"], ["__count"]
            )
        )
        return {
            "key": "payouts",
            "label": self.env._("Payouts expected"),
            "value": self._converted(groups),
            "currency_id": self.env.company.currency_id.id,
            "note": self.env._("%s payments are overdue", overdue)
            if overdue
            else self.env._("nothing is overdue"),
            "tone": "danger" if overdue else "info",
            "target": _target("action_retail_tender_open", domain),
        }

    # --- lateness ---

    def _stock_lag(self, companies):
        """Return for how long the oldest change of stock has not been sent."""
        backends = self.env["retail.backend"].search(companies)
        oldest = self.env["retail.alert.measure"].sudo()._oldest_stock(backends)
        now = fields.Datetime.now()
        minutes = max(
            (int((now - at).total_seconds() // 60) for at in oldest.values()), default=0
        )
        return {
            "key": "stock_lag",
            "label": self.env._("Stock lag (min)"),
            "value": max(minutes, 0),
            "note": self.env._("oldest change not sent")
            if oldest
            else self.env._("every change was sent"),
            "tone": self._age_tone(minutes),
            "target": _target(
                "action_retail_stock_level", companies & Domain("dirty", "=", True)
            ),
        }

    def _lanes(self):
        """Return depth and age of the lanes that wait longest."""
        self.env["retail.event"].flush_model()
        self.env["retail.outbox"].flush_model()
        rows = self.env.execute_query(
            SQL(QUEUES, companies=self.env.companies.ids, limit=LANES)
        )
        names = {
            b.id: b.name
            for b in self.env["retail.backend"].browse({row[0] for row in rows})
        }
        return [
            {
                "key": f"{backend_id}/{way}/{lane}",
                "label": self._lane_label(way, lane),
                "where": names[backend_id],
                "value": count,
                "since": fields.Datetime.to_string(oldest),
                "tone": self._age_tone(
                    (fields.Datetime.now() - oldest).total_seconds() / 60
                ),
                "target": self._lane_target(backend_id, way, lane),
            }
            for backend_id, way, lane, count, oldest in rows
        ]

    def _lane_label(self, way, lane):
        if way == "in":
            return self.env._("Inbox, lane %s", lane)
        return self.env._("Outbox, %s", lane)

    def _lane_target(self, backend_id, way, lane):
        mine = Domain("backend_id", "=", backend_id)
        if way == "in":
            waiting = Domain("state", "in", ("received", "failed"))
            domain = mine & waiting & Domain("lane", "=", int(lane))
            return _target("action_retail_event", domain)
        waiting = Domain("state", "in", ("pending", "sending", "failed"))
        return _target(
            "action_retail_outbox", mine & waiting & Domain("kind", "=", lane)
        )

    # --- proof ---

    def _proof(self, companies):
        """Return how each of the last days came out, and its certificate."""
        first = self._day(DAYS - 1)
        domain = companies & Domain("day", ">=", first)
        states = {}
        for day, state, count in self.env["retail.tally"]._read_group(
            domain, ["day:day", "state"], ["open_count:sum"]
        ):
            states.setdefault(day, {})[state] = count
        certified = {
            row.day: row for row in self.env["retail.certificate"].search(domain)
        }
        return [
            self._proof_day(day, states.get(day, {}), certified.get(day), companies)
            for day in (self._day(ago) for ago in reversed(range(DAYS)))
        ]

    def _proof_day(self, day, states, certificate, companies):
        worst = next((state for state in WORST if state in states), None)
        labels = dict(
            self.env["retail.tally"]._fields["state"]._description_selection(self.env)
        )
        title = labels.get(worst) or self.env._("Not counted")
        if certificate:
            title = self.env._(
                "%(state)s, certificate %(number)s",
                state=title,
                number=certificate.number,
            )
        return {
            "key": fields.Date.to_string(day),
            "label": format_date(self.env, day, date_format="d MMM"),
            "title": title,
            "certified": bool(certificate),
            "tone": TONES.get(worst, "success") if worst else "light",
            "target": _target(
                "action_retail_tally", companies & Domain("day", "=", day)
            ),
        }
