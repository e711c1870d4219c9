"""A payout over the end of a month: what belongs to which month."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from odoo.addons.retail_connector_base.canonical import SettlementEntry


def split_by_month(
    entries: Sequence[SettlementEntry],
    paid_on: date,
    local_date: Callable[[datetime], date],
) -> list[tuple[date, list[SettlementEntry]]]:
    """Return (booking date, entries) per month, oldest first, the payout's last.

    Earlier months are booked on their last day against the carried-forward account;
    what happened after the payout's month began, on the payout's date.
    """
    months: dict[date, list[SettlementEntry]] = {}
    for entry in entries:
        day = local_date(entry.occurred_at)
        months.setdefault(min(_first(day), _first(paid_on)), []).append(entry)
    months.setdefault(_first(paid_on), [])
    return [
        (paid_on if month == _first(paid_on) else _last(month), months[month])
        for month in sorted(months)
    ]


def _first(day):
    return day.replace(day=1)


def _last(month):
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
