"""Records of a till to documents. Pure."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    CashMovement,
    Discount,
    Lot,
    LoyaltyChange,
    Money,
    Origin,
    Party,
    Place,
    Receipt,
    ReceiptLine,
    TaxLine,
    Tender,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .batch import receipt_key

LINE_KINDS = {
    "service_charge": "fee",
    "tip": "tip",
    "gift_card_load": "gift_card",
    "deposit": "deposit",
    "rounding": "rounding",
    "donation": "donation",
}
ACTIONS = {
    "sale": "sale",
    "post_void": "post_void",
    "paid_in": "movement",
    "paid_out": "movement",
    "void": "void",
    "no_sale": "no_sale",
    "control": "control",
}


def moment(text) -> datetime:
    """Return a time of the feed in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def place(payload) -> Place:
    """Return where and when a record was made."""
    record = payload["transaction"]
    return Place(
        location_id=payload["store_id"],
        register_id=payload["register_id"],
        shift_id=str(record.get("shift") or ""),
        business_date=date.fromisoformat(record["business_date"]),
        epoch=payload["epoch"],
        sequence=record["sequence"],
        revision=record.get("revision", 0),
        staff=record.get("operator", ""),
    )


def receipt(payload) -> Receipt:
    """Return the receipt that a numbered record is."""
    record = payload["transaction"]
    currency = record.get("currency")
    if not currency:
        raise RejectedDocument("missing", "currency")
    key = receipt_key(payload, record["sequence"])
    ended = moment(record["ended_at"])
    included = record.get("prices_include_tax", False)
    lines = tuple(
        _line(payload, raw, currency, included) for raw in record.get("lines", ())
    )
    zero = Money.zero(currency)
    action = ACTIONS[record["kind"]]
    voids = record.get("voids")
    return Receipt(
        external_id=key,
        name=record.get("receipt_number") or f"{record['sequence']:06d}",
        currency=currency,
        prices_include_tax=included,
        created_at=moment(record.get("began_at") or record["ended_at"]),
        updated_at=ended,
        processed_at=ended,
        lines=lines,
        total=_money(record, "total", currency) or zero,
        total_tax=_money(record, "tax_total", currency) or zero,
        financial_status="paid",
        tenders=tuple(
            tender
            for raw in record.get("tenders", ())
            for tender in _tenders(raw, key, currency, ended)
        ),
        customer=_customer(record.get("customer")),
        channel="pos",
        source_name="store_feed",
        place=place(payload),
        test=record.get("training", False),
        note=record.get("note", ""),
        action=action,
        voids=receipt_key(voids, voids["sequence"]) if voids else "",
        movement=_movement(record, key, currency) if action == "movement" else None,
        invoice=record.get("invoice", False),
        loyalty=_loyalty(record.get("loyalty")),
    )


def _money(data, name, currency):
    return Money(Decimal(data[name]), currency) if data.get(name) is not None else None


def _line(payload, raw, currency, included):
    def money(text):
        return Money(Decimal(text), currency)

    taxes = tuple(
        TaxLine(tax["code"], Decimal(tax["rate"]) / 100, money(tax["amount"]))
        for tax in raw["taxes"]
    )
    net = money(raw["net"])
    returns = raw.get("returns") or {}
    parent = raw.get("parent_line")
    return ReceiptLine(
        external_id=str(raw["line"]),
        kind=_kind(raw),
        title=raw.get("name") or raw.get("sku") or raw["type"].replace("_", " "),
        quantity=Decimal(raw["quantity"]),
        unit_price=money(raw["unit_price"]),
        subtotal=net + Money.sum((t.amount for t in taxes), currency)
        if included
        else net,
        taxes=taxes,
        discounts=tuple(
            Discount(each.get("title", ""), money(each["amount"]), each.get("code", ""))
            for each in raw.get("discounts", ())
        ),
        sku=raw.get("sku", ""),
        barcode=raw.get("barcode", ""),
        parent_id=str(parent) if parent else "",
        code=raw["type"],
        attributes={"note": raw["note"]} if raw.get("note") else {},
        origin=_origin(returns),
        reason=returns.get("reason", ""),
        disposition=returns.get("disposition", ""),
        lots=tuple(
            Lot(lot["number"], Decimal(lot.get("quantity", "1")))
            for lot in raw.get("lots", ())
        ),
        staff=raw.get("staff", ""),
        gift_card_id=raw.get("gift_card", ""),
    )


def _kind(raw):
    if raw["type"] != "item":
        return LINE_KINDS[raw["type"]]
    return "product" if raw.get("sku") or raw.get("barcode") else "custom"


def _origin(returns):
    key = returns.get("receipt")
    if key:
        return Origin(
            receipt_id=receipt_key(key, key["sequence"]),
            line_id=str(key.get("line", "")),
        )
    return Origin(order_name=returns["order"]) if returns.get("order") else None


def _tenders(raw, key, currency, at):
    amount = Decimal(raw["amount"])
    own = raw.get("reference") or f"{key}/{raw['tender']}"
    tender = Tender(
        external_id=own,
        kind="refund" if amount < 0 else "sale",
        status="success",
        gateway=raw["type"],
        amount=Money(abs(amount), currency),
        processed_at=at,
        reference=raw.get("reference", ""),
        method=raw.get("card_brand", ""),
        gift_card_id=raw.get("gift_card", ""),
    )
    yield tender
    change = _money(raw, "change", currency)
    if change:
        yield replace(
            tender,
            external_id=f"{own}/change",
            kind="change",
            gateway="cash",
            method="",
            amount=change,
        )


def _movement(record, key, currency):
    amount = _money(record, "amount", currency)
    if amount is None:
        raise RejectedDocument("missing", "amount")
    sign = -1 if record["kind"] == "paid_out" else 1
    return CashMovement(
        amount * sign, record.get("reason", ""), moment(record["ended_at"]), key
    )


def _loyalty(raw):
    if not raw:
        return ()
    earned, redeemed = (Decimal(raw.get(name, "0")) for name in ("earned", "redeemed"))
    return (LoyaltyChange(raw["account"], earned, redeemed),)


def _customer(raw):
    if not raw:
        return None
    return Party(
        external_id=raw["id"],
        name=raw.get("name") or raw["id"],
        email=raw.get("email", ""),
        phone=raw.get("phone", ""),
        vat=raw.get("vat", ""),
        company=raw.get("company", ""),
    )
