"""One stock level on its way through a plan. Imports no Odoo."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from .availability import Rule, Supply, promise
from .decision import HOLD, SAME, SEND, WAIT, Known, cautious, decide, row_key
from .decision import READ as READ_FIRST
from .observation import ASKED, READ, SENT, TOLD, Observation, explain, observe

OFF, PENDING, PARKED = "off", "pending", "parked"
DEAD, STALE = "dead", "stale"
UNDER_WAY = ("pending", "sending", "failed", "preview")  # states of an outbox row


@dataclass
class Flight:
    """A change of the level that was planned before and is not settled yet.

    :param untouched: no request with it was ever made, so it may be replaced
    """

    key: str
    state: str
    untouched: bool
    quantity: int
    compare: int | None
    cause: str = ""


@dataclass
class Line:
    """A level, what is known of it, what Odoo has, and what follows from that."""

    variant_id: int
    place_id: int
    product_id: int
    stock_id: str
    place: str  # the platform's id of the location
    known: Known = Known()
    rule: Rule = Rule()
    off: str = ""  # why nothing is sent
    state: str = READ
    cause: str = ""
    level_id: int | None = None
    revision: int = 0
    outbox_key: str = ""
    sent: int | None = None
    sent_at: datetime | None = None
    confirmed: bool = False
    taken_back: bool = False  # a person wants the shop's number to stay as it is
    flight: Flight | None = None
    observations: list[Observation] = field(default_factory=list)
    supply: Supply = Supply()
    target: int = 0  # units that may be promised
    amount: int = 0  # of these, what is sent now
    withheld: int = 0  # units that were left out of the change sent last
    action: str = ""

    def learn(self):
        """Take in what was learnt of the shop since the last plan."""
        for index, seen in enumerate(self.observations):
            if seen.kind == SENT:
                self.observations[index] = replace(seen, withheld=self.withheld)
                self.sent, self.sent_at = seen.quantity, seen.at
            elif seen.kind in (READ, TOLD, ASKED) and self._is_over():
                self.flight, self.outbox_key = None, ""
        self.known = observe(self.known, self.observations)

    def judge(self, settled, verified=True):
        """Set ``target`` and ``action``; return the action."""
        self.target = self.amount = promise(self.supply, self.rule)
        if self.off:
            self.action = OFF
        elif self._is_given_up():
            self.action = PARKED
        elif self._is_under_way():
            # it may have arrived: nothing else may be sent before that is known
            self.action = PENDING
        elif self.taken_back:
            self.action = HOLD
        else:
            self.action = decide(
                self.target, self.known, settled, verified or self.confirmed
            )
        if self.action == WAIT:
            self._be_cautious()
        return self.action

    def _be_cautious(self):
        """Send at least what can do no harm while orders are under way."""
        amount = cautious(self.target, self.known)
        if amount != self.known.remote:
            self.action, self.amount = SEND, amount

    def _left_out(self):
        """Return the units the change leaves out because they may be sold already."""
        partly = self.amount != self.target
        return self.known.base - self.known.remote if partly else 0

    def _is_given_up(self):
        """Return whether a person has to look at the last change first.

        A level seen at the shop since is tried again (see ``learn``); so is one that
        could not be delivered, once there is another number to tell.
        """
        if not self._is_over():
            return False
        return self.flight.state == PARKED or self.flight.quantity == self.target

    def _is_under_way(self):
        """Return whether a request with the last change may have been made."""
        flight = self.flight
        return bool(flight) and flight.state in UNDER_WAY and not flight.untouched

    def _is_over(self):
        """Return whether the last change was refused or given up."""
        return self.flight is not None and self.flight.state in (PARKED, DEAD)

    def settle(self):
        """Turn the action into the level's new state."""
        self.state, self.cause = self.action, ""
        if self.action == SAME:
            self.known = explain(self.known)
        elif self.action == OFF:
            self.cause = self.off
        elif self.action == HOLD:
            self.cause = "taken_back" if self.taken_back else "zero_unverified"
        elif self.action == SEND:
            self.state = PENDING
            self.withheld = self._left_out()
        elif self.action == PARKED:
            self.cause = self.flight.cause
        if self.target:
            self.confirmed = False

    @property
    def drops_flight(self) -> bool:
        """Return whether the change planned before is replaced or pointless now."""
        if self.flight is None or self.keeps_flight:
            return False
        if self.flight.state == STALE:  # open until the shop's number is understood
            return self.action not in (READ_FIRST, WAIT)
        return self.flight.untouched

    @property
    def keeps_flight(self) -> bool:
        """Return whether the change planned before still says the same."""
        return (
            self.action == SEND
            and self.flight is not None
            and self.flight.untouched
            and (self.flight.quantity, self.flight.compare)
            == (self.amount, self.known.remote)
        )

    def key(self, backend_id) -> str:
        """Return the key of the change that is planned now."""
        return row_key(
            backend_id,
            f"{self.variant_id}/{self.place_id}",
            self.revision,
            self.amount,
            self.known.remote,
        )

    def payload(self) -> dict:
        """Return the change as the platform's adapter expects it."""
        remote = self.known.remote
        return {
            "stock_id": self.stock_id,
            "location_id": self.place,
            "quantity": str(self.amount),
            "compare": None if remote is None else str(remote),
        }


def rule_of(
    defaults: Rule,
    buffer: int | None,
    cap: int | None,
    computed: int | None = None,
    safe: int | None = None,
) -> Rule:
    """Return a variant's rule: 0 takes the default, less than 0 means none.

    :param computed: units held back as measured; used where no buffer was chosen
    :param safe: most units shown while sales elsewhere are not known
    """
    default = defaults.buffer if computed is None else Decimal(computed)
    held = default if not buffer else Decimal(max(buffer, 0))
    most = defaults.cap if not cap else (None if cap < 0 else Decimal(cap))
    least = defaults.minimum
    if safe is not None:
        most = Decimal(safe) if most is None else min(most, Decimal(safe))
        least = min(least, Decimal(safe))
    return Rule(held, most, least)
