"""One GraphQL request from the wire to the answer."""

import json
import uuid

from . import auth, schema
from .cost import MAX_COST, Cost
from .documents import Rejected, deprecations
from .errors import ApiError
from .executor import Call
from .faults import API_KINDS, strike

MAX_INPUT = 250  # entries of an input array
UNLIMITED = {"productSet", "productVariantsBulkCreate", "productVariantsBulkUpdate"}
COST_DOCS = "https://shopify.dev/api/usage/rate-limits"


def answer(shop, version, token, raw):
    """Return ``(status, headers, body)``; body is text or a JSON value."""
    served = schema.served_version(version)
    if served is None:
        return 404, {}, {"errors": "Not Found"}
    headers = {"X-Shopify-API-Version": served, "X-Request-Id": str(uuid.uuid4())}
    if shop.settings.get("status"):  # 402 frozen, 423 locked
        return shop.settings["status"], headers, {"errors": "Unavailable Shop"}
    granted = auth.scopes_of(shop, token)
    if granted is None:
        return 401, headers, {"errors": auth.WRONG_TOKEN}
    try:
        request = json.loads(raw)
    except ValueError:
        return (
            400,
            headers,
            {"errors": {"query": "Required parameter missing or invalid"}},
        )
    call = Call(shop, schema.load(served), granted)
    try:
        call.prepare(
            request.get("query"), request.get("variables"), request.get("operationName")
        )
        check_arrays(call)
    except Rejected as refusal:
        shop.stats.add("rejected")
        return 200, headers, {"errors": refusal.errors}
    names = (call.name, *(f.name.value for f in call.operation.selection_set.selections
                          if f.kind == "field"))  # fmt: skip
    if fault := shop.faults.first(API_KINDS - {"user_error"}, names, "before"):
        early = _struck(shop, call, fault, headers)
        if early:
            return early
    result = _execute(shop, call, headers)
    if fault := shop.faults.first(API_KINDS - {"user_error"}, names, "after"):
        late = _struck(shop, call, fault, headers)
        if late:
            return late
    return 200, headers, result


def _struck(shop, call, fault, headers):
    """Return the answer a fault gives instead, None to go on."""
    shop.stats.add(f"fault_{fault.kind}")
    if fault.kind == "throttled":
        return 200, headers, _throttled(shop, Cost(call).requested())
    if fault.kind == "internal_error":
        error = ApiError("Internal error. Looks like something went wrong on our end.")
        return 200, headers, {"errors": [error.render()]}
    found = strike(fault)
    if found is None:
        return None
    status, more, body = found
    return status, headers | more, body


def _execute(shop, call, headers):
    """Take the cost, run, give back what was not used."""
    cost = Cost(call, shop.settings["per_id_cost"])
    requested = cost.requested()
    if requested > MAX_COST:
        message = (
            f"Query cost is {requested}, which exceeds the single query max cost limit "
            f"({MAX_COST})."
        )
        shop.stats.add("max_cost_exceeded")
        error = ApiError(message, "MAX_COST_EXCEEDED", cost=requested, maxCost=MAX_COST,
                         documentation=COST_DOCS)  # fmt: skip
        return {"errors": [error.render()]}
    with shop.lock:
        if not shop.bucket.take(requested):
            shop.stats.add("throttled")
            return _throttled(shop, requested)
        data, errors = call.run()
        actual = min(requested, cost.actual(data))
        shop.bucket.give_back(requested - actual)
        status = shop.bucket.status()
    shop.stats.call(call.name, actual)
    reason = deprecations(call.schema.graphql, call.document)
    if reason:
        headers["X-Shopify-API-Deprecated-Reason"] = reason
    result = {"data": data}
    if errors:
        result["errors"] = errors
    result["extensions"] = {"cost": _cost(requested, actual, status)}
    if call.warnings:
        result["extensions"]["search"] = [{"warnings": call.warnings}]
    return result


def _throttled(shop, requested):
    error = ApiError("Throttled", "THROTTLED", documentation=COST_DOCS)
    status = shop.bucket.status()
    return {
        "errors": [error.render()],
        "extensions": {"cost": _cost(requested, None, status)},
    }


def _cost(requested, actual, status):
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": status,
    }


def check_arrays(call):
    """Refuse input arrays that are too long."""
    for field in call.plan():
        if field.name in UNLIMITED or field.name.startswith("__"):
            continue
        for value in field.values(call).values():
            _check_array(value)


def _check_array(value):
    if isinstance(value, dict):
        for inner in value.values():
            _check_array(inner)
    elif isinstance(value, list):
        if len(value) > MAX_INPUT:
            error = ApiError(
                f"The input array size of {len(value)} is greater than the maximum "
                f"allowed of {MAX_INPUT}.",
                "MAX_INPUT_SIZE_EXCEEDED",
            )
            raise Rejected([error.render()])
        for inner in value:
            _check_array(inner)
