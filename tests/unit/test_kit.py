"""How many kits a place's parts make, and what sold kits claim of them."""

from decimal import Decimal

from odoo.addons.retail_connector_base.exporters.availability import Supply
from odoo.addons.retail_connector_base.exporters.kit import (
    claimed_parts,
    flat,
    kit_supplies,
)

D = Decimal
SET, BOX, CUP, SPOON = 1, 2, 3, 4


def test_a_kit_of_kits_is_its_last_parts():
    parts = {SET: {BOX: D(2), SPOON: D(1)}, BOX: {CUP: D(3), SPOON: D(1)}}
    assert flat(parts) == {
        SET: {CUP: D(6), SPOON: D(3)},
        BOX: {CUP: D(3), SPOON: D(1)},
    }


def test_a_circle_ends():
    assert flat({SET: {BOX: D(1)}, BOX: {SET: D(1)}}) == {}


def test_the_scarcest_part_decides_place_by_place():
    kits = {SET: {CUP: D(2), SPOON: D(1)}}
    supplies = {
        (CUP, "a"): Supply(on_hand=D(9)),
        (SPOON, "a"): Supply(on_hand=D(3), reserved=D(1)),
        (CUP, "b"): Supply(on_hand=D(9)),
    }
    found = kit_supplies(kits, supplies, ["a", "b"])
    assert found[SET, "a"].free == 2
    assert found[SET, "b"].free == 0


def test_half_a_kit_is_none():
    kits = {SET: {CUP: D("0.3")}}
    assert kit_supplies(kits, {(CUP, "a"): Supply(D("0.9"))}, ["a"])[SET, "a"].free == 3
    assert kit_supplies(kits, {(CUP, "a"): Supply(D("0.8"))}, ["a"])[SET, "a"].free == 2


def test_sold_kits_claim_their_parts_once():
    kits = {SET: {CUP: D(2)}}
    supplies = {
        (CUP, "a"): Supply(on_hand=D(10), demand=D(1)),
        (SET, "a"): Supply(demand=D(3)),
    }
    supplies = claimed_parts(kits, supplies)
    assert supplies[CUP, "a"].free == 3
    assert kit_supplies(kits, supplies, ["a"])[SET, "a"].free == 1
