"""Webhook payloads: the older JSON shape of each topic, built from the store."""

from ..disputes import payload as dispute
from . import (
    companies,
    drafts,
    fulfilment_orders,
    orders,
    others,
    refunds,
    returns,
    transactions,
)

BUILDERS = {
    "orders/delete": others.gone,
    "orders/edited": orders.edited,
    "orders/risk_assessment_changed": orders.risk_changed,
    "products/delete": others.gone,
    "collections/delete": others.gone,
    "companies/delete": others.gone,
    "customers/delete": others.gone,
    "inventory_items/delete": others.gone,
    "locations/delete": others.gone,
    "app/uninstalled": others.shop,
    "fulfillment_orders/moved": fulfilment_orders.moved,
    "bulk_operations/finish": others.bulk_operation,
}
FAMILIES = {
    "orders": orders.order,
    "draft_orders": drafts.draft,
    "refunds": refunds.refund,
    "returns": returns.back,
    "fulfillments": orders.fulfilment,
    "fulfillment_orders": fulfilment_orders.fulfilment_order,
    "order_transactions": transactions.transaction,
    "tender_transactions": transactions.tender,
    "disputes": dispute,
    "products": others.product,
    "collections": others.collection,
    "companies": companies.company,
    "company_locations": companies.location,
    "customers": others.customer,
    "inventory_levels": others.level,
    "inventory_items": others.item,
    "locations": others.location,
    "shop": others.shop,
}


def payload_of(shop, topic, record):
    """Return the payload of a topic for a record."""
    builder = BUILDERS.get(topic) or FAMILIES[topic.partition("/")[0]]
    return builder(shop, record)
