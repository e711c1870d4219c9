"""The field values of sale orders: every computed value is given.

Odoo computes what is left out, order by order; a connector knows it already. This is
most of what makes a batch cheap.
"""

from odoo.fields import Command

from .amounts import extra_tax_data, line_amounts
from .order_content import naive, real_lines
from .order_details import detail_values, term_values

CHANNELS = ("web", "pos", "draft", "marketplace")


def bought_at(document):
    """Return when the customer bought."""
    return document.processed_at or document.created_at


def channel(document):
    """Return the channel as Odoo names it."""
    return document.channel if document.channel in CHANNELS else "other"


def line_values(batch, document, line, sequence):
    """Return the values of the sale order line of a canonical line."""
    product = batch.product(line)
    currency = batch.currencies[document.currency]
    amounts = line_amounts(
        line, document.prices_include_tax, batch.tax_ids(document, line)
    )
    company = (
        batch.company.currency_id.name,
        batch.rate(document, naive(bought_at(document)).date()),
    )
    return {
        "sequence": sequence,
        "retail_line_key": line.external_id,
        "product_id": product.id,
        "name": line.title or product.display_name,
        "product_uom_id": product.uom_id.id,
        "product_uom_qty": float(amounts.quantity),
        "price_unit": float(amounts.price_unit),
        "discount": float(amounts.discount),
        "tax_ids": [Command.set(list(amounts.taxes))],
        "extra_tax_data": extra_tax_data(amounts, currency.id, company),
        "customer_lead": product.sale_delay,
        "analytic_distribution": False,
    }


def order_values(batch, document, people, name, fiscal_position):
    """Return the values of a new sale order.

    :param people: (customer, invoice address, delivery address)
    """
    backend = batch.backend
    customer, invoice_to, deliver_to = people
    currency = batch.currencies[document.currency]
    pricelist = backend.pricelist_id
    values = {
        "name": name,
        "company_id": batch.company.id,
        "partner_id": customer.id,
        "partner_invoice_id": invoice_to.id,
        "partner_shipping_id": deliver_to.id,
        "client_order_ref": document.name,
        "date_order": naive(bought_at(document)),
        "retail_currency_id": currency.id,
        "pricelist_id": pricelist.id if pricelist.currency_id == currency else False,
        "payment_term_id": batch.payment_term(document).id,
        "fiscal_position_id": fiscal_position.id,
        "warehouse_id": batch.warehouse(document).id,
        "team_id": backend.team_id.id,
        "user_id": False,
        "journal_id": backend.invoice_journal_id.id,
        "preferred_payment_method_line_id": False,
        "require_signature": False,
        "require_payment": False,
        "prepayment_percent": 1.0,
        "validity_date": False,
        "note": False,
        "sale_order_template_id": False,
        "picking_policy": "direct",
        "retail_backend_id": backend.id,
        "retail_channel": channel(document),
        "retail_source": document.source_name or document.channel,
        "retail_note": document.note or False,
        **term_values(document),
        **batch.campaign(document),
        "order_line": [
            Command.create(line_values(batch, document, line, index))
            for index, line in enumerate(real_lines(document), start=1)
        ],
    }
    if "quotation_document_ids" in batch.env["sale.order"]._fields:
        values["quotation_document_ids"] = []
    return values


def binding_values(batch, document, item, rule):
    """Return the values of the order binding that come from the document."""
    return {
        "external_id": document.external_id,
        "external_name": document.name,
        "external_url": document.url or False,
        "external_version": item.version or False,
        "rule": rule.name,
        "channel": channel(document),
        "source_name": document.source_name or False,
        "financial_status": document.financial_status,
        "risk": document.risk,
        "placed_at": naive(bought_at(document)),
        "currency_id": batch.currencies[document.currency].id,
        "total": float(document.total.amount),
        "tax_total": float(document.total_tax.amount),
        "paid_total": float(document.paid.amount) if document.paid else 0.0,
        "prices_include_tax": document.prices_include_tax,
        **detail_values(document),
        "warehouse_id": batch.warehouse(document).id,
    }
