"""Judge requests by a vendor's published OpenAPI document.

``openapi-core`` checks what the document says. On top of it a field that the document
does not know is a violation here: vendors ignore it silently, so a misspelt field would
be found only by its missing effect.
"""

import functools
import json
import warnings
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict


@dataclass
class _Asked:
    """A request in the words of openapi-core."""

    host_url: str
    path: str
    method: str
    content_type: str
    body: bytes | None
    parameters: RequestParameters = field(default_factory=RequestParameters)


class Contract:
    """The published document of one interface.

    :param path: the OpenAPI document, JSON or YAML
    :param base: address its paths are relative to, e.g. ``https://api.example.com/v2``
    :param known: extra body fields the vendor takes although the document is silent
    """

    def __init__(self, path, base, known=()):
        self.document = _load(path)
        self.base, self.known = base.rstrip("/"), frozenset(known)
        host, _sep, prefix = self.base.removeprefix("https://").partition("/")
        self.host, self.prefix = f"https://{host}", f"/{prefix}" if prefix else ""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.api = OpenAPI.from_dict(
                {**self.document, "servers": [{"url": self.base}]},
                config=Config(spec_validator_cls=None),
            )

    def violations(self, method, path, query="", headers=(), body=b""):
        """Return what is wrong with a request, as sentences; empty: nothing.

        :param path: relative to the base, e.g. ``/ManualJournals``
        """
        headers = Headers(list(headers))
        asked = _Asked(
            host_url=self.host,
            path=self.prefix + path,
            method=method.lower(),
            content_type=(headers.get("Content-Type") or "").partition(";")[0],
            body=body or None,
            parameters=RequestParameters(
                query=ImmutableMultiDict(parse_qsl(query, keep_blank_values=True)),
                header=headers,
                cookie=ImmutableMultiDict(),
            ),
        )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.api.validate_request(asked)
        except OpenAPIError as error:
            return list(_sentences(error))
        return list(self._unknown(method, path, asked))

    def _unknown(self, method, path, asked):
        """Yield the body's fields that the document does not name."""
        schema = self._body_schema(method, path)
        if schema is not None and asked.body and "json" in asked.content_type:
            yield from self._strangers(schema, json.loads(asked.body), "body")

    def _body_schema(self, method, path):
        for pattern, operations in self.document["paths"].items():
            if _matches(pattern, path) and method.lower() in operations:
                body = operations[method.lower()].get("requestBody")
                content = self._resolve(body or {}).get("content", {})
                media = content.get("application/json") or {}
                return media.get("schema")
        return None

    def _resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def _strangers(self, schema, value, path):
        schema = self._resolve(schema)
        if isinstance(value, list):
            for index, item in enumerate(value):
                each = schema.get("items") or {}
                yield from self._strangers(each, item, f"{path}[{index}]")
        if not isinstance(value, dict):
            return
        properties = self._properties(schema)
        if not properties or schema.get("additionalProperties"):
            return
        for name, item in value.items():
            if name in properties:
                yield from self._strangers(properties[name], item, f"{path}.{name}")
            elif name not in self.known:
                yield f"{path}.{name}: unknown field"

    def _properties(self, schema):
        found = dict(schema.get("properties") or {})
        for word in ("allOf", "oneOf", "anyOf"):
            for part in schema.get(word) or ():
                found |= self._properties(self._resolve(part))
        return found


@functools.cache
def _load(path):
    text = path.read_bytes()
    if path.suffix == ".json":
        return json.loads(text)
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _matches(pattern, path):
    ours, theirs = path.strip("/").split("/"), pattern.strip("/").split("/")
    return len(ours) == len(theirs) and all(
        b.startswith("{") or a == b for a, b in zip(ours, theirs, strict=True)
    )


def _sentences(error):
    cause = error.__cause__
    details = getattr(cause, "schema_errors", None) or ()
    for detail in details:
        where = ".".join(str(part) for part in detail.absolute_path)
        yield f"body.{where}: {detail.message}" if where else f"body: {detail.message}"
    if not details:
        yield f"{error}" + (f": {cause}" if cause else "")
