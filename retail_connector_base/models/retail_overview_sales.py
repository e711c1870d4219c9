"""Orders, revenue and refunds by channel, store and hour."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .retail_overview import _target

BARS = 12  # channels or stores shown, the largest first
BY = ("channel", "store", "hour")
SALES = """
SELECT b.backend_id, COALESCE(b.channel, ''), b.warehouse_id, b.currency_id,
       EXTRACT(hour FROM b.placed_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::int,
       count(*), COALESCE(sum(b.total) FILTER (WHERE b.stage <> 'cancelled'), 0)
  FROM retail_binding_order b
 WHERE b.company_id = ANY(%(companies)s) AND b.placed_at >= %(since)s
 GROUP BY 1, 2, 3, 4, 5"""
REFUNDS = """
SELECT b.backend_id, COALESCE(b.channel, ''), b.warehouse_id, r.currency_id,
       EXTRACT(hour FROM r.refunded_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::int,
       sum(r.refunded_total)
  FROM retail_binding_refund r
  JOIN retail_binding_order b ON b.id = r.order_binding_id
 WHERE r.company_id = ANY(%(companies)s) AND r.refunded_at >= %(since)s
 GROUP BY 1, 2, 3, 4, 5"""


class RetailOverview(models.AbstractModel):
    """Break sales down."""

    _inherit = "retail.overview"

    @api.model
    def get_overview(self, days=30):
        overview = super().get_overview(days)
        since = self._day_start(min(max(int(days), 1), 366) - 1)
        companies = Domain("company_id", "in", self.env.companies.ids)
        overview["sales"] = self._sales(companies, since)
        return overview

    def _sales(self, companies, since):
        """Return by channel, store and hour the bars of the chart."""
        bars = {by: {} for by in BY}
        for keys, currency_id, orders, revenue, refunds in self._sales_rows(since):
            amounts = [
                self._converted(
                    [(self.env["res.currency"].browse(currency_id), amount)]
                )
                for amount in (revenue, refunds)
            ]
            for by, key in zip(BY, keys, strict=True):
                bar = bars[by].setdefault(key, [0, 0.0, 0.0])
                bar[0] += orders
                bar[1] += amounts[0]
                bar[2] += amounts[1]
        domain = companies & Domain("placed_at", ">=", since)
        return {
            "currency_id": self.env.company.currency_id.id,
            **{by: self._bars(by, bars[by], domain) for by in BY},
        }

    def _sales_rows(self, since):
        """Yield ((channel, store, hour), currency id, orders, revenue, refunds).

        A channel is (backend id, channel), a store (model, id). An addon adds its own.
        """
        self.env.flush_all()
        words = {
            "companies": self.env.companies.ids,
            "since": since,
            "tz": self._timezone().zone,
        }
        for row in self.env.execute_query(SQL(SALES, **words)):
            keys = ((row[0], row[1]), ("stock.warehouse", row[2]), row[4])
            yield keys, row[3], row[5], float(row[6]), 0.0
        for row in self.env.execute_query(SQL(REFUNDS, **words)):
            keys = ((row[0], row[1]), ("stock.warehouse", row[2]), row[4])
            yield keys, row[3], 0, 0.0, float(row[5] or 0)

    def _bars(self, by, found, domain):
        """Return the bars of one breakdown, each with the list it opens."""
        if by == "hour":
            rows = [(hour, found.get(hour, [0, 0.0, 0.0])) for hour in range(24)]
        else:
            rows = sorted(found.items(), key=lambda row: -row[1][1])[:BARS]
        return [
            {
                "key": str(key),
                "label": self._bar_label(by, key),
                "orders": amounts[0],
                "revenue": round(amounts[1], 2),
                "refunds": round(amounts[2], 2),
                "target": self._bar_target(by, key, domain),
            }
            for key, amounts in rows
        ]

    def _bar_label(self, by, key):
        if by == "hour":
            return f"{key}:00"
        if by == "store":
            store = self.env[key[0]].browse(key[1])
            return store.sudo().display_name or self.env._("No store")
        backend = self.env["retail.backend"].browse(key[0])
        labels = dict(
            self.env["retail.binding.order"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        return " · ".join(filter(None, (backend.name, labels.get(key[1]))))

    def _bar_target(self, by, key, domain):
        action = "action_retail_binding_order"
        if by == "hour":
            return _target(action, domain & Domain("placed_at.hour_number", "=", key))
        if by == "store":
            return _target(action, domain & Domain("warehouse_id", "=", key[1]))
        mine = Domain("backend_id", "=", key[0]) & Domain(
            "channel", "=", key[1] or False
        )
        return _target(action, domain & mine)
