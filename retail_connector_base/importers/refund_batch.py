"""Everything a batch of refunds has to be looked up for, in a few statements."""

from .order_batch import SERVICE_PRODUCTS, OrderBatch

PRODUCTS = {**SERVICE_PRODUCTS, "adjustment": "adjustment_product_id"}


class RefundBatch(OrderBatch):
    """Taxes, currencies and sale lines of refunds of orders that are in Odoo.

    :param orders: order's external id -> order binding
    """

    def __init__(self, env, backend, orders, refunds):
        self.env = env
        self.backend = backend
        self.company = backend.company_id
        self.orders = orders
        self.documents = {
            external_id: binding._document() for external_id, binding in orders.items()
        }
        self.rates = {}
        if any(not backend[name] for name in PRODUCTS.values()):
            backend._ensure_service_products()
        self.currencies = self._currencies(refunds)
        keys = {
            key
            for refund in refunds
            for line in refund.lines
            for key in self.tax_keys(refund, line)
        }
        self.taxes = env["retail.mapping.tax"]._resolve(backend, keys)

    def place(self, document):
        """Return (country code, region) the refunded order was taxed in."""
        return super().place(self.documents[document.order_id])

    def sale_line(self, refund, line):
        """Return the sale order line a refund line gives back, empty for none."""
        order = self.orders[refund.order_id].record_id
        return order.order_line.filtered(
            lambda sold: (
                line.order_line_id
                and sold.retail_line_key == line.order_line_id
                and not sold.display_type
            )
        )[:1]

    def product(self, line):
        """Return the product of a line that no sale line tells."""
        return self.backend[PRODUCTS.get(line.kind, "custom_product_id")]

    def problem(self, refunds):
        """Return (cause, message) of why refunds cannot be imported, or None."""
        _ = self.env._
        for refund in refunds:
            if refund.currency not in self.currencies:
                return "currency_inactive", _(
                    "Activate the currency %s first.", refund.currency
                )
            if refund.total.amount < 0:
                return "refund_negative", _(
                    "Refund %(refund)s would charge the customer %(amount)s.",
                    refund=refund.external_id,
                    amount=-refund.total,
                )
        unmapped = {
            self.taxes[key].display_name
            for refund in refunds
            for line in refund.lines
            for key in self.tax_keys(refund, line)
            if self.taxes[key].state != "approved"
        }
        if unmapped:
            return "tax_unmapped", _(
                "Approve the tax mapping: %s", ", ".join(sorted(unmapped))
            )
        return None
