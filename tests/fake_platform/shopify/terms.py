"""Payment terms of orders: when what is open has to be paid."""

from datetime import datetime, timedelta
from decimal import Decimal

from .money import money, rounded

NAMES = {"NET": "Net {days}", "RECEIPT": "Due on receipt", "FIXED": "Fixed date",
         "FULFILLMENT": "Due on fulfillment"}  # fmt: skip


def add_terms(shop, order, kind="NET", days=30, parts=1):
    """Give an order payment terms, the total in ``parts`` instalments."""
    placed = datetime.fromisoformat(order["createdAt"])
    total = order["totalPriceSet"]["presentmentMoney"]
    whole = Decimal(total["amount"])
    shares = [rounded(whole / parts, total["currencyCode"])] * (parts - 1)
    shares.append(whole - sum(shares))
    record = shop.add(
        "PaymentTerms",
        {
            "order": order["id"],
            "draftOrder": None,
            "paymentTermsName": NAMES[kind].format(days=days),
            "translatedName": NAMES[kind].format(days=days),
            "paymentTermsType": kind,
            "dueInDays": days if kind == "NET" else None,
            "due": False,
            "overdue": False,
        },
    )

    def due(place):
        return f"{placed + timedelta(days=days * (place + 1)):%Y-%m-%dT%H:%M:%SZ}"

    record["paymentSchedules"] = [
        shop.add(
            "PaymentSchedule",
            {
                "issuedAt": order["createdAt"],
                "dueAt": None if kind == "FULFILLMENT" else due(place),
                "completedAt": None,
                "due": False,
                "paymentTerms": record["id"],
                "totalBalance": money(share, total["currencyCode"]),
                "balanceDue": money(share, total["currencyCode"]),
            },
        )["id"]
        for place, share in enumerate(shares)
    ]
    order["paymentTerms"] = record["id"]
    return record
