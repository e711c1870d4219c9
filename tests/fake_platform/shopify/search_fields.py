"""Which filters and sort keys each type has, as tables."""

from .store import numeric


def read(record, getter):
    """Return what a filter looks at: a key of the record or a computed value."""
    return getter(record) if callable(getter) else record.get(getter)


def number(key):
    """Return a getter for the number in an id."""
    return lambda record: numeric(record.get(key))


def lower(key):
    """Return a getter for an enum as search writes it."""
    return lambda record: (record.get(key) or "").lower()


def _status(record):
    if record.get("cancelledAt"):
        return ["cancelled", "any"]
    return (
        ["closed", "any"] if record.get("closedAt") else ["open", "any", "not_closed"]
    )


def _fulfilment(record):
    shown = record["displayFulfillmentStatus"].lower()
    return [shown, "partial"] if shown == "partially_fulfilled" else [shown]


TIMES = {"created_at": "createdAt", "updated_at": "updatedAt"}
COMMON = {"id": number("id"), **TIMES}

FIELDS = {
    "Order": {
        **COMMON,
        "processed_at": "processedAt",
        "name": "name",
        "status": _status,
        "financial_status": lower("displayFinancialStatus"),
        "fulfillment_status": _fulfilment,
        "return_status": lower("returnStatus"),
        "source_name": "sourceName",
        "source_identifier": "sourceIdentifier",
        "sales_channel": "sourceName",
        "tag": "tags",
        "email": "email",
        "po_number": "poNumber",
        "customer_id": number("customer"),
        "location_id": number("retailLocation"),
        "fulfillment_location_id": number("_location"),
        "sku": lambda record: [line.get("sku") for line in record["_lines"]],
        "test": lambda record: str(record["test"]).lower(),
        "total_price": lambda record: record["totalPriceSet"]["shopMoney"]["amount"],
    },
    "DraftOrder": {**COMMON, "status": lower("status"), "tag": "tags"},
    "Collection": {**COMMON, "title": "title", "handle": "handle"},
    "Product": {
        **COMMON,
        "title": "title",
        "handle": "handle",
        "status": lower("status"),
        "vendor": "vendor",
        "product_type": "productType",
        "tag": "tags",
        "sku": lambda record: record["_skus"],
        "barcode": lambda record: record["_barcodes"],
    },
    "ProductVariant": {
        **COMMON,
        "sku": "sku",
        "barcode": "barcode",
        "title": "title",
        "product_id": number("product"),
        "inventory_item_id": number("inventoryItem"),
    },
    "InventoryItem": {**COMMON, "sku": "sku"},
    "InventoryLevel": {
        **COMMON,
        "inventory_item_id": number("item"),
        "location_id": number("location"),
    },
    "Customer": {
        **COMMON,
        "email": "email",
        "phone": "phone",
        "first_name": "firstName",
        "last_name": "lastName",
        "state": lower("state"),
        "tag": "tags",
        "customer_date": "createdAt",
    },
    "Company": {**COMMON, "external_id": "externalId", "name": "name"},
    "Location": {
        **COMMON,
        "name": "name",
        "active": lambda record: str(record["isActive"]).lower(),
    },
    "FulfillmentOrder": {
        **COMMON,
        "status": lower("status"),
        "assigned_location_id": number("_location"),
    },
    "ShopifyPaymentsPayout": {
        **COMMON,
        "issued_at": "issuedAt",
        "status": lower("status"),
        "amount": lambda record: record["net"]["amount"],
    },
    "ShopifyPaymentsBalanceTransaction": {
        **COMMON,
        "processed_at": "transactionDate",
        "transaction_type": lower("type"),
        "payout_status": lambda record: record["associatedPayout"]["status"].lower(),
        "payments_transfer_id": lambda record: numeric(
            record["associatedPayout"]["id"]
        ),
    },
    "ShopifyPaymentsDispute": {
        **COMMON,
        "initiated_at": "initiatedAt",
        "status": lower("status"),
    },
    "GiftCard": {
        **COMMON,
        "customer_id": number("customer"),
        "expires_on": "expiresOn",
        "source": lambda record: "purchased" if record["order"] else "manual",
        "status": lambda record: "enabled" if record["enabled"] else "disabled",
    },
    "WebhookSubscription": {**COMMON, "topic": lower("topic"), "uri": "uri"},
    "BulkOperation": {
        **COMMON,
        "status": lower("status"),
        "operation_type": lower("type"),
    },
}
# types whose index knows only the day of a change
DAY_ONLY = {"Customer": ("updated_at", "created_at")}
TEXT = {
    "Order": ("name", "email", "note"),
    "Product": ("title", "vendor", "productType", "handle"),
    "ProductVariant": ("title", "sku", "barcode", "displayName"),
    "Customer": ("displayName", "email", "phone"),
    "InventoryItem": ("sku",),
}
SORT_KEYS = {
    "ID": "id",
    "CREATED_AT": "createdAt",
    "UPDATED_AT": "updatedAt",
    "PROCESSED_AT": "processedAt",
    "COMPLETED_AT": "completedAt",
    "ISSUED_AT": "issuedAt",
    "NAME": "name",
    "TITLE": "title",
    "SKU": "sku",
    "VENDOR": "vendor",
    "PRODUCT_TYPE": "productType",
    "ORDER_NUMBER": "number",
    "FINANCIAL_STATUS": "displayFinancialStatus",
    "FULFILLMENT_STATUS": "displayFulfillmentStatus",
    "TOTAL_PRICE": lambda record: float(record["totalPriceSet"]["shopMoney"]["amount"]),
}
