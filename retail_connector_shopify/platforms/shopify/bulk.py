"""Bulk operations: the platform writes a whole history into one file of JSON lines.

The file has a line per entity and a line per member of its nested lists, which names
its parent. Members may stand anywhere, so they are spooled to disk and joined when the
entity's turn comes: memory does not grow with the file. Reading can be resumed after
any number of entities, because the file keeps its order.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from odoo.addons.retail_connector_base.platforms import (
    ExportState,
    NotFoundError,
    Notice,
    RefusedError,
    TransientError,
)

from .changes import since_filter
from .client import AdminClient
from .mapper_order_edits import needs_agreements
from .queries import inlined
from .shapes import GID, moment, version

# kind -> (bulk query, {type of the member's id: its list})
EXPORTS = {
    "order": ("orders", {"LineItem": "lineItems", "ShippingLine": "shippingLines"}),
    "product": (
        "products",
        {
            "ProductVariant": "variants",
            "MediaImage": "media",
            "Video": "media",
            "ExternalVideo": "media",
            "Model3d": "media",
            "Metafield": "metafields",
            "Collection": "collections",
        },
    ),
    "party": ("customers", {"MailingAddress": "addressesV2"}),
}
KINDS = {"Order": "order", "Product": "product", "Customer": "party"}
STATES = {
    "CREATED": "running",
    "RUNNING": "running",
    "CANCELING": "running",
    "COMPLETED": "done",
    "FAILED": "failed",
    "CANCELED": "failed",
    "EXPIRED": "failed",
}
BUSY = ("OPERATION_IN_PROGRESS", "LIMIT_REACHED")
BUSY_WAIT = 60  # seconds
CHUNK = 1000  # lines a statement
ENTITIES = "SELECT id, line FROM entity ORDER BY n LIMIT -1 OFFSET ?"
MEMBERS = "SELECT line FROM member WHERE parent = ? ORDER BY n"


def start(client: AdminClient, kind: str, since: datetime | None) -> str:
    """Start an export and return its id."""
    query = inlined(EXPORTS[kind][0]).replace("FILTER", since_filter(since))
    answer = client.run("bulk_start", {"query": query})["bulkOperationRunQuery"]
    for error in answer["userErrors"]:
        if error["code"] in BUSY:
            raise TransientError(
                error["message"], error["code"].lower(), retry_after=BUSY_WAIT
            )
        raise RefusedError(error["message"], (error["code"] or "refused").lower())
    return answer["bulkOperation"]["id"]


def state(client: AdminClient, export_id: str) -> ExportState:
    """Return how far an export is."""
    found = client.run("bulk_state", {"id": export_id})["bulkOperation"]
    if not found:
        raise NotFoundError("The platform does not know this bulk operation any more.")
    return ExportState(
        external_id=export_id,
        state=STATES[found["status"]],
        count=int(found["rootObjectCount"]),
        url=found["url"] or "",  # none: the result is empty
        error=found["errorCode"] or "",
    )


def read(lines: Iterable[bytes], skip: int, currency: str = "") -> Iterator[Notice]:
    """Yield the entities of a result as Notices, after the first ``skip``."""
    for entity in join(lines, skip):
        if currency:
            entity["currencyCode"] = currency
        yield _notice(entity)


def _notice(entity):
    kind = KINDS[_type(entity["id"])]
    stamp = version(entity["updatedAt"])
    # Sales agreements cannot be exported in bulk: such an order is read again.
    complete = kind != "order" or not needs_agreements(entity)
    return Notice(
        key=f"export:{entity['id']}:{stamp}",
        topic=f"export/{kind}",
        kind=kind,
        entity_id=entity["id"],
        version=stamp,
        occurred_at=moment(entity["updatedAt"]),
        payload=entity if complete else None,
    )


def join(lines: Iterable[bytes], skip: int = 0) -> Iterator[dict]:
    """Yield entities with their members, in the file's order."""
    with (
        tempfile.TemporaryDirectory(prefix="retail-bulk-") as folder,
        closing(sqlite3.connect(Path(folder) / "spool")) as spool,
    ):
        _fill(spool, lines)
        for entity_id, line in spool.execute(ENTITIES, [skip]):
            yield _joined(json.loads(line), spool.execute(MEMBERS, [entity_id]))


def _fill(spool, lines):
    spool.executescript(
        """
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        CREATE TABLE entity (n INTEGER PRIMARY KEY, id TEXT, line TEXT);
        CREATE TABLE member (n INTEGER PRIMARY KEY, parent TEXT, line TEXT);
        """
    )
    entities, members = [], []
    for line in lines:
        if not line.strip():
            continue
        item = json.loads(line)
        text = line.decode()
        parent = item.get("__parentId")
        if parent:
            members.append((parent, text))
        else:
            entities.append((item["id"], text))
        if len(entities) + len(members) >= CHUNK:
            _flush(spool, entities, members)
    _flush(spool, entities, members)
    spool.execute("CREATE INDEX member_parent ON member (parent)")


def _flush(spool, entities, members):
    spool.executemany("INSERT INTO entity (id, line) VALUES (?, ?)", entities)
    spool.executemany("INSERT INTO member (parent, line) VALUES (?, ?)", members)
    entities.clear()
    members.clear()


def _joined(entity, members):
    lists = EXPORTS[KINDS[_type(entity["id"])]][1]
    for name in lists.values():
        entity[name] = {
            "nodes": [],
            "pageInfo": {"hasNextPage": False, "endCursor": None},
        }
    for (line,) in members:
        member = json.loads(line)
        del member["__parentId"]
        entity[lists[_type(member["id"])]]["nodes"].append(member)
    return entity


def _type(global_id):
    """Return the type that a global id names."""
    return global_id.removeprefix(GID).partition("/")[0]
