"""Old steps go when a company's years are over; what is sealed goes as a whole."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

# The first seal that holds a younger step, and all that come after it, stay whole: a
# seal of which a part is gone proves nothing.
PURGE = """
WITH gone AS (
    DELETE FROM retail_trace t
     WHERE t.company_id = %(company)s AND t.at < %(before)s
       AND t.id <= COALESCE(
           (SELECT min(s.after_id) FROM retail_seal s
             WHERE s.company_id = %(company)s
               AND EXISTS (SELECT 1 FROM retail_trace y
                            WHERE y.company_id = s.company_id AND y.id > s.after_id
                              AND y.id <= s.last_id AND y.at >= %(before)s)), t.id)
    RETURNING t.id)
SELECT count(*), max(id) FROM gone"""


class RetailTrace(models.Model):
    """Delete the oldest steps, the only way to."""

    _inherit = "retail.trace"

    @api.autovacuum
    def _purge_old(self):
        """Delete what companies no longer keep."""
        companies = self.env["res.company"].search([("retail_trace_years", ">", 0)])
        for company in companies:
            years = relativedelta(years=company.retail_trace_years)
            self._purge(company, fields.Datetime.now() - years)

    @api.model
    def _purge(self, company, before):
        """Delete steps of a company older than ``before``; return how many.

        Up to where they are gone is kept, for who verifies the seals.
        """
        self.env.cr.execute("SET LOCAL retail.purge = 'on'")
        [(count, last)] = self.env.execute_query(
            SQL(PURGE, company=company.id, before=before)
        )
        self.env.cr.execute("SET LOCAL retail.purge = 'off'")
        if count:
            self.env["ir.config_parameter"].sudo().set_param(
                f"retail_connector.trace_purged.{company.id}", last
            )
        return count
