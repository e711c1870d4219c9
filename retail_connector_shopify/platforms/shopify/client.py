"""The client of the Admin API: one GraphQL request, its cost and its errors.

Only this file imports the ``shopify`` package, and uses of it what is safe among
several shops in one process: the versioned address of a shop and the comparison of
scopes. The transport is ours, because the package's own has no timeout and drops the
headers.
"""

import functools
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import requests
import shopify
from shopify.api_access import ApiAccess

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    NotFoundError,
    PlatformError,
    RefusedError,
    TransientError,
    UnknownOutcome,
)

from .oauth import Tokens, oauth
from .queries import Operation, operation

_logger = logging.getLogger(__name__)

VERSION = "2026-10"  # supported until 2027-10
TIMEOUT = (5, 30)  # seconds to connect, to answer
PATIENCE = 2  # seconds to wait here; longer waits are the queue's
ATTEMPTS = 3
CHUNK = 1 << 16  # bytes read at a time
UNAUTHORIZED = "unauthorized"  # code of the error for HTTP status 401


class TooDear(PlatformError):
    """A query costs more than a single query may; ask for less at once."""

    code = "too_dear"


# The platform's code -> what the caller does about it. The texts change, codes do not.
ERRORS = {
    "MAX_COST_EXCEEDED": TooDear,
    "ACCESS_DENIED": ConfigError,
    "RESOURCE_NOT_FOUND": NotFoundError,
    "INTERNAL_SERVER_ERROR": TransientError,
    "TIMEOUT": TransientError,
    "SERVICE_UNAVAILABLE": TransientError,
    # The request is not of the schema: the version moved under us, a person must look.
    "undefinedField": ConfigError,
    "argumentNotAccepted": ConfigError,
    "missingRequiredArguments": ConfigError,
    "PARSE_ERROR": ConfigError,
}
UNSURE = (TransientError,)  # of a change: it may have taken effect


