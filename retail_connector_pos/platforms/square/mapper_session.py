"""Shifts of cash drawers. A shift is counted when it is CLOSED; ENDED waits for it.

A drawer knows of cash only, so nothing is stated of other tenders.
"""

from odoo.addons.retail_connector_base.canonical import (
    CashMovement,
    CashSession,
    Money,
)

from .registers import BY_STORE, MAIN, device_id
from .shapes import moment, money

SIGNS = {"PAID_IN": 1, "PAID_OUT": -1}


def session(raw, policy="") -> CashSession:
    """Return a drawer's shift with its counts and what was put in or taken out."""
    shift = raw["shift"]
    device = device_id((shift.get("device") or {}).get("id")) or MAIN
    opening = money(shift["opened_cash_money"])
    currency = opening.currency
    closed = shift.get("state") == "CLOSED"
    counts = {}
    if closed:
        counts = _counts(shift, currency)
    return CashSession(
        external_id=shift["id"],
        location_id=shift["location_id"],
        register_id=MAIN if policy == BY_STORE else device,
        shift_id=shift["id"],
        currency=currency,
        business_date=None,
        opened_at=moment(shift["opened_at"]),
        opening_float=opening,
        closed_at=moment(shift["closed_at"]) if closed else None,
        movements=tuple(_movements(raw.get("events") or (), currency)),
        staff=shift.get("opening_team_member_id") or "",
        updated_at=moment(shift.get("updated_at")),
        **counts,
    )


def _counts(shift, currency):
    expected = money(shift.get("expected_cash_money"), currency)
    counted = money(shift.get("closed_cash_money"), currency)
    return {
        "cash_expected": expected,
        "cash_counted": counted,
        "over_short": counted - expected,
    }


def _movements(events, currency):
    for event in events:
        sign = SIGNS.get(event["event_type"])
        if sign is None:
            continue  # sales and refunds come as receipts
        amount: Money = money(event.get("event_money"), currency)
        yield CashMovement(
            amount=amount * sign,
            reason=event.get("description")
            or event["event_type"].replace("_", " ").capitalize(),
            occurred_at=moment(event["created_at"]),
            external_id=event["id"],
        )
