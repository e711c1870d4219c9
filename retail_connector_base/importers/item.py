"""What travels through an importer: one document, the events it came from, its fate."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """What became of a document; ``cause`` groups outcomes of one reason.

    ``state`` is done, ignored (stale or not wanted), parked (waits for a person) or
    failed (not now: try again after a while).
    """

    state: str
    cause: str = ""
    message: str = ""


class Parked(Exception):
    """A document that waits for a person. ``cause`` is short and stable."""

    def __init__(self, cause: str, message: str):
        super().__init__(cause, message)
        self.cause = cause
        self.message = message

    def __str__(self):
        return self.message


class Raced(Exception):
    """Another job is writing the same: the next try sees what it wrote."""


@dataclass(eq=False)  # two items are two items, whatever they say
class Item:
    """One document to import.

    :param document: canonical document
    :param event_ids: inbox events that asked for it, newest last
    :param event: the newest of them (``retail.event`` record), if there is one
    :param version: sortable text of the document's version, if known
    :param outcome: set by the importer
    :param records: the Odoo records the document became
    :param notes: (step, code, note) for the trace
    """

    document: Any
    event_ids: list[int] = field(default_factory=list)
    event: Any = None
    version: str = ""
    outcome: Outcome | None = None
    records: Any = None
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def __str__(self):
        """Return what may be logged: an id, nothing of what the document says."""
        return getattr(self.document, "external_id", "")

    def done(self, records=None, cause="", message=""):
        """Mark as imported."""
        self.records = records
        self.outcome = Outcome("done", cause, message)

    def ignored(self, cause, message=""):
        """Mark as not wanted."""
        self.outcome = Outcome("ignored", cause, message)

    def parked(self, cause, message):
        """Mark as waiting for a person."""
        self.outcome = Outcome("parked", cause, message)

    def later(self, cause, message):
        """Mark as not possible now, to be tried again soon."""
        self.outcome = Outcome("failed", cause, message)
