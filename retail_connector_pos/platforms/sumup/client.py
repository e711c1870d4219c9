"""Requests to SumUp: an API key, lists that link their next page."""

from decimal import Decimal
from urllib.parse import parse_qsl

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    RefusedError,
    TransientError,
)

API = "https://api.sumup.com"


class SumupClient:
    """Speak for one merchant."""

    def __init__(self, adapter):
        self.http, self.budget = adapter.http, adapter.budget
        self.base = adapter.options.get("base_url") or API
        self.key = adapter.values.get("api_key") or ""
        self.merchant = adapter.values.get("merchant_code") or ""
        if not self.key or not self.merchant:
            raise ConfigError("Fill in the API key and the merchant code.")

    def profile(self):
        """Return the merchant."""
        return self.get(f"/v1/merchants/{self.merchant}")

    def transaction(self, value, by="id"):
        """Return a transaction with its products and events, by its id or code."""
        path = f"/v2.1/merchants/{self.merchant}/transactions"
        return self.get(path, [(by, value)])

    def receipt(self, transaction_id):
        """Return what SumUp prints of a transaction, with what was given back."""
        return self.get(f"/v1.1/receipts/{transaction_id}", [("mid", self.merchant)])

    def history(self, query):
        """Return (rows, query of the next page or None) of the list of transactions."""
        path = f"/v2.1/merchants/{self.merchant}/transactions/history"
        answer = self.get(path, parse_qsl(query))
        links = answer.get("links") or ()
        after = next((link["href"] for link in links if link["rel"] == "next"), None)
        return answer.get("items") or [], after and after.rpartition("?")[2]

    def payouts(self, first, last, limit):
        """Return the records of payouts dated from ``first`` to ``last``."""
        path = f"/v1.0/merchants/{self.merchant}/payouts"
        span = [("start_date", first.isoformat()), ("end_date", last.isoformat())]
        return self.get(path, [*span, ("limit", limit), ("order", "asc")])

    def get(self, path, params=None):
        """Return the parsed answer to a reading request."""
        if self.budget:
            self.budget.take()
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {self.key}",
        }
        url = f"{self.base}{path}"
        response = self.http.request("GET", url, headers=headers, params=params)
        try:
            answer = response.json(parse_float=Decimal)
        except ValueError:
            raise TransientError("an answer that is no JSON", "no_answer") from None
        if response.status_code >= 400:
            first = answer[0] if isinstance(answer, list) else answer
            code = (first.get("error_code") or "refused").lower()
            raise RefusedError(first.get("message") or first.get("detail"), code)
        return answer
