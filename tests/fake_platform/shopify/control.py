"""What tests and demos do to the fake from outside, and what they see inside.

Every public method is a verb: in process it is called, over HTTP it is
``POST /_control/<method>`` with its arguments as a JSON object.
"""

import random

from . import auth
from .control_fulfilment import FulfilmentVerbs
from .control_money import MoneyVerbs
from .control_prices import PriceVerbs
from .control_trade import TradeVerbs
from .control_webhooks import WebhookVerbs
from .digest import digest


class Control(FulfilmentVerbs, MoneyVerbs, PriceVerbs, TradeVerbs, WebhookVerbs):
    """The verbs about shops and faults, with those about trade and webhooks."""

    def __init__(self, world):
        self._world = world

    def run(self, verb, arguments):
        """Run a verb by name."""
        if verb.startswith("_") or verb == "run" or not hasattr(Control, verb):
            raise LookupError(f"no verb {verb!r}")
        return getattr(self, verb)(**arguments)

    # --- shops ---
    def create_shop(
        self, domain="demo-retail.myshopify.com", profile="demo", **options
    ):
        """Create and fill a shop (demo, small or empty); return its credentials."""
        self._world.create_shop(domain, profile, **options)
        return self._world.credentials(domain)

    def remove_shop(self, shop):
        """Forget a shop."""
        self._world.remove_shop(shop)
        return {}

    def shops(self):
        """Return the domains of all shops."""
        return list(self._world.shops)

    def credentials(self, shop):
        """Return what a connector needs to connect."""
        return self._world.credentials(shop)

    def configure(
        self, shop, maximum=None, restore_rate=None, scopes=None, webhook_secret=None,
        **settings,
    ):  # fmt: skip
        """Change the rate limit, the granted scopes or ``store.SETTINGS``."""
        found = self._world.shop(shop)
        with found.lock:
            found.bucket.configure(maximum, restore_rate)
            if scopes is not None:
                found.credentials["scopes"] = sorted(scopes)
            if webhook_secret is not None:
                found.credentials["webhook_secret"] = webhook_secret
            unknown = set(settings) - set(found.settings) - {"status"}
            if unknown:
                raise ValueError(f"unknown settings {sorted(unknown)}")
            found.settings.update(settings)
        return found.settings

    def expire_tokens(self, shop, revoke=False):
        """Let granted tokens expire; ``revoke`` also takes the permanent one."""
        found = self._world.shop(shop)
        auth.expire_all(found)
        if revoke:
            found.credentials["access_token"] = f"revoked-{random.getrandbits(64):x}"
        return {}

    def uninstall(self, shop):
        """Uninstall the app: tokens and subscriptions end, a last message goes."""
        found = self._world.shop(shop)
        with found.lock:
            found.emit("app/uninstalled", next(iter(found.table("Shop").values())))
            found.credentials["installed"] = False
            found.table("WebhookSubscription").clear()
        return {}

    def allow(self, shop, state):
        """Agree to the app in a shop of another organisation; return the query."""
        return auth.allow(self._world.shop(shop), state)

    def install(self, shop):
        """Install the app again."""
        self._world.shop(shop).credentials["installed"] = True
        return {}

    # --- faults, looking inside ---
    def add_fault(self, shop, kind, **options):
        """Switch a fault on (see ``faults.Fault``)."""
        self._world.shop(shop).faults.add(kind=kind, **options)
        return {}

    def clear_faults(self, shop, kind=None):
        """Switch faults off."""
        self._world.shop(shop).faults.clear(kind)
        return {}

    def faults(self, shop):
        """Return the faults that are on, with how often they struck."""
        return [fault.read() for fault in self._world.shop(shop).faults.active]

    def stats(self, shop, reset=False):
        """Return the counters: calls and cost per operation, messages, replays."""
        found = self._world.shop(shop)
        numbers = found.stats.read() | {
            "webhooks_waiting": self._world.webhooks.waiting()
        }
        if reset:
            found.stats.reset()
        return numbers

    def digest(self, shop, volatile=False):
        """Return the state to compare runs by: levels, orders, their hash."""
        found = self._world.shop(shop)
        with found.lock:
            return digest(found, volatile)

    def save(self, path):
        """Write the state of all shops to a file."""
        self._world.save(path)
        return {}
