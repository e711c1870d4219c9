"""Payments as tenders, and the ways to pay there are."""

from odoo.addons.retail_connector_base.canonical import Tender, TenderType

from .shapes import CASH_TYPE, is_rounding, moment, money

# Ways to pay that are no payment type there, but have to be booked here.
ON_ACCOUNT_TENDER = "On account"
DEPOSITS = "Deposits"
UNTOLD = (ON_ACCOUNT_TENDER, DEPOSITS)  # no closure counts them
# ``type_id`` of the platform -> type of tender; 118 and 106 as its reference shows them
TYPES = {CASH_TYPE: "cash", 118: "gift_card", 106: "voucher"}
WORDS = (
    ("gift", "gift_card"),
    ("credit note", "voucher"),
    ("store credit", "voucher"),
    ("loyalty", "voucher"),
    ("card", "card"),
    ("eftpos", "card"),
)


def tender_type(row) -> str:
    """Return what kind of tender a payment type is."""
    known = TYPES.get(int(row.get("type_id") or 0))
    name = (row.get("name") or "").casefold()
    return known or next((kind for word, kind in WORDS if word in name), "other")


def tender_types(rows) -> tuple[TenderType, ...]:
    """Return the ways to pay at every register of a retailer."""
    found = {
        row["name"]: TenderType(row["name"], name=row["name"], type=tender_type(row))
        for row in rows
        if not row.get("deleted_at") and not is_rounding(row["name"])
    }
    found[ON_ACCOUNT_TENDER] = TenderType(ON_ACCOUNT_TENDER, type="account")
    found[DEPOSITS] = TenderType(DEPOSITS, type="other")
    return tuple(found.values())


def tenders_of(payments, sale, context, at) -> tuple[Tender, ...]:
    """Return payments as tenders; cash out beside cash in is change."""
    currency = context["currency"]
    pays = any(_is_cash(p, context) and _amount(p, currency) > 0 for p in payments)
    tenders = []
    for index, payment in enumerate(payments, start=1):
        amount = _amount(payment, currency)
        kind = "sale"
        if amount < 0:
            kind = "change" if pays and _is_cash(payment, context) else "refund"
        tenders.append(
            Tender(
                external_id=payment.get("id") or f"{sale['id']}/{index}",
                kind=kind,
                status="success",
                gateway=payment.get("name") or context["types"][_type(payment)][0],
                amount=money(abs(amount), currency),
                processed_at=moment(payment.get("payment_date")) or at,
            )
        )
    return tuple(tenders)


def whole_tender(external_id, gateway, amount, at) -> Tender:
    """Return a tender that stands for what is not paid by money now."""
    return Tender(
        external_id=f"{external_id}/{gateway.casefold().replace(' ', '-')}",
        kind="sale" if amount.amount > 0 else "refund",
        status="success",
        gateway=gateway,
        amount=amount if amount.amount > 0 else -amount,
        processed_at=at,
    )


def _amount(payment, currency):
    return money(payment["amount"], currency).amount


def _type(payment):
    return payment.get("retailer_payment_type_id") or ""


def _is_cash(payment, context):
    return (context["types"].get(_type(payment)) or ["", ""])[1] == "cash"
