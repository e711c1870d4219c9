"""Sales, refunds, tenders and fees of all channels in one shape, to be looked at."""

from odoo import api, fields, models
from odoo.tools import SQL

from .bindings.binding_order import CHANNELS

WIDTH = 16  # ids of one source are this far apart, so that all sources have their own
# column -> SQL type; a source leaves out what it does not know
COLUMNS = {
    "kind": "varchar",
    "date": "timestamp",
    "backend_id": "int4",
    "company_id": "int4",
    "channel": "varchar",
    "product_id": "int4",
    "categ_id": "int4",
    "country_id": "int4",
    "method": "varchar",
    "document": "varchar",
    "quantity": "numeric",
    "net": "numeric",
    "tax": "numeric",
    "cost": "numeric",
    "received": "numeric",
    "fee": "numeric",
}
COST = """COALESCE((p.standard_price ->> {company}::text)::numeric, 0)"""
# One unit of the company's currency in another one, on a day
RATE = """
    CASE WHEN {currency} = c.currency_id THEN 1 ELSE COALESCE((
        SELECT r.rate / own.rate
          FROM res_currency_rate r
          JOIN LATERAL (
              SELECT COALESCE((
                  SELECT o.rate FROM res_currency_rate o
                   WHERE o.currency_id = c.currency_id AND o.name <= {date}::date
                     AND (o.company_id IS NULL
                          OR o.company_id = split_part(c.parent_path, '/', 1)::int)
                   ORDER BY o.company_id, o.name DESC LIMIT 1), 1) AS rate
          ) own ON TRUE
         WHERE r.currency_id = {currency} AND r.name <= {date}::date
           AND (r.company_id IS NULL
                OR r.company_id = split_part(c.parent_path, '/', 1)::int)
         ORDER BY r.company_id, r.name DESC LIMIT 1), 1) END
"""


def rate(currency, date):
    """Return SQL of a currency's units for one of the company's (``c``) on a day."""
    return RATE.format(currency=currency, date=date)


SALES = (
    {
        "kind": "'sale'",
        "date": "s.date_order",
        "backend_id": "s.retail_backend_id",
        "company_id": "s.company_id",
        "channel": "s.retail_channel",
        "product_id": "l.product_id",
        "categ_id": "t.categ_id",
        "country_id": "ship.country_id",
        "document": "s.name",
        "quantity": "l.product_uom_qty * u.factor / base.factor",
        "net": "l.price_subtotal / COALESCE(NULLIF(s.currency_rate, 0), 1)",
        "tax": "l.price_tax / COALESCE(NULLIF(s.currency_rate, 0), 1)",
        "cost": "l.product_uom_qty * u.factor / base.factor * "
        + COST.format(company="s.company_id"),
    },
    """sale_order_line l
       JOIN sale_order s ON s.id = l.order_id
       LEFT JOIN res_partner ship ON ship.id = s.partner_shipping_id
       LEFT JOIN product_product p ON p.id = l.product_id
       LEFT JOIN product_template t ON t.id = p.product_tmpl_id
       LEFT JOIN uom_uom base ON base.id = t.uom_id
       LEFT JOIN uom_uom u ON u.id = l.product_uom_id
      WHERE s.retail_backend_id IS NOT NULL AND s.state = 'sale'
        AND l.display_type IS NULL""",
)
CREDITED = (
    {
        "kind": "'refund'",
        "date": "b.refunded_at",
        "backend_id": "b.backend_id",
        "company_id": "b.company_id",
        "channel": "o.channel",
        "product_id": "l.product_id",
        "categ_id": "t.categ_id",
        "country_id": "ship.country_id",
        "document": "o.external_name",
        "quantity": "-l.quantity",
        "net": "-l.balance",
        "tax": "-l.balance * CASE WHEN l.price_subtotal = 0 THEN 0 "
        "ELSE (l.price_total - l.price_subtotal) / l.price_subtotal END",
        "cost": "CASE WHEN b.goods = 'none' THEN 0 ELSE -l.quantity * "
        + COST.format(company="b.company_id")
        + " END",
    },
    """retail_binding_refund b
       JOIN retail_binding_order o ON o.id = b.order_binding_id
       JOIN account_move m ON m.id = b.record_id AND m.state = 'posted'
       JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
       LEFT JOIN sale_order s ON s.id = o.record_id
       LEFT JOIN res_partner ship ON ship.id = s.partner_shipping_id
       LEFT JOIN product_product p ON p.id = l.product_id
       LEFT JOIN product_template t ON t.id = p.product_tmpl_id
      WHERE TRUE""",
)
# Booked in a daily entry or not yet: the amounts are known, the products are not
REFUNDED = (
    {
        "kind": "'refund'",
        "date": "b.refunded_at",
        "backend_id": "b.backend_id",
        "company_id": "b.company_id",
        "channel": "o.channel",
        "document": "o.external_name",
        "net": f"-(b.total - b.tax_total) / ({rate('b.currency_id', 'b.refunded_at')})",
        "tax": f"-b.tax_total / ({rate('b.currency_id', 'b.refunded_at')})",
    },
    """retail_binding_refund b
       JOIN retail_binding_order o ON o.id = b.order_binding_id
       JOIN res_company c ON c.id = b.company_id
       LEFT JOIN account_move m ON m.id = b.record_id AND m.state = 'posted'
      WHERE m.id IS NULL AND b.stage <> 'pending'""",
)
TENDERS = (
    {
        "kind": "'tender'",
        "date": "b.processed_at",
        "backend_id": "b.backend_id",
        "company_id": "b.company_id",
        "channel": "o.channel",
        "method": "COALESCE(NULLIF(b.gateway, ''), b.method)",
        "document": "o.external_name",
        "received": f"b.amount / ({rate('b.currency_id', 'b.processed_at')})",
    },
    """retail_binding_tender b
       JOIN retail_binding_order o ON o.id = b.order_binding_id
       JOIN res_company c ON c.id = b.company_id
      WHERE b.state <> 'no_money'""",
)
FEES = (
    {
        "kind": "'fee'",
        "date": "COALESCE(l.occurred_at, l.paid_on)",
        "backend_id": "l.backend_id",
        "company_id": "l.company_id",
        "channel": "o.channel",
        "method": "COALESCE(NULLIF(l.method, ''), b.gateway)",
        "document": "l.order_name",
        "fee": f"l.fee / ({rate('l.currency_id', 'l.paid_on')})",
    },
    """retail_settlement_line l
       JOIN retail_settlement b ON b.id = l.settlement_id
       LEFT JOIN retail_binding_order o ON o.id = l.order_binding_id
       JOIN res_company c ON c.id = l.company_id
      WHERE l.fee <> 0""",
)
SOURCES = {
    "sale": ("l.id", *SALES),
    "credited": ("l.id", *CREDITED),
    "refunded": ("b.id", *REFUNDED),
    "tender": ("b.id", *TENDERS),
    "fee": ("l.id", *FEES),
}


