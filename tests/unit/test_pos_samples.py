"""Each till platform's samples become the documents that lie beside them.

A sample is ``platforms/<code>/samples/<kind>-<what>.json``, the payload an event keeps;
its twin in ``expected/`` is the document. ``RETAIL_UPDATE_GOLDEN=1`` writes the twins
anew: read the difference.
"""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.retail_connector_base.canonical import decode, encode, kind_of
from odoo.addons.retail_connector_base.platforms import ADAPTERS
from odoo.addons.retail_connector_pos import platforms

FOLDER = Path(platforms.__file__).parent
SAMPLES = sorted(FOLDER.glob("*/samples/*.json"))


def test_every_platform_has_samples():
    codes = {path.name for path in FOLDER.iterdir() if (path / "adapter.py").exists()}
    assert codes == {path.parents[1].name for path in SAMPLES}


@pytest.mark.parametrize(
    "path", SAMPLES, ids=lambda path: f"{path.parents[1].name}/{path.stem}"
)
def test_a_sample_becomes_its_twin(path):
    kind = path.stem.partition("-")[0]
    payload = json.loads(path.read_text(), parse_float=Decimal)
    document = ADAPTERS[path.parents[1].name]({}).parse(kind, payload)
    assert kind_of(document) == kind
    text = encode(document)
    assert decode(text) == document
    twin = path.parents[1] / "expected" / path.name
    if os.environ.get("RETAIL_UPDATE_GOLDEN") == "1":
        twin.parent.mkdir(exist_ok=True)
        twin.write_text(json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n")
    assert json.loads(text) == json.loads(twin.read_text())
