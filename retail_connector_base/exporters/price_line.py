"""One price on its way through a plan. Imports no Odoo."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .price_rule import Guard, Price, fingerprint

SAME, SEND, PENDING, HOLD = "same", "send", "pending", "hold"
REJECTED, PARKED, OFF = "rejected", "parked", "off"
APPROVED = "approved"
OPEN = ("pending", "sending", "failed", "preview")  # outbox rows under way
GIVEN_UP = ("parked", "dead", "superseded", "stale")


@dataclass
class PriceLine:
    """A variant's price in one list: what the shop holds, what it should, what to do.

    :param shop: content hash of what the shop holds; empty: not known
    :param decided_hash: content hash that a person approved or rejected
    :param sent_hash: content hash of the change planned last
    :param flight: state of that change's outbox row, empty when there is none
    :param untouched: no request with it was ever made, so it may be replaced
    """

    variant_id: int
    list_id: int  # price list binding; 0: the shop's own price
    product_id: int
    external_variant: str
    external_product: str
    external_list: str
    currency: str
    currency_id: int
    off: str = ""
    level_id: int | None = None
    state: str = ""
    cause: str = ""
    shop: str = ""
    shop_price: Decimal | None = None
    shop_compare: Decimal | None = None
    shop_at: datetime | None = None
    decision: str = ""
    decided_hash: str = ""
    sent_hash: str = ""
    revision: int = 0
    outbox_key: str = ""
    flight: str = ""
    untouched: bool = False
    wanted: Price | None = None
    net: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    action: str = ""
    why: str = ""

    @property
    def wanted_hash(self) -> str:
        """Return the content hash of what the shop should hold."""
        return fingerprint(self.wanted)

    @property
    def is_at_shop(self) -> bool:
        """Return whether the shop holds what it should.

        A list nobody wrote to has no price of its own for the variant.
        """
        if self.wanted is None and not self.shop:
            return True
        return self.shop == self.wanted_hash

    def judge(self, guard: Guard) -> None:
        """Decide what to do; sets ``action`` and ``why``."""
        self.why = ""
        in_flight = self.flight in OPEN
        if self.off:
            self.action, self.why = OFF, self.off
        elif in_flight and not self.untouched:
            # It may have taken effect or not: what comes next waits for the answer.
            self.action = PENDING
        elif self.is_at_shop:
            self.action = SAME
        elif in_flight and self.sent_hash == self.wanted_hash:
            self.action = PENDING
        elif self._was_refused():
            self.action, self.why = PARKED, self.cause or self.flight
        else:
            self._guard(guard)

    def _was_refused(self):
        return self.sent_hash == self.wanted_hash and (
            self.flight in GIVEN_UP or self.state == PARKED
        )

    def _guard(self, guard):
        if self.decided_hash == self.wanted_hash and self.decision == APPROVED:
            self.action = SEND
            return
        amount = self.wanted.amount if self.wanted else None
        objection = (
            ""
            if amount is None
            else guard.objection(amount, self.shop_price, self.net, self.cost)
        )
        if self.decided_hash == self.wanted_hash and self.decision == REJECTED:
            self.action, self.why = REJECTED, objection or "taken_back"
        elif not objection:
            self.action = SEND
        else:
            self.action, self.why = HOLD, objection

    @property
    def replaces_flight(self) -> bool:
        """Return whether the change planned before must never be sent (again)."""
        if not self.outbox_key:
            return False
        return self.action in (SAME, SEND, HOLD, REJECTED, OFF)

    def settle(self) -> None:
        """Take the decision over into what is stored."""
        self.state = PENDING if self.action == SEND else self.action
        self.cause = self.why
        if self.action == SEND:
            self.revision += 1
            self.outbox_key = f"price:{self.level_id}:{self.revision}"
            self.sent_hash = self.wanted_hash

    def payload(self) -> dict:
        """Return what is sent, as plain JSON; ``price`` None: no price of its own."""
        wanted = self.wanted
        return {
            "variant_id": self.external_variant,
            "product_id": self.external_product,
            "list_id": self.external_list,
            "currency": self.currency,
            "price": f"{wanted.amount:f}" if wanted else None,
            "compare_at": (
                f"{wanted.compare_at:f}"
                if wanted and wanted.compare_at is not None
                else None
            ),
            **self._before(),
        }

    def _before(self) -> dict:
        """Return what the shop held, so that it can be given back; {}: not known."""
        if not self.shop and not self.list_id:
            return {}
        price, compare = self.shop_price, self.shop_compare
        return {
            "before": {
                "price": f"{price:f}" if self.shop and price is not None else None,
                "compare_at": f"{compare:f}" if self.shop and compare else None,
            }
        }
