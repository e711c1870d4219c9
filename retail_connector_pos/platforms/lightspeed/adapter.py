"""Lightspeed Retail X-Series as a platform: stores in, products, prices, stock out."""

import functools

from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    ConfigError,
    Health,
    NotFoundError,
    Setting,
    Unsupported,
)

from . import (
    mapper_party,
    mapper_product,
    mapper_sale,
    mapper_store,
    push,
    tally,
    webhooks,
)
from .client import LightspeedClient, host, oauth
from .mapper_store import closure_id
from .mapper_tender import UNTOLD
from .product_push import ProductPush
from .reads import Reads
from .shapes import version_text

MAPPERS = {
    "store": mapper_store.store,
    "location": mapper_store.store,
    "register": mapper_store.register,
    "session": mapper_store.session,
    "receipt": mapper_sale.receipt,
    "party": mapper_party.party,
    "product": mapper_product.product,
    "price_list": mapper_product.price_list,
    "stock": mapper_product.stock,
}
# Kind -> which object of its payload carries the version
VERSIONS = {
    "receipt": "sale",
    "session": "register",
    "register": "register",
    "party": "customer",
    "price_list": "book",
}


class LightspeedAdapter(Adapter):
    """One retailer of Lightspeed Retail X-Series, API 2.0."""

    code, label = "lightspeed", "Lightspeed Retail (X-Series)"
    settings = (
        Setting(
            "domain_prefix",
            "Domain prefix",
            "The first part of the store's address: PREFIX.retail.lightspeed.app. "
            "Comes with the sign-in.",
        ),
        Setting("client_id", "Client ID", "Of your app; not needed with a token."),
        Setting(
            "client_secret",
            "Client secret",
            "Of your app; it signs the webhooks too.",
            secret=True,
        ),
        Setting(
            "personal_token",
            "Personal token",
            "Instead of signing in, where the plan has personal tokens.",
            secret=True,
        ),
        Setting(
            "gift_card_products",
            "Gift card products",
            "Ids of the products that gift cards are sold as, separated by commas.",
        ),
        Setting("access_token", "Access token", "Handed out.", secret=True),
        Setting(
            "refresh_token",
            "Refresh token",
            "Handed out when you sign in; each use replaces it.",
            secret=True,
        ),
    )
    kinds = frozenset(
        {"store", "receipt", "session", "register", "party", "price_list", "product"}
    )
    pushes = frozenset({"price", "product", "stock"})
    max_fetch = {"stock": 50, "receipt": 20, "session": 20}
    max_push = {"price": 50, "product": 10, "stock": 20}
    names_taxes = True
    tallies = tally.TALLIES
    untold = UNTOLD
    product_limits = {"options": 3, "variants": 200}

    @functools.cached_property
    def client(self) -> LightspeedClient:
        """Return the client, made when it is first needed."""
        return LightspeedClient(self)

    @functools.cached_property
    def reads(self) -> Reads:
        """Return the reader, which remembers what seldom changes."""
        given = self.values.get("gift_card_products") or ""
        products = [part.strip() for part in given.split(",") if part.strip()]
        return Reads(self.client, products, self.clock)

    # --- webhooks ---

    @classmethod
    def verify(cls, secrets, headers, body, url):
        webhooks.verify(secrets, headers, body)

    @classmethod
    def notice(cls, headers, body):
        return webhooks.notice(body)

    @classmethod
    def webhook_secret_names(cls):
        return ("client_secret",)

    def subscribe(self, url):
        """Ask for the kinds of webhooks that hint at what we read."""
        known = {
            row["type"]: row["id"]
            for row in self.client.get("/webhooks") or ()
            if row["url"] == url and row.get("active")
        }
        for topic in webhooks.TYPES:
            if topic not in known:
                body = {"url": url, "active": True, "type": topic}
                known[topic] = self.client.send("POST", "/webhooks", body)["id"]
        return known

    def unsubscribe(self):
        """Delete the subscriptions to our address."""
        url = self.options.get("webhook_url")
        for row in self.client.get("/webhooks") or ():
            if row["url"] == url:
                self.client.send("DELETE", f"/webhooks/{row['id']}", idempotent=True)

    # --- signing in ---

    def sign_in(self):
        return oauth("", self.options.get("base_url") or "")

    def signed_in(self, params, redirect):
        """Get the tokens from the host of the retailer that the sign-in names."""
        prefix = (params.get("domain_prefix") or "").lower()
        host(prefix)  # a prefix that is no label must not become part of an address
        self.values = {**self.values, "domain_prefix": prefix, "personal_token": ""}
        client = LightspeedClient(self)
        fresh = client.http.tokens.exchange(params["code"], redirect)
        return {**fresh, "domain_prefix": (prefix, None)}

    # --- connection ---

    def check(self):
        if not self.values.get("domain_prefix"):
            raise ConfigError("Fill in the domain prefix, or sign in.", "incomplete")
        retailer = self.reads.retailer
        stores = tuple(mapper_store.store(row) for row in self.reads.stores())
        return Health(
            name=retailer["name"],
            currency=self.reads.currency,
            country=retailer.get("country") or "",
            prices_include_tax=not retailer.get("tax_exclusive"),
            api_version="2.0",
            locations=stores,
        )

    # --- in ---

    def changes(self, kind, since, cursor):
        if kind not in self.kinds:
            raise Unsupported(f"{self.label} has no list of {kind}")
        return self.reads.changes(kind, since, cursor)

    def fetch_many(self, kind, ids):
        reader = getattr(self, f"_read_{kind}", None)
        if reader is None:
            raise Unsupported(f"{self.label} reads no {kind} by id")
        return {one: reader(one) for one in ids}

    def _read_receipt(self, entity_id):
        sale_id = entity_id.partition("/")[0]
        try:
            sale = self.client.get(f"/sales/{sale_id}")
        except NotFoundError:
            sale = tally.find(self.client, sale_id)
        if sale is None:
            return None
        return self.reads.sale_payloads(sale).get(entity_id)

    def _read_session(self, entity_id):
        """Return a closure, which can be read until the register is opened again."""
        row = self.reads.registers.get(entity_id.partition("/")[0])
        payload = row and self.reads.session_payload(row)
        if not payload:
            return None
        own = f"{row['id']}/{closure_id(row, payload['summary'])}"
        return payload if own == entity_id else None

    def _read_party(self, entity_id):
        try:
            return {"customer": self.client.get(f"/customers/{entity_id}")}
        except NotFoundError:
            return None

    def _read_product(self, entity_id):
        return self.reads.product_payload(entity_id)

    def _read_price_list(self, entity_id):
        books = {row["id"]: row for row in self.reads.price_books}
        row = books.get(entity_id)
        return row and self.reads.price_list_payload(row)

    def _read_stock(self, entity_id):
        """Return a level; ids are a product's and an outlet's."""
        product_id, _sep, outlet_id = entity_id.partition("|")
        try:
            rows = self.client.get(f"/products/{product_id}/inventory") or ()
        except NotFoundError:
            return None
        return next((row for row in rows if row["outlet_id"] == outlet_id), None)

    def parse(self, kind, payload):
        if kind not in MAPPERS:
            raise Unsupported(f"{self.label} has no {kind}")
        return MAPPERS[kind](payload)

    def tally(self, kinds, since, until):
        return tally.tally(self.reads, kinds, since, until)

    def version_of(self, kind, payload):
        name = VERSIONS.get(kind)
        return version_text(payload[name]["version"]) if name else ""

    # --- out ---

    def push_many(self, kind, items, key):
        if kind == "stock":
            return push.push_stock(self.client, items)
        if kind == "price":
            return push.push_prices(self.reads, items)
        if kind == "product":
            read_file = self.options.get("read_file")
            return ProductPush(self.reads, read_file).push(items)
        raise Unsupported(f"{self.label} accepts no {kind}")
