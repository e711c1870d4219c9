"""The one class a platform has to write.

A subclass registers itself by its ``code``. It makes documents, it sees no ORM.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from .errors import PlatformError
from .oauth import renew_alone
from .settings import Setting

ADAPTERS: dict[str, type["Adapter"]] = {}


class Unsupported(PlatformError):
    """The platform cannot do this."""

    code = "unsupported"


@dataclass(frozen=True)
class Notice:
    """One thing that happened at the platform: from a webhook, a poll or an export.

    :param key: unique per backend for this occurrence, makes a repeat harmless
    :param topic: the platform's word for it, e.g. ``orders/create``
    :param kind: document kind it is about; empty: only to be recorded
    :param entity_id: platform's id of what it is about (never empty if kind is set)
    :param version: sortable text (``updated_at`` in UTC ISO) of the entity, if known
    :param payload: the entity itself when it came along complete, else None
    :param deleted: the entity is gone
    :param lane: what must be worked on in order with others, e.g. one store's
        receipts and shifts; empty: the entity itself. The same for every notice of
        one entity.
    """

    key: str
    topic: str
    kind: str = ""
    entity_id: str = ""
    version: str = ""
    occurred_at: datetime | None = None
    payload: Any = None
    deleted: bool = False
    lane: str = ""


@dataclass(frozen=True)
class Page:
    """Some changes, and where to go on. ``cursor`` None: this was the last page.

    ``resume`` is the cursor the next reading begins with, of a platform that counts
    its changes; empty: it begins at a time.
    """

    notices: tuple[Notice, ...]
    cursor: str | None = None
    until: datetime | None = None  # everything up to here has been seen
    resume: str = ""


@dataclass(frozen=True)
class Health:
    """What a connection test found. ``problems`` are sentences for an operator."""

    name: str = ""
    currency: str = ""
    plan: str = ""
    timezone: str = ""
    country: str = ""
    prices_include_tax: bool | None = None
    api_version: str = ""
    scopes: tuple[str, ...] = ()
    missing_scopes: tuple[str, ...] = ()
    locations: tuple[Any, ...] = ()  # canonical Location
    problems: tuple[str, ...] = ()
    lacks: tuple[Any, ...] = ()  # canonical Lack: flows without their permission
    api_ends_on: date | None = None  # until then the version we speak is served
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PushItem:
    """One fact to deliver. ``payload`` is plain JSON, as stored in the outbox.

    :param again: it was sent before and may have taken effect: where the platform
        knows no idempotency keys, read back before it is sent once more
    :param context: what Odoo knows about it at this moment, not stored
    """

    key: str
    payload: Mapping[str, Any]
    again: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PushResult:
    """What became of a PushItem: ``error`` None means delivered."""

    key: str
    external_id: str = ""
    answer: Any = None
    error: PlatformError | None = None


@dataclass(frozen=True)
class ExportState:
    """How far a bulk export at the platform is."""

    external_id: str
    state: str  # running, done, failed
    count: int = 0
    url: str = ""
    error: str = ""


class Adapter:
    """Speak one platform. Subclass, set ``code`` and ``label``, done.

    :param values: the backend's settings by name, secrets in clear
    :param options: policies of the backend a mapper must know (e.g. currency side)
    :param budget: shared request budget, see ``http.Budget``; None: no limit
    :param save_token: called with (name, value, expires_at) for a new secret; stores
        it in a transaction of its own before it is used
    :param renew_in_turn: see ``oauth.TokenKeeper``; None: nobody else renews
    """

    code: ClassVar[str] = ""
    label: ClassVar[str] = ""
    settings: ClassVar[tuple[Setting, ...]] = ()
    kinds: ClassVar[frozenset[str]] = frozenset()  # documents it can deliver
    pushes: ClassVar[frozenset[str]] = frozenset()  # facts it accepts
    max_fetch: ClassVar[Mapping[str, int]] = {}  # entities a request, per kind
    max_push: ClassVar[Mapping[str, int]] = {}  # facts a request, per kind
    carriers: ClassVar[tuple[str, ...]] = ()  # names it makes tracking links for
    store_credit: ClassVar[bool] = False  # refunds may be given as credit to spend
    names_taxes: ClassVar[bool] = False  # products are told which taxes, by name
    product_limits: ClassVar[Mapping[str, int]] = {}  # options, variants a product
    bulk_threshold: ClassVar[int] = 1000  # entities from which an export is cheaper
    tallies: ClassVar[frozenset[str]] = frozenset()  # kinds that it counts
    untold: ClassVar[tuple[str, ...]] = ()  # ways to pay that it does not list

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if cls.code:
            ADAPTERS[cls.code] = cls

    def __init__(
        self,
        values: Mapping[str, str],
        *,
        options: Mapping[str, Any] | None = None,
        http=None,
        budget=None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        save_token: Callable[[str, str, datetime | None], None] | None = None,
        renew_in_turn: Callable | None = None,
    ):
        self.values = values
        self.options = options or {}
        self.http = http
        self.budget = budget
        self.clock = clock
        self.sleep = sleep
        self.save_token = save_token
        self.renew_in_turn = renew_in_turn or renew_alone(values, save_token)

    # --- webhooks: pure, no request is made ---

    @classmethod
    def verify(
        cls, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, url: str
    ) -> None:
        """Raise BadSignature unless the platform signed this raw body.

        ``headers`` has lower-case names; ``url`` is the public address it came to.
        """
        raise Unsupported(f"{cls.label} sends no webhooks")

    @classmethod
    def notice(cls, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return what a verified webhook is about; raise RejectedDocument."""
        raise Unsupported(f"{cls.label} sends no webhooks")

    @classmethod
    def webhook_secret_names(cls) -> tuple[str, ...]:
        """Return the names of the settings whose values sign webhooks."""
        return ()

    # --- signing in ---

    def sign_in(self):
        """Return the OAuth a person signs in by, or None when there is none."""
        return None

    def signed_in(self, params: Mapping[str, str], redirect: str) -> Mapping:
        """Return setting -> (value, ends at) for what a person brought back."""
        raise Unsupported(f"{self.label} has no sign-in")

    # --- connection ---

    def check(self) -> Health:
        """Read who we are connected to; raise ConfigError when we are not."""
        raise Unsupported(f"{self.label} cannot be tested")

    def _at(self, **options) -> "Adapter":
        """Return an adapter of the same connection with other options."""
        return type(self)(
            self.values,
            options={**self.options, **options},
            http=self.http,
            budget=self.budget,
            clock=self.clock,
            sleep=self.sleep,
            save_token=self.save_token,
            renew_in_turn=self.renew_in_turn,
        )

    def rehearse(self, version: str, samples: Mapping[str, Sequence[str]]):
        """Return a Rehearsal of another version of the API; change nothing."""
        raise Unsupported(f"{self.label} has no versions to choose from")

    def subscribe(self, url: str) -> dict[str, str]:
        """Make the platform send its webhooks to ``url``; return topic -> id."""
        return {}

    def unsubscribe(self) -> None:
        """Stop the platform's webhooks to us."""

    # --- in ---

    def fetch_many(self, kind: str, ids: Sequence[str]) -> dict[str, Any]:
        """Return id -> raw payload in as few requests as possible; None: gone."""
        raise Unsupported(f"{self.label} has no {kind}")

    def changes(self, kind: str, since: datetime | None, cursor: str | None) -> Page:
        """Return one page of what changed at or after ``since``."""
        raise Unsupported(f"{self.label} has no list of {kind}")

    def count(self, kind: str, since: datetime | None) -> int | None:
        """Return how many entities changed since then; None: it does not tell."""
        return None

    def parse(self, kind: str, payload: Any) -> Any:
        """Return the canonical document of a raw payload.

        Pure. Raise RejectedDocument or canonical.InvariantError.
        """
        raise Unsupported(f"{self.label} has no {kind}")

    def tally(self, kinds: Iterable[str], since: datetime, until: datetime):
        """Yield the canonical Entries of some kinds in a period, page by page.

        A second reading beside ``changes``, by the platform's lists or reports.
        """
        raise Unsupported(f"{self.label} cannot be counted")

    def version_of(self, kind: str, payload: Any) -> str:
        """Return what tells which of two payloads of an entity is newer, as text.

        Empty: the document's ``updated_at`` does.
        """
        return ""

    def can_export(self, kind: str) -> bool:
        """Return whether the platform writes a whole history of a kind."""
        return type(self).export_start is not Adapter.export_start

    def read_media(self, url: str) -> bytes | None:
        """Return the content of a picture at its address; None: gone."""
        raise Unsupported(f"{self.label} has no pictures")

    def export_start(self, kind: str, since: datetime | None) -> str:
        """Start a bulk export at the platform and return its id."""
        raise Unsupported(f"{self.label} has no bulk export")

    def export_state(self, export_id: str) -> ExportState:
        """Return how far a bulk export is."""
        raise Unsupported(f"{self.label} has no bulk export")

    def export_read(self, state: ExportState, skip: int = 0):
        """Yield the export's Notices with payload, streaming, after ``skip`` ones."""
        raise Unsupported(f"{self.label} has no bulk export")

    # --- out ---

    def push_many(self, kind: str, items: Sequence[PushItem], key: str):
        """Deliver at most ``max_push[kind]`` facts in one request.

        ``key`` identifies this very set of facts: a repeat after a crash carries the
        same key and must not take effect twice. Return one PushResult per item;
        raise TransientError, UnknownOutcome or ConfigError for the request as a whole.
        """
        raise Unsupported(f"{self.label} accepts no {kind}")
