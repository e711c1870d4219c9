"""Stores on the overview: which are late, and what they sold."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

RECEIPTS = """
SELECT b.backend_id, b.store_id, b.currency_id,
       EXTRACT(hour FROM b.sold_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::int,
       count(*), COALESCE(sum(b.total) FILTER (WHERE b.total > 0), 0),
       COALESCE(-sum(b.total) FILTER (WHERE b.total < 0), 0)
  FROM retail_binding_receipt b
 WHERE b.company_id = ANY(%(companies)s) AND b.sold_at >= %(since)s
   AND b.action = 'sale' AND NOT COALESCE(b.voided, FALSE)
 GROUP BY 1, 2, 3, 4"""
LATE = ("offline", "delayed")


class RetailOverview(models.AbstractModel):
    """Add what tills tell."""

    _inherit = "retail.overview"

    def _figures(self, companies, since, days):
        found = super()._figures(companies, since, days)
        registers = self.env["retail.pos.register"]
        if not registers.search_count(companies, limit=1):
            return found
        late = registers.search(companies & Domain("state", "in", LATE))
        return [
            *found,
            {
                "key": "stores_late",
                "label": self.env._("Stores late"),
                "value": len(late.store_id),
                "note": self.env._("%s tills silent or behind", len(late)),
                "tone": "warning" if late else "success",
                "target": {
                    "action": "retail_connector_pos.action_retail_pos_register",
                    "domain": list(companies & Domain("state", "in", LATE)),
                },
            },
        ]

    def _sales_rows(self, since):
        yield from super()._sales_rows(since)
        words = {
            "companies": self.env.companies.ids,
            "since": since,
            "tz": self._timezone().zone,
        }
        for row in self.env.execute_query(SQL(RECEIPTS, **words)):
            keys = ((row[0], ""), ("retail.pos.store", row[1]), row[3])
            yield keys, row[2], row[4], float(row[5]), float(row[6])

    def _bar_target(self, by, key, domain):
        """Open the receipts of a store; those of a till's connection."""
        receipts = "retail_connector_pos.action_retail_binding_receipt"
        since = next((c for c in domain.iter_conditions()
                      if c.field_expr == "placed_at"), None)  # fmt: skip
        if by == "store" and key[0] == "retail.pos.store":
            mine = Domain("store_id", "=", key[1])
        elif by == "channel" and not key[1]:
            mine = Domain("backend_id", "=", key[0])
        else:
            return super()._bar_target(by, key, domain)
        mine &= Domain("sold_at", ">=", since.value)
        return {"action": receipts, "domain": list(mine)}
