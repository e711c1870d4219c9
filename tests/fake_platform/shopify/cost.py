"""Query cost and the leaky bucket.

The platform does not publish its formula; this one answers what it was seen to answer
in nine of ten cases: scalars are free, an object costs 1, a connection 2 plus its rows'
cost times 2 ln(page size), a mutation 10. Money, page info and user errors are free.
"""

import math
import time

from graphql import (
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    value_from_ast,
)

from .selected import selected

MAX_COST = 1000  # points of a single query
FREE = {"MoneyBag", "MoneyV2", "PageInfo"}
MUTATION, COUNT, CONNECTION = 10, 10, 2  # points


class Cost:
    """The requested and the actual cost of one prepared call."""

    def __init__(self, call, per_id=False):
        self.call = call
        self.graphql = call.schema.graphql
        self.per_id = per_id
        self.fragments = {
            node.name.value: node
            for node in call.document.definitions
            if node.kind == "fragment_definition"
        }
        self.int_type = self.graphql.get_type("Int")

    def requested(self):
        """Return the points taken before the query runs."""
        return self._root(None)

    def actual(self, data):
        """Return the points the answer was worth; the difference is refunded."""
        return self._root(data or {})

    def _root(self, data):
        root = self.call.root_type()
        selections = self.call.operation.selection_set
        if self.call.kind != "mutation":
            return self._selections(root, selections, data)
        return sum(
            MUTATION + max(0, self._field(owner, node, data) - 1)
            for owner, node in self._nodes(root, selections)
        )

    def _nodes(self, owner, selections):
        return selected(self.graphql, self.fragments, owner, selections)

    def _selections(self, owner, selections, data):
        """Return the cost; of alternative fragments the dearest counts."""
        own, alternatives, seen = 0, {}, set()
        for kind, node in self._nodes(owner, selections):
            key = (kind.name, node.alias.value if node.alias else node.name.value)
            if key in seen and not node.selection_set:
                continue
            seen.add(key)
            points = self._field(kind, node, data)
            if kind is not owner and is_abstract_type(owner):
                alternatives[kind.name] = alternatives.get(kind.name, 0) + points
            else:
                own += points
        return own + max(alternatives.values(), default=0)

    def _field(self, owner, node, data):
        definition = owner.fields[node.name.value]
        named = get_named_type(definition.type)
        if (
            is_leaf_type(named)
            or named.name in FREE
            or named.name.endswith("UserError")
        ):
            return 0
        if named.name == "Count":
            return COUNT if owner is self.graphql.query_type else 0
        value = None
        if data is not None:
            value = data.get(node.alias.value if node.alias else node.name.value)
            if value is None:
                return 0
        if named.name.endswith("Connection"):
            return self._connection(node, named, value)
        child = self._children(named, node, value)
        if (
            self.per_id
            and node.name.value == "nodes"
            and owner is self.graphql.query_type
        ):
            return (1 + child) * len(self._argument(node, "ids") or ())
        return 1 + child

    def _children(self, named, node, value):
        if isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            return max(
                (self._selections(named, node.selection_set, row) for row in rows),
                default=0,
            )
        return self._selections(named, node.selection_set, value)

    def _connection(self, node, named, value):
        size = self._argument(node, "first")
        size = size if size is not None else self._argument(node, "last")
        if value is not None:
            rows = value.get("nodes")
            rows = value.get("edges", ()) if rows is None else rows
            if not rows:
                return CONNECTION
            size = len(rows)
        child = 0
        for owner, inner in self._nodes(named, node.selection_set):
            if inner.name.value == "edges":
                child += self._edges(owner, inner, value)
            elif inner.name.value == "nodes":
                rows = self.graphql.get_type(
                    get_named_type(owner.fields["nodes"].type).name
                )
                child += 1 + self._children(rows, inner, value and value.get("nodes"))
        return CONNECTION + child * math.floor(2 * math.log(max(2, size or 2)))

    def _edges(self, owner, node, value):
        edge = get_named_type(owner.fields["edges"].type)
        rows = [None] if value is None else value.get("edges", ())
        worth = 0
        for kind, inner in self._nodes(edge, node.selection_set):
            if inner.name.value == "node":
                found = get_named_type(kind.fields["node"].type)
                costs = (
                    1
                    + self._selections(
                        found, inner.selection_set, row and row.get("node")
                    )
                    for row in rows
                )
                worth = max(costs, default=0)
        return worth

    def _argument(self, node, name):
        for argument in node.arguments or ():
            if argument.name.value == name:
                if argument.value.kind == "variable":
                    return self.call.variables.get(argument.value.name.value)
                if name == "ids":
                    return argument.value.values
                return value_from_ast(argument.value, self.int_type)
        return None


class Bucket:
    """The leaky bucket of one app in one shop."""

    def __init__(self, maximum=2000, rate=100, clock=time.monotonic):
        self.maximum, self.rate, self.clock = maximum, rate, clock
        self.level = float(maximum)
        self.at = clock()

    def available(self):
        """Return the points there are now."""
        now = self.clock()
        self.level = min(self.maximum, self.level + (now - self.at) * self.rate)
        self.at = now
        return self.level

    def take(self, points):
        """Take points; False when there are not enough."""
        if self.available() < points:
            return False
        self.level -= points
        return True

    def give_back(self, points):
        """Refund what was requested but not used."""
        self.level = min(self.maximum, self.available() + max(0, points))

    def configure(self, maximum=None, rate=None):
        """Change the size (the bucket is refilled) or the restore rate."""
        self.available()
        if rate is not None:
            self.rate = rate
        if maximum is not None:
            self.maximum = maximum
            self.level = float(maximum)

    def status(self):
        """Return ``throttleStatus`` of an answer."""
        return {
            "maximumAvailable": float(self.maximum),
            "currentlyAvailable": math.floor(self.available()),
            "restoreRate": float(self.rate),
        }
