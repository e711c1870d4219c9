"""The samples are what the seller answers: made anew, they fit the contract."""

import json
from pathlib import Path

import jsonschema
import pytest

from odoo.addons.retail_connector_pos.platforms import square

FOLDER = Path(square.__file__).parent / "samples"
# kind -> (field of the raw document, schema of the contract)
SHAPES = {
    "receipt": ("order", "Order"),
    "session": ("shift", "CashDrawerShift"),
    "settlement": ("payout", "Payout"),
    "giftcard": ("gift_card", "GiftCard"),
    "loyalty": ("loyalty_account", "LoyaltyAccount"),
    "store": ("location", "Location"),
    "product": (None, "CatalogObject"),
    "party": (None, "Customer"),
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda p: p.stem)
def test_a_sample_has_the_shape_of_the_contract(fake, path):
    field, name = SHAPES[path.stem.partition("-")[0]]
    raw = json.loads(path.read_text())
    document = fake.contract.document
    schema = {"$ref": f"#/components/schemas/{name}"}
    checker = jsonschema.Draft4Validator(
        {**schema, "components": document["components"]}
    )
    value = raw[field] if field else raw
    assert not [error.message for error in checker.iter_errors(value)]
    assert not list(fake.contract._strangers(schema, value, name))
