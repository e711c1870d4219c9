"""Requests to Xero: tokens, tenant, limits, and what its answers mean.

Limits (an organisation and app): 60 requests a minute, 5 at once, 1,000 or 5,000 a day
by tier; the headers of each answer say what is left.
"""

from decimal import Decimal

import requests

from odoo.addons.retail_connector_base.platforms import (
    RefusedError,
    RejectedDocument,
    TransientError,
)
from odoo.addons.retail_connector_base.platforms.oauth import OAuth, SignedHttp

API = "https://api.xero.com"
IDENTITY = "https://identity.xero.com"
LOGIN = "https://login.xero.com"
PATH = "/api.xro/2.0"
SCOPES = (
    "offline_access",
    "accounting.manualjournals",
    "accounting.settings.read",
    "accounting.reports.trialbalance.read",
)
A_MINUTE = 60  # requests; the budget is kept a little below
DAY_RESERVE = 20  # requests a day that are left to people and other apps

# Part of a validation message -> our code
REFUSALS = (
    ("period lock date", "period_locked"),
    ("end of year lock", "period_locked"),
    ("do not balance", "unbalanced"),
    ("tax type", "tax_refused"),
    ("taxtype", "tax_refused"),
    ("account code", "account_refused"),
    ("account type", "account_refused"),
    ("not a valid code", "account_refused"),
    ("archived", "account_refused"),
    ("tracking", "dimension_refused"),
)


def oauth(base_url="", client_grant=False):
    """Return how to sign in; ``base_url`` replaces all hosts in a test environment."""
    return OAuth(
        authorize_url=f"{base_url or LOGIN}/identity/connect/authorize",
        token_url=f"{base_url or IDENTITY}/connect/token",
        scopes=SCOPES[1:] if client_grant else SCOPES,
        basic=True,
        client_grant=client_grant,
    )


class XeroClient:
    """Speak to one organisation."""

    def __init__(self, adapter):
        self.values, self.budget = adapter.values, adapter.budget
        base_url = adapter.options.get("base_url") or ""
        custom = not self.values.get("refresh_token")
        self.base = base_url or API
        self.http = SignedHttp(adapter, oauth(base_url, custom))

    def get(self, path, **params):
        """Return the parsed answer to a reading request."""
        return self._send("GET", path, params=params)

    def put(self, path, body, key, **params):
        """Create something; ``key`` makes a repeat within minutes harmless."""
        return self._send("PUT", path, json=body, params=params, key=key)

    def post(self, path, body, key, **params):
        """Change something."""
        return self._send("POST", path, json=body, params=params, key=key)

    def tenants(self):
        """Return the organisations the sign-in gives access to."""
        return self._request("GET", f"{self.base}/connections").json()

    def _send(self, method, path, key="", **options):
        headers = {"xero-tenant-id": self.values.get("tenant_id") or ""}
        if key:
            headers["Idempotency-Key"] = key
        url = f"{self.base}{PATH}{path}"
        response = self._request(method, url, headers=headers, **options)
        try:
            answer = _exact(response)
        except ValueError:
            raise TransientError("an answer that is no JSON", "no_answer") from None
        if response.status_code >= 400:
            raise _refusal(answer)
        return answer

    def _request(self, method, url, **options):
        response = self.http.request(method, url, **options)
        self._learn(response)
        return response

    def _learn(self, response):
        """Tell the shared budget what the headers say is left."""
        left = response.headers.get("X-MinLimit-Remaining")
        if self.budget and left and left.isdigit():
            self.budget.settle(1, 1, int(left), A_MINUTE / 60, A_MINUTE)
        day = response.headers.get("X-DayLimit-Remaining")
        if self.budget and day and day.isdigit() and int(day) < DAY_RESERVE:
            self.budget.block(3600)


def _exact(response: requests.Response):
    """Return an answer with its amounts as Decimal."""
    return response.json(parse_float=Decimal, parse_int=int)


def _refusal(answer):
    """Return the error for a refused request."""
    messages = [
        problem.get("Message", "")
        for element in answer.get("Elements") or ()
        for problem in element.get("ValidationErrors") or ()
    ]
    text = "; ".join(filter(None, messages)) or answer.get("Message") or "refused"
    return RefusedError(text, code_of(text))


def code_of(message):
    """Return our code for a validation message."""
    lower = message.casefold()
    return next((code for part, code in REFUSALS if part in lower), "refused")


def first(answer, name):
    """Return the only entity of an answer; raise RejectedDocument."""
    found = answer.get(name) or []
    if len(found) != 1:
        raise RejectedDocument(f"{len(found)} entities where one was expected", name)
    return found[0]
