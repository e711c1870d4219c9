"""The control verbs over HTTP, for tests whose fake runs in another process."""

import requests


class FakeShopifyControl:
    """Calls the verbs of ``Control``: ``control.place_orders("demo-retail", count=5)``.

    The verbs and their arguments are those of ``tests.fake_platform.shopify.control``;
    a first positional argument is the shop.
    """

    def __init__(self, url, timeout=60):
        self.url = url.rstrip("/")
        self.timeout = timeout
        self._session = requests.Session()
        self._session.trust_env = False

    def __getattr__(self, verb):
        if verb.startswith("_"):
            raise AttributeError(verb)

        def call(*shop, **arguments):
            if shop:
                arguments["shop"] = shop[0]
            if len(shop) > 1:
                raise TypeError(f"{verb}: only the shop is positional")
            return self._call(verb, arguments)

        return call

    def _call(self, verb, arguments):
        answer = self._session.post(
            f"{self.url}/_control/{verb}", json=arguments, timeout=self.timeout
        )
        if answer.status_code != 200:
            raise LookupError(answer.json()["error"])
        return answer.json()

    def close(self):
        """Close the connection."""
        self._session.close()
