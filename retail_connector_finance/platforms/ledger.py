"""What every external ledger has to say and do: the class that a ledger subclasses.

A ledger is a platform (see ``retail_connector_base.platforms.Adapter``): it has
settings, credentials, a budget and a session. What it delivers is masters (accounts,
taxes, dimensions, periods), what it takes is journal entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from odoo.addons.retail_connector_base.canonical import Money
from odoo.addons.retail_connector_base.platforms import (
    Adapter,
    PlatformError,
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
    contacts: bool = False  # lines can name a customer or vendor
    tax_codes: str = ""  # on lines: computed (there) or given (by us); empty: none


@dataclass(frozen=True)
class LedgerAccount:
    """An account of the remote chart.

    :param kind: asset, liability, equity, income, expense or what the ledger calls it
    :param postable: entries may name it (not a heading, blocked or system account)
    :param contact: ``customer`` or ``vendor`` where lines have to name one, else empty
    """

    external_id: str
    code: str
    name: str
    kind: str = ""
    postable: bool = True
    active: bool = True
    currency: str = ""
    contact: str = ""


@dataclass(frozen=True)
class LedgerTax:
    """A tax code of the ledger that lines of an entry can name.

    :param rate: in percent as text, empty if it varies
    :param kind: sale, purchase, or empty: both
    :param account: the ledger's own id of the account it posts on, if the ledger says
    """

    external_id: str
    name: str
    rate: str = ""
    kind: str = ""
    account: str = ""
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
class LedgerContact:
    """A customer or vendor that lines can name.

    :param external_id: as a line names it; a customer and a vendor never share one
    :param kind: ``customer`` or ``vendor``
    """

    external_id: str
    kind: str
    name: str
    vat: str = ""
    email: str = ""
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
    no_tax_codes: ClassVar[str] = "its lines take no tax codes"  # why there are none
    pushes: ClassVar[frozenset[str]] = frozenset({"journal"})
    max_push = {"journal": 1}
    # kind of sample -> how the path of its request ends: answers that are compared
    # with the samples beside the adapter, to see what the ledger has new
    watched: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.http is not None:
            self.http.watched = self.watched

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

    def contacts(self) -> Iterable[Sequence[LedgerContact]]:
        """Yield the customers and vendors, page by page: there may be very many."""
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

    def find_many(self, references: Sequence[str]) -> dict[str, RemoteEntry | None]:
        """Return reference -> entry; override where one request finds several."""
        return {reference: self.find(reference) for reference in references}

    def submit_many(
        self, entries: Sequence[tuple[JournalEntry, str]], request: str
    ) -> list:
        """Post (entry, key) pairs; return an id or a RefusedError for each.

        ``request`` is the same as long as an earlier try may have taken effect, and
        another one once the ledger has refused.
        """
        outcomes = []
        for entry, key in entries:
            try:
                outcomes.append(self.submit(entry, key))
            except RefusedError as error:
                outcomes.append(error)
        return outcomes

    def changed_since(self, moment: datetime) -> Sequence[str] | None:
        """Return ids of entries changed or deleted there since; None: cannot tell."""
        return None

    def copies(self, references: Sequence[str]) -> dict[str, Sequence[str]]:
        """Return reference -> ids of all entries there that carry it and count.

        More than one means that somebody copied an entry of ours. Nothing is returned
        by ledgers whose ``read_back`` goes by reference: a copy shows there.
        """
        return {}

    # --- delivery ---

    def push_many(self, kind, items, key):
        """Deliver entries; what an earlier try may have left there is found first."""
        if kind not in self.pushes:
            raise Unsupported(f"{self.label} accepts no {kind}")
        entries = {item.key: from_payload(item.payload) for item in items}
        found = self.find_many([entry.reference for entry in entries.values()])
        outcomes, todo = {}, []
        for item in items:
            try:
                outcome = self._posted_before(entries[item.key], found)
            except RefusedError as error:
                outcome = error
            if outcome is None:
                todo.append((entries[item.key], item.key))
            else:
                outcomes[item.key] = outcome
        posted = self.submit_many(todo, key) if todo else []
        outcomes.update(zip((key for _e, key in todo), posted, strict=True))
        return self._results(items, outcomes)

    def _results(self, items, outcomes):
        """Return a PushResult per item, with what is there now as its answer."""
        ids = [one for one in outcomes.values() if not isinstance(one, PlatformError)]
        try:
            there = self.read_back(ids) if ids else {}
        except TransientError as error:
            # It is posted. Whoever tries again finds it by its reference.
            raise UnknownOutcome(error.message, error.code) from error
        results = []
        for item in items:
            outcome = outcomes[item.key]
            if isinstance(outcome, PlatformError):
                results.append(PushResult(item.key, error=outcome))
            elif there.get(outcome) is None:
                lost = UnknownOutcome("it was accepted and cannot be read back yet")
                results.append(PushResult(item.key, error=lost))
            else:
                answer = remote_payload(there[outcome])
                results.append(PushResult(item.key, outcome, answer=answer))
        return results

    def _posted_before(self, entry, known):
        """Return the id of an entry that an earlier try left; refuse a stranger's."""
        found = known.get(entry.reference)
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
