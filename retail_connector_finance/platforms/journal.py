"""Journal entries on their way to an external ledger, and what is found there."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Money, to_decimal
from odoo.addons.retail_connector_base.canonical.invariant import require, require_equal


@dataclass(frozen=True)
class JournalLine:
    """One line: ``amount`` is positive for a debit and negative for a credit.

    :param account: the ledger's own id of the account
    :param tax_code: the ledger's own id of a tax, empty when tax has its own lines
    :param tax: what the code posts besides the amount, on an account of the ledger's
    :param dimensions: (dimension id, value id) at the ledger, sorted
    :param contact: the ledger's own id of a customer or supplier
    """

    account: str
    amount: Money
    description: str = ""
    tax_code: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    contact: str = ""
    tax: Money | None = None

    def __post_init__(self):
        require(bool(self.account), "line.account", "missing")
        require(bool(self.amount), "line.amount", "a line without an amount")
        require(bool(self.tax_code or not self.tax), "line.tax", "a tax without a code")

    @property
    def gross(self) -> Money:
        """Return what the line moves altogether: the amount and its tax."""
        return self.amount if self.tax is None else self.amount + self.tax

    @property
    def is_debit(self) -> bool:
        """Return whether the line is a debit."""
        return self.amount.amount > 0


@dataclass(frozen=True)
class JournalEntry:
    """A balanced entry in one currency.

    :param uuid: our lasting key; a repeat carries the same
    :param reference: our number, short enough for every ledger, unique there
    """

    uuid: str
    reference: str
    posted_on: date
    currency: str
    lines: tuple[JournalLine, ...]
    narration: str = ""

    def __post_init__(self):
        require(bool(self.uuid), "entry.uuid", "missing")
        require(bool(self.reference), "entry.reference", "missing")
        require(len(self.lines) > 1, "entry.lines", "an entry needs two lines")
        require_equal(
            Money.zero(self.currency),
            Money.sum((line.gross for line in self.lines), self.currency),
            "entry.lines",
            "debits and credits differ",
        )

    @property
    def total(self) -> Money:
        """Return the sum of the debits, with their tax."""
        debits = (line.gross for line in self.lines if line.is_debit)
        return Money.sum(debits, self.currency)

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of everything that is sent."""
        text = json.dumps(to_payload(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class RemoteEntry:
    """An entry as the ledger holds it.

    :param state: ``draft``, ``posted`` or ``voided``
    :param version: changes whenever the entry changes there
    """

    external_id: str
    reference: str
    posted_on: date
    state: str
    currency: str
    lines: tuple[JournalLine, ...]
    number: str = ""
    version: str = ""
    url: str = ""

    def __post_init__(self):
        require(bool(self.external_id), "remote.external_id", "missing")
        require(
            self.state in ("draft", "posted", "voided"),
            "remote.state",
            f"unknown state {self.state!r}",
        )


@dataclass(frozen=True)
class Difference:
    """One way in which the ledger's entry is not what was sent."""

    code: str  # missing, voided, not_posted, date, currency, line_missing, line_extra
    message: str


def compare(sent: JournalEntry, found: RemoteEntry | None) -> tuple[Difference, ...]:
    """Return what differs between the entry that was sent and the one that is there.

    Lines are compared as a bag: a ledger may order or describe them as it likes, but
    account, amount, tax, dimensions and contact must be the same, line by line.
    """
    if found is None:
        return (Difference("missing", "The entry is not in the ledger."),)
    if found.state == "voided":
        return (Difference("voided", "The entry was voided in the ledger."),)
    differences = []
    if found.state != "posted":
        differences.append(Difference("not_posted", "The entry is still a draft."))
    if found.posted_on != sent.posted_on:
        message = f"dated {found.posted_on} instead of {sent.posted_on}"
        differences.append(Difference("date", message))
    if found.currency != sent.currency:
        message = f"in {found.currency} instead of {sent.currency}"
        differences.append(Difference("currency", message))
    ours = Counter(map(_essence, sent.lines))
    theirs = Counter(map(_essence, found.lines))
    for kind, rest in (("line_missing", ours - theirs), ("line_extra", theirs - ours)):
        for essence, times in sorted(rest.items()):
            account, amount, code, tax, dimensions, contact = essence
            words = [account, f"{amount:f} {sent.currency}", code]
            words += [f"tax {tax:f}"] if code else []
            words += [f"{name}={value}" for name, value in dimensions]
            words.append(contact)
            text = " ".join(filter(None, words))
            differences.append(Difference(kind, f"{times} x {text}"))
    return tuple(differences)


def _essence(line):
    return (
        line.account,
        line.amount.amount.normalize(),
        line.tax_code,
        (line.tax.amount if line.tax else Decimal(0)).normalize(),
        tuple(sorted(line.dimensions)),
        line.contact,
    )


# --- plain JSON, as the outbox keeps it ---


def to_payload(entry: JournalEntry) -> dict:
    """Return the entry as plain JSON."""
    return {
        "uuid": entry.uuid,
        "reference": entry.reference,
        "posted_on": entry.posted_on.isoformat(),
        "currency": entry.currency,
        "narration": entry.narration,
        "lines": [_line_payload(line) for line in entry.lines],
    }


def from_payload(payload) -> JournalEntry:
    """Return the entry of a stored payload."""
    currency = payload["currency"]
    return JournalEntry(
        uuid=payload["uuid"],
        reference=payload["reference"],
        posted_on=date.fromisoformat(payload["posted_on"]),
        currency=currency,
        narration=payload.get("narration", ""),
        lines=tuple(_line(line, currency) for line in payload["lines"]),
    )


def remote_payload(remote: RemoteEntry) -> dict:
    """Return what was found as plain JSON, to be kept as the answer."""
    return {
        "external_id": remote.external_id,
        "reference": remote.reference,
        "posted_on": remote.posted_on.isoformat(),
        "state": remote.state,
        "currency": remote.currency,
        "number": remote.number,
        "version": remote.version,
        "url": remote.url,
        "lines": [_line_payload(line) for line in remote.lines],
    }


def remote_from_payload(payload) -> RemoteEntry:
    """Return the remote entry of a stored answer."""
    currency = payload["currency"]
    return RemoteEntry(
        external_id=payload["external_id"],
        reference=payload["reference"],
        posted_on=date.fromisoformat(payload["posted_on"]),
        state=payload["state"],
        currency=currency,
        number=payload.get("number", ""),
        version=payload.get("version", ""),
        url=payload.get("url", ""),
        lines=tuple(_line(line, currency) for line in payload["lines"]),
    )


def _line_payload(line):
    payload = {
        "account": line.account,
        "amount": format(line.amount.amount, "f"),
        "description": line.description,
        "tax_code": line.tax_code,
        "dimensions": [list(pair) for pair in line.dimensions],
        "contact": line.contact,
    }
    if line.tax is not None:  # left out else: fingerprints of before stay what they are
        payload["tax"] = format(line.tax.amount, "f")
    return payload


def _line(payload, currency):
    return JournalLine(
        account=payload["account"],
        amount=Money(to_decimal(payload["amount"]), currency),
        description=payload.get("description", ""),
        tax_code=payload.get("tax_code", ""),
        dimensions=tuple((name, value) for name, value in payload["dimensions"]),
        contact=payload.get("contact", ""),
        tax=Money(to_decimal(payload["tax"]), currency) if "tax" in payload else None,
    )


def cents(amount) -> Decimal:
    """Return a database amount (float or text) as an exact number of six decimals."""
    number = Decimal(amount if isinstance(amount, str) else repr(float(amount)))
    return number.quantize(Decimal("0.000001")).normalize()
