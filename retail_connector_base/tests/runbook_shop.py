"""A shop that tells canonical documents, and a person who follows the runbook."""

import json

from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from odoo.addons.queue_job.tests.common import trap_jobs

from ..canonical import codec
from ..platforms import Adapter, Notice
from .common import offer_platform
from .goods_common import GoodsCase
from .refund_common import RefundCase
from .runbook_person import RunbookPerson

CODE = "paper"
STAFF = (
    "retail_connector_base.group_operator",
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_user",
    "account.group_account_invoice",
    "base.group_partner_manager",
)

ACCOUNTANT = "retail_connector_base.group_accountant"


class PaperShop(Adapter):
    """A platform whose payloads are documents; what it holds can change at any time."""

    label = "Paper"
    kinds = frozenset({"order", "fulfilment", "refund", "party"})
    papers = {}  # (kind, id) -> document

    def fetch_many(self, kind, ids):
        found = {one: self.papers.get((kind, one)) for one in ids}
        return {
            one: document and json.loads(codec.encode(document))
            for one, document in found.items()
        }

    def parse(self, kind, payload):
        return codec.decode(json.dumps(payload, default=str))


class ShopStories(RunbookPerson, RefundCase, GoodsCase):
    """Documents come in through the inbox; a person of the staff repairs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        offer_platform(cls, CODE, PaperShop)
        jobs = trap_jobs()
        jobs.__enter__()
        cls.addClassCleanup(jobs.__exit__, None, None, None)
        cls.backend.write({"platform": CODE, "environment": "test"})
        cls.backend.flow_ids.paused = False
        cls.backend.accounting_policy = "invoice"
        cls.staff = cls.hire("staff", *STAFF)
        cls.accountant = cls.hire("accountant", *STAFF[1:], ACCOUNTANT)

    @classmethod
    def hire(cls, name, *groups):
        """Return a user of the company with these groups."""
        return new_test_user(
            cls.env,
            login=f"runbook-{name}",
            groups=",".join(groups),
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def walk(self, cause, steps):
        """Give each story a shop of its own."""
        self.told = 0
        PaperShop.papers = {}
        super().walk(cause, steps)

    def waits(self, cause, record):
        """Return what is left of it in the list, without what was accepted as it is."""
        waiting = super().waits(cause, record)
        if waiting._name == "retail.exception":
            waiting = waiting.filtered(lambda row: not row.accepted)
        return waiting

    # --- the shop ---

    def publish(self, document, kind="order", entity=""):
        """Have the shop hold this document; nobody is told."""
        entity = entity or document.external_id
        PaperShop.papers[kind, entity] = document
        return entity

    def tell(self, document, kind="order", entity=""):
        """Have the shop hold this document and say so; return the message."""
        entity = self.publish(document, kind, entity)
        self.told += 1
        notice = Notice(
            key=f"{kind}/{entity}/{self.told}",
            topic=f"{kind}/changed",
            kind=kind,
            entity_id=entity,
        )
        received = self.env["retail.event"]._receive(self.backend, [notice], "webhook")
        self.jobs()
        return self.env["retail.event"].browse(received.ids)

    def jobs(self):
        """Do what the jobs do; nobody decides anything."""
        self.env.flush_all()
        for turn in range(2):
            lanes = self.env["retail.event"]._lanes_due(self.backend)
            if turn and not lanes:
                break
            for lane in lanes:
                self.backend._job_drain_in(lane)
            self.backend._job_confirm()
            self.backend._job_account()
            self.backend._job_deliver()
        self.env.flush_all()
        self.env.invalidate_all()

    # --- the person ---

    def by(self, record):
        """Return a record as a person of the staff has it on the screen."""
        return record.with_user(self.staff)

    def retry(self, event):
        """Press Retry at a message."""
        self.by(event).action_retry()
        self.jobs()

    def listed(self, cause):
        """Return the rows of To resolve with a cause, as the person sees them."""
        return self.by(self.env["retail.exception"]).search([("cause", "=", cause)])

    def opened(self, cause):
        """Press Resolve at the one row of a cause; return what that opens."""
        action = self.listed(cause).action_open()
        return self.by(self.env[action["res_model"]]).browse(action["res_id"])

    def chosen(self, model, action):
        """Return the records that a menu's action shows the person."""
        shown = self.env["ir.actions.actions"]._for_xml_id(action)
        return self.by(self.env[model]).search(safe_eval(shown["domain"] or "[]"))

    def resolve(self, cause, how):
        """Write at the discrepancy how it was settled, and press Resolve."""
        discrepancy = self.opened(cause)
        discrepancy.resolution = how
        discrepancy.action_resolve()

    # --- what is right afterwards ---

    def sold(self, external_id="1001"):
        """Return the binding of an order."""
        return self.env["retail.binding.order"]._find(self.backend, [external_id])[
            external_id
        ]

    def assert_paid(self, document):
        """Sales order and invoice are the shop's to the cent; nothing is open."""
        binding = self.sold(document.external_id)
        self.assertEqual(binding.stage, "done", binding.stage_error)
        order, invoice = binding.record_id, binding.record_id.invoice_ids
        self.assertEqual(invoice.mapped("state"), ["posted"])
        for record in (order, invoice):
            self._assert_equal_to(record, document)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(set(binding.tender_ids.mapped("state")), {"posted"})
