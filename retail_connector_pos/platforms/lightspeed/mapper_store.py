"""Outlets as stores; registers, what they say of themselves, and their closures."""

from odoo.addons.retail_connector_base.canonical import (
    Address,
    CashSession,
    Money,
    Register,
    RegisterState,
    Store,
    TenderCount,
)

from .mapper_tender import UNTOLD, tender_types
from .shapes import CASH_TYPE, is_rounding, moment, money, number


def store(payload) -> Store:
    """Return an outlet with its registers and the retailer's ways to pay."""
    outlet = payload["outlet"]
    return Store(
        external_id=outlet["id"],
        name=outlet.get("name") or outlet["id"],
        address=Address(
            street=outlet.get("physical_address_1") or "",
            street2=outlet.get("physical_address_2") or "",
            city=outlet.get("physical_city") or "",
            zip=outlet.get("physical_postcode") or "",
            country_code=(outlet.get("physical_country_id") or "").upper(),
        ),
        active=not outlet.get("deleted_at"),
        timezone=outlet.get("time_zone") or "",
        currency=outlet.get("currency") or "",
        registers=tuple(
            _register(row)
            for row in sorted(payload["registers"], key=lambda row: row["name"])
        ),
        tenders=tender_types(payload["payment_types"]),
    )


def _register(row):
    return Register(
        external_id=row["id"],
        name=row.get("name") or "",
        numbered=True,
        active=not row.get("deleted_at"),
        first_sequence=int(number(row.get("invoice_sequence"))) + 1,
    )


def register(payload) -> RegisterState:
    """Return what is known of a register: the number it issued last."""
    row = payload["register"]
    return RegisterState(
        external_id=row["id"],
        location_id=row["outlet_id"],
        at=moment(payload["read_at"]),
        last_sequence=int(number(row.get("invoice_sequence"))),
    )


def closure_id(row, summary) -> str:
    """Return the id of a register's current (or, when closed, last) closure."""
    return (
        (summary or {}).get("register_closure_id")
        or row.get("register_open_sequence_id")
        or row.get("register_open_time")
        or ""
    )


def session(payload) -> CashSession:
    """Return a register's closure, open or closed.

    The API tells what each payment type took and neither float nor count: cash is
    then booked as expected, and no difference is stated.
    """
    row, summary = payload["register"], payload["summary"]
    currency = payload["currency"]
    closed = None if row.get("is_open") else moment(row.get("register_close_time"))
    opened = moment(summary.get("register_open_time") or row.get("register_open_time"))
    return CashSession(
        external_id=f"{row['id']}/{closure_id(row, summary)}",
        location_id=row["outlet_id"],
        register_id=row["id"],
        currency=currency,
        business_date=None,
        opened_at=opened,
        opening_float=Money.zero(currency),
        closed_at=closed,
        tenders=_counts(payload, currency) if closed else (),
        shift_id=str(summary.get("register_closure_sequence_number") or "")
        or closure_id(row, summary),
        updated_at=closed or opened,
        untold=UNTOLD if closed else (),
    )


def _counts(payload, currency):
    """Return what each payment type took; those that took nothing prove nothing."""
    cash = {row["id"] for row in payload["payment_types"] if _is_cash(row)}
    return tuple(
        TenderCount(row["payment_type_name"], money(row["total"], currency))
        for row in payload["summary"].get("payments") or ()
        if not is_rounding(row["payment_type_name"])
        and (number(row["total"]) or row["payment_type_id"] in cash)
    )


def _is_cash(row):
    return int(row.get("type_id") or 0) == CASH_TYPE
