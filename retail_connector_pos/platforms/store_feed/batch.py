"""A batch of a till, taken apart: what is new to store, and what is not understood."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from odoo.addons.retail_connector_base.canonical import RegisterState
from odoo.addons.retail_connector_base.platforms import Notice, RejectedDocument

from .schema import check, load

BATCH = "store-feed-1.0.schema.json"
SHIFTS = ("shift_open", "shift_close")
# What takes a number and leaves nothing to book but the number itself.
IDLE = ("void", "no_sale", "control")


class Record(NamedTuple):
    """One numbered record that fits the schema."""

    sequence: int
    revision: int
    uuid: str
    external_id: str
    digest: str
    kind: str  # receipt, session, or empty: only its number counts
    entity_id: str
    payload: Any


class Rejected(NamedTuple):
    """One record that does not fit; ``sequence`` None: not even its number."""

    sequence: int | None
    code: str
    path: str
    raw: Any = None


@dataclass(frozen=True)
class FeedBatch:
    """What a register sent at once."""

    store_id: str
    register_id: str
    epoch: int
    batch_id: str
    state: RegisterState
    records: tuple[Record, ...]
    rejected: tuple[Rejected, ...]

    @property
    def lane(self) -> str:
        """Return what the store's messages share their lane by."""
        return f"store:{self.store_id}"


def read_batch(raw: bytes, now: datetime) -> FeedBatch:
    """Return the batch in ``raw``; raise RejectedDocument when there is none."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise RejectedDocument("not JSON", code="not_json") from None
    return take_apart(data, now)


def take_apart(data, now: datetime) -> FeedBatch:
    """Return the batch that ``data`` is.

    The envelope must be right. A record that is not is rejected alone: it must not
    keep the others from being acknowledged.
    """
    schema = load(BATCH)
    records = data.get("transactions") if isinstance(data, dict) else None
    envelope = {**data, "transactions": []} if isinstance(records, list) else data
    problem = check(envelope, schema)
    if (
        problem is None
        and len(records) > schema["properties"]["transactions"]["maxItems"]
    ):
        raise RejectedDocument("too many records", "transactions", "too_many")
    if problem:
        raise RejectedDocument(problem.code, problem.path, "schema")
    good, bad = [], []
    for record in records:
        problem = check(record, schema["$defs"]["transaction"], schema)
        if problem:
            bad.append(Rejected(_number(record), problem.code, problem.path, record))
        else:
            good.append(_record(data, record))
    return FeedBatch(
        store_id=data["store_id"],
        register_id=data["register_id"],
        epoch=data["epoch"],
        batch_id=data["batch_id"],
        state=_state(data, now),
        records=tuple(good),
        rejected=tuple(bad),
    )


def _number(record):
    number = record.get("sequence") if isinstance(record, dict) else None
    usable = isinstance(number, int) and not isinstance(number, bool)
    return number if usable and 0 < number < 2**31 else None


def _record(data, record):
    external_id = receipt_key(data, record["sequence"])
    kind, entity_id = "receipt", external_id
    if record["kind"] in SHIFTS:
        kind, entity_id = "session", shift_key(data, record)
    elif record["kind"] in IDLE or record.get("training"):
        kind = ""
    payload = {
        "store_id": data["store_id"],
        "register_id": data["register_id"],
        "epoch": data["epoch"],
        "transaction": record,
    }
    return Record(
        record["sequence"],
        record.get("revision", 0),
        record["id"].lower(),
        external_id,
        digest(record),
        kind,
        entity_id,
        payload,
    )


def receipt_key(place, sequence) -> str:
    """Return the id of a record: where it was made, and its number there."""
    return f"{place['store_id']}/{place['register_id']}/{place['epoch']}/{sequence}"


def shift_key(place, record) -> str:
    """Return the id of the shift a record belongs to."""
    shift = record.get("shift") or ""
    return receipt_key(place, f"{record['business_date']}/{shift}")


def digest(record) -> str:
    """Return a fingerprint of what a record says."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def notice(batch: FeedBatch, record: Record) -> Notice:
    """Return the inbox's notice of a record."""
    return Notice(
        key=f"{record.external_id}/{record.revision}",
        topic=f"feed/{record.payload['transaction']['kind']}",
        kind=record.kind,
        entity_id=record.entity_id,
        version=f"r{record.revision:04d}/{record.sequence:010d}"
        if record.kind == "session"
        else f"r{record.revision:04d}",
        occurred_at=datetime.fromisoformat(record.payload["transaction"]["ended_at"]),
        payload=record.payload,
        lane=batch.lane,
    )


def odd_notice(batch: FeedBatch, key: str, raw, kind="receipt") -> Notice:
    """Return the notice of a record that a person has to look at."""
    number = _number(raw)
    place = {
        "store_id": batch.store_id,
        "register_id": batch.register_id,
        "epoch": batch.epoch,
    }
    return Notice(
        key=key,
        topic="feed/odd",
        kind=kind,
        entity_id=receipt_key(place, number) if number else key,
        payload={**place, "transaction": raw},
        lane=batch.lane,
    )


def _state(data, now):
    state = data["register_state"]

    def moment(name):
        text = state.get(name)
        return datetime.fromisoformat(text).astimezone(UTC) if text else None

    day = state.get("open_business_date")
    return RegisterState(
        external_id=data["register_id"],
        location_id=data["store_id"],
        at=now,
        epoch=data["epoch"],
        last_sequence=state["last_sequence"],
        first_sequence=state.get("first_sequence"),
        queued=state["queued"],
        oldest_queued_at=moment("oldest_queued_at"),
        open_business_date=date.fromisoformat(day) if day else None,
        clock=moment("clock"),
        software=state.get("software", ""),
    )
