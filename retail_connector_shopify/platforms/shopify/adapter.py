"""Shopify, by its GraphQL Admin API."""

from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    NotFoundError,
    Page,
    Setting,
    Unsupported,
    understood,
)

from . import (
    bulk,
    changes_money,
    collection_push,
    company_push,
    counts,
    fulfilment_push,
    health,
    oauth,
    order_push,
    party_push,
    price_push,
    product_push,
    reads,
    reads_fulfilment,
    reads_translations,
    reference_push,
    refund_push,
    rehearsal,
    stock_push,
    subscriptions,
    tally,
    webhooks,
)
from .carriers import CARRIERS
from .changes import changes
from .client import VERSION, AdminClient
from .mapper_collection import collection, publication
from .mapper_company import company
from .mapper_customer import party, party_merge
from .mapper_dispute import dispute
from .mapper_draft import quotation
from .mapper_fulfilment import fulfilment
from .mapper_giftcard import giftcard
from .mapper_location import location
from .mapper_order import order
from .mapper_payout import settlement
from .mapper_price_list import price_list
from .mapper_privacy import privacy
from .mapper_product import product
from .mapper_refund import refunds
from .mapper_return import returns
from .mapper_stock import stock
from .shapes import View

MAPPERS = {
    "order": order,
    "quotation": quotation,
    "product": product,
    "party": party,
    "company": company,
    "price_list": price_list,
    "collection": collection,
    "publication": publication,
    "location": location,
    "stock": stock,
    "fulfilment": fulfilment,
    "refund": refunds,
    "return": returns,
    "settlement": settlement,
    "dispute": dispute,
    "giftcard": giftcard,
    "party_merge": party_merge,
    "privacy": privacy,
    webhooks.CONNECTION: health.document,
}
# kind -> function(client, items, key)
PUSHES = {
    "company": company_push.push,
    "decision": order_push.push,
    "collection": collection_push.push,
    "fulfilment": fulfilment_push.push,
    "party": party_push.push,
    "price": price_push.push,
    "reference": reference_push.push,
    "refund": refund_push.push,
    "stock": stock_push.push,
}
SIDES = {"shop": "shopMoney", "presentment": "presentmentMoney"}
# What is only asked for with its scope; staff is for shops of the larger plans.
SHOWN_BY_SCOPE = {"staff": "read_users", "terms": "read_payment_terms"}


