"""What every external ledger has to say and do: the class that a ledger subclasses.

A ledger is a platform (see ``retail_connector_base.platforms.Adapter``): it has
settings, credentials, a budget and a session. What it delivers is masters (accounts,
taxes, dimensions, periods), what it takes is journal entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    PushResult,
    RefusedError,
    TransientError,
    UnknownOutcome,
    Unsupported,
)

from .journal import JournalEntry, RemoteEntry, compare, from_payload, remote_payload


@dataclass(frozen=True)
class Capabilities:
    """What a ledger can take; lengths are in characters, 0 means without limit."""

    max_lines: int = 0  # lines an entry
    reference_length: int = 20
    description_length: int = 100
    max_dimensions: int = 0  # dimension values a line
    reads_back: bool = True  # can be asked later what it holds
    own_chart: bool = False  # has no chart to read: it goes by Odoo's own codes


@dataclass(frozen=True)
class LedgerAccount:
    """An account of the remote chart.

    :param kind: asset, liability, equity, income, expense or what the ledger calls it
    :param postable: entries may name it (not a heading, blocked or system account)
    """

    external_id: str
    code: str
    name: str
    kind: str = ""
    postable: bool = True
    active: bool = True
    currency: str = ""


@dataclass(frozen=True)
class LedgerTax:
    """A tax code of the ledger; ``rate`` in percent as text, empty if it varies."""

    external_id: str
    name: str
    rate: str = ""
    active: bool = True


@dataclass(frozen=True)
class LedgerValue:
    """A value of a dimension (class, department, tracking option ...)."""

    dimension_id: str
    dimension: str
    external_id: str
    name: str
    active: bool = True


@dataclass(frozen=True)
class Period:
    """Between which dates the ledger takes entries; None: no limit on that side."""

    open_from: date | None = None
    open_to: date | None = None

    def takes(self, day: date) -> bool:
        """Return whether an entry of ``day`` would be accepted."""
        late_enough = self.open_from is None or day >= self.open_from
        return late_enough and (self.open_to is None or day <= self.open_to)


@dataclass(frozen=True)
class Balance:
    """The movement of one account in a time, debit positive."""

    account: str
    amount: Money


class LedgerAdapter(Adapter):
    """Speak one ledger: subclass, set ``code``, ``label`` and ``ledger``, done."""

    ledger: ClassVar[Capabilities] = Capabilities()
    pushes: ClassVar[frozenset[str]] = frozenset({"journal"})
    max_push = {"journal": 1}

    # --- masters ---

    def accounts(self) -> Sequence[LedgerAccount]:
        """Return the whole chart of accounts."""
        raise Unsupported(f"{self.label} has no chart to read")

    def taxes(self) -> Sequence[LedgerTax]:
        """Return the tax codes."""
        return ()

    def dimensions(self) -> Sequence[LedgerValue]:
        """Return the values of all dimensions."""
        return ()

    def period(self) -> Period:
        """Return which dates are open."""
        return Period()

    # --- entries ---

    def find(self, reference: str) -> RemoteEntry | None:
        """Return the entry that carries our reference, whole, or None."""
        raise Unsupported(f"{self.label} cannot be asked")

    def submit(self, entry: JournalEntry, key: str) -> str:
        """Post the entry and return its id at the ledger.

        ``key`` is the same for every try. Raise RefusedError with a code
        (``period_locked``, ``account_refused``, ``reference_taken`` ...) when the
        ledger says no, UnknownOutcome when its answer was lost.
        """
        raise Unsupported(f"{self.label} takes no entries")

    def post_draft(self, external_id: str) -> None:
        """Post an entry of ours that an earlier try left as a draft."""
        raise Unsupported(f"{self.label} has no drafts")

    def read_back(self, external_ids: Sequence[str]) -> dict[str, RemoteEntry | None]:
        """Return id -> entry as the ledger holds it now; None: it is gone."""
        raise Unsupported(f"{self.label} cannot be asked")

    def balances(self, start: date, end: date) -> Sequence[Balance]:
        """Return each account's movement from ``start`` to ``end``, both included."""
        raise Unsupported(f"{self.label} has no trial balance")

    def acknowledgements(self) -> Sequence[tuple[str, bool, str]]:
        """Return (reference, accepted, reason) of what was said since the last time.

        For ledgers that answer later and elsewhere than in the request.
        """
        return ()

    # --- delivery ---

    def push_many(self, kind, items, key):
        """Deliver entries; what an earlier try may have left there is found first."""
        if kind not in self.pushes:
            raise Unsupported(f"{self.label} accepts no {kind}")
        return [self._push(item, from_payload(item.payload)) for item in items]

    def _push(self, item, entry):
        """Post one entry unless it is there, and return what is there now."""
        try:
            external_id = self._posted_before(entry) or self.submit(entry, item.key)
        except RefusedError as error:
            return PushResult(item.key, error=error)
        try:
            found = self.read_back([external_id]).get(external_id)
        except TransientError as error:
            # It is posted. Whoever tries again finds it by its reference.
            raise UnknownOutcome(error.message, error.code) from error
        if found is None:
            raise UnknownOutcome("it was accepted and cannot be read back yet")
        return PushResult(item.key, external_id, answer=remote_payload(found))

    def _posted_before(self, entry):
        """Return the id of an entry that an earlier try left; refuse a stranger's."""
        found = self.find(entry.reference)
        if found is None or found.state == "voided":
            return None
        strange = [d for d in compare(entry, found) if d.code != "not_posted"]
        if strange:
            raise RefusedError(
                f"{entry.reference} is taken by another entry: {strange[0].message}",
                "reference_taken",
            )
        if found.state == "draft":
            self.post_draft(found.external_id)
        return found.external_id