class RetailBusiness(models.Model):
    """Show what was sold, given back, received and paid in fees, over all channels.

    Nothing is stored and nothing is estimated: the rows are lines of orders, credit
    notes, receipts, tenders and settlements, in the company's currency (an order's at
    its own rate, everything else at the rate of its day).
    """

    _name = "retail.business"
    _description = "Business Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "document"

    kind = fields.Selection(
        [
            ("sale", "Sale"),
            ("refund", "Refund"),
            ("tender", "Tender"),
            ("fee", "Fee"),
        ],
        readonly=True,
    )
    date = fields.Datetime(readonly=True)
    backend_id = fields.Many2one("retail.backend", "Connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    method = fields.Char("Tender", readonly=True, help="How it was paid.")
    document = fields.Char(readonly=True)
    quantity = fields.Float("Units", readonly=True)
    net = fields.Monetary("Without Tax", readonly=True)
    tax = fields.Monetary(readonly=True)
    total = fields.Monetary("With Tax", readonly=True)
    cost = fields.Monetary(
        readonly=True,
        help="Units at the cost the product has today. Of refunds only where goods "
        "come back.",
    )
    margin = fields.Monetary(readonly=True, help="Without tax, less the cost.")
    received = fields.Monetary(readonly=True, help="Less what went back.")
    fee = fields.Monetary("Fees", readonly=True, help="Kept back by payment providers.")

    @api.model
    def _columns(self):
        """Return column -> SQL type; an addon adds dimensions of its own."""
        return COLUMNS

    @api.model
    def _sources(self):
        """Return source -> (id, column -> SQL, FROM and WHERE); an addon adds some."""
        return SOURCES

    @api.model
    def _read_from(self):
        """Return the models whose pending changes the query has to see."""
        return (
            "sale.order",
            "sale.order.line",
            "account.move",
            "account.move.line",
            "retail.binding.order",
            "retail.binding.refund",
            "retail.binding.tender",
            "retail.settlement",
            "retail.settlement.line",
            "product.product",
            "product.template",
            "res.partner",
        )

    @property
    def _table_query(self):
        """Return the union of all sources, in the columns of this model."""
        for name in self._read_from():
            self.env[name].flush_model()
        parts = [
            SQL(
                "SELECT %s * %s + %s AS id, %s FROM %s",
                SQL(key),
                WIDTH,
                number,
                SQL(", ").join(
                    SQL("(%s)::%s AS %s", SQL(sql.get(name, "NULL")), SQL(kind),
                        SQL.identifier(name))
                    for name, kind in self._columns().items()
                ),
                SQL(origin),
            )
            for number, (key, sql, origin) in enumerate(self._sources().values())
        ]  # fmt: skip
        return SQL(
            """SELECT rows.*, company.currency_id, rows.net + rows.tax AS total,
                      rows.net - COALESCE(rows.cost, 0) AS margin
                 FROM (%s) AS rows
                 JOIN res_company company ON company.id = rows.company_id""",
            SQL(" UNION ALL ").join(parts),
        )