class AdminClient:
    """Speak to one shop.

    :param shop: the shop's domain or handle
    :param values: settings, for the token
    :param budget: shared by all workers of the backend; None: no limit
    :param renew_in_turn: see the base's ``oauth.TokenKeeper``
    :param base_url: another address than the shop's own, for a sandbox
    :param timeout: seconds to connect, and between two bytes of an answer
    """

    def __init__(
        self,
        shop: str,
        values: Mapping[str, str],
        http,
        *,
        budget=None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        renew_in_turn=None,
        base_url: str = "",
        timeout: tuple[float, float] = TIMEOUT,
        version: str = VERSION,
    ):
        session = shopify.Session(shop or "", version)
        if not session.url:
            raise ConfigError("The shop's domain is missing.")
        self.shop = session.url
        if base_url:
            session.protocol, _, session.url = base_url.rstrip("/").partition("://")
        self.url = f"{session.site}/graphql.json"
        self.origin = origin = f"{session.protocol}://{session.url}"
        self.http = http
        self.budget = budget
        self.clock, self.sleep = clock, sleep
        self.timeout = timeout
        self.tokens = Tokens(oauth(origin), values, http, clock, renew_in_turn)
        self.version = self.served_version = version
        self.deprecations = ""

    def run(self, name: str, variables: Mapping[str, Any] | None = None) -> dict:
        """Run ``queries/<name>.graphql`` and return its data.

        A part of an answer is no answer: any error raises. A short wait for points is
        waited here, a longer one is the caller's (``retry_after``).
        """
        return self.run_operation(operation(name), variables or {})

    def run_operation(self, wanted: Operation, variables, chosen: str = "") -> dict:
        """Run an operation; ``chosen`` names one of a document that holds several."""
        for attempt in range(ATTEMPTS):
            if self.budget:
                self.budget.take(wanted.cost)
            answer = self._post(wanted, variables, chosen)
            errors = _errors(answer)
            wait = self._settle(wanted, answer.get("extensions") or {}, errors)
            if not errors:
                return answer["data"]
            if wait is None:
                raise error_of(errors, wanted)
            if wait > PATIENCE or attempt == ATTEMPTS - 1:
                break
            self.sleep(wait)
        raise TransientError("No points are left.", "throttled", retry_after=wait)

    def all(self, name: str, connection: str) -> Iterator[dict]:
        """Yield the nodes of all pages of a list."""
        cursor = None
        while True:
            found = self.run(name, {"after": cursor})[connection]
            yield from found["nodes"]
            if not found["pageInfo"]["hasNextPage"]:
                return
            cursor = found["pageInfo"]["endCursor"]

    def stream(self, url: str) -> Iterator[bytes]:
        """Yield the lines of a bulk operation's result; its address needs no token."""
        response = self.http.request("GET", url, idempotent=True, stream=True)
        with closing(response):
            try:
                yield from response.iter_lines(CHUNK)
            except requests.RequestException:
                raise TransientError("The result broke off.", "broken_stream") from None

    def _post(self, wanted: Operation, variables, chosen):
        token = self.tokens.current()
        try:
            response = self._send(wanted, variables, token, chosen)
        except ConfigError as error:
            if not self._is_unauthorized(error):
                raise
            # The token ended early, or another worker renewed it: once, with a new one.
            response = self._send(wanted, variables, self.tokens.renew(), chosen)
        self._note_version(response.headers)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise unsure(wanted, "The answer is no JSON object.")
        return answer

    def _send(self, wanted, variables, token, chosen):
        return self.http.request(
            "POST",
            self.url,
            headers={"X-Shopify-Access-Token": token, "Accept": "application/json"},
            json={
                "query": wanted.text,
                "variables": variables,
                **({"operationName": chosen} if chosen else {}),
            },
            timeout=self.timeout,
            idempotent=wanted.is_query,
        )

    def _is_unauthorized(self, error):
        return error.code == UNAUTHORIZED and self.tokens.can_renew

    def _settle(self, wanted, extensions, errors):
        """Tell the budget what was used; return how long to wait when throttled."""
        cost = extensions.get("cost") or {}
        status = cost.get("throttleStatus") or {}
        if self.budget and status:
            self.budget.settle(
                wanted.cost,
                cost.get("actualQueryCost") or 0,
                status["currentlyAvailable"],
                status["restoreRate"],
                status["maximumAvailable"],
            )
        if not errors or _code(errors[0]) != "THROTTLED":
            return None
        missing = cost.get("requestedQueryCost", wanted.cost) - status.get(
            "currentlyAvailable", 0
        )
        return max(missing, 1) / status.get("restoreRate", 50)

    def _note_version(self, headers):
        served = headers.get("X-Shopify-API-Version") or self.served_version
        self.served_version = served
        if served != self.version:
            _warn_once("%s answered with API version %s", self.shop, served)
        reason = headers.get("X-Shopify-API-Deprecated-Reason") or ""
        if reason:
            self.deprecations = reason
            _warn_once("%s: deprecated fields are in use: %s", self.shop, reason)


def missing_scopes(granted, needed) -> tuple[str, ...]:
    """Return which needed scopes the granted ones do not cover (write covers read)."""
    access = ApiAccess(list(granted))
    return tuple(scope for scope in needed if not access.covers(ApiAccess([scope])))


def error_of(errors, wanted: Operation) -> PlatformError:
    """Return the error to raise for an answer's errors; the first one decides."""
    first = errors[0]
    code = _code(first)
    kind = ERRORS.get(code, RefusedError)
    text = first.get("message") or "no reason given"
    if code == "ACCESS_DENIED":
        needed = (first.get("extensions") or {}).get("requiredAccess")
        if needed:
            text = f"{text} Required: {needed}"
    if kind in UNSURE and not wanted.is_query:
        return UnknownOutcome(text, (code or "unknown").lower())
    return kind(text, (code or kind.code).lower())


def unsure(wanted: Operation, text: str) -> TransientError:
    """Return the error for an answer that tells nothing."""
    return TransientError(text) if wanted.is_query else UnknownOutcome(text)


def _errors(answer):
    """Return the errors as a list; outside GraphQL the platform sends a text."""
    errors = answer.get("errors") or answer.get("error")
    if errors and not isinstance(errors, list):
        return [{"message": str(errors)}]
    return errors


def _code(error):
    return (error.get("extensions") or {}).get("code") or ""


@functools.cache
def _warn_once(text, *values):
    _logger.warning(text, *values)
