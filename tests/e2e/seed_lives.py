"""What a shop tells of an order, and the steps of its life."""

TROUBLE = {
    "held": {
        "stage_cause": "risk",
        "stage_error": "The platform rates this order as high risk.",
    },
    "parked": {
        "stage_cause": "tender_unmapped",
        "stage_error": "The payment method 'klarna' has no clearing account yet.",
    },
}


def payload_of(order, entity):
    """Return an order's payload as a shop would send it."""
    money = {"amount": f"{order.amount_total:.2f}", "currencyCode": "USD"}
    return {
        "id": entity,
        "name": order.name,
        "customer": {"displayName": order.partner_id.name, "id": entity[:-1]},
        "currentTotalPriceSet": {"shopMoney": money},
        "test": False,
        "note": None,
        "lineItems": [
            {
                "sku": line.product_id.default_code,
                "title": line.product_id.name,
                "quantity": int(line.product_uom_qty),
                "price": f"{line.price_unit:.2f}",
            }
            for line in order.order_line
        ],
    }


def steps_of(stage, name):
    """Return the trace of an order that came as far as ``stage``."""
    steps = [
        ("received", 0, "Webhook orders/create"),
        ("fetched", 1, "Read with 24 others in one request"),
        ("mapped", 0, "2 lines, 1 payment"),
        ("imported", 1, f"Sales order {name}"),
        ("confirmed", 4, "Stock reserved"),
        ("invoiced", 6, "Equal to the shop's total to the cent"),
        ("paid", 1, "Booked on the clearing account"),
    ]
    done = {"done": 7, "pay": 6, "invoice": 5}.get(stage, 4)
    if stage in TROUBLE:
        return [*steps[:4], (stage, 2, TROUBLE[stage]["stage_error"])]
    return steps[:done]
