"""A transport that answers by a script and keeps what it was asked."""

import json
from collections import defaultdict
from datetime import UTC, datetime

from odoo.addons.retail_connector_shopify.platforms.shopify import ShopifyAdapter

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Answer:
    """A response: JSON, headers, lines."""

    def __init__(self, body=None, headers=None, lines=()):
        self.body, self.headers, self.lines = body, headers or {}, lines

    def json(self):
        if self.body is None:
            raise json.JSONDecodeError("no JSON", "", 0)
        return self.body

    def iter_lines(self, chunk_size):
        for line in self.lines:
            if isinstance(line, Exception):
                raise line
            yield line

    def close(self):
        self.closed = True


class Script:
    """Answers each operation (by its name in the document) from a queue.

    An entry is a dict (the data), an Answer, an exception to raise, or a function of
    the variables. The last entry of a queue stays.
    """

    def __init__(self, **answers):
        self.answers = defaultdict(list, {k: list(v) for k, v in answers.items()})
        self.asked = []  # (operation, variables, token)

    def request(self, method, url, *, headers=None, json=None, stream=False, **options):
        if stream:
            name, variables = "stream", {"url": url}
        elif "query" in (json or {}):
            name = json["query"].partition("(")[0].partition("{")[0].split()[1]
            variables = json["variables"]
        else:
            name, variables = "token", json
        self.asked.append(
            (name, variables, (headers or {}).get("X-Shopify-Access-Token"))
        )
        queue = self.answers[name]
        entry = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(entry, Exception):
            raise entry
        if callable(entry):
            entry = entry(variables)
        return entry if isinstance(entry, Answer) else Answer({"data": entry})

    def names(self):
        return [name for name, _variables, _token in self.asked]


class Budget:
    """Remembers what was taken and settled."""

    def __init__(self):
        self.taken, self.settled = [], []

    def take(self, cost):
        self.taken.append(cost)

    def settle(self, *figures):
        self.settled.append(figures)


def adapter(script, values=None, **more):
    """Return an adapter of a shop with a fixed token, speaking to the script."""
    given = {"shop": "northwind", "access_token": "fixed"} if values is None else values
    more.setdefault("clock", NOW.timestamp)
    more.setdefault("sleep", lambda seconds: None)
    return ShopifyAdapter(given, http=script, **more)


def failure(code, message="no", **extensions):
    """Return an answer that is an error."""
    return Answer(
        {"errors": [{"message": message, "extensions": {"code": code, **extensions}}]}
    )


def throttled(requested, available, rate=100):
    """Return the platform's answer when points are short."""
    return Answer(
        {
            "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
            "extensions": {
                "cost": {
                    "requestedQueryCost": requested,
                    "actualQueryCost": None,
                    "throttleStatus": {
                        "maximumAvailable": 2000,
                        "currentlyAvailable": available,
                        "restoreRate": rate,
                    },
                }
            },
        }
    )
