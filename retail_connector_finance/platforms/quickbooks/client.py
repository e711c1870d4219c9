"""Requests to QuickBooks Online: tokens, company, and what its faults mean.

Limits (a company): 500 requests a minute, 10 at once; /batch 120 a minute with 30
operations each. An answer of status 200 may carry a fault.
"""

from decimal import Decimal

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    PlatformError,
    RefusedError,
    TransientError,
)
from odoo.addons.retail_connector_base.platforms.oauth import OAuth, SignedHttp

API = "https://quickbooks.api.intuit.com"
SANDBOX = "https://sandbox-quickbooks.api.intuit.com"
MINOR = "75"  # older ones are served as this one since August 2025
REQUEST_ID = 50  # characters a request id may have
PAGE = 1000  # entities a query returns at the most

# Fault code -> our error and code; the message decides where a code has two meanings
FAULTS = {
    "120": (ConfigError, "forbidden"),
    "3100": (ConfigError, "unauthorized"),
    "3200": (ConfigError, "unauthorized"),
    "6190": (ConfigError, "subscription"),
    "3001": (TransientError, "throttled"),
    "610": (RefusedError, "account_refused"),
    "2500": (RefusedError, "account_refused"),
    "5010": (RefusedError, "stale"),
    "6000": (RefusedError, "refused"),
    "6100": (RefusedError, "tax_refused"),
    "6140": (RefusedError, "number_taken"),
    "6200": (RefusedError, "period_locked"),
    "6210": (RefusedError, "period_locked"),
    "6430": (RefusedError, "account_refused"),
}


def oauth(base_url=""):
    """Return how to sign in; ``base_url`` replaces all hosts in a test environment."""
    return OAuth(
        authorize_url=f"{base_url or 'https://appcenter.intuit.com'}/connect/oauth2",
        token_url=f"{base_url or 'https://oauth.platform.intuit.com'}"
        "/oauth2/v1/tokens/bearer",
        scopes=("com.intuit.quickbooks.accounting",),
        basic=True,
    )


class QuickBooksClient:
    """Speak to one company."""

    def __init__(self, adapter):
        base_url = adapter.options.get("base_url") or ""
        real = adapter.options.get("environment") == "production"
        host = base_url or (API if real else SANDBOX)
        self.base = f"{host}/v3/company/{adapter.values.get('realm_id') or ''}"
        self.http = SignedHttp(adapter, oauth(base_url))

    def get(self, path, **params):
        """Return the parsed answer to a reading request."""
        return self._send("GET", path, params=params)

    def post(self, path, body, key=""):
        """Send a change; ``key`` makes a repeat return the first answer."""
        params = {"requestid": key[:REQUEST_ID]} if key else {}
        return self._send("POST", path, params=params, json=body)

    def query(self, entity, where=""):
        """Return all entities of a query."""
        return [found for page in self.pages(entity, where) for found in page]

    def pages(self, entity, where="", what="*"):
        """Yield the entities of a query with the fields asked for, a page at a time."""
        start = 1
        while True:
            text = f"select {what} from {entity}"
            text += f" where {where}" if where else ""
            text += f" startposition {start} maxresults {PAGE}"
            answer = self.get("/query", query=text)
            page = answer.get("QueryResponse", {}).get(entity, [])
            yield page
            if len(page) < PAGE:
                return
            start += PAGE

    def _send(self, method, path, params, **options):
        response = self.http.request(
            method,
            f"{self.base}{path}",
            params={**params, "minorversion": MINOR},
            **options,
        )
        try:
            answer = response.json(parse_float=Decimal)
        except ValueError:
            raise TransientError("an answer that is no JSON", "no_answer") from None
        if "Fault" in answer:
            raise error_of(answer["Fault"])
        return answer


def error_of(fault) -> PlatformError:
    """Return our error for a fault."""
    [problem] = fault["Error"][:1]
    text = " ".join(
        part for part in (problem.get("Message"), problem.get("Detail")) if part
    )
    error, code = FAULTS.get(str(problem.get("code")), (RefusedError, "refused"))
    if "duplicate" in text.casefold():
        error, code = RefusedError, "number_taken"
    elif "period" in text.casefold() and "closed" in text.casefold():
        error, code = RefusedError, "period_locked"
    return error(text or "refused", code)


def quoted(text):
    """Return a text as a literal of the query language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
