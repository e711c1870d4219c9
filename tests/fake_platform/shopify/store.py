"""What one shop holds: records by type and id, plain enough to be saved as JSON."""

import threading
import time
import zlib
from datetime import UTC, datetime

from . import registry
from .cost import Bucket
from .errors import user_error
from .faults import Faults
from .idempotency import Keys
from .money import Pair, bag
from .stats import Stats

DEFAULT_SCOPES = [
    "read_orders",
    "write_orders",
    "write_order_edits",
    "read_all_orders",
    "read_products",
    "write_products",
    "write_markets",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_customers",
    "write_customers",
    "read_fulfillments",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_returns",
    "write_returns",
    "read_discounts",
    "read_gift_cards",
    "write_gift_cards",
    "read_payment_terms",
    "read_draft_orders",
    "read_publications",
    "write_publications",
    "read_translations",
    "write_translations",
    "read_apps",
    "read_shopify_payments_accounts",
    "read_shopify_payments_payouts",
    "read_shopify_payments_disputes",
    "read_gift_card_transactions",
    "write_gift_card_transactions",
    "read_store_credit_accounts",
    "read_store_credit_account_transactions",
    "write_store_credit_account_transactions",
    "read_markets",
    "read_users",
]

SETTINGS = {
    "search_lag": 0.0,  # seconds until search sees a change
    "per_id_cost": False,  # nodes(ids) costs its children once per id
    "https_only": False,  # refuse webhook addresses over http, as the platform does
    "media_seconds": 0.0,  # until a picture is ready
    "bulk_seconds": 0.2,  # how long a bulk operation runs
    "tip_as_line": True,  # a tip is also a line item
    "token_seconds": 86399,  # life of a client-credentials token
    "payments": True,  # the platform's own payment provider is in use
    "removal_told_as": "edit",  # agreement of a removal by an edit: edit or refund
}


class Shop:
    """One shop: identity, records, rate limit, switches."""

    def __init__(self, platform, domain, seed, **identity):
        self.platform = platform
        self.domain = domain
        self.seed = seed
        self.name = (
            identity.get("name") or domain.partition(".")[0].replace("-", " ").title()
        )
        self.currency = identity.get("currency", "EUR")
        self.country = identity.get("country", "DE")
        self.timezone = identity.get("timezone", "Europe/Berlin")
        self.taxes_included = identity.get("taxes_included", True)
        self.plan = identity.get("plan", "Basic")
        self.rates = identity.get("rates") or {
            "USD": "1.0853",
            "GBP": "0.8412",
            "JPY": "162.35",
        }
        self.credentials = identity["credentials"]
        self.tables = {}
        self.counters = {}
        self.lock = threading.RLock()
        self.settings = dict(SETTINGS)
        self.bucket = Bucket()
        self.keys = Keys()
        self.faults = Faults()
        self.stats = Stats()
        self.uploads = {}  # bulk files by operation id
        self.catalog = None  # what orders are drawn from, built on demand

    # --- time and money ---
    def now(self):
        """Return the time as the API writes it."""
        return stamp(self.platform.clock())

    def pair(self, presentment=None):
        """Return the currency pair of an order."""
        other = presentment or self.currency
        rate = "1" if other == self.currency else self.rates[other]
        return Pair(self.currency, other, rate)

    def no_money(self):
        """Return a bag of nothing."""
        pair = self.pair()
        return bag(pair.zero(), pair)

    # --- records ---
    def next_number(self, kind, start=1):
        """Return the next number of a sequence."""
        self.counters[kind] = self.counters.get(kind, start - 1) + 1
        return self.counters[kind]

    def new_id(self, type_name):
        """Return a new global id; its number is never that of another type."""
        base = 1_000_000_000_000 + zlib.crc32(type_name.encode()) % 9000 * 1_000_000_000
        number = base + self.next_number(type_name) * 32768
        return f"gid://shopify/{type_name}/{number}"

    def add(self, type_name, record):
        """Store a record; it gets an id and times unless it has them."""
        record["__typename"] = type_name
        record.setdefault("id", self.new_id(type_name))
        record.setdefault("createdAt", self.now())
        record.setdefault("updatedAt", record["createdAt"])
        record["_indexed"] = time.time()
        self.table(type_name)[record["id"]] = record
        return record

    def table(self, type_name):
        """Return the records of a type by id."""
        return self.tables.setdefault(type_name, {})

    def get(self, gid):
        """Return the record of a global id, None when there is none."""
        if not isinstance(gid, str) or not gid.startswith("gid://shopify/"):
            return None
        return self.table(gid[14:].partition("/")[0]).get(gid)

    def want(self, gid, type_name):
        """Return the record of an id of the right kind, else None."""
        record = self.get(gid)
        return record if record and record["__typename"] == type_name else None

    def touch(self, record, at=None):
        """Note a change: search sees it after its lag."""
        record["_before"] = record["updatedAt"]
        record["updatedAt"] = max(at or self.now(), record["updatedAt"])
        record["_indexed"] = time.time()

    def remove(self, gid):
        """Delete a record."""
        record = self.get(gid)
        if record:
            del self.table(record["__typename"])[gid]
        return record

    # --- behaviour ---
    def mutate(self, call, field, args):
        """Run a mutation with its idempotency rules; return the payload."""
        if fault := self.faults.first({"user_error"}, (field.name, call.name)):
            message = "Refused by a fault that was switched on."
            return {"userErrors": [user_error(None, message, fault.code)]}
        function = registry.MUTATIONS.get(field.name)
        return self.keys.run(self, call, field, args, function)

    def emit(self, topic, record):
        """Tell the subscribers of a topic."""
        self.platform.webhooks.emit(self, topic, record)


def stamp(seconds):
    """Return a time as the API writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def numeric(gid):
    """Return the number in a global id."""
    return int(gid.partition("?")[0].rpartition("/")[2]) if gid else None
