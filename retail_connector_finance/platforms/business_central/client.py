"""Requests to Business Central: OData, batches, and what its errors mean.

Limits (a user): 5 requests at once, 6,000 in five minutes, 100 operations a $batch,
20,000 entities a page.
"""

from decimal import Decimal

from odoo.addons.retail_connector_base.platforms import (
    NotFoundError,
    RefusedError,
    TransientError,
    UnknownOutcome,
)
from odoo.addons.retail_connector_base.platforms.oauth import OAuth, SignedHttp

API = "https://api.businesscentral.dynamics.com"
LOGIN = "https://login.microsoftonline.com"
OPERATIONS = 100  # a batch

# Part of a message -> our code
REFUSALS = (
    ("allowed posting dates", "period_locked"),
    ("accounting period", "period_locked"),
    ("out of balance", "unbalanced"),
    ("blocked", "account_refused"),
    ("direct posting", "account_refused"),
    ("does not exist", "account_refused"),
    ("dimension", "dimension_refused"),
)


def oauth(tenant, base_url=""):
    """Return how the app signs in for itself; there is no refresh token."""
    return OAuth(
        authorize_url="",
        token_url=f"{base_url or LOGIN}/{tenant}/oauth2/v2.0/token",
        scopes=(f"{API}/.default",),
        client_grant=True,
    )


class BusinessCentralClient:
    """Speak to one company of one environment."""

    def __init__(self, adapter):
        values, base_url = adapter.values, adapter.options.get("base_url") or ""
        tenant = values.get("tenant_id") or ""
        environment = values.get("environment") or "production"
        self.root = f"{base_url or API}/v2.0/{tenant}/{environment}/api/v2.0"
        self.company = f"companies({values.get('company_id') or ''})"
        self.http = SignedHttp(adapter, oauth(tenant, base_url))

    def all(self, path, **options):
        """Return every entity of a collection, following its pages."""
        params = {f"${name}": value for name, value in options.items()}
        answer = self.send("GET", f"{self.company}/{path}", params=params)
        found = answer["value"]
        while answer.get("@odata.nextLink"):
            answer = self._send("GET", answer["@odata.nextLink"])
            found += answer["value"]
        return found

    def get(self, path):
        """Return one entity."""
        return self.send("GET", f"{self.company}/{path}")

    def post(self, path, body=None):
        """Create an entity or carry out an action."""
        options = {} if body is None else {"json": body}
        return self.send("POST", f"{self.company}/{path}", **options)

    def delete(self, path):
        """Delete an entity; nothing is wrong when it is gone."""
        try:
            self.send("DELETE", f"{self.company}/{path}", idempotent=True)
        except NotFoundError:
            return

    def batch(self, requests):
        """Carry out (path, body) creations, all or nothing a hundred; return bodies."""
        found = []
        for start in range(0, len(requests), OPERATIONS):
            part = requests[start : start + OPERATIONS]
            answer = self.send(
                "POST",
                "$batch",
                json={
                    "requests": [
                        {
                            "id": str(number),
                            "method": "POST",
                            "url": f"{self.company}/{path}",
                            "headers": {"Content-Type": "application/json"},
                            "body": body,
                        }
                        for number, (path, body) in enumerate(part)
                    ]
                },
                headers={"Isolation": "snapshot"},
            )
            by_id = {one["id"]: one for one in answer["responses"]}
            for number in range(len(part)):
                one = by_id[str(number)]
                if one["status"] >= 400:
                    raise error_of(one["status"], one.get("body") or {})
                found.append(one["body"])
        return found

    def send(self, method, path, **options):
        """Send one request below the API's root."""
        return self._send(method, f"{self.root}/{path}", **options)

    def _send(self, method, url, **options):
        response = self.http.request(method, url, **options)
        if response.status_code == 204 or not response.content:
            return {}
        try:
            answer = response.json(parse_float=Decimal)
        except ValueError:
            raise UnknownOutcome("an answer that is no JSON", "no_answer") from None
        if response.status_code >= 400:
            raise error_of(response.status_code, answer)
        return answer


def error_of(status, answer):
    """Return our error for a refusal."""
    problem = answer.get("error") or {}
    text = problem.get("message") or f"refused ({status})"
    if status == 404:
        return NotFoundError(text)
    if status == 429 or status >= 500:
        return TransientError(text, "throttled")
    lower = text.casefold()
    code = next((code for part, code in REFUSALS if part in lower), "refused")
    return RefusedError(text, code)


def quoted(text):
    """Return a text as an OData literal."""
    return "'" + text.replace("'", "''") + "'"
