"""The vendor's document, and its Postman collection for what the document leaves out.

The collection has the beta resources (webhooks, gift cards) and version 2.1, which can
change a product. Of a request it tells method, path, arguments and the body's fields by
an example; so the fields are checked, their types are not.
"""

import functools
import json
import re

from tests.specs import spec

from ..rest import Contract

HOST = "https://example.retail.lightspeed.app"


class LightspeedContract(Contract):
    """API 2.0 with the beta resources, and 2.1."""

    def __init__(self):
        super().__init__(spec("lightspeed", "api-2.0.json"), f"{HOST}/api/2.0")

    def violations(self, method, path, query="", headers=(), body=b""):
        """Return what is wrong with a request; ``path`` begins with the version."""
        version, _sep, rest = path.lstrip("/").partition("/")
        if rest.endswith("/actions/image_upload"):
            return _upload(body)
        found = collected(method, version, f"/{rest}")
        if version == "2.0" and not (found and found["beta"]):
            return [
                *super().violations(method, f"/{rest}", query, headers, body),
                *self._unknown_arguments(method, f"/{rest}", query),
            ]
        if found is None:
            return [f"{method} {path}: no such operation"]
        given = json.loads(body) if body else None
        return [
            *strangers(found["body"], given, "body"),
            *_arguments(found["arguments"], query),
        ]

    def _unknown_arguments(self, method, path, query):
        """Return arguments the document does not name: they would be ignored."""
        for pattern, operations in self.document["paths"].items():
            operation = operations.get(method.lower())
            if operation and re.fullmatch(re.sub(r"{[\w-]+}", "[^/]+", pattern), path):
                names = {p["name"] for p in operation.get("parameters", ())}
                return _arguments(names, query)
        return []


def _upload(body):
    """Judge an upload by the vendor's tutorial: the document calls itself wrong."""
    return [] if b'name="image"; filename=' in body else ["body.image: missing"]


def _arguments(names, query):
    given = [part.partition("=")[0] for part in query.split("&") if part]
    return [f"argument {name}: unknown" for name in given if name not in names]


def strangers(example, value, path):
    """Yield the fields of a body that its example does not have."""
    if isinstance(example, list) and isinstance(value, list):
        for item in value:
            yield from strangers(example[0] if example else {}, item, f"{path}[]")
    if isinstance(example, dict) and isinstance(value, dict):
        for name, item in value.items():
            if name not in example:
                yield f"{path}.{name}: unknown field"
            else:
                yield from strangers(example[name], item, f"{path}.{name}")


def collected(method, version, path):
    """Return the collection's request for a path, or None."""
    for row in _collection():
        same = row["method"] == method and row["version"] == version
        if same and re.fullmatch(row["pattern"], path):
            return row
    return None


@functools.cache
def _collection():
    document = json.loads(spec("lightspeed", "postman_collection.json").read_text())
    return list(_requests(document, ""))


def _requests(node, folder):
    for item in node.get("item", ()):
        place = f"{folder}/{item['name']}"
        if "request" in item:
            yield from _request(item["request"], place)
        yield from _requests(item, place)


def _request(request, place):
    raw = request["url"]["raw"] if isinstance(request["url"], dict) else request["url"]
    address, _sep, query = raw.partition("?")
    found = re.search(r"/api/([\d.]+)(/.*)$", address)
    if not found:
        return
    text = (request.get("body") or {}).get("raw") or "null"
    try:
        body = json.loads(text)
    except ValueError:  # with comments in it: nothing of ours
        return
    listed = (
        request["url"].get("query") or () if isinstance(request["url"], dict) else ()
    )
    yield {
        "method": request["method"],
        "version": found[1],
        "pattern": re.sub(r":[\w-]+", "[^/]+", found[2].rstrip("/")),
        "beta": "BETA" in place,
        "body": body,
        "arguments": {row["key"] for row in listed if row.get("key")}
        | {part.partition("=")[0] for part in query.split("&") if part},
    }
