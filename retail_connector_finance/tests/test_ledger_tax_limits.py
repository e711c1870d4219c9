"""What no tax code can say, and what a mapping of taxes has to be."""

from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .ledger_tax_case import LedgerTaxCase


@tagged("post_install", "-at_install", "retail")
class TestLedgerTaxLimits(LedgerTaxCase):
    """Nothing is rounded away: it waits, or it is refused."""

    def odd(self, net, tax):
        """Post an invoice whose tax is another than its rate says."""
        move = self.invoice((net, self.tax20))
        move.button_draft()
        move.line_ids.filtered("tax_line_id").balance = -float(tax)
        move.line_ids.filtered(
            lambda line: line.account_id == self.receivable
        ).balance = float(net) + float(tax)
        move.action_post()
        return move

    def test_a_tax_account_that_is_mapped_elsewhere_is_named(self):
        _fake, backend = self.connect_codes("xero")
        self.assertIn("tax_codes", backend._guide_codes())
        self.invoice(("10.00", self.tax20))
        backend.action_suggest_tax_codes()
        [row] = self.taxes_of(backend)
        self.assertEqual(row.ledger_tax_id.external_id, "OUTPUT2")
        self.assertEqual(backend._guide_tax_codes().state, "todo")
        self.assertFalse(row.note)
        self.env["retail.mapping.account"].search(
            [
                ("backend_id", "=", backend.id),
                ("account_id", "=", self.accounts[2].id),
            ]
        ).ledger_account_id = self.env["retail.ledger.account"].search(
            [("backend_id", "=", backend.id), ("name", "=", "Clearing")]
        )
        row.invalidate_recordset(["note"])
        self.assertIn("mapped to 100 Clearing, the code posts on 820 Tax", row.note)

    def test_what_no_code_can_say_waits_for_a_person(self):
        _fake, backend = self.connect_codes("xero")
        self.invoice(("10.00", self.tax20))
        odd = self.odd("50.00", "10.03")  # three cents too much
        self.plan(backend)
        self.map_taxes(backend)
        self.plan(backend)
        [batch] = self.batches(backend)
        self.assertEqual((batch.state, batch.cause), ("draft", "tax_inexact"))
        self.assertIn(
            f"20 on top of {odd.name}: -10.03 is booked, the ledger would compute "
            "-10.00, a difference of -0.03.",
            batch.problem,
        )
        batch.action_tax_on_own_lines()
        [decision] = self.env["retail.journal.tax.decision"].search([])
        self.assertEqual(
            (decision.move_id, decision.name, decision.decided_by_id),
            (odd.id, odd.name, self.env.user),
        )
        self.send(backend)
        [batch] = self.batches(backend)
        self.assertEqual((batch.state, batch.problem), ("verified", False))
        own = batch.line_ids.filtered(lambda line: line.tax_as == "own")
        self.assertEqual(sorted(own.mapped("balance")), [-50.00, -10.03])
        self.assertFalse(any(own.mapped("tax_code")))
        self.assertEqual(sum(batch.line_ids.mapped("tax_amount")), -2.00)
        self.assert_equal_books(backend)

    def test_taxes_that_are_no_plain_percentage(self):
        _fake, backend = self.connect_codes("xero")
        halves = self.make_tax(20, "in halves", parts=((50, True), (50, True)))
        reverse = self.make_tax(20, "reversed", parts=((100, True), (-100, True)))
        group = self.env["account.tax"].create(
            {
                "name": "5 and 15",
                "amount_type": "group",
                "type_tax_use": "sale",
                "children_tax_ids": [
                    Command.set((self.tax5 | self.make_tax(15, "15 more")).ids)
                ],
            }
        )
        both = self.tax5 | self.make_tax(15, "15 again")
        for price, taxes in (
            ("33.33", halves),
            ("12.34", reverse),
            ("45.67", group),
            ("11.00", both),
        ):
            self.invoice((price, taxes))
        self.plan(backend)
        rows = {row.display_name: row for row in self.taxes_of(backend)}
        self.assertEqual(
            {name: (row.rate, row.ledger_tax_id.external_id or "")
             for name, row in rows.items()},
            {
                "in halves": ("20", "OUTPUT2"),
                "reversed": ("0", "ZERORATEDOUTPUT"),
                "5 and 15": ("20", "OUTPUT2"),
                "5 on top, 15 again": ("20", "OUTPUT2"),
            },
        )  # fmt: skip
        rows["reversed"].write({"ledger_tax_id": False, "no_code": True})
        self.map_taxes(backend)
        self.send(backend)
        self.assertEqual(self.batches(backend).mapped("state"), ["verified"])
        self.assert_equal_books(backend)
        # A tax on a tax has no one rate; a fixed amount none at all.
        base = self.make_tax(10, "first", include_base_amount=True)
        fixed = self.make_tax(1, "a coin", amount_type="fixed")
        self.invoice(("20.00", base | self.make_tax(20, "on it", sequence=9)), day=1)
        self.invoice(("20.00", fixed), day=1)
        [batch] = self.plan(backend)
        self.assertEqual(batch.cause, "tax_inexact")
        self.assertIn("cannot be said by one code", batch.problem)

    def test_a_mapping_has_to_book_the_same(self):
        _fake, backend = self.connect_codes("xero")
        self.accounts[2].reconcile = True
        due = self.make_tax(
            20,
            "later",
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=self.accounts[2].id,
        )
        self.env.company.tax_exigibility = True
        codes = self.env["retail.ledger.tax"].search([("backend_id", "=", backend.id)])
        by_id = {code.external_id: code for code in codes}
        account = self.env["retail.ledger.account"].search(
            [("backend_id", "=", backend.id)], limit=1
        )
        for tax, code, no_code, why in (
            (self.tax20, "RROUTPUT", False, "rate there is 5 %"),
            (self.tax20, "INPUT2", False, "other side"),
            (self.tax20, "", True, "It is not 0 %"),
            (self.tax20, "", False, "Choose the Code there"),
            (due, "OUTPUT2", False, "due on payment"),
        ):
            row = self.env["retail.mapping.ledger.tax"].create(
                {
                    "backend_id": backend.id,
                    "tax_ids": [Command.set(tax.ids)],
                    "ledger_tax_id": by_id[code].id if code else False,
                    "no_code": no_code,
                    "ledger_account_id": account.id,
                }
            )
            with self.assertRaisesRegex(UserError, why):
                row.action_approve()
            row.unlink()

    def test_a_ledger_without_codes_refuses_the_setting(self):
        _fake, backend = self.connect("business_central")
        with self.assertRaisesRegex(ValidationError, "general posting type"):
            backend.policy_ids.tax_mode = "tax_codes"
        _fake, backend = self.connect("xero")
        with self.assertRaisesRegex(ValidationError, "kept apart by tax"):
            backend.policy_ids.write({"tax_mode": "tax_codes", "by_tax": False})

    def test_what_cannot_be_taken_back_alone_is_taken_back_whole(self):
        _fake, backend = self.connect_codes("xero")
        first = self.odd("50.00", "10.02")
        second = self.odd("40.00", "7.98")  # together they are 20 %
        self.plan(backend)
        self.map_taxes(backend)
        self.send(backend)
        [left] = self.batches(backend)
        self.assertEqual(left.state, "verified")
        self.assertEqual(left.line_ids.filtered("tax_code").tax_amount, -18.00)
        first.button_cancel()
        [correction] = self.plan(backend)
        self.assertEqual(correction.cause, "tax_inexact")
        self.assertFalse(
            correction.has_unfit_tax, "nobody decides: it left with a code"
        )
        left.action_reverse()
        self.assertFalse(correction.exists())
        self.send(backend)
        waiting = self.plan(backend) or self.batches(backend)[-1]
        self.assertEqual(waiting.cause, "tax_inexact")
        self.assertIn(second.name, waiting.problem)
        waiting.action_tax_on_own_lines()
        self.send(backend)
        self.assertEqual(set(self.batches(backend).mapped("state")), {"verified"})
        self.assert_equal_books(backend)

    def test_a_price_alone_leaves_on_two_lines_and_comes_back_so(self):
        _fake, backend = self.connect_codes("xero")
        move = self.odd("8.33", "1.66")  # 9.99 with 20 % inside
        self.plan(backend)
        self.map_taxes(backend)
        self.send(backend)
        [batch] = self.batches(backend)
        self.assertEqual(batch.state, "verified")
        self.assertEqual(
            sorted(
                (line.amount.amount, line.tax.amount)
                for line in batch._entry().lines
                if line.tax_code
            ),
            [
                (Decimal("-4.17"), Decimal("-0.83")),
                (Decimal("-4.16"), Decimal("-0.83")),
            ],
        )
        move.button_cancel()
        self.send(backend)
        self.assertEqual(set(self.batches(backend).mapped("state")), {"verified"})
        self.assert_equal_books(backend)
