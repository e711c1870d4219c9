"""The store feed's pure parts: schema, signature, batches, documents, POSLog."""

import gzip
import importlib.util
import json
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.retail_connector_base.canonical import InvariantError, encode
from odoo.addons.retail_connector_base.platforms import BadSignature, RejectedDocument
from odoo.addons.retail_connector_pos.platforms.store_feed import (
    StoreFeedAdapter,
    batch,
    files,
    signing,
)
from odoo.addons.retail_connector_pos.platforms.store_feed.schema import check, load

NOW = datetime(2026, 11, 9, 17, 5, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "retail_connector_pos" / "static" / "store_feed"
EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))
KEY = "a key of a register"


def example(name):
    return json.loads((FOLDER / "examples" / f"{name}.json").read_text())


def documents(data):
    adapter = StoreFeedAdapter({})
    taken = batch.take_apart(data, NOW)
    assert not taken.rejected
    return [adapter.parse(r.kind, r.payload) for r in taken.records if r.kind]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_published_examples_fit_the_schema_and_are_documents(path):
    data = json.loads(path.read_text())
    assert check(data, load("store-feed-1.0.schema.json")) is None
    for document in documents(data):
        assert encode(document)


def test_a_sale_and_a_return_as_documents():
    opened, sale, back = documents(example("sale-and-return"))
    assert (opened.closed_at, opened.opening_float.amount) == (None, Decimal("100.00"))
    assert sale.external_id == "S1/1/1/2"
    assert sale.place.business_date == date(2026, 11, 9)
    assert [line.kind for line in sale.lines] == ["product", "tip"]
    assert [(t.kind, t.gateway) for t in sale.tenders] == [
        ("sale", "cash"),
        ("change", "cash"),
    ]
    assert sale.lines[0].discount.amount == Decimal("1.00")
    assert back.lines[0].origin.receipt_id == sale.external_id
    assert (back.lines[0].reason, back.lines[0].disposition) == ("damaged", "scrap")
    assert back.tenders[0].external_id == "pay_77"


def test_a_close_as_a_document():
    paid_out, close = documents(example("close"))
    assert paid_out.movement.amount.amount == Decimal("-20.00")
    assert close.external_id == "S1/1/1/2026-11-09/1"
    assert (close.first_sequence, close.last_sequence) == (1, 6)
    assert {c.tender: c.expected.amount for c in close.tenders} == {
        "cash": Decimal("22.52"),
        "card": Decimal("-10.80"),
    }


def test_a_bad_record_is_rejected_alone_and_a_bad_envelope_as_a_whole():
    data = example("sale-and-return")
    data["transactions"][1]["lines"][0]["quantity"] = 2
    taken = batch.take_apart(data, NOW)
    assert [r.sequence for r in taken.records] == [1, 3]
    assert taken.rejected[0][:3] == (2, "type", "lines[0].quantity")
    for path, value in (("epoch", 0), ("store_id", "../etc"), ("more", 1)):
        with pytest.raises(RejectedDocument):
            batch.take_apart({**example("heartbeat"), path: value}, NOW)
    with pytest.raises(RejectedDocument):
        batch.read_batch(b"[" * 100000, NOW)
    with pytest.raises(RejectedDocument):
        batch.take_apart([], NOW)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("sequence", True, "type"),
        ("sequence", 0, "range"),
        ("id", "7", "format"),
        ("business_date", "2026-13-01", "format"),
        ("ended_at", "2026-11-09T17:00:00", "format"),
        ("currency", "usd", "pattern"),
        ("kind", "dance", "enum"),
        ("surprise", 1, "unknown"),
        ("total", "1.00\n", "pattern"),
    ],
)
def test_what_the_schema_refuses(path, value, code):
    record = {**example("sale-and-return")["transactions"][1], path: value}
    schema = load("store-feed-1.0.schema.json")
    assert check(record, schema["$defs"]["transaction"], schema).code == code


def test_a_receipt_whose_amounts_disagree_is_no_document():
    data = example("sale-and-return")
    data["transactions"][1]["total"] = "22.53"
    with pytest.raises(InvariantError):
        documents(data)


def test_the_same_record_has_the_same_digest_however_it_is_written():
    record = example("sale-and-return")["transactions"][1]
    other = dict(reversed(list(deepcopy(record).items())))
    assert batch.digest(record) == batch.digest(other)
    other["total"] = "0.00"
    assert batch.digest(record) != batch.digest(other)


# --- signature ---


def claim(**values):
    base = signing.Claim("S1", "1", int(NOW.timestamp()), "n" * 16, "")
    return base._replace(**values)


def test_only_the_registers_key_signs_just_now():
    mine = claim()
    mine = mine._replace(signature=signing.sign(KEY, mine, "POST", "/p", b"body"))
    now = NOW.timestamp()
    signing.verify([KEY], mine, "POST", "/p", b"body", now)
    signing.verify(["new", KEY], mine, "POST", "/p", b"body", now + 299)
    for keys, changed, method, path, body, moment in (
        ([], mine, "POST", "/p", b"body", now),
        (["other"], mine, "POST", "/p", b"body", now),
        ([KEY], mine, "GET", "/p", b"body", now),
        ([KEY], mine, "POST", "/q", b"body", now),
        ([KEY], mine, "POST", "/p", b"Body", now),
        ([KEY], mine._replace(nonce="m" * 16), "POST", "/p", b"body", now),
        ([KEY], mine._replace(register_id="2"), "POST", "/p", b"body", now),
    ):
        with pytest.raises(BadSignature):
            signing.verify(keys, changed, method, path, body, moment)
    with pytest.raises(signing.WrongClock):
        signing.verify([KEY], mine, "POST", "/p", b"body", now + 301)


def test_the_reference_client_signs_the_same_way():
    spec = importlib.util.spec_from_file_location(
        "till_client", ROOT / "setup" / "till_client.py"
    )
    client = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(client)
    mine = claim()
    assert client.signature(
        KEY, "S1/1", mine.timestamp, mine.nonce, "POST", "/p", b"body"
    ) == signing.sign(KEY, mine, "POST", "/p", b"body")


def test_headers_that_name_nobody_are_refused():
    good = {
        signing.REGISTER: "S1/1",
        signing.TIMESTAMP: "1",
        signing.NONCE: "n" * 16,
        signing.SIGNATURE: "x",
    }
    assert signing.claim_of(good).store_id == "S1"
    for name, value in (
        (signing.REGISTER, "S1"),
        (signing.TIMESTAMP, "now"),
        (signing.NONCE, "short"),
    ):
        with pytest.raises(BadSignature):
            signing.claim_of({**good, name: value})


def test_a_bomb_is_not_unpacked():
    assert signing.unpack(gzip.compress(b"hello"), "gzip") == b"hello"
    bomb = gzip.compress(b"\0" * (signing.LARGEST_TEXT + 1))
    for body in (bomb, b"no gzip", gzip.compress(b"hello")[:-4]):
        with pytest.raises(signing.TooLarge):
            signing.unpack(body, "gzip")
    with pytest.raises(signing.TooLarge):
        signing.unpack(b"\0" * (signing.LARGEST_BODY + 1), "")


# --- files ---


def test_which_files_are_batches():
    assert files.is_batch("S1_1_1_1-9.json")
    assert files.is_batch("S1_1_1_1-9.json.gz")
    assert files.is_batch("poslog.xml")
    for name in ("a.json.part", "a.json.ack.json", ".hidden.json", "notes.txt"):
        assert not files.is_batch(name)
