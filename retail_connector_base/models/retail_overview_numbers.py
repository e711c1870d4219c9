"""The overview's chart, last orders and queue figures."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from .retail_overview import _target

LAST_ORDERS = 10
STAGE_TONES = {
    "done": "success",
    "parked": "danger",
    "held": "warning",
    "cancelled": "secondary",
}


class RetailOverview(models.AbstractModel):
    """Add the numbers over time and the depth of every queue."""

    _inherit = "retail.overview"

    def _revenue(self, domain):
        """Return day -> revenue in the company's currency."""
        company, revenue = self.env.company, {}
        groups = self._by_day(
            domain & Domain("stage", "!=", "cancelled"), ["currency_id"], ["total:sum"]
        )
        for day, currency, total in groups:
            amount = (
                currency._convert(total, company.currency_id, company, day)
                if currency
                else total
            )
            revenue[day] = revenue.get(day, 0.0) + amount
        return revenue

    def _by_day(self, domain, groupby, aggregates):
        orders = self.env["retail.binding.order"].with_context(tz=self.env.user.tz)
        return [
            (day.date(), *rest)
            for day, *rest in orders._read_group(
                domain & Domain("placed_at", "!=", False),
                ["placed_at:day", *groupby],
                aggregates,
            )
        ]

    def _chart(self, companies, since, days):
        """Return orders and revenue of each day of the period."""
        domain = companies & Domain("placed_at", ">=", since)
        counts = dict(self._by_day(domain, [], ["__count"]))
        revenue = self._revenue(domain)
        chart = {
            "days": [],
            "orders": [],
            "revenue": [],
            "currency_id": self.env.company.currency_id.id,
        }
        for ago in reversed(range(days)):
            day, start = self._day(ago), self._day_start(ago)
            chart["days"].append(
                {
                    "label": format_date(self.env, day, date_format="d MMM"),
                    "target": _target(
                        "action_retail_binding_order",
                        companies
                        & Domain("placed_at", ">=", start)
                        & Domain("placed_at", "<", self._day_start(ago - 1)),
                    ),
                }
            )
            chart["orders"].append(counts.get(day, 0))
            chart["revenue"].append(round(revenue.get(day, 0.0), 2))
        return chart

    def _orders(self, companies):
        """Return the orders that came last."""
        orders = self.env["retail.binding.order"].search(
            companies, order="placed_at desc, id desc", limit=LAST_ORDERS
        )
        # Who bought is shown to those who may read sales orders
        readable = orders.record_id._filtered_access("read")
        stages, channels = (
            dict(orders._fields[name]._description_selection(self.env))
            for name in ("stage", "channel")
        )
        return [
            {
                "id": order.id,
                "name": order.external_name or order.external_id,
                "partner": (order.record_id & readable).partner_id.display_name or "",
                "channel": " · ".join(
                    filter(None, (order.backend_id.name, channels.get(order.channel)))
                ),
                "at": fields.Datetime.to_string(order.placed_at),
                "stage": stages.get(order.stage, ""),
                "tone": STAGE_TONES.get(order.stage, "info"),
                "total": order.total,
                "currency_id": order.currency_id.id,
                "target": _target("action_retail_binding_order", res_id=order.id),
            }
            for order in orders
        ]

    def _queues(self, companies):
        """Return the depth of what works in the background and waits for mapping."""
        suggested = companies & Domain("state", "=", "suggested")
        rows = [
            (
                "stock",
                self.env._("Stock levels to send"),
                self.env._("changed in Odoo, not yet at the shop"),
                "retail.stock.level",
                companies & Domain("dirty", "=", True),
                "action_retail_stock_level",
            ),
            (
                "variants",
                self.env._("Products to match"),
                self.env._("sold by a shop, unknown here"),
                "retail.binding.variant",
                companies & Domain("state", "=", "unmatched"),
                "action_retail_binding_variant",
            ),
            (
                "taxes",
                self.env._("Taxes to approve"),
                self.env._("orders with them wait"),
                "retail.mapping.tax",
                suggested,
                "action_retail_mapping_tax",
            ),
            (
                "tenders",
                self.env._("Payment methods to approve"),
                self.env._("payments of them wait"),
                "retail.mapping.tender",
                suggested,
                "action_retail_mapping_tender",
            ),
            (
                "held",
                self.env._("Orders held"),
                self.env._("risk, unpaid or manual confirmation"),
                "retail.binding.order",
                companies & Domain("stage", "=", "held"),
                "action_retail_binding_order",
            ),
        ]
        queues = []
        for key, label, note, model, domain, action in rows:
            value = self.env[model].search_count(domain)
            queues.append(
                {
                    "key": key,
                    "label": label,
                    "note": note,
                    "value": value,
                    "tone": "warning" if value else "muted",
                    "target": _target(action, domain),
                }
            )
        return queues + self._job_queues()

    def _job_queues(self):
        """Return the job queue's depth, for those who may see it."""
        jobs = self.env["queue.job"]
        if not jobs.has_access("read"):
            return []
        ours = Domain("channel", "=like", "root.retail%")
        waiting = ours & Domain("state", "in", ("pending", "enqueued", "started"))
        failed = ours & Domain("state", "=", "failed")
        return [
            {
                "key": key,
                "label": label,
                "note": note,
                "value": (value := jobs.search_count(domain)),
                "tone": tone if value else "muted",
                "target": {
                    "action": "queue_job.action_queue_job",
                    "domain": list(domain),
                    "context": {},
                },
            }
            for key, label, note, domain, tone in (
                (
                    "jobs",
                    self.env._("Jobs"),
                    self.env._("waiting or running"),
                    waiting,
                    "muted",
                ),
                (
                    "failed_jobs",
                    self.env._("Failed jobs"),
                    self.env._("look why"),
                    failed,
                    "danger",
                ),
            )
        ]
