"""All shops of one fake platform, with their webhook sender and their saved state."""

import json
import random
import time
from pathlib import Path

from . import auth, registry
from .seed import fill
from .store import DEFAULT_SCOPES, Shop
from .webhooks import Webhooks


class World:
    """The shops by domain."""

    def __init__(self, clock=time.time, time_scale=0.01):
        registry.load_all()
        self.clock = clock
        self.webhooks = Webhooks(time_scale=time_scale, clock=clock)
        self.shops = {}
        self.url = ""  # set when the server listens

    def create_shop(
        self, domain="demo-retail.myshopify.com", profile="demo", seed=1,
        scopes=DEFAULT_SCOPES, webhook_secret=None, **identity,
    ):  # fmt: skip
        """Create and fill a shop; the same arguments make the same shop."""
        rng = random.Random(f"{seed}:{domain}:credentials")
        credentials = auth.new_credentials(rng, domain, scopes)
        if webhook_secret:
            credentials["webhook_secret"] = webhook_secret
        shop = Shop(self, domain, seed, credentials=credentials, **identity)
        self.shops[domain] = shop
        fill(shop, profile)
        return shop

    def shop(self, domain):
        """Return a shop by its domain, with or without the platform's suffix."""
        found = self.shops.get(domain) or self.shops.get(f"{domain}.myshopify.com")
        if found is None:
            raise LookupError(f"no shop {domain!r}")
        return found

    def remove_shop(self, domain):
        """Forget a shop and what it still had to send."""
        shop = self.shops.pop(self.shop(domain).domain)
        self.webhooks.clear(shop)

    def credentials(self, domain):
        """Return what a connector needs to connect."""
        shop = self.shop(domain)
        public = {
            k: v
            for k, v in shop.credentials.items()
            if k not in ("tokens", "installed")
        }
        return {
            **public,
            "base_url": f"{self.url}/{shop.domain}",
            "currency": shop.currency,
            "taxes_included": shop.taxes_included,
        }

    # --- saved state ---
    def save(self, path):
        """Write all shops to a file."""
        state = []
        for shop in self.shops.values():
            with shop.lock:
                state.append(
                    {name: getattr(shop, name) for name in SAVED}
                    | {"keys": [[*k, *v] for k, v in shop.keys.seen.items()]}
                )
        target = Path(path)
        part = target.with_name(target.name + ".part")
        part.write_text(json.dumps(state))
        part.replace(target)

    def load(self, path):
        """Read the shops of a saved state."""
        for saved in json.loads(Path(path).read_text()):
            keys = saved.pop("keys")
            shop = Shop(
                self, saved["domain"], saved["seed"], credentials=saved["credentials"]
            )
            for name, value in saved.items():
                setattr(shop, name, value)
            shop.keys.seen = {(name, key): entry for name, key, *entry in keys}
            self.shops[shop.domain] = shop


SAVED = [
    "domain",
    "seed",
    "name",
    "currency",
    "country",
    "timezone",
    "taxes_included",
    "plan",
    "rates",
    "credentials",
    "tables",
    "counters",
    "settings",
]
