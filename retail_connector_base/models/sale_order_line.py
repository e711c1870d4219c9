"""Lines that carry a platform's amounts."""

from decimal import Decimal

from odoo import api, fields, models

from ..importers.amounts import amounts_of, extra_tax_data, share


class SaleOrderLine(models.Model):
    """Know the platform's line, and invoice exactly its amounts."""

    _inherit = "sale.order.line"

    retail_line_key = fields.Char(
        "External Line", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends("order_id.retail_summary_move_id")
    def _compute_qty_to_invoice(self):
        booked = self.filtered("order_id.retail_summary_move_id")
        super(SaleOrderLine, self - booked)._compute_qty_to_invoice()
        booked.qty_to_invoice = 0.0

    @api.depends("order_id.retail_summary_move_id")
    def _compute_invoice_status(self):
        booked = self.filtered("order_id.retail_summary_move_id")
        super(SaleOrderLine, self - booked)._compute_invoice_status()
        booked.invoice_status = "invoiced"

    def _prepare_procurement_values(self):
        """Plan no delivery in the past: an order may arrive days after the sale."""
        values = super()._prepare_procurement_values()
        if self.order_id.retail_backend_id:
            values["date_planned"] = max(values["date_planned"], fields.Datetime.now())
        return values

    def _prepare_invoice_line(self, **optional_values):
        """Give the invoice the part of the platform's amounts that it invoices."""
        values = super()._prepare_invoice_line(**optional_values)
        if self.retail_line_key and not self.display_type:
            data = self._retail_invoice_data(values["quantity"])
            if data:
                values["extra_tax_data"] = data
        return values

    def _retail_invoice_data(self, quantity):
        """Return the ``extra_tax_data`` of an invoice line for ``quantity`` units."""
        carried = self._retail_amounts()
        if carried is None or not carried.quantity or not quantity:
            return None
        wanted = Decimal(repr(quantity))
        before = Decimal(repr(self.qty_invoiced))
        part = (
            carried
            if not before and wanted == carried.quantity
            else share(carried, before, wanted, self.currency_id.name)
        )
        company = self.company_id
        rate = 1.0
        if self.currency_id != company.currency_id:
            rate = self.env["res.currency"]._get_conversion_rate(
                company.currency_id,
                self.currency_id,
                company,
                self.env.context.get("retail_invoice_date")
                or fields.Date.context_today(self),
            )
        return extra_tax_data(
            part,
            self.currency_id.id,
            (company.currency_id.name, Decimal(repr(rate))),
        )

    def _retail_amounts(self):
        """Return the amounts the line carries, None once somebody edited it."""
        data = self.extra_tax_data
        if not data or "manual_total_excluded_currency" not in data:
            return None
        compare = self.currency_id.compare_amounts
        if (
            data.get("currency_id") != self.currency_id.id
            or compare(self.price_unit, data["price_unit"])
            or compare(self.discount, data["discount"])
            or compare(self.product_uom_qty, data["quantity"])
            or {"0", *map(str, self.tax_ids.ids)} != set(data["manual_tax_amounts"])
        ):
            return None
        return amounts_of(data)
