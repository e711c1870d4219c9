"""A company of its own that sells in the fake shop and books what it sells."""

from decimal import Decimal

from odoo.fields import Command

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.retail_connector_base.tests.company_common import OwnCompany

from .common import DOMAIN, ShopCase

PAGES = 20  # at most so many are read at once


class OrderShopCase(OwnCompany, ShopCase):
    """One shop and one company for all tests of a class: orders to the ledger."""

    shop_of_class = True
    policies = {}
    domain = DOMAIN
    company_name = "Order Case Company"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        jobs = trap_jobs()
        jobs.__enter__()
        cls.addClassCleanup(jobs.__exit__, None, None, None)
        cls._found()
        cls.addClassCleanup(cls.server.control.remove_shop, cls.domain)

    @classmethod
    def _found(cls):
        """Make the company, its shop and the connection of the two."""
        cls.found_company(cls.company_name)
        cls.clearing = cls.env["account.account"].create(
            {
                "name": "Clearing",
                "code": "101950",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.shop = cls.server.control.create_shop(
            cls.domain, "small", **cls.shop_options
        )
        cls.records = cls.server.world.shop(cls.domain)
        cls.records.rates["EUR"] = "0.9137"
        cls.backend = cls._connect(
            cls,
            company_id=cls.company.id,
            channel_tax_account_id=cls.clearing.id,
            **cls.policies,
        )
        cls.backend.action_test()
        cls.backend.state = "live"

    @classmethod
    def do(cls, verb, **given):
        """Do something in the fake shop."""
        return getattr(cls.server.control, verb)(shop=cls.domain, **given)

    @classmethod
    def place(cls, seed=1, **wishes):
        """Place one plain order; return its row."""
        wishes = {"plain": True, "guest": False, "source": "web", **wishes}
        return cls.do("place_orders", seed=seed, **wishes)[0]

    @classmethod
    def fetch(cls, kind="order"):
        """Read what changed, approve what a person approves once, import."""
        flow = cls.backend.flow_ids.filtered(lambda f: f.code == f"{kind}_in")
        for _page in range(PAGES):
            cls.backend._job_pull(flow.id)
            if not (flow.cursor or {}).get("cursor"):
                break
        drain = ShopCase.drain
        drain(cls)
        ShopCase.approve_mappings(cls)
        parked = cls.env["retail.event"].search(
            [("backend_id", "=", cls.backend.id), ("state", "=", "parked")]
        )
        parked.action_retry()
        drain(cls)

    @classmethod
    def book(cls):
        """Confirm, invoice and pay, as far as it goes."""
        cls.backend._job_confirm()
        cls.backend._job_account()
        journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "general")], limit=1
        )
        mappings = cls.env["retail.mapping.tender"].search(
            [("backend_id", "=", cls.backend.id), ("state", "!=", "approved")]
        )
        mappings.write({"journal_id": journal.id, "account_id": cls.clearing.id})
        mappings.action_approve()
        cls.env["retail.binding.order"].search(
            [("backend_id", "=", cls.backend.id), ("stage", "=", "parked")]
        ).action_resume()
        cls.backend._job_account()
        cls.env.invalidate_all()

    @classmethod
    def binding(cls, row):
        """Return the binding of an order of the shop."""
        return (
            cls.env["retail.binding.order"]
            ._find(cls.backend, [row["id"]])
            .get(row["id"])
        )

    @classmethod
    def send(cls, kind):
        """Deliver what waits of a kind, released by a person."""
        cls.env["retail.outbox"].search(
            [("backend_id", "=", cls.backend.id), ("state", "=", "preview")]
        ).action_release()
        cls.backend._job_push(kind)
        cls.env.invalidate_all()

    def same(self, found, expected):
        """Check an amount of Odoo against one of the shop, to the cent."""
        exact = Decimal(expected)
        self.assertEqual(Decimal(repr(found)).quantize(exact), exact)

    def assert_booked(self, row, paid=None, plus="0.00"):
        """Check order, invoice and payment of an order against the shop's.

        :param plus: by what cash was rounded, which the shop's total does not show
        """
        binding = self.binding(row)
        self.assertTrue(binding, f"{row['name']} was not imported")
        self.assertEqual(binding.stage, "done", binding.stage_error)
        order, invoice = binding.record_id, binding.invoice_id
        total = Decimal(row["total"]) + Decimal(plus)
        for record in (order, invoice):
            self.same(record.amount_total, total)
            self.same(record.amount_tax, row["tax"])
        received = total if paid is None else Decimal(paid)
        self.same(invoice.amount_residual, total - received)
        booked = sum(binding.tender_ids.record_id.mapped("amount_currency"))
        self.same(booked, received)
        return binding
