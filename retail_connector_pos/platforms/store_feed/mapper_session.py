"""Openings and closes of a till to cash sessions. Pure."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import CashSession, Money, TenderCount
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .batch import shift_key
from .mapper import moment, place


def session(payload) -> CashSession:
    """Return what a shift_open or shift_close says."""
    record = payload["transaction"]
    where, close = place(payload), record.get("close") or {}
    currency = record.get("currency")
    if not currency:
        raise RejectedDocument("missing", "currency")
    if record["kind"] == "shift_close" and not close:
        raise RejectedDocument("missing", "close")

    def money(name):
        text = close.get(name)
        return Money(Decimal(text), currency) if text is not None else None

    opening = close.get("opening_float") or record.get("amount") or "0"
    ended = moment(record["ended_at"])
    return CashSession(
        external_id=shift_key(payload, record),
        location_id=where.location_id,
        register_id=where.register_id,
        currency=currency,
        business_date=where.business_date,
        opened_at=moment(record.get("began_at") or record["ended_at"]),
        opening_float=Money(Decimal(opening), currency),
        closed_at=ended if close else None,
        tenders=tuple(
            TenderCount(
                tender=total["type"],
                expected=Money(Decimal(total["amount"]), currency),
                counted=Money(Decimal(total["counted"]), currency)
                if "counted" in total
                else None,
                count=total.get("count"),
            )
            for total in close.get("tender_totals", ())
        ),
        cash_expected=money("expected_cash"),
        cash_counted=money("counted_cash"),
        first_sequence=close.get("first_sequence"),
        last_sequence=close.get("last_sequence"),
        receipt_count=close.get("sale_count"),
        shift_id=where.shift_id,
        epoch=payload["epoch"],
        gross_total=money("gross_total"),
        tax_total=money("tax_total"),
        staff=where.staff,
    )
