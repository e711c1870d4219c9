"""Connections: windows over lists, with cursors that survive changes of the list."""

import base64
import json
from bisect import bisect_left, bisect_right

from .errors import ApiError

MAX_PAGE = 250  # rows


class Rows:
    """An ordered list of records (or their ids) with a sort key each."""

    def __init__(self, records, keys=None, reverse=False):
        self.records = records
        self.keys = (
            keys if keys is not None else [[place] for place in range(len(records))]
        )
        if reverse:
            self.records = self.records[::-1]
            self.keys = self.keys[::-1]
        self.reverse = reverse

    def after(self, cursor):
        """Return how many rows end with the cursor's one."""
        if self.reverse:
            return len(self.keys) - bisect_left(self.keys[::-1], _decode(cursor))
        return bisect_right(self.keys, _decode(cursor))

    def before(self, cursor):
        """Return how many rows come before the cursor's one."""
        if self.reverse:
            return len(self.keys) - bisect_right(self.keys[::-1], _decode(cursor))
        return bisect_left(self.keys, _decode(cursor))


def window(rows, args, unlimited=False):
    """Return the connection object of ``rows`` for first/last/after/before."""
    if not isinstance(rows, Rows):
        rows = Rows(rows, reverse=bool(args.get("reverse")))
    first, last = args.get("first"), args.get("last")
    start, stop = 0, len(rows.records)
    if not unlimited:
        check_window(first, last)
    if args.get("after"):
        start = rows.after(args["after"])
    if args.get("before"):
        stop = max(start, rows.before(args["before"]))
    if first is not None and not unlimited:
        stop = min(stop, start + first)
    elif last is not None and not unlimited:
        start = max(start, stop - last)
    nodes = rows.records[start:stop]
    return Connection(nodes, rows.keys[start:stop], start > 0, stop < len(rows.records))


class Connection(dict):
    """``edges``, ``nodes`` and ``pageInfo``; cursors are made when asked for."""

    def __init__(self, nodes, keys, previous, following):
        super().__init__(nodes=nodes)
        self.keys_ = keys
        self["pageInfo"] = {
            "hasNextPage": following,
            "hasPreviousPage": previous,
            "startCursor": _encode(keys[0]) if keys else None,
            "endCursor": _encode(keys[-1]) if keys else None,
        }

    def get(self, name, default=None):
        """Build the edges only when the query selects them."""
        if name == "edges" and "edges" not in self:
            self["edges"] = [
                {"node": node, "cursor": _encode(key)}
                for node, key in zip(self["nodes"], self.keys_, strict=True)
            ]
        return super().get(name, default)


def check_window(first, last):
    """Refuse a window the API refuses."""
    if first is None and last is None:
        raise ApiError("you must provide one of first or last", "BAD_REQUEST")
    if first is not None and last is not None:
        raise ApiError("providing both first and last is not supported", "BAD_REQUEST")
    size = first if first is not None else last
    name = "first" if first is not None else "last"
    if size < 0:
        raise ApiError(f"{name} cannot be negative", "BAD_REQUEST")
    if size > MAX_PAGE:
        raise ApiError(
            f"{name} cannot be higher than {MAX_PAGE}, was {size}", "BAD_REQUEST"
        )


def _encode(key):
    return base64.b64encode(json.dumps(key).encode()).decode()


def _decode(cursor):
    try:
        key = json.loads(base64.b64decode(cursor, validate=True))
    except ValueError:
        raise ApiError(f"Invalid cursor: {cursor}", "BAD_REQUEST") from None
    return key
