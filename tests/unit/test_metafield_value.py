"""Values become metafields of their type, and back; what does not fit is refused."""

from datetime import date, datetime

import pytest

from odoo.addons.retail_connector_base.exporters.metafield_value import (
    REFERENCES,
    TYPES,
    WrongValue,
    read,
    write,
)

MORNING = datetime.fromisoformat("2026-11-02T08:00:00")  # as Odoo keeps it
BOTH_WAYS = [
    ("single_line_text_field", "Linen", "Linen"),
    ("multi_line_text_field", "a\nb", "a\nb"),
    ("number_integer", 7, "7"),
    ("number_decimal", 0.25, "0.25"),
    ("boolean", True, "true"),
    ("date", date(2026, 11, 2), "2026-11-02"),
    ("date_time", MORNING, "2026-11-02T08:00:00+00:00"),
    ("url", "https://example.com/a", "https://example.com/a"),
    ("color", "#aabbcc", "#aabbcc"),
    ("id", "A-1", "A-1"),
    ("weight", 1.5, '{"value": 1.5, "unit": "KILOGRAMS"}'),
    ("money", 9.9, '{"amount": "9.9", "currency_code": "EUR"}'),
    ("rating", 4.5, '{"value": "4.5", "scale_min": "0.0", "scale_max": "5.0"}'),
    ("list.single_line_text_field", "a, b", '["a", "b"]'),
    ("list.number_integer", "3, 1", "[3, 1]"),
    ("list.date", "2026-11-02, 2026-12-01", '["2026-11-02", "2026-12-01"]'),
    ("list.url", "https://a.example", '["https://a.example"]'),
    ("list.color", "#aabbcc, #000000", '["#aabbcc", "#000000"]'),
]


@pytest.mark.parametrize(
    ("kind", "value", "text"), BOTH_WAYS, ids=lambda v: str(v)[:20]
)
def test_a_value_survives_both_ways(kind, value, text):
    assert write(kind, value, "EUR") == text
    assert read(kind, text) == value


def test_every_type_is_tried():
    pure = {kind for kind, _label in TYPES} - REFERENCES.keys()
    assert {kind for kind, *_rest in BOTH_WAYS} | {"json"} == pure
    assert write("json", {"a": 1}) == '{"a": 1}'


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("single_line_text_field", "a\nb"),
        ("number_integer", 1.5),
        ("number_integer", "many"),
        ("number_decimal", float("nan")),
        ("date", "soon"),
        ("url", "example"),
        ("color", "red"),
        ("rating", 6),
        ("list.number_integer", "1, many"),
        ("list.date", "2026-11-02, soon"),
        ("list.url", "example"),
        ("list.color", "#aabbcc, red"),
        ("json", "{"),
    ],
)
def test_what_does_not_fit_is_refused(kind, value):
    with pytest.raises(WrongValue):
        write(kind, value)


def test_money_needs_its_currency():
    with pytest.raises(WrongValue):
        write("money", 5)


def test_nothing_is_no_metafield_but_no_is_an_answer():
    assert write("single_line_text_field", False) == ""
    assert write("number_integer", None) == ""
    assert write("boolean", False) == "false"


@pytest.mark.parametrize(
    ("kind", "text"), [("number_integer", "x"), ("boolean", "yes"), ("date", "2026")]
)
def test_a_text_of_another_type_is_not_read(kind, text):
    with pytest.raises(WrongValue):
        read(kind, text)
