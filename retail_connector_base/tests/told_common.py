"""A platform that tells canonical documents, and a person who looks after them."""

import json
from unittest.mock import patch

from odoo.tests import new_test_user

from odoo.addons.queue_job.tests.common import trap_jobs

from ..canonical import codec
from ..platforms import ADAPTERS, Notice, Page
from .common import CODE, MemoryAdapter, MemoryMixin, World

GROUPS = (
    "retail_connector_base.group_operator",
    "retail_connector_base.group_accountant",
    "account.group_account_manager",
    "sales_team.group_sale_salesman_all_leads",
)


class ToldAdapter(MemoryAdapter):
    """Hold documents as they are; what was told last is what is fetched."""

    kinds = frozenset({"order", "refund", "settlement"})
    told = {}  # (kind, id) -> document

    def fetch_many(self, kind, ids):
        self.world.stumble()
        return {one: json.loads(codec.encode(self.told[kind, one])) for one in ids}

    def changes(self, kind, since, cursor):
        found = [one for told, one in self.told if told == kind]
        return Page(
            tuple(Notice(f"poll/{kind}/{one}", "poll", kind, one) for one in found),
            None,
        )

    def parse(self, kind, payload):
        return codec.decode(json.dumps(payload, default=str))


class ToldPerson:
    """Mixed into a case with a ``person`` and ``work``: use the screens as they do."""

    def mine(self, records):
        """Return records as the person sees them."""
        return records.with_user(self.person)

    def shown(self, cause):
        """Return the rows of "To resolve" with a cause, as the person sees them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.mine(self.env["retail.exception"]).search([("cause", "=", cause)])

    def opened(self, cause):
        """Open the one row of a cause; return what it is about."""
        action = self.shown(cause).action_open()
        return self.mine(self.env[action["res_model"]]).browse(action["res_id"])

    def retry_cause(self, cause):
        """In To resolve, retry all of a cause."""
        self.shown(cause)[:1].action_retry_cause()
        self.work()

    def settle(self, cause, reason):
        """In To resolve, settle what is of a cause for a reason."""
        action = self.shown(cause).action_decide()
        wizard = self.mine(self.env[action["res_model"]]).with_context(
            **action["context"]
        )
        wizard.create({"what": "settle", "text": reason}).action_apply()


class ToldMixin(ToldPerson, MemoryMixin):
    """Mixed into a case of importers: its shop tells by messages, and is worked for."""

    @classmethod
    def connect_told(cls, *groups):
        """Put the case's connection live, and hire a person with an operator's rights.

        :param groups: those the person has besides
        """
        cls._offer_memory()
        patcher = patch.dict(ADAPTERS, {CODE: ToldAdapter})
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.backend.write({"platform": CODE, "environment": "test"})
        for name in ("account", "password"):
            cls._credential(cls.backend, name).new_value = "tests"
        cls.backend.flow_ids.write({"paused": False, "preview_required": False})
        cls.backend.state = "live"
        cls.person = new_test_user(
            cls.env,
            "runbook-person",
            groups=",".join((*GROUPS, *groups)),
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.world = MemoryAdapter.world = World()
        ToldAdapter.told = {}
        jobs = trap_jobs()
        jobs.__enter__()
        self.addCleanup(jobs.__exit__, None, None, None)

    # --- at the platform ---

    def tell(self, *documents):
        """Have the shop send a message about each; return the events once worked on."""
        notices = []
        for document in documents:
            kind, one = codec.kind_of(document), document.external_id
            ToldAdapter.told[kind, one] = document
            key = f"{kind}/{one}/{len(codec.encode(document))}/{document!r}"
            notices.append(
                Notice(key=key[:200], topic="told", kind=kind, entity_id=one)
            )
        events = self.env["retail.event"]._receive(self.backend, notices, "webhook")
        self.work()
        return events

    def work(self):
        """Have all jobs run."""
        for lane in self.env["retail.event"]._lanes_due(self.backend):
            self.backend._job_drain_in(lane)
        self.backend._job_confirm()
        for _turn in range(2):
            self.backend._job_account()

    def sell(self, number="1001", **values):
        """Have the shop tell an order of three mugs with tax; return its binding."""
        lines = [self.line("l1", 10, 3, taxes=[self.tax("3.00")])]
        self.tell(self.order(number, lines, **values))
        return self.binding(number)

    def binding(self, number="1001"):
        """Return an order's binding."""
        found = self.env["retail.binding.order"]._find(self.backend, [number])
        return found.get(number)

    def order_told(self, number="1001"):
        """Return what the shop says of an order."""
        return self.binding(number)._document()

    def events(self, cause):
        """Return the messages that wait for a cause."""
        return self.env["retail.event"].search([("cause", "=", cause)])