class ShopifyAdapter(Adapter):
    """One Shopify shop."""

    code, label = "shopify", "Shopify"
    settings = (
        Setting(
            "shop",
            "Shop domain",
            "As in the address of the shop's admin, for example my-shop.myshopify.com.",
            required=True,
        ),
        Setting(
            "client_id",
            "Client ID",
            "Of an app made in the Dev Dashboard. With its secret, the connector gets "
            "its access tokens itself and renews them every day.",
        ),
        Setting(
            "client_secret",
            "Client secret",
            "Of the same app. It also signs the app's webhooks.",
            secret=True,
        ),
        Setting(
            "access_token",
            "Access token",
            "Only of an app made in the shop's own admin; else leave it empty.",
            secret=True,
        ),
        Setting("refresh_token", "Refresh token", "Comes with a sign-in.", secret=True),
        Setting(
            "webhook_secret",
            "Webhook secret",
            "The API secret key of an app made in the shop's own admin.",
            secret=True,
        ),
    )
    kinds = frozenset(MAPPERS)
    pushes = frozenset(PUSHES) | {"product"}
    max_fetch = {
        "order": 100, "quotation": 50, "product": 50, "collection": 100,
        "publication": 250, "party": 250, "company": 6, "price_list": 250,
        "location": 250, "stock": 250, "fulfilment": 50, "refund": 50, "return": 50,
        "settlement": 10, "dispute": 100, "giftcard": 50,
    }  # fmt: skip
    max_push = {
        "collection": 25, "company": 10, "decision": 1, "fulfilment": 25, "party": 25,
        "price": 2500, "product": 500, "refund": 1, "reference": reference_push.SIZE,
        "stock": 250,
    }  # fmt: skip
    product_limits = {"options": 3, "variants": 2048}
    carriers = CARRIERS
    store_credit, tallies = True, tally.TALLIES

    @property
    def client(self) -> AdminClient:
        """Return the client, made when it is first needed."""
        if not hasattr(self, "_client"):
            self._client = AdminClient(
                self.values.get("shop"),
                self.values,
                self.http,
                budget=self.budget,
                clock=self.clock,
                sleep=self.sleep,
                renew_in_turn=self.renew_in_turn,
                base_url=self.options.get("base_url") or "",
                version=self.options.get("version") or VERSION,
            )
        return self._client

    # --- webhooks ---

    @classmethod
    def verify(cls, secrets, headers, body, url):
        webhooks.verify(secrets, headers, body, url)

    @classmethod
    def notice(cls, headers, body):
        return webhooks.notice(headers, body)

    @classmethod
    def webhook_secret_names(cls):
        return ("client_secret", "webhook_secret")

    def subscribe(self, url):
        return subscriptions.subscribe(self.client, url)

    def unsubscribe(self):
        subscriptions.unsubscribe(self.client, self.options.get("webhook_url"))

    # --- signing in ---

    def sign_in(self):
        return oauth.oauth(self.client.origin if self.values else "", health.SCOPES)

    def signed_in(self, params, redirect):
        oauth.verify(params, self.values.get("client_secret"), self.client.shop)
        return self.client.tokens.exchange(params["code"], redirect)

    # --- connection ---

    def check(self):
        return health.check(self.client, self._view())

    def rehearse(self, version, samples):
        return rehearsal.rehearse(self, self._at(version=version), version, samples)

    # --- in ---

    def fetch_many(self, kind, ids):
        if kind == webhooks.CONNECTION:
            return health.connection(self.client, ids)
        self._require(kind)
        if kind == "fulfilment":
            return reads_fulfilment.fetch(self.client, ids)
        if kind in changes_money.SCOPES:
            return reads.fetch_money(self.client, kind, ids, self._scopes())
        granted = self.options.get("scopes") or ""
        shown = {name: scope in granted for name, scope in SHOWN_BY_SCOPE.items()}
        found = reads.fetch(self.client, kind, ids, **shown)
        if kind in reads_translations.KINDS:
            locales = self.options.get("locales")
            reads_translations.add(self.client, found, locales, self._scopes())
        return found

    def changes(self, kind, since, cursor):
        self._require(kind)
        if kind == "stock":
            return Page(())  # levels have no list of changes; they are compared
        if kind in changes_money.SCOPES:
            scopes = self._scopes()
            return changes_money.changes(self.client, kind, since, cursor, scopes)
        return changes(self.client, kind, since, cursor)

    def tally(self, kinds, since, until):
        return tally.tally(self, kinds, since, until)

    def count(self, kind, since):
        return counts.count(self.client, kind, since)

    def parse(self, kind, payload):
        self._require(kind)
        with understood():
            return MAPPERS[kind](self._view(), payload)

    def _scopes(self):
        """Return the scopes that were granted when the connection was tested."""
        return frozenset((self.options.get("scopes") or "").split())

    def _view(self):
        side = SIDES[self.options.get("currency_side") or "shop"]
        shop = (self.values.get("shop") or "").partition(".")[0]
        return View(side=side, shop=f"{shop}{webhooks.SHOP_SUFFIX}")

    def _require(self, kind):
        if kind not in self.kinds:
            raise Unsupported(f"{self.label} has no {kind}")

    def read_media(self, url):
        try:
            response = self.http.request("GET", url, idempotent=True)
        except NotFoundError:
            return None
        return response.content if response.status_code == 200 else None

    # --- history ---

    def can_export(self, kind):
        return kind in bulk.EXPORTS

    def export_start(self, kind, since):
        if kind not in bulk.EXPORTS:
            raise Unsupported(f"{self.label} has no bulk export of {kind}")
        return bulk.start(self.client, kind, since)

    def export_state(self, export_id):
        return bulk.state(self.client, export_id)

    def export_read(self, state, skip=0):
        if not state.url:
            return iter(())
        currency = self.client.run("shop")["shop"]["currencyCode"]
        return bulk.read(self.client.stream(state.url), skip, currency)

    # --- out ---

    def push_many(self, kind, items, key):
        if kind not in self.pushes:
            raise Unsupported(f"{self.label} accepts no {kind}")
        if kind == "product":
            read_file = self.options.get("read_file")
            return product_push.push(self.client, items, key, read_file)
        return PUSHES[kind](self.client, items, key)
