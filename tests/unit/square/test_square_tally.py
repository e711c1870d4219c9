"""A day is counted by the seller's own lists, each thing on the day of the till."""

from datetime import timedelta

import pytest

from odoo.addons.retail_connector_base.platforms import Unsupported

from .sales import at, coffee

HOUR, DAY = 3600, 86400


def counted(square, start, hours=1):
    """Return kind -> place -> (number, sum) of a period that begins at ``start``."""
    begin = at(start)
    found = {"receipt": {}, "tender": {}}
    for entry in square.tally(
        {"receipt", "tender"}, begin, begin + timedelta(hours=hours)
    ):
        number, total = found[entry.kind].get(entry.place, (0, 0))
        found[entry.kind][entry.place] = number + 1, total + entry.amount
    return found


def test_sales_returns_and_what_was_offline_count_on_their_day(square, fake, clock):
    start = clock() - 1
    sold = fake.sell("L1", [coffee()])
    line = sold["line_items"][0]["uid"]
    fake.sell("L2", [coffee()], offline=30 * HOUR)
    clock.wait(DAY)
    fake.take_back(sold["id"], {line: 1})
    price = sold["total_money"]["amount"]
    first = counted(square, start)
    assert first["receipt"].keys() == {"L1"}  # the other till is offline still
    clock.wait(DAY)
    first, second = counted(square, start), counted(square, start + DAY)
    for kind in ("receipt", "tender"):
        assert {place: number for place, (number, _sum) in first[kind].items()} == {
            "L1": 1,
            "L2": 1,
        }
        assert first[kind]["L1"][1] * 100 == price
        [(place, (number, total))] = second[kind].items()
        assert (place, number, total * 100) == ("L1", 1, -price)


def test_what_has_no_list_says_so(square):
    with pytest.raises(Unsupported):
        square.changes("dispute", None, None)
    assert square.tallies == {"receipt", "tender"}
