"""Many products, or their prices, in one bulk operation of the platform.

The operation's name carries the key of our request. Whoever repeats the request finds
the operation by it, running or finished, instead of starting another.
"""

import json
import re

from odoo.addons.retail_connector_base.platforms import RefusedError, TransientError

from . import uploads
from .queries import operation

LOOKS = 60  # at a running operation before the job goes on with something else
PAUSE = 2  # seconds between two looks
RUNNING = ("CREATED", "RUNNING", "CANCELING")
BUSY = ("OPERATION_IN_PROGRESS", "LIMIT_REACHED")
BUSY_WAIT = 60  # seconds
PRODUCTS = ("product_set", "ProductSet", "productSet")
PRICES = ("variants_update", "VariantsUpdate", "productVariantsBulkUpdate")


def run(client, sets, key, define=None, mutation=PRODUCTS) -> dict:
    """Run a mutation for all; return item key -> its payload.

    :param sets: item key -> variables
    :param define: called when the metafield with our key is not defined yet
    :param mutation: its file, the name of its operation, and its root field
    """
    name = f"{mutation[1]}_{re.sub('[^0-9a-zA-Z]', '_', key)}"
    found = _find(client, name)
    if found is None:
        if define and any("customId" in one["identifier"] for one in sets.values()):
            define(client)
        found = _start(client, name, sets, mutation)
    for _look in range(LOOKS):
        if found["status"] not in RUNNING:
            break
        client.sleep(PAUSE)
        found = client.run("bulk_state", {"id": found["id"]})["bulkOperation"]
    if found["status"] in RUNNING:
        raise TransientError("The bulk change still runs.", "bulk_running", 30)
    if found["status"] != "COMPLETED" or not found["url"]:
        raise TransientError(f"The bulk change ended as {found['status']}.", "bulk")
    return _read(client, found["url"], list(sets), mutation[2])


def _find(client, name):
    """Return the operation that an earlier try started; a failed one does not count."""
    for one in client.run("bulk_mutations")["bulkOperations"]["nodes"]:
        if name in one["query"] and one["status"] in (*RUNNING, "COMPLETED"):
            return one
    return None


def _start(client, name, sets, mutation):
    lines = "".join(json.dumps(variables) + "\n" for variables in sets.values())
    [target] = uploads.stage(
        client,
        [
            {
                "resource": "BULK_MUTATION_VARIABLES",
                "filename": f"{name}.jsonl",
                "mimeType": "text/jsonl",
                "httpMethod": "POST",
            }
        ],
    )
    path = uploads.send(client, target, f"{name}.jsonl", lines.encode(), "text/jsonl")
    file, known_as, _root = mutation
    text = operation(file).text
    text = text.replace(f"mutation {known_as}(", f"mutation {name}(")
    answer = client.run("bulk_mutation_start", {"mutation": text, "path": path})
    answer = answer["bulkOperationRunMutation"]
    for error in answer["userErrors"]:
        code = (error["code"] or "refused").lower()
        if error["code"] in BUSY:
            raise TransientError(error["message"], "bulk_running", BUSY_WAIT)
        raise RefusedError(error["message"], code)
    return answer["bulkOperation"]


def _read(client, url, keys, root):
    """Return item key -> payload of the lines of a result."""
    found = {}
    for line in client.stream(url):
        if not line.strip():
            continue
        row = json.loads(line)
        key = keys[row["__lineNumber"]]
        data = (row.get("data") or {}).get(root)
        found[key] = data or {"userErrors": _errors(row), "product": None}
    missing = [key for key in keys if key not in found]
    if missing:
        raise TransientError(f"{len(missing)} lines were not answered.", "bulk")
    return found


def _errors(row):
    return [
        {
            "field": None,
            "message": error.get("message") or "no reason given",
            "code": (error.get("extensions") or {}).get("code"),
        }
        for error in row.get("errors") or [{}]
    ]
