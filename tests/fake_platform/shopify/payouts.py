"""The shop's balance at its payment provider, and what is paid out of it."""

from decimal import Decimal

from . import pricing
from .money import money, rounded
from .store import numeric, stamp

GATEWAY = "shopify_payments"
RATE, FLAT = Decimal("0.029"), Decimal("0.30")
FAMILIES = {
    # summary fields: which types they add up
    "charges": ("CHARGE",),
    "refunds": ("REFUND", "REFUND_FAILURE"),
    "reservedFunds": ("RESERVED_FUNDS", "RESERVED_FUNDS_REVERSAL"),
    "retriedPayouts": ("TRANSFER_FAILURE", "TRANSFER_CANCEL"),
    "advance": ("ADVANCE", "ADVANCE_FUNDING"),
}
FEE_NAMES = {"advance": "advanceFees"}
GROSS_NAMES = {"refunds": "refundsFeeGross"}
BACK = {"FAILED": "TRANSFER_FAILURE", "CANCELED": "TRANSFER_CANCEL"}


def fee_of(shop, amount):
    """Return what the provider charges for a payment."""
    return rounded(amount * RATE + FLAT, shop.currency)


def fees_of(shop, record):
    """Return the fees of an order's transaction, as the transaction shows them."""
    if record["gateway"] != GATEWAY or record["kind"] not in ("SALE", "CAPTURE"):
        return []
    amount = pricing.load(record["_amount"]).shop
    return [
        {
            "__typename": "TransactionFee",
            "id": shop.new_id("TransactionFee"),
            "amount": money(fee_of(shop, amount), shop.currency),
            "flatFee": money(FLAT, shop.currency),
            "flatFeeName": "Fixed",
            "rate": str(RATE),
            "rateName": "Card",
            "taxAmount": money(Decimal(0), shop.currency),
            "type": "processing_fee",
        }
    ]


def balance_transaction(
    shop, kind, amount, fee=0, source=None, source_type=None, transaction=None,
    order=None, reason=None, at=None,
):  # fmt: skip
    """Book something on the balance; it waits for a payout."""
    amount, fee = Decimal(str(amount)), Decimal(str(fee))
    return shop.add(
        "ShopifyPaymentsBalanceTransaction",
        {
            "type": kind,
            "test": False,
            "transactionDate": at or shop.now(),
            "amount": money(amount, shop.currency),
            "fee": money(fee, shop.currency),
            "net": money(amount - fee, shop.currency),
            "sourceType": source_type,
            "sourceId": source,
            "sourceOrderTransactionId": transaction,
            "adjustmentReason": reason,
            "adjustmentsOrders": [],
            "associatedOrder": order
            and {
                "__typename": "ShopifyPaymentsAssociatedOrder",
                "id": order["id"],
                "name": order["name"],
            },
            "associatedPayout": {"id": None, "status": "PENDING"},
            "_net": str(amount - fee),
        },
    )


def accrue(shop):
    """Book the payments and refunds of orders that are not on the balance yet."""
    known = {
        record["sourceOrderTransactionId"]
        for record in shop.table("ShopifyPaymentsBalanceTransaction").values()
        if record["type"] in ("CHARGE", "REFUND")
    }
    for record in list(shop.table("OrderTransaction").values()):
        number = str(numeric(record["id"]))
        if (
            record["gateway"] != GATEWAY
            or record["status"] != "SUCCESS"
            or record["kind"] not in ("SALE", "CAPTURE", "REFUND")
            or record["test"]
            or number in known
        ):
            continue
        amount = pricing.load(record["_amount"]).shop
        back = record["kind"] == "REFUND"
        balance_transaction(
            shop, "REFUND" if back else "CHARGE", -amount if back else amount,
            0 if back else fee_of(shop, amount), source=number,
            source_type="REFUND" if back else "CHARGE", transaction=number,
            order=shop.get(record["order"]), at=record["processedAt"],
        )  # fmt: skip


def waiting(shop):
    """Return what is on the balance and in no payout."""
    return [
        record
        for record in shop.table("ShopifyPaymentsBalanceTransaction").values()
        if record["associatedPayout"]["id"] is None and record["type"] != "TRANSFER"
    ]


def pay_out(shop, status="PAID", extra=(), at=None, trace=None):
    """Pay the balance out; return the payout.

    :param extra: dicts of further balance transactions (kind, amount, fee ...)
    """
    accrue(shop)
    for values in extra:
        balance_transaction(shop, **values)
    records = waiting(shop)
    net = sum((Decimal(record["_net"]) for record in records), Decimal(0))
    issued = stamp(at) if isinstance(at, int | float) else at or shop.now()
    payout = shop.add(
        "ShopifyPaymentsPayout",
        {
            "issuedAt": issued,
            "net": money(abs(net), shop.currency),
            "status": status,
            "transactionType": "DEPOSIT" if net >= 0 else "WITHDRAWAL",
            "externalTraceId": trace or f"TRACE{shop.next_number('trace', 70001)}",
            "summary": _summary(shop, records),
            "_records": [record["id"] for record in records],
        },
    )
    link = {"id": payout["id"], "status": status}
    for record in records:
        record["associatedPayout"] = link
    transfer = balance_transaction(shop, "TRANSFER", -net, source_type="TRANSFER")
    transfer["associatedPayout"] = link
    return payout


def set_status(shop, payout, status):
    """Move a payout on; the money of one that failed is on the balance again."""
    payout["status"] = status
    shop.touch(payout)
    for record in shop.table("ShopifyPaymentsBalanceTransaction").values():
        if record["associatedPayout"]["id"] == payout["id"]:
            record["associatedPayout"]["status"] = status
    if status in BACK:
        net = Decimal(payout["net"]["amount"])
        sign = 1 if payout["transactionType"] == "DEPOSIT" else -1
        balance_transaction(
            shop, BACK[status], sign * net, source=str(numeric(payout["id"])),
            source_type="TRANSFER",
        )  # fmt: skip
    return payout


def _summary(shop, records):
    """Return the summary: what is in no family is an adjustment."""
    found = {"usdcRebateCreditAmount": money(Decimal(0), shop.currency)}
    left = list(records)
    for family, types in FAMILIES.items():
        own = [record for record in left if record["type"] in types]
        left = [record for record in left if record["type"] not in types]
        _add(shop, found, family, own)
    _add(shop, found, "adjustments", left)
    return found


def _add(shop, found, family, records):
    for name, field in (
        (GROSS_NAMES.get(family, f"{family}Gross"), "amount"),
        (FEE_NAMES.get(family, f"{family}Fee"), "fee"),
    ):
        total = sum((Decimal(r[field]["amount"]) for r in records), Decimal(0))
        found[name] = money(total, shop.currency)
