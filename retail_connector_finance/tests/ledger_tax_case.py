"""Taxes, invoices, and ledgers that book them by their own codes."""

from datetime import timedelta

from odoo.fields import Command

from odoo.addons.queue_job.tests.common import trap_jobs

from .test_ledgers import START, LedgersCase

CODES = {  # rate -> code there
    "xero": {20: "OUTPUT2", 5: "RROUTPUT", 0: "ZERORATEDOUTPUT"},
    "quickbooks": {20: "sales:2", 5: "sales:3", 0: "sales:4"},
}


class LedgerTaxCase(LedgersCase):
    """Invoices whose receivable, sales and tax accounts are mapped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].create(
            {"name": "Invoices", "code": "TXI", "type": "sale"}
        )
        cls.receivable = cls.env["account.account"].create(
            {
                "code": "959",
                "name": "Owed by customers",
                "account_type": "asset_receivable",
                "reconcile": True,
            }
        )
        cls.accounts = cls.receivable | cls.accounts[1] | cls.accounts[2]
        cls.other_sales = cls.env["account.account"].create(
            {"code": "958", "name": "Carriage", "account_type": "income"}
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Customer", "property_account_receivable_id": cls.receivable.id}
        )
        cls.tax20, cls.tax5, cls.tax0 = (cls.make_tax(rate) for rate in (20, 5, 0))
        cls.inside = cls.make_tax(20, name="20 inside", included=True)

    @classmethod
    def make_tax(cls, rate, name="", included=False, parts=((100, True),), **values):
        """Create a sale tax; ``parts`` are (percent, on the tax account)."""
        account = cls.accounts[2]
        repartition = [
            Command.create({"repartition_type": "base"}),
            *(
                Command.create(
                    {
                        "repartition_type": "tax",
                        "factor_percent": percent,
                        "account_id": account.id if booked else False,
                    }
                )
                for percent, booked in parts
            ),
        ]
        return cls.env["account.tax"].create(
            {
                "name": name or f"{rate} on top",
                "amount": rate,
                "type_tax_use": "sale",
                "price_include_override": (
                    "tax_included" if included else "tax_excluded"
                ),
                "invoice_repartition_line_ids": repartition,
                "refund_repartition_line_ids": repartition,
                **values,
            }
        )

    def connect_codes(self, code):
        """Return (fake, connection) whose policy lets tax leave as codes."""
        fake, backend = self.connect(code)
        fake.minute_limit = 10**6  # requests
        if code == "quickbooks":
            fake.country = "GB"
            backend.action_read_ledger()
        backend.policy_ids.write({"tax_mode": "tax_codes"})
        [sales] = self.env["retail.mapping.account"].search(
            [("backend_id", "=", backend.id), ("account_id", "=", self.accounts[1].id)]
        )
        sales.copy({"account_id": self.other_sales.id}).action_approve()
        return fake, backend

    def invoice(self, *lines, refund=False, day=0):
        """Post an invoice; lines are (price, taxes) or (price, taxes, account)."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_refund" if refund else "out_invoice",
                "journal_id": self.journal.id,
                "partner_id": self.partner.id,
                "invoice_date": START + timedelta(days=day),
                "date": START + timedelta(days=day),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Goods",
                            "quantity": 1,
                            "price_unit": float(price),
                            "account_id": (account or [self.accounts[1]])[0].id,
                            "tax_ids": [Command.set(taxes.ids)],
                        }
                    )
                    for price, taxes, *account in lines
                ],
            }
        )
        move.action_post()
        return move

    def taxes_of(self, backend):
        return self.env["retail.mapping.ledger.tax"].search(
            [("backend_id", "=", backend.id)]
        )

    def batches(self, backend):
        return self.env["retail.journal.batch"].search(
            [("backend_id", "=", backend.id)], order="id"
        )

    def plan(self, backend):
        """Put together what is pending; return what is new."""
        before = self.batches(backend)
        with trap_jobs():
            backend._job_plan_journal()
        return self.batches(backend) - before

    def send(self, backend):
        """Put together and deliver; return what is new."""
        found = self.plan(backend)
        with trap_jobs():
            backend._job_push("journal")
        return found

    def map_taxes(self, backend):
        """Approve what was suggested for taxes."""
        rows = self.taxes_of(backend).filtered(lambda row: row.state == "suggested")
        for row in rows.filtered(lambda row: not row.ledger_account_id):
            row.ledger_account_id = self.env["retail.mapping.account"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("account_id", "=", self.accounts[2].id),
                ]
            ).ledger_account_id  # fmt: skip
        with trap_jobs():
            rows.action_approve()
        return rows
