"""A platform in memory, and a connection to it."""

import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tests import TransactionCase

from odoo.addons.queue_job.tests.common import trap_jobs

from ..canonical import Location, Party
from ..platforms import (
    ADAPTERS,
    Adapter,
    ExportState,
    Health,
    Notice,
    Page,
    PushResult,
    RejectedDocument,
    Setting,
)
from ..platforms.cipher import VARIABLE
from ..platforms.signature import sign_base64, verify_base64
from .clock import ClockMixin

CODE = "memory"
KEY = Fernet.generate_key().decode()
SECRET = "webhook secret of the tests"
MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


class World:
    """What the platform in memory holds, and what it is told to do wrong."""

    def __init__(self):
        self.people = {}  # id -> payload
        self.changed = []  # (moment, id)
        self.errors = []  # raised by the next requests, one each; None: no error
        self.fetches = []  # ids of each request
        self.pushes = []  # (key, [payload])
        self.accepted = {}  # item key -> payload
        self.refused = {}  # item key -> error
        self.page_size = 2
        self.exports = 0
        self.before_answer = None  # called between effect and answer

    def save(self, person_id, name, minutes=0, **values):
        """Create or change a person, ``minutes`` after Monday morning."""
        moment = MONDAY + timedelta(minutes=minutes)
        self.people[person_id] = {
            "id": person_id,
            "name": name,
            "updated_at": moment.isoformat(),
            **values,
        }
        self.changed = [row for row in self.changed if row[1] != person_id]
        self.changed.append((moment, person_id))
        self.changed.sort()
        return self.people[person_id]

    def stumble(self):
        """Raise the next planned error."""
        if self.errors:
            error = self.errors.pop(0)
            if error is not None:
                raise error


class MemoryAdapter(Adapter):
    """A platform that knows people and takes messages; it lives in ``world``."""

    label = "Memory"
    settings = (
        Setting("account", "Account", required=True),
        Setting("password", "Password", secret=True, required=True),
        Setting("signing", "Signing secret", secret=True),
    )
    kinds = frozenset({"party"})
    pushes = frozenset({"price"})
    max_fetch = {"party": 3}
    max_push = {"price": 2}
    bulk_threshold = 5
    world = World()

    @classmethod
    def verify(cls, secrets, headers, body, url):
        verify_base64(secrets, body, headers.get("x-signature", ""))

    @classmethod
    def notice(cls, headers, body):
        try:
            message = json.loads(body)
        except ValueError as error:
            raise RejectedDocument(str(error)) from None
        return Notice(
            key=headers.get("x-id", ""),
            topic=headers.get("x-topic", "person/changed"),
            kind="party",
            entity_id=message["id"],
            version=message.get("updated_at", ""),
            deleted=message.get("deleted", False),
        )

    @classmethod
    def webhook_secret_names(cls):
        return ("signing",)

    def check(self):
        self.world.stumble()
        return Health(
            name=f"Memory of {self.values['account']}",
            currency="USD",
            locations=(Location("1", "Main street"),),
        )

    def subscribe(self, url):
        return {"person/changed": url}

    def fetch_many(self, kind, ids):
        self.world.fetches.append(list(ids))
        self.world.stumble()
        return {person_id: self.world.people.get(person_id) for person_id in ids}

    def changes(self, kind, since, cursor):
        self.world.stumble()
        rows = [row for row in self.world.changed if not since or row[0] >= since]
        start = int(cursor or 0)
        page = rows[start : start + self.world.page_size]
        more = start + len(page) < len(rows)
        return Page(
            tuple(self._poll_notice(moment, person) for moment, person in page),
            str(start + len(page)) if more else None,
            None if more or not rows else rows[-1][0],
        )

    def _poll_notice(self, moment, person):
        version = moment.isoformat()
        return Notice(
            key=f"poll/{person}/{version}",
            topic="poll",
            kind="party",
            entity_id=person,
            version=version,
            payload=self.world.people[person],
        )

    def count(self, kind, since):
        self.world.stumble()
        return sum(not since or row[0] >= since for row in self.world.changed)

    def parse(self, kind, payload):
        if "name" not in payload:
            raise RejectedDocument("missing", "name")
        return Party(
            external_id=payload["id"],
            name=payload["name"],
            email=payload.get("email", ""),
            updated_at=datetime.fromisoformat(payload["updated_at"]),
        )

    def export_start(self, kind, since):
        self.world.stumble()
        self.world.exports += 1
        return f"export-{self.world.exports}"

    def export_state(self, export_id):
        self.world.stumble()
        return ExportState(export_id, "done", count=len(self.world.people))

    def export_read(self, state, skip=0):
        for moment, person in self.world.changed[skip:]:
            yield self._poll_notice(moment, person)

    def push_many(self, kind, items, key):
        assert len(items) <= self.max_push[kind]
        self.world.pushes.append((key, [dict(item.payload) for item in items]))
        self.world.stumble()
        results = []
        for item in items:
            error = self.world.refused.get(item.key)
            if error is None:
                self.world.accepted[item.key] = dict(item.payload)
            results.append(PushResult(item.key, answer={"ok": True}, error=error))
        if self.world.before_answer:
            self.world.before_answer()
        return results


