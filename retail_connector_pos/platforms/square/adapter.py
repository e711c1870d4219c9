"""Square as an estate of stores: sales, drawers, payouts in; goods and stock out."""

import functools

from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    ConfigError,
    Health,
    Setting,
    Unsupported,
    understood,
)

from . import (
    catalog_push,
    category_push,
    mapper_giftcard,
    mapper_loyalty,
    mapper_payout,
    mapper_product,
    mapper_receipt,
    mapper_session,
    mapper_store,
    price_push,
    reads,
    stock_push,
    stores,
    tally,
    turns,
    webhooks,
)
from .changes import READERS, changes
from .client import SCOPES, VERSION, SquareClient, oauth
from .mapper_customer import party

BY_POLICY = {
    "receipt": mapper_receipt.receipt,
    "session": mapper_session.session,
    "store": mapper_store.store,
}
MAPPERS = {
    "collection": mapper_product.collection,
    "giftcard": mapper_giftcard.giftcard,
    "loyalty": mapper_loyalty.loyalty,
    "party": party,
    "product": mapper_product.product,
    "settlement": mapper_payout.settlement,
    "stock": mapper_product.stock,
}
FETCHES = {
    "collection": reads.objects,
    "giftcard": reads.giftcards,
    "loyalty": reads.loyalties,
    "party": reads.parties,
    "product": reads.objects,
    "receipt": reads.receipts,
    "session": reads.sessions,
    "settlement": reads.settlements,
    "stock": reads.counts,
}
CATALOGUE = {"collection": category_push.push, "price": price_push.push}


class SquareAdapter(Adapter):
    """One Square seller with all its locations."""

    code, label = "square", "Square"
    settings = (
        Setting(
            "client_id",
            "Application ID",
            "Of an application in Square's Developer Console, to sign in with. Not "
            "needed with a personal access token.",
        ),
        Setting("client_secret", "Application secret", secret=True),
        Setting(
            "access_token",
            "Access token",
            "Handed out when you sign in; or a personal access token of your own "
            "account.",
            secret=True,
        ),
        Setting(
            "refresh_token",
            "Refresh token",
            "Handed out when you sign in.",
            secret=True,
        ),
        Setting(
            "app_token",
            "Token for webhooks",
            "The application's own access token: Square lets only it subscribe to "
            "webhooks. Empty: the personal access token, or you subscribe in the "
            "Developer Console.",
            secret=True,
        ),
        Setting(
            "webhook_key",
            "Webhook signature key",
            "Comes with the subscription.",
            secret=True,
        ),
        Setting(
            "registers",
            "Registers",
            "device: each device is a register. store: all devices of a location are "
            "one.",
            default="device",
        ),
    )
    kinds = frozenset(READERS)
    pushes = frozenset(CATALOGUE) | {"product", "stock"}
    names_taxes = True
    tallies = tally.TALLIES
    max_fetch = {
        "collection": 1000,
        "giftcard": 25,
        "loyalty": 25,
        "party": 100,
        "product": 1000,
        "receipt": 100,
        "session": 25,
        "settlement": 10,
        "stock": 250,
    }
    max_push = {"collection": 200, "price": 500, "product": 200, "stock": 100}
    product_limits = {"options": 6, "variants": 250}

    @functools.cached_property
    def client(self) -> SquareClient:
        """Return the client, made when it is first needed."""
        return SquareClient(self)

    @property
    def policy(self) -> str:
        """Return what a register is."""
        return self.values.get("registers") or ""

    # --- signing in ---

    def sign_in(self):
        return oauth(self.options)

    def signed_in(self, params, redirect):
        return self.client.http.tokens.exchange(params["code"], redirect)

    # --- webhooks ---

    @classmethod
    def verify(cls, secrets, headers, body, url):
        webhooks.verify(secrets, headers, body, url)

    @classmethod
    def notice(cls, headers, body):
        return webhooks.notice(body)

    @classmethod
    def webhook_secret_names(cls):
        return ("webhook_key",)

    def subscribe(self, url):
        client = self._webhook_client()
        return webhooks.subscribe(client, url, self.save_token) if client else {}

    def unsubscribe(self):
        client = self._webhook_client()
        if client:
            webhooks.unsubscribe(client, self.options.get("webhook_url"))

    def _webhook_client(self):
        """Return a client that may subscribe; None when nobody signed as the app."""
        token = self.values.get("app_token")
        if not token and self.values.get("refresh_token"):
            return None
        values = {"access_token": token} if token else self.values
        mine = type(self)(
            values,
            options=self.options,
            http=self.http,
            budget=self.budget,
            clock=self.clock,
        )
        return mine.client

    # --- connection ---

    def check(self):
        if not (self.values.get("access_token") or self.values.get("refresh_token")):
            raise ConfigError(
                "Sign in first, or fill in an access token.", "reauthorise"
            )
        merchants = self.client.get("/v2/merchants").get("merchant") or ()
        merchant = merchants[0] if merchants else {}
        stores = [mapper_store.store(row, self.policy) for row in self.store_rows()]
        scopes, problems = self._scopes(), []
        if not self.values.get("webhook_key"):
            problems.append(
                "There is no webhook signature key yet: sales come when they are next "
                "looked for, not at once."
            )
        return Health(
            name=merchant.get("business_name") or "",
            currency=merchant.get("currency") or "",
            country=merchant.get("country") or "",
            timezone=next((store.timezone for store in stores), ""),
            api_version=VERSION,
            scopes=scopes,
            missing_scopes=tuple(sorted(set(SCOPES) - set(scopes))) if scopes else (),
            locations=tuple(stores),
            problems=tuple(problems),
        )

    def _scopes(self):
        """Return what a person allowed at the sign-in; an own token may everything."""
        if not self.values.get("refresh_token"):
            return ()
        return tuple(self.client.ask("/oauth2/token/status", None).get("scopes") or ())

    def store_rows(self):
        """Return each location with its devices and some late payments."""
        return stores.rows(self.client, self.policy)

    # --- in ---

    def fetch_many(self, kind, ids):
        if kind == webhooks.CONNECTION:
            self.client.get("/v2/merchants")
            return dict.fromkeys(ids)  # there is nothing to import
        if kind == "store":
            rows = {row["location"]["id"]: row for row in self.store_rows()}
            return {one: rows.get(one) for one in ids}
        if kind not in FETCHES:
            raise Unsupported(f"{self.label} has no {kind}")
        return FETCHES[kind](self.client, ids)

    def changes(self, kind, since, cursor):
        if kind not in READERS:
            raise Unsupported(f"{self.label} has no list of {kind}")
        return changes(self, kind, since, cursor)

    def tally(self, kinds, since, until):
        return tally.tally(self.client, kinds, since, until)

    def parse(self, kind, payload):
        with understood():
            if kind in BY_POLICY:
                return BY_POLICY[kind](payload, self.policy)
            return MAPPERS[kind](payload)

    # --- out ---

    def push_many(self, kind, items, key):
        if kind not in self.pushes:
            raise Unsupported(f"{self.label} accepts no {kind}")
        if kind == "stock":
            return stock_push.push(self.client, items, key)
        with turns.catalogue(self.client, self.options):
            if kind == "product":
                read_file = self.options.get("read_file")
                return catalog_push.push(self.client, items, key, read_file)
            return CATALOGUE[kind](self.client, items, key)
