"""What tills sold, gave back and received, beside the other channels."""

from odoo import api, fields, models

from odoo.addons.retail_connector_base.models.retail_business import COST

RECEIPT = {
    "date": "s.date_order",
    "backend_id": "s.retail_backend_id",
    "company_id": "s.company_id",
    "channel": "'pos'",
    "store_id": "g.store_id",
    "document": "s.pos_reference",
}
RECEIPTS = """JOIN pos_order s ON s.id = {line}
       LEFT JOIN retail_pos_register g ON g.config_id = s.config_id"""
CONNECTED = "WHERE s.retail_backend_id IS NOT NULL AND s.state <> 'cancel'"
OWN_RATE = "COALESCE(NULLIF(s.currency_rate, 0), 1)"
SOURCES = {
    "receipt": (
        "l.id",
        {
            **RECEIPT,
            # A reversal and a return are both negative in their units
            "kind": "CASE WHEN l.qty < 0 THEN 'refund' ELSE 'sale' END",
            "product_id": "l.product_id",
            "categ_id": "t.categ_id",
            "quantity": "l.qty",
            "net": f"l.price_subtotal / {OWN_RATE}",
            "tax": f"(l.price_subtotal_incl - l.price_subtotal) / {OWN_RATE}",
            "cost": "l.qty * " + COST.format(company="s.company_id"),
        },
        f"""pos_order_line l
       {RECEIPTS.format(line="l.order_id")}
       JOIN product_product p ON p.id = l.product_id
       JOIN product_template t ON t.id = p.product_tmpl_id
      {CONNECTED}""",
    ),
    "receipt_tender": (
        "l.id",
        {
            **RECEIPT,
            "kind": "'tender'",
            "date": "l.payment_date",
            "method": "m.name ->> 'en_US'",
            "received": f"l.amount / {OWN_RATE}",
        },
        f"""pos_payment l
       {RECEIPTS.format(line="l.pos_order_id")}
       JOIN pos_payment_method m ON m.id = l.payment_method_id
      {CONNECTED}""",
    ),
}


class RetailBusiness(models.Model):
    """Add receipts of tills and the dimension of the store."""

    _inherit = "retail.business"

    store_id = fields.Many2one("retail.pos.store", readonly=True)

    @api.model
    def _columns(self):
        return {**super()._columns(), "store_id": "int4"}

    @api.model
    def _sources(self):
        return {**super()._sources(), **SOURCES}

    @api.model
    def _read_from(self):
        return (
            *super()._read_from(),
            "pos.order",
            "pos.order.line",
            "pos.payment",
            "retail.pos.register",
        )