def signed(message, key, secret=SECRET):
    """Return (headers, body) of a message as the platform would send it."""
    body = json.dumps(message).encode()
    return {
        "X-Id": key,
        "X-Topic": "person/changed",
        "X-Signature": sign_base64(secret, body),
        "Content-Type": "application/json",
    }, body


def offer_platform(case, code, adapter):
    """Offer a platform, with a key for credentials, for the time of a test class."""
    field = case.env["retail.backend"]._fields["platform"]
    choices = [*field.selection, (code, adapter.label)]
    for patcher in (
        patch.dict(ADAPTERS, {code: adapter}),
        patch.object(field, "selection", choices),
        patch.object(field, "_selection", dict(choices)),
        patch.dict("os.environ", {VARIABLE: KEY}),
    ):
        case.enterClassContext(patcher)


class MemoryMixin:
    """Offer the platform in memory for the time of a test class."""

    @classmethod
    def _offer_memory(cls):
        offer_platform(cls, CODE, MemoryAdapter)

    @classmethod
    def _connect(cls, **values):
        """Return a live connection to the platform in memory."""
        backend = cls.env["retail.backend"].create(
            {"name": "Memory", "platform": CODE, "environment": "test", **values}
        )
        for name, value in (
            ("account", "tests"),
            ("password", "hunter2"),
            ("signing", SECRET),
        ):
            cls._credential(backend, name).new_value = value
        backend.flow_ids.paused = False
        backend.state = "live"
        return backend

    @staticmethod
    def _credential(backend, name):
        return backend.credential_ids.filtered(lambda c: c.name == name)


class RetailCase(ClockMixin, MemoryMixin, TransactionCase):
    """A live connection, a fresh world, jobs trapped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._offer_memory()
        cls.backend = cls._connect()
        cls.Event = cls.env["retail.event"]
        cls.Outbox = cls.env["retail.outbox"]
        cls.Trace = cls.env["retail.trace"]

    def setUp(self):
        super().setUp()
        self.world = MemoryAdapter.world = World()
        jobs = trap_jobs()
        self.jobs = jobs.__enter__()
        self.addCleanup(jobs.__exit__, None, None, None)

    def flow(self, code):
        """Return one of the connection's flows."""
        return self.backend.flow_ids.filtered(lambda flow: flow.code == code)

    def notice(self, key, person="p1", minutes=0, **values):
        """Return a hint that a person changed."""
        version = (MONDAY + timedelta(minutes=minutes)).isoformat()
        return Notice(
            key=key,
            topic="person/changed",
            kind="party",
            entity_id=person,
            version=version,
            **values,
        )

    def receive(self, *notices, origin="webhook"):
        """Store notices and return their events."""
        received = self.Event._receive(self.backend, notices, origin)
        return self.Event.browse(sorted(received.ids))

    def drain(self):
        """Work on every lane that has something to do now."""
        for lane in self.Event._lanes_due(self.backend):
            self.backend._job_drain_in(lane)

    def steps(self, event):
        """Return the trace of an event."""
        return self.Trace.search([("event_id", "=", event.id)]).mapped("step")
