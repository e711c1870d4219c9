"""Payouts with their entries as settlements."""

from odoo.addons.retail_connector_base.canonical import (
    Money,
    Settlement,
    SettlementEntry,
)
from odoo.addons.retail_connector_base.canonical.payout import UNKNOWN

from .shapes import moment, money

GATEWAY = "square"
STATUSES = {"SENT": "in_transit", "PAID": "paid", "FAILED": "failed"}
# Square's activity -> what it is about; with two words: taken away, given back
KINDS = {
    "ADJUSTMENT": "adjustment",
    "APP_FEE_REFUND": "adjustment",
    "APP_FEE_REVENUE": "adjustment",
    "AUTOMATIC_BITCOIN_CONVERSIONS": "transfer",
    "AUTOMATIC_BITCOIN_CONVERSIONS_REVERSED": "transfer",
    "AUTOMATIC_SAVINGS": "transfer",
    "AUTOMATIC_SAVINGS_REVERSED": "transfer",
    "BALANCE_FOLDERS_TRANSFER": "transfer",
    "BALANCE_FOLDERS_TRANSFER_REVERSED": "transfer",
    "CHARGE": "sale",
    "CREDIT_CARD_REPAYMENT": "lending",
    "CREDIT_CARD_REPAYMENT_REVERSED": "lending",
    "DEPOSIT_FEE": "fee",
    "DEPOSIT_FEE_REVERSED": "fee",
    "DISPUTE": ("chargeback", "chargeback_reversal"),
    "ESCHEATMENT": "adjustment",
    "FEE": "fee",
    "FREE_PROCESSING": "promotion",
    "GIFT_CARD_LOAD_FEE": "fee",
    "GIFT_CARD_LOAD_FEE_REFUND": "fee",
    "GIFT_CARD_POOL_TRANSFER": "transfer",
    "GIFT_CARD_POOL_TRANSFER_REVERSED": "transfer",
    "HOLD_ADJUSTMENT": ("reserve", "reserve_release"),
    "INITIAL_BALANCE_CHANGE": "adjustment",
    "LOCAL_OFFERS_CASHBACK": "promotion",
    "LOCAL_OFFERS_FEE": "fee",
    "MONEY_TRANSFER": "transfer",
    "MONEY_TRANSFER_REVERSAL": "transfer",
    "OPEN_DISPUTE": ("chargeback", "chargeback_reversal"),
    "OTHER": "adjustment",
    "OTHER_ADJUSTMENT": "adjustment",
    "PAID_SERVICE_FEE": "billing",
    "PAID_SERVICE_FEE_REFUND": "billing",
    "PAYOUT": "transfer",
    "PERCENTAGE_PROCESSING_DEACTIVATION": "lending",
    "PERCENTAGE_PROCESSING_ENROLLMENT": "lending",
    "PERCENTAGE_PROCESSING_REPAYMENT": "lending",
    "PERCENTAGE_PROCESSING_REPAYMENT_REVERSED": "lending",
    "PROCESSING_FEE": "fee",
    "PROCESSING_FEE_REFUND": "fee",
    "REDEMPTION_CODE": "promotion",
    "REFUND": "refund",
    "RELEASE_ADJUSTMENT": "reserve_release",
    "RESERVE_HOLD": "reserve",
    "RESERVE_RELEASE": "reserve_release",
    "RETURNED_PAYOUT": "payout_returned",
    "SQUARE_CAPITAL_PAYMENT": "lending",
    "SQUARE_CAPITAL_REVERSED_PAYMENT": "lending",
    "SQUARE_PAYROLL_TRANSFER": "transfer",
    "SQUARE_PAYROLL_TRANSFER_REVERSED": "transfer",
    "SUBSCRIPTION_FEE": "billing",
    "SUBSCRIPTION_FEE_PAID_REFUND": "billing",
    "SUBSCRIPTION_FEE_REFUND": "billing",
    "TAX_ON_FEE": "fee_tax",
    "THIRD_PARTY_FEE": "fee",
    "THIRD_PARTY_FEE_REFUND": "fee",
    "UNDO_GIFT_CARD_LOAD_FEE_REFUND": "fee",
    "UNDO_PROCESSING_FEE_REFUND": "fee",
}


def settlement(raw) -> Settlement:
    """Return a payout; one of type SIMPLE moves the balance and has no entries."""
    payout = raw["payout"]
    total = money(payout["amount_money"])
    entries = tuple(_entry(row) for row in raw.get("entries") or ())
    if not entries and payout.get("type") == "SIMPLE":
        entries = (_balance(payout, total),)
    created = moment(payout["created_at"])
    paid_on = payout.get("arrival_date") or created.date().isoformat()
    return Settlement(
        external_id=payout["id"],
        name=payout["id"],
        gateway=GATEWAY,
        currency=total.currency,
        paid_on=moment(paid_on).date(),
        total=total,
        entries=entries,
        status=STATUSES.get(payout.get("status") or "PAID", "in_transit"),
        bank_reference=payout.get("end_to_end_id") or "",
        updated_at=moment(payout.get("updated_at")),
    )


def _balance(payout, total):
    return SettlementEntry(
        external_id=f"{payout['id']}/balance",
        kind="transfer",
        type="SIMPLE",
        gross=total,
        fee=Money.zero(total.currency),
        net=total,
        occurred_at=moment(payout["created_at"]),
    )


def _entry(row):
    gross = money(row["gross_amount_money"])
    details = row.get(f"type_{row['type'].lower()}_details") or {}
    kind = _kind(row, gross)
    payment = details.get("payment_id") or ""
    return SettlementEntry(
        external_id=row["id"],
        kind=kind,
        type=row["type"],
        gross=gross,
        fee=money(row.get("fee_amount_money"), gross.currency),
        net=money(row["net_amount_money"]),
        occurred_at=moment(row["effective_at"]),
        tender_id=(details.get("refund_id") if kind == "refund" else "") or payment,
        reference=payment,
        dispute_id=details.get("dispute_id") or "",
        description=details.get("tax_rate_description") or "",
    )


def _kind(row, gross):
    kind = KINDS.get(row["type"])
    if kind is None:
        return UNKNOWN
    if isinstance(kind, tuple):
        return kind[0] if gross.amount < 0 else kind[1]
    return kind
