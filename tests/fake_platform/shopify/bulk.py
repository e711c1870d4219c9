"""Bulk operations: run in the background, leave a JSONL file."""

import json
import secrets
import threading
import time

from .documents import Rejected
from .executor import Call
from .store import numeric

MAX_RUNNING = 5
ACTIVE = ("CREATED", "RUNNING", "CANCELING")


def running(shop, kind="QUERY"):
    """Return the operations that are not finished."""
    return [
        record
        for record in shop.table("BulkOperation").values()
        if record["type"] == kind and record["status"] in ACTIVE
    ]


def start(shop, schema, granted, query, group_objects):
    """Create a reading operation and run it in a thread of its own."""
    record = created(shop, "QUERY", query)
    args = (shop, schema, granted, record, group_objects)
    threading.Thread(target=_run, args=args, daemon=True).start()
    return record


def start_mutation(shop, schema, granted, mutation, lines):
    """Create a writing operation and run it in a thread of its own."""
    record = created(shop, "MUTATION", mutation)
    args = (shop, schema, granted, record, lines)
    threading.Thread(target=_run_mutation, args=args, daemon=True).start()
    return record


def created(shop, kind, query):
    """Store an operation that has not begun."""
    return shop.add(
        "BulkOperation",
        {
            "type": kind,
            "status": "CREATED",
            "query": query,
            "objectCount": "0",
            "rootObjectCount": "0",
            "fileSize": None,
            "url": None,
            "partialDataUrl": None,
            "completedAt": None,
            "errorCode": None,
        },
    )


def _run_mutation(shop, schema, granted, record, content):
    """Run the mutation once a line; an answer names its line."""
    pause = shop.settings["bulk_seconds"] / 2
    time.sleep(pause)
    record["status"] = "RUNNING"
    answers = []
    for number, line in enumerate(filter(None, content.decode().splitlines())):
        with shop.lock:
            call = Call(shop, schema, granted, bulk=True)
            try:
                data, errors = call.prepare(
                    record["query"], json.loads(line), None
                ).run()
            except Rejected as refusal:
                data, errors = None, refusal.errors
        answer = {"data": data} if data is not None else {}
        if errors:
            answer["errors"] = errors
        answers.append({**answer, "__lineNumber": number})
    time.sleep(pause)
    with shop.lock:
        _publish(shop, record, answers)


def _run(shop, schema, granted, record, group_objects):
    pause = shop.settings["bulk_seconds"] / 2
    time.sleep(pause)
    with shop.lock:
        if record["status"] == "CANCELING":
            return _finish(shop, record, "CANCELED")
        record["status"] = "RUNNING"
        call = Call(shop, schema, granted, bulk=True)
        data, errors = call.prepare(record["query"], {}, None).run()
    if errors:
        codes = {error["extensions"]["code"] for error in errors}
        denied = "ACCESS_DENIED" in codes
        record["errorCode"] = "ACCESS_DENIED" if denied else "INTERNAL_SERVER_ERROR"
    lines = list(flatten(data or {}, group_objects))
    time.sleep(pause)
    with shop.lock:
        if record["status"] == "CANCELING":
            return _finish(shop, record, "CANCELED")
        return _publish(shop, record, lines)


def _publish(shop, record, lines):
    """Store the file and finish, well or badly."""
    failed = shop.faults.first({"bulk_failed"}, ("bulk",))
    if failed:
        record["errorCode"] = failed.code or "INTERNAL_SERVER_ERROR"
        lines = lines[: len(lines) // 2]
    content = "".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        for line in lines
    ).encode()
    if fault := shop.faults.first({"bulk_truncated"}, ("bulk",), "before"):
        content = content[: int(len(content) * 0.6)] if fault else content
    record["objectCount"] = str(len(lines))
    record["rootObjectCount"] = str(sum("__parentId" not in line for line in lines))
    url = None
    if content:
        name = f"bulk-{numeric(record['id'])}-{secrets.token_hex(8)}.jsonl"
        shop.uploads[name] = content
        url = f"{shop.platform.url}/_files/{shop.domain}/{name}"
        record["fileSize"] = str(len(content))
    if record["errorCode"]:
        record["partialDataUrl"] = url
        return _finish(shop, record, "FAILED")
    record["url"] = url
    return _finish(shop, record, "COMPLETED")


def _finish(shop, record, status):
    record["status"] = status
    record["completedAt"] = shop.now()
    shop.touch(record)
    shop.emit("bulk_operations/finish", record)


def flatten(data, group_objects):
    """Yield one line per object; nested ones name their parent.

    Grouped, children follow their parent; else all objects of a level come before the
    next level, because the platform promises no order.
    """
    level = [(None, value) for value in data.values() if isinstance(value, dict)]
    while level:
        following = []
        for parent, value in level:
            for line, nested in _objects(value, parent):
                yield line
                children = [(line.get("id"), child) for child in nested]
                if group_objects:
                    for owner, child in children:
                        yield from _grouped(child, owner)
                else:
                    following += children
        level = following


def _grouped(value, parent):
    for line, nested in _objects(value, parent):
        yield line
        for child in nested:
            yield from _grouped(child, line.get("id"))


def _objects(value, parent):
    """Yield ``(line, nested connections)`` of a connection found in ``value``."""
    if "edges" in value:
        for edge in value["edges"]:
            nested = []
            line = _plain(edge["node"], nested)
            if parent:
                line["__parentId"] = parent
            yield line, nested
        return
    for inner in value.values():
        if isinstance(inner, dict):
            yield from _objects(inner, parent)


def _plain(node, nested):
    """Return a node without its connections, which go to ``nested``."""
    line = {}
    for key, value in node.items():
        if isinstance(value, dict) and "edges" in value:
            nested.append(value)
        elif isinstance(value, dict):
            line[key] = _plain(value, nested)
        else:
            line[key] = value
    return line
