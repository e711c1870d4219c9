"""How the fake writes times, money, errors and pages."""

import base64
import hashlib
import json
import uuid
from datetime import UTC, datetime

from ..rest import Response

CURRENCY = "USD"


def stamp(seconds):
    """Return a time in Square's form."""
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def seconds(text):
    """Return the seconds of a time in RFC 3339."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def money(amount, currency=CURRENCY):
    """Return an amount in cents as Square writes it."""
    return {"amount": amount, "currency": currency}


def new_id(prefix=""):
    """Return an id nobody has."""
    return f"{prefix}{uuid.uuid4().hex[:20]}"


def refused(code, detail, field=None, status=400, category="INVALID_REQUEST_ERROR"):
    """Return an answer with one error."""
    error = {"category": category, "code": code, "detail": detail}
    if field:
        error["field"] = field
    return Response(status, {"errors": [error]})


def page(rows, name, size, cursor, query):
    """Return a page of rows; a cursor is good for the same query only."""
    mark = hashlib.sha256(json.dumps(query, sort_keys=True).encode()).hexdigest()[:12]
    start = 0
    if cursor:
        try:
            known, start = json.loads(base64.urlsafe_b64decode(cursor))
        except ValueError:
            known = ""
        if known != mark:
            return refused("INVALID_CURSOR", "The cursor is of another query", "cursor")
    body = {name: rows[start : start + size]} if rows[start : start + size] else {}
    if start + size < len(rows):
        text = json.dumps([mark, start + size])
        body["cursor"] = base64.urlsafe_b64encode(text.encode()).decode()
    return Response(200, body)


def list_page(request, rows, name, most):
    """Return a page of a list whose query is in the address."""
    size = min(int(request.arg("limit") or most), most)
    query = sorted(
        part for part in request.query.split("&") if not part.startswith("cursor=")
    )
    return page(rows, name, size, request.arg("cursor"), query)


def search_page(request, rows, name, most):
    """Return a page of a search whose query is in the body."""
    body = request.json or {}
    query = {key: value for key, value in body.items() if key != "cursor"}
    size = min(body.get("limit") or most, most)
    return page(rows, name, size, body.get("cursor"), query)


def within(text, begin, end):
    """Return whether a time is in a span whose ends may be open."""
    at = seconds(text)
    return (not begin or at >= seconds(begin)) and (not end or at < seconds(end))
