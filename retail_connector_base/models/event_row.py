"""A received item as a row of the inbox: key, lane, version. No ORM."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zlib import crc32

import psycopg2

from odoo import fields

from .compressed import compress

# Documents that belong to another entity share its lane, so that they never race.
FAMILIES = {
    "fulfilment": "order",
    "party_merge": "party",
    "refund": "order",
    "return": "order",
}
COLUMNS = (
    "backend_id",
    "company_id",
    "key",
    "topic",
    "kind",
    "entity_id",
    "lane",
    "lane_key",
    "version",
    "origin",
    "deleted",
    "complete",
    "received_at",
    "occurred_at",
    "state",
    "cause",
    "error",
    "tries",
    "payload",
)
INSERT = (
    f"INSERT INTO retail_event ({', '.join(COLUMNS)}) VALUES %s "
    "ON CONFLICT (backend_id, key) DO NOTHING RETURNING id, lane, state"
)
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
CHUNK = 500  # rows a statement


class Received(NamedTuple):
    """What a store added: ids of new events, and the lanes that have work now."""

    ids: list
    lanes: set


SECOND = timedelta(seconds=3)  # the platform's second, and clocks that differ


def sortable(version):
    """Return a version so that text order is its order: dates in UTC, same length."""
    try:
        moment = datetime.fromisoformat(version)
    except (TypeError, ValueError):
        return version or ""
    if moment.tzinfo is None:
        return version
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def is_early(version, read_at):
    """Return whether something was read too soon to hold all of its own second.

    :param version: as events keep it; what is no time is never early
    :param read_at: naive UTC, when the platform was asked, or it came by itself
    """
    try:
        moment = datetime.fromisoformat(version).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return False
    return read_at < moment + SECOND


def digest(raw):
    """Return the key of a message that carries none: the same text, the same key."""
    body = raw.encode() if isinstance(raw, str) else raw or b""
    return hashlib.sha256(body).hexdigest()


def lane_of(kind, entity_id, lanes, key=None):
    """Return the lane in which everything about an entity is worked on.

    :param key: what the entity shares its lane with; None: nothing
    """
    if not key:
        key = f"{FAMILIES.get(kind, kind)}:{entity_id}"
    return crc32(key.encode()) % lanes


def event_row(facts, notice, origin, raw=None, problem=None):
    """Return a notice as a row of the inbox.

    :param facts: anything with ``id``, ``company_id`` (int) and ``lanes``
    :param raw: the body as it came; not kept when the entity itself came along
    :param problem: (cause, sentence) why nobody could tell what it is about
    """
    complete = notice.payload is not None
    if complete:
        raw = json.dumps(notice.payload, default=str)
    occurred = notice.occurred_at
    if occurred is not None and occurred.tzinfo:
        occurred = occurred.astimezone(UTC).replace(tzinfo=None)
    state, cause, error = "received", None, None
    if problem:
        state, (cause, error) = "parked", problem
    elif not notice.kind:  # only to be recorded: nothing will be done about it
        state, cause = "ignored", "recorded"
    return (
        facts.id,
        facts.company_id,
        notice.key or digest(raw),
        notice.topic,
        notice.kind or None,
        notice.entity_id or None,
        lane_of(notice.kind, notice.entity_id, facts.lanes, notice.lane),
        notice.lane or None,
        sortable(notice.version) or None,
        origin,
        notice.deleted,
        complete,
        fields.Datetime.now(),
        occurred,
        state,
        cause,
        error,
        0,
        psycopg2.Binary(compress(raw)) if raw else None,
    )


def insert_events(cr, rows):
    """Insert rows of the inbox; a key that is there already is left alone."""
    ids, lanes = [], set()
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        values = [value for row in chunk for value in row]
        # A key that was just stored elsewhere raises: expected, so not an error to log.
        statement = INSERT % ", ".join([ROW] * len(chunk))
        cr.execute(statement, values, log_exceptions=False)
        for event_id, lane, state in cr.fetchall():
            ids.append(event_id)
            if state == "received":
                lanes.add(lane)
    return Received(ids, lanes)
