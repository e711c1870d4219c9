"""Who can be the same person."""

import pytest

from odoo.addons.retail_connector_base.importers.party_match import (
    address_key,
    email_key,
    names_agree,
    phone_key,
    vat_key,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Smith", "john  smith"),
        ("Smith, John", "John Smith"),
        ("J. Smith", "John Smith"),
        ("José García", "Jose Garcia"),
        ("John", "John Smith"),
        ("", "Anybody"),
        ("john@example.com", "John Smith"),
        ("ACME", "Acme GmbH"),
    ],
)
def test_same_person(one, other):
    assert names_agree(one, other)
    assert names_agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Smith", "John Smith"),
        ("John Smith", "John Miller"),
        ("A. Smith", "John Smith"),
        ("Mary", "John Smith"),
    ],
)
def test_different_people(one, other):
    assert not names_agree(one, other)
    assert not names_agree(other, one)


def test_keys():
    assert email_key(" Ada@Example.COM ") == "ada@example.com"
    assert phone_key("+49 (0)170 1234567") == phone_key("0170-1234567")
    assert phone_key("12345") == ""
    assert vat_key("de 123.456.789") == "DE123456789"


def test_equal_addresses_are_recognized():
    one = {"name": "Ada", "street": "1 Main St.", "city": "Springfield", "zip": "1"}
    other = {"name": "ADA", "street": "1, main st", "city": "springfield", "zip": "1"}
    assert address_key(one) == address_key(other)
    assert address_key(one) != address_key({**one, "street": "2 Main St."})
