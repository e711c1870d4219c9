"""A bare client of a fake shop, for tests of the fake itself."""

import requests

VERSION = "2026-10"


class ShopClient:
    """Sends GraphQL to one shop with the token of its credentials."""

    def __init__(self, credentials):
        self.credentials = credentials
        self.token = credentials["access_token"]
        self.session = requests.Session()
        self.session.trust_env = False

    def post(self, query, variables=None, version=VERSION, timeout=10):
        """Return the HTTP answer."""
        return self.session.post(
            f"{self.credentials['base_url']}/admin/api/{version}/graphql.json",
            json={"query": query, "variables": variables or {}},
            headers={"X-Shopify-Access-Token": self.token},
            timeout=timeout,
        )

    def run(self, query, variables=None):
        """Return the whole answer."""
        return self.post(query, variables).json()

    def data(self, query, variables=None):
        """Return the data of an answer that has no errors."""
        answer = self.run(query, variables)
        if answer.get("errors"):
            raise AssertionError(answer["errors"])
        return answer["data"]

    def codes(self, query, variables=None):
        """Return the codes of the top-level errors."""
        errors = self.run(query, variables).get("errors", [])
        return [error["extensions"]["code"] for error in errors]

    def grant(self, **form):
        """Ask for a token with the client-credentials grant."""
        return self.session.post(
            f"{self.credentials['base_url']}/admin/oauth/access_token",
            json={
                "client_id": self.credentials["client_id"],
                "client_secret": self.credentials["client_secret"],
                "grant_type": "client_credentials",
                **form,
            },
            timeout=10,
        )
