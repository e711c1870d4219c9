"""Old steps go when a company's years are over; what is sealed goes as a whole."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Steps of a company that may go. The first seal that holds a younger step, and all
# that come after it, stay whole: a seal of which a part is gone proves nothing.
GOING = """
  FROM retail_trace t
 WHERE t.company_id = %(company)s AND t.at < %(before)s
   AND t.id <= COALESCE(
       (SELECT min(s.after_id) FROM retail_seal s
         WHERE s.company_id = t.company_id
           AND EXISTS (SELECT 1 FROM retail_trace y
                        WHERE y.company_id = s.company_id AND y.id > s.after_id
                          AND y.id <= s.last_id AND y.at >= %(before)s)), t.id)"""


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
        words = {"company": company.id, "before": before}
        [(last,)] = self.env.execute_query(SQL("SELECT max(t.id)" + GOING, **words))
        if last is None:
            return 0
        self.env["ir.config_parameter"].sudo().set_param(
            f"retail_connector.trace_purged.{company.id}", last
        )
        self.env.cr.execute("SET LOCAL retail.purge = 'on'")
        self.env.cr.execute(
            SQL(
                "DELETE FROM retail_trace WHERE id IN (SELECT t.id" + GOING + ")",
                **words,
            )
        )
        count = self.env.cr.rowcount
        self.env.cr.execute("SET LOCAL retail.purge = 'off'")
        return count
