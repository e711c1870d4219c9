"""Requests to Square: tokens, the pinned version, pages, and what its errors mean.

Limits are not published: status 429 says when it is too much. Catalogue changes of one
seller go one at a time, all others get 429.
"""

import functools
from decimal import Decimal

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    PlatformError,
    RefusedError,
    StaleError,
    TransientError,
)
from odoo.addons.retail_connector_base.platforms.oauth import OAuth, SignedHttp

API = "https://connect.squareup.com"
SANDBOX = "https://connect.squareupsandbox.com"
VERSION = "2026-09-16"
SCOPES = (
    "CASH_DRAWER_READ",
    "CUSTOMERS_READ",
    "DEVICES_READ",
    "GIFTCARDS_READ",
    "INVENTORY_READ",
    "INVENTORY_WRITE",
    "ITEMS_READ",
    "ITEMS_WRITE",
    "LOYALTY_READ",
    "MERCHANT_PROFILE_READ",
    "ORDERS_READ",
    "PAYMENTS_READ",
    "PAYOUTS_READ",
)
STALE = ("VERSION_MISMATCH", "CONFLICT")
KEY_SPENT = "IDEMPOTENCY_KEY_REUSED"


def host(options):
    """Return where the API is; ``base_url`` replaces it in a test environment."""
    real = options.get("environment") == "production"
    return options.get("base_url") or (API if real else SANDBOX)


def oauth(options):
    """Return how to sign in."""
    base = host(options)
    return OAuth(
        authorize_url=f"{base}/oauth2/authorize",
        token_url=f"{base}/oauth2/token",
        scopes=SCOPES,
        as_json=True,
        headers={"Square-Version": VERSION},
    )


class SquareClient:
    """Speak to one seller."""

    def __init__(self, adapter):
        self.base = host(adapter.options)
        self.http = SignedHttp(adapter, oauth(adapter.options))
        self.clock = adapter.clock

    @functools.cached_property
    def merchant(self):
        """Return the seller."""
        return self.get("/v2/merchants")["merchant"][0]

    def get(self, path, **params):
        """Return the parsed answer to a reading request; empty parameters are left."""
        params = {name: value for name, value in params.items() if value}
        return self.send("GET", path, params=params)

    def ask(self, path, body):
        """Return the answer to a search: a POST that changes nothing."""
        return self.send("POST", path, json=body, idempotent=True)

    def change(self, path, body):
        """Send a change; its idempotency key makes a repeat harmless."""
        return self.send("POST", path, json=body)

    def all(self, path, name, **params):
        """Return all rows of a list, page by page."""
        rows, cursor = [], None
        while True:
            answer = self.get(path, cursor=cursor, **params)
            rows += answer.get(name) or ()
            cursor = answer.get("cursor")
            if not cursor:
                return rows

    def ask_all(self, path, name, body):
        """Return all rows of a search, page by page."""
        rows, cursor = [], None
        while True:
            answer = self.ask(path, {**body, "cursor": cursor} if cursor else body)
            rows += answer.get(name) or ()
            cursor = answer.get("cursor")
            if not cursor:
                return rows

    def send(self, method, path, headers=None, **options):
        """Return the parsed answer of any request."""
        response = self.http.request(
            method,
            f"{self.base}{path}",
            headers={"Square-Version": VERSION, **(headers or {})},
            **options,
        )
        try:
            answer = response.json(parse_float=Decimal)
        except ValueError:
            raise TransientError("an answer that is no JSON", "no_answer") from None
        # What is asked for in bulk names what it could not give beside what it gives.
        if response.status_code >= 400:
            raise error_of(answer.get("errors") or [{"code": "UNKNOWN"}])
        return answer


def error_of(errors) -> PlatformError:
    """Return our error for the first of Square's."""
    first = errors[0]
    code = first.get("code") or "refused"
    where = f" ({first['field']})" if first.get("field") else ""
    text = f"{first.get('detail') or code}{where}"
    if first.get("category") == "AUTHENTICATION_ERROR":
        return ConfigError(text, code.lower())
    if code in STALE:
        return StaleError(text, code.lower())
    if code in ("RATE_LIMITED", "TEMPORARY_ERROR", "SERVICE_UNAVAILABLE"):
        return TransientError(text, code.lower())
    return RefusedError(text, code.lower())
