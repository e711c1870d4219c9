"""Money that went, goods that came, and no entry yet: one list, with age and amount."""

from odoo import api, fields, models
from odoo.tools import SQL

COLUMNS = """res_id, res_model, backend_id, company_id, order_binding_id, since,
    currency_id, amount, label, state, reason"""  # of each kind, in this order
WIDTH = 16  # ids of one kind are this far apart, so that all kinds have their own
REFUND = """
    SELECT r.id, 'retail.binding.refund', r.backend_id, r.company_id,
           r.order_binding_id, r.refunded_at, r.currency_id, r.total,
           COALESCE(r.external_name, r.external_id), r.stage, r.stage_error
      FROM retail_binding_refund r
     WHERE r.stage <> 'done'
"""
# The goods of an open return are here, and the customer was not refunded for it yet.
# An exchange is settled by the edit of its order; a closed return was decided.
RETURN = """
    SELECT r.id, 'retail.binding.return', r.backend_id, r.company_id,
           r.order_binding_id, goods.since, o.currency_id, goods.amount,
           COALESCE(r.external_name, r.external_id), r.status, r.reason
      FROM retail_binding_return r
      JOIN retail_binding_order o ON o.id = r.order_binding_id
      JOIN res_currency c ON c.id = o.currency_id
      JOIN LATERAL (
           SELECT MAX(p.date_done) AS since,
                  ROUND(SUM(l.price_total * m.quantity / l.product_uom_qty)::numeric,
                        c.decimal_places) AS amount
             FROM stock_picking p
             JOIN stock_move m ON m.picking_id = p.id AND m.state = 'done'
             JOIN sale_order_line l ON l.id = m.sale_line_id AND l.product_uom_qty <> 0
            WHERE p.retail_return_binding_id = r.id) AS goods ON goods.since IS NOT NULL
     WHERE r.status = 'open' AND r.goods = 'done' AND NOT COALESCE(r.exchange, FALSE)
       AND NOT EXISTS (
           SELECT 1 FROM retail_binding_refund f
            WHERE f.backend_id = r.backend_id AND f.return_external_id = r.external_id)
"""


class RetailAwaiting(models.Model):
    """Show what still has to be accounted: refunds, returned goods, chargebacks.

    Nothing is stored: the rows are those of the refunds, the returns and the disputes.
    """

    _name = "retail.awaiting"
    _description = "Awaiting Accounting"
    _auto = False
    _order = "since, id"
    _rec_name = "label"
    _depends = {
        "retail.binding.order": ["currency_id"],
        "retail.binding.refund": ["stage", "stage_error", "total"],
        "retail.binding.return": ["status", "goods", "exchange", "reason"],
        "sale.order.line": ["price_total", "product_uom_qty"],
        "stock.move": ["state", "quantity", "sale_line_id"],
        "stock.picking": ["date_done", "retail_return_binding_id"],
    }

    kind = fields.Selection([("refund", "Refund"), ("return", "Return")], readonly=True)
    label = fields.Char("What", readonly=True)
    backend_id = fields.Many2one("retail.backend", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    order_binding_id = fields.Many2one("retail.binding.order", "Order", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    since = fields.Datetime(
        "Waiting since",
        readonly=True,
        help="The day of the refund, of the goods' arrival, or of the chargeback.",
    )
    age_days = fields.Integer("Age (days)", readonly=True, aggregator="max")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="What has to be credited, or is in dispute, with tax."
    )
    state = fields.Selection(
        [
            ("pending", "Money on its way"),
            ("credit", "Waits for its order's invoice"),
            ("parked", "Parked"),
            ("open", "Goods are here, no refund"),
        ],
        "Status",
        readonly=True,
    )
    reason = fields.Char("Why", readonly=True)

    @api.model
    def _kinds(self):
        """Return kind -> SELECT of what waits; an addon adds its own at the end."""
        return {"refund": REFUND, "return": RETURN}

    @property
    def _table_query(self):
        """Return the union of all kinds, in the columns of this model."""
        rows = [
            SQL(
                "SELECT part.*, %s AS kind, res_id * %s + %s AS id FROM (%s) part (%s)",
                kind,
                WIDTH,
                number,
                SQL(select),
                SQL(COLUMNS),
            )
            for number, (kind, select) in enumerate(self._kinds().items())
        ]
        return SQL(
            """SELECT waiting.*,
                      (now() AT TIME ZONE 'UTC')::date - since::date AS age_days
                 FROM (%s) AS waiting""",
            SQL(" UNION ALL ").join(rows),
        )

    def action_open(self):
        """Open what waits, where it can be decided."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
