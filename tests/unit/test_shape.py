"""The shape of payloads: what is new is told once, what a person entered never."""

import pytest

from odoo.addons.retail_connector_base.platforms.shape import Words, shape, unknown

KNOWN = shape(
    {
        "id": "1",
        "status": "PAID",
        "note": "hello",
        "lines": [{"sku": "A", "kind": "GIFT_CARD"}, {"sku": "B", "qty": 2}],
        "extra": {"Größe?": "L"},
    }
)


@pytest.mark.parametrize(
    ("payload", "paths", "words"),
    [
        ({"id": "2", "status": "PAID", "lines": [{"qty": 3}]}, [], {}),
        ({"id": "2", "loyalty": {"points": 1, "tier": "GOLD"}}, ["loyalty"], {}),
        ({"lines": [{"sku": "A"}, {"tax": {"rate": 1}}]}, ["lines[].tax"], {}),
        ({"status": "PARTLY_PAID"}, [], {"status": {"PARTLY_PAID"}}),
        ({"note": "PLEASE_RING"}, [], {}),  # free text is no enumeration
        ({"extra": {"another key!": 1}}, [], {}),  # keys may be data
        ({"lines": [{"kind": "TIP_ITEM"}]}, [], {"lines[].kind": {"TIP_ITEM"}}),
    ],
)
def test_only_what_is_new_is_told(payload, paths, words):
    assert unknown(payload, KNOWN) == (paths, words)


def test_documented_words_may_look_like_any_text():
    known = {**KNOWN, "kind": Words({"Debit", "Credit"})}
    assert unknown({"kind": "Debit"}, known) == ([], {})
    assert unknown({"kind": "Both"}, known) == ([], {"kind": {"Both"}})
