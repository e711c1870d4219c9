"""Requests to Lightspeed Retail X-Series: tokens, paging by version, what it refuses.

Limits (a retailer): 300 requests a register and 50 more in five minutes; 429 says in
``Retry-After`` until when to wait. Each refresh of the tokens ends the old ones.
"""

import re
from decimal import Decimal

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    RefusedError,
    TransientError,
)
from odoo.addons.retail_connector_base.platforms.oauth import OAuth, SignedHttp

SIGN_IN = "https://secure.retail.lightspeed.app/connect"
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
CLASSIC = "2.0"
PRODUCTS = "2.1"  # the version that can change a product


def host(prefix, base_url=""):
    """Return a retailer's address; ``base_url`` replaces it in a test environment.

    The prefix comes from outside (settings, sign-in): only a label is let into a host.
    """
    if not LABEL.fullmatch(prefix or ""):
        raise ConfigError("The domain prefix is not valid.", "incomplete")
    return base_url or f"https://{prefix}.retail.lightspeed.app"


def oauth(prefix="", base_url=""):
    """Return how to sign in; the tokens of a retailer come from its own host."""
    token_host = host(prefix, base_url) if prefix else base_url
    return OAuth(
        authorize_url=f"{base_url}/connect" if base_url else SIGN_IN,
        token_url=f"{token_host}/api/1.0/token",
    )


class PersonalHttp:
    """Send requests with a personal token, which nobody can renew."""

    def __init__(self, adapter, token):
        self.http, self.budget, self.token = adapter.http, adapter.budget, token

    def request(self, method, url, headers=None, **options):
        """Return the response; see ``Http.request``."""
        if self.budget:
            self.budget.take()
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {self.token}",
            **(headers or {}),
        }
        return self.http.request(method, url, headers=headers, **options)


class LightspeedClient:
    """Speak to one retailer."""

    def __init__(self, adapter):
        base_url = adapter.options.get("base_url") or ""
        prefix = adapter.values.get("domain_prefix") or ""
        self.base = f"{host(prefix, base_url)}/api"
        personal = adapter.values.get("personal_token")
        self.http = (
            PersonalHttp(adapter, personal)
            if personal
            else SignedHttp(adapter, oauth(prefix, base_url))
        )

    def get(self, path, **params):
        """Return what a reading request gives, unwrapped."""
        return self._send("GET", path, params=params).get("data")

    def page(self, path, after, size, **params):
        """Return (rows, version of the last one): what is newer than ``after``."""
        answer = self._send(
            "GET", path, params={"after": after, "page_size": size, **params}
        )
        rows = answer.get("data") or []
        versions = [int(row["version"]) for row in rows if row.get("version")]
        top = (answer.get("version") or {}).get("max")
        return rows, max([after, *versions, int(top or 0)])

    def all(self, path, size=200, **params):
        """Return all rows of a list that has few."""
        found, after = {}, 0
        while True:
            rows, last = self.page(path, after, size, **params)
            fresh = {row["id"]: row for row in rows if row["id"] not in found}
            found.update(fresh)
            if not fresh or last <= after:
                return list(found.values())
            after = last

    def send(self, method, path, body=None, version=CLASSIC, idempotent=None):
        """Send a change and return what it gives, unwrapped.

        :param idempotent: it sets a state, so that a repeat does no harm
        """
        answer = self._send(
            method, path, version=version, json=body, idempotent=idempotent
        )
        return answer.get("data") if isinstance(answer, dict) else answer

    def upload(self, path, body, kind):
        """Send a file, which is not added twice, and return what it gives."""
        options = {"headers": {"Content-Type": kind}, "data": body, "idempotent": True}
        return self._send("POST", path, **options).get("data")

    def _send(self, method, path, version=CLASSIC, **options):
        url = f"{self.base}/{version}{path}"
        response = self.http.request(method, url, **options)
        if response.status_code == 204:
            return {}
        try:
            answer = response.json(parse_float=Decimal)
        except ValueError:
            raise TransientError("an answer that is no JSON", "no_answer") from None
        if response.status_code >= 400:
            raise RefusedError(_sentence(answer), "refused")
        # Some lists come bare.
        return answer if isinstance(answer, dict) else {"data": answer}


def _sentence(answer):
    """Return why a request was refused, from whatever shape says so."""
    if not isinstance(answer, dict):
        return "refused"
    found = answer.get("errors") or answer.get("error") or answer.get("message")
    if isinstance(found, dict):
        found = [f"{name}: {value}" for name, value in found.items()]
    if isinstance(found, list):
        found = "; ".join(
            one.get("message", str(one)) if isinstance(one, dict) else str(one)
            for one in found
        )
    return str(found or "refused")
