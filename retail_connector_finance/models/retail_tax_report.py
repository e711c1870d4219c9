"""Taxes of orders and refunds by rate, region and channel, and who owes them."""

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.retail_connector_base.models.bindings.binding_order import CHANNELS


class RetailTaxReport(models.Model):
    """Read taxes from the amounts that orders and credit notes carry.

    These are the platform's own amounts, to the cent, which the ledger was booked
    with; a daily summary has no regions, so its refunds are shown without one.
    """

    _name = "retail.tax.report"
    _description = "Retail Tax Summary"
    _auto = False
    _order = "date desc, id"

    date = fields.Date(readonly=True)
    kind = fields.Selection([("sale", "Sale"), ("refund", "Refund")], readonly=True)
    backend_id = fields.Many2one("retail.backend", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    region_id = fields.Many2one("res.country.state", readonly=True)
    tax_id = fields.Many2one("account.tax", readonly=True)
    rate = fields.Float("Rate (%)", readonly=True, aggregator=None)
    channel_liable = fields.Boolean(
        "Paid by the Channel",
        readonly=True,
        help="The channel collects and pays this tax itself; it is not ours to report.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    base = fields.Monetary("Net Amount", readonly=True)
    tax = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        """Return sales and refunds, a row per line and tax."""
        for name in (
            "sale.order", "sale.order.line", "account.move", "account.move.line",
            "res.partner", "retail.binding.order", "retail.binding.refund",
            "retail.mapping.tax",
        ):  # fmt: skip
            self.env[name].flush_model()
        return SQL(
            """SELECT row_number() OVER () AS id, t.*, tax.amount AS rate,
                      EXISTS (SELECT 1 FROM retail_mapping_tax m
                               WHERE m.tax_id = t.tax_id AND m.channel_liable
                                 AND m.backend_id = t.backend_id) AS channel_liable
                 FROM (%s UNION ALL %s UNION ALL %s) AS t
                 JOIN account_tax tax ON tax.id = t.tax_id""",
            self._sales(),
            self._credit_notes(),
            self._summarised_refunds(),
        )

    def _sales(self):
        return SQL(
            """SELECT b.placed_at::date AS date, 'sale' AS kind, b.backend_id,
                      b.company_id, b.channel, o.id AS order_id, p.country_id,
                      p.state_id AS region_id, x.key::int AS tax_id, b.currency_id,
                      (x.value->>'base_amount_currency')::numeric AS base,
                      (x.value->>'tax_amount_currency')::numeric AS tax
                 FROM retail_binding_order b
                 JOIN sale_order o ON o.id = b.record_id
                 JOIN res_partner p ON p.id = o.partner_shipping_id
                 JOIN sale_order_line l ON l.order_id = o.id
                 CROSS JOIN LATERAL jsonb_each(
                      l.extra_tax_data->'manual_tax_amounts') AS x
                WHERE o.state = 'sale' AND x.key <> '0'"""
        )

    def _credit_notes(self):
        return SQL(
            """SELECT m.date, 'refund', r.backend_id, r.company_id, b.channel, o.id,
                      p.country_id, p.state_id, x.key::int, m.currency_id,
                      -(x.value->>'base_amount_currency')::numeric,
                      -(x.value->>'tax_amount_currency')::numeric
                 FROM retail_binding_refund r
                 JOIN retail_binding_order b ON b.id = r.order_binding_id
                 JOIN sale_order o ON o.id = b.record_id
                 JOIN res_partner p ON p.id = o.partner_shipping_id
                 JOIN account_move m ON m.id = r.record_id AND m.state = 'posted'
                 JOIN account_move_line l ON l.move_id = m.id
                 CROSS JOIN LATERAL jsonb_each(
                      l.extra_tax_data->'manual_tax_amounts') AS x
                WHERE x.key <> '0'"""
        )

    def _summarised_refunds(self):
        return SQL(
            """SELECT m.date, 'refund', s.backend_id, m.company_id, m.retail_channel,
                      NULL::int, NULL::int, NULL::int, l.tax_line_id, l.currency_id,
                      -ABS(l.tax_base_amount)::numeric, -l.amount_currency::numeric
                 FROM (SELECT DISTINCT summary_move_id, backend_id
                         FROM retail_binding_refund
                        WHERE summary_move_id IS NOT NULL) AS s
                 JOIN account_move m ON m.id = s.summary_move_id
                      AND m.state = 'posted'
                 JOIN account_move_line l ON l.move_id = m.id
                WHERE l.tax_line_id IS NOT NULL"""
        )
