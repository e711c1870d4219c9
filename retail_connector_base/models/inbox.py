"""From a lane's events to documents: coalesce, fetch, parse. Nothing is written."""

import json
import traceback
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..canonical import InvariantError
from ..importers.item import Item, Outcome
from ..platforms import (
    ConfigError,
    NotFoundError,
    PlatformError,
    TransientError,
)
from .event_row import sortable

FETCH_AT_ONCE = 50  # entities a request, unless the platform says otherwise
# What a mapper raises on a payload nobody thought of: the document is parked.
MAPPER_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass
class Group:
    """All events of a batch about one entity; the newest speaks for them."""

    kind: str
    entity_id: str
    events: list = field(default_factory=list)  # records, oldest first
    payload: Any = None
    fetched: bool = False
    gone: bool = False
    item: Item | None = None
    outcome: Outcome | None = None
    wait: TransientError | None = None  # failed for now

    @property
    def newest(self):
        """Return the event that speaks for the group."""
        return self.events[-1]

    @property
    def is_open(self):
        """Return whether nothing has been decided about the group yet."""
        return self.outcome is None and self.wait is None

    def decide(self, state, cause, message=""):
        """Say what becomes of the group."""
        self.outcome = Outcome(state, cause, message)


def coalesce(events):
    """Return the groups of a batch, in the order of their first event."""
    groups = {}
    for event in events:
        key = (event.kind, event.entity_id)
        groups.setdefault(key, Group(*key)).events.append(event)
    for group in groups.values():
        if group.kind:
            _use_own_payload(group)
        else:  # stored because it was signed, but nobody could tell what it is about
            group.decide("parked", "rejected", group.newest.error or "")
    return list(groups.values())


def _use_own_payload(group):
    """Take the payload that came along, unless a later message hints at a newer one."""
    if group.newest.deleted:
        group.gone = True
        group.decide("ignored", "deleted")
        return
    complete = [event for event in group.events if event.complete and event.payload]
    if not complete:
        return
    best = max(complete, key=lambda event: (event.version or "", event.id))
    newer = [
        event
        for event in group.events
        if not event.complete and (event.version or "~") > (best.version or "")
    ]
    if not newer:
        group.payload = json.loads(best.payload, parse_float=Decimal)


def fetch(adapter, groups):
    """Read from the platform what did not come along; ConfigError is passed on."""
    by_kind = {}
    for group in groups:
        if group.is_open and group.payload is None:
            by_kind.setdefault(group.kind, []).append(group)
    for kind, missing in by_kind.items():
        size = adapter.max_fetch.get(kind, FETCH_AT_ONCE)
        for start in range(0, len(missing), size):
            _fetch_chunk(adapter, kind, missing[start : start + size])


def _fetch_chunk(adapter, kind, groups):
    try:
        found = adapter.fetch_many(kind, [group.entity_id for group in groups])
    except ConfigError:
        raise
    except PlatformError as error:
        _not_fetched(adapter, kind, groups, error)
        return
    for group in groups:
        if group.entity_id not in found:
            group.wait = TransientError("the platform did not answer for it", "silent")
        elif found[group.entity_id] is None:
            _is_gone(group)
        else:
            group.payload = found[group.entity_id]
            group.fetched = True


def _not_fetched(adapter, kind, groups, error):
    """Decide about the groups of a request that failed as a whole."""
    if isinstance(error, TransientError):
        for group in groups:
            group.wait = error
    elif isinstance(error, NotFoundError) and len(groups) > 1:
        for group in groups:  # which one is gone? ask one by one
            _fetch_chunk(adapter, kind, [group])
    elif isinstance(error, NotFoundError):
        _is_gone(groups[0])
    else:
        for group in groups:
            group.decide("parked", error.code, error.message)


def _is_gone(group):
    group.gone = True
    group.decide("ignored", "not_found")


def parse(adapter, group):
    """Turn a group's payload into an item for the importer, or park it."""
    try:
        document = adapter.parse(group.kind, group.payload)
    except InvariantError as error:
        group.decide("parked", "invariant", str(error))
    except TransientError as error:
        group.wait = error
    except PlatformError as error:
        group.decide("parked", error.code, error.message)
    except MAPPER_ERRORS as error:
        group.decide("parked", "mapper", _where(error))
    else:
        group.item = Item(
            document=document,
            event_ids=[event.id for event in group.events],
            event=group.newest,
            version=adapter.version_of(group.kind, group.payload)
            or _version(document)
            or group.newest.version
            or "",
        )


def _version(document):
    updated = getattr(document, "updated_at", None)
    return sortable(updated.isoformat()) if updated else ""


def _where(error):
    """Name an error and its place, not its text: that may quote personal data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    file = frame.filename.rsplit("/", 1)[-1]
    return f"{type(error).__name__} in {file}:{frame.lineno} ({frame.name})"
