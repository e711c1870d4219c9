"""Tax as codes of the ledger: what is booked here is what the code books there."""

import random
from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .ledger_tax_case import CODES, LedgerTaxCase
from .test_ledgers import START

DAY = timedelta(days=1)


@tagged("post_install", "-at_install", "retail")
class TestLedgerTax(LedgerTaxCase):
    """Days of invoices by tax codes, corrected, and equal to the cent."""

    def trade_taxed(self, draw):
        """Post a day: two rates, inside and on top, discounts, refunds, zero rate."""
        moves = self.env["account.move"]
        for number in range(24):
            price = Decimal(draw.randint(300, 9000)) / 100
            tax = draw.choice((self.tax20, self.tax20, self.tax5, self.inside))
            lines = [(price, tax)]
            if number % 4 == 0:
                lines.append((Decimal("3.99"), tax, self.other_sales))
            if number % 5 == 0:
                lines.append((-price / 10, tax))
            if number % 6 == 0:
                lines.append((Decimal("7.77"), self.tax0))
            moves |= self.invoice(*lines, refund=number % 7 == 6)
        return moves

    def test_days_by_codes_end_with_the_same_books(self):
        for seed, code in enumerate(CODES):
            with self.subTest(code):
                draw = random.Random(seed)
                fake, backend = self.connect_codes(code)
                moves = self.trade_taxed(draw)
                [batch] = self.plan(backend)
                self.assert_waits_for_taxes(backend, batch, code)
                self.map_taxes(backend)
                self.send(backend)
                self.assertEqual((batch.state, batch.problem), ("verified", False))
                self.assert_lines(batch, code)
                self.assert_equal_books(backend)
                self.correct(fake, backend, moves, code)
                backend.policy_ids.end_date = moves[0].date
                self.env["account.move"].search(
                    [("journal_id", "=", self.journal.id), ("state", "=", "posted")]
                ).button_cancel()

    def assert_waits_for_taxes(self, backend, batch, code):
        """Unmapped taxes park the batch; they are suggested by rate, with amounts."""
        self.assertEqual((batch.state, batch.cause), ("draft", "ledger_unmapped"))
        self.assertIn("Tax not mapped: 20 on top", batch.problem)
        rows = self.taxes_of(backend)
        found = {row.tax_ids.name: row.ledger_tax_id.external_id for row in rows}
        wanted = CODES[code]
        self.assertEqual(
            found,
            {
                "20 on top": wanted[20],
                "20 inside": wanted[20],
                "5 on top": wanted[5],
                "0 on top": wanted[0],
            },
        )
        for row in rows:
            items = batch.line_ids.filtered(lambda x, row=row: x.tax == row.taxes)
            self.assertEqual(row.items_waiting, sum(items.mapped("items")))
            self.assertAlmostEqual(
                row.amount_waiting, sum(map(abs, items.mapped("balance")))
            )

    def assert_lines(self, batch, code):
        """Tax items stay at home, and their sum is the tax of the lines that leave."""
        consumed = batch.line_ids.filtered(lambda line: line.tax_as == "consumed")
        coded = batch.line_ids.filtered("tax_code")
        self.assertEqual(consumed.account_id, self.accounts[2])
        self.assertAlmostEqual(
            sum(consumed.mapped("balance")), sum(coded.mapped("tax_amount"))
        )
        cut = batch.line_ids.filtered(lambda line: line.tax_as == "cut")
        self.assertEqual(
            len(batch._entry().lines), len(batch.line_ids - consumed) + len(cut)
        )
        self.assertEqual(bool(cut), code == "xero")
        self.assertEqual(set(coded.mapped("tax_code")), set(CODES[code].values()))
        self.assertEqual(coded.tax_mapping_id, self.taxes_of(batch.backend_id))
        by_group = coded.grouped(
            lambda line: (line.account_id, line.tax, line.balance > 0)
        )
        if code == "xero":  # one line a group would have another tax
            self.assertGreater(len(coded), len(by_group))
            wrong = [
                lines
                for lines in by_group.values()
                if round(sum(lines.mapped("tax_amount")), 2)
                != round(sum(lines.mapped("balance")) * lines[0].tax_rate / 1e6, 2)
            ]
            self.assertTrue(wrong)
        else:
            self.assertEqual(len(coded), len(by_group))

    def correct(self, fake, backend, moves, code):
        """Another tax, another account, a cancelled entry: one correction each."""
        before = self.batches(backend)
        # From the next day on the taxes of 20 % have another code.
        if code == "xero":
            fake.tax_rates["OTHER"] = {**fake.tax_rates["OUTPUT2"], "TaxType": "OTHER"}
        else:
            fake.tax_codes["9"] = {**fake.tax_codes["2"], "Id": "9"}
        backend.action_read_ledger()
        other = self.env["retail.ledger.tax"].search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "in", ("OTHER", "sales:9")),
            ]
        )
        later = self.taxes_of(backend).filtered(lambda row: row.rate == "20")
        later = self.env["retail.mapping.ledger.tax"].union(
            *(row.copy({"start_date": START + DAY}) for row in later)
        )
        later.ledger_tax_id = other
        later.action_approve()
        self.invoice(("19.99", self.tax20), day=1)
        [batch] = self.send(backend)
        self.assertIn(other.external_id, batch.line_ids.mapped("tax_code"))
        taxed = moves.filtered(lambda m: m.invoice_line_ids.tax_ids == self.tax20)[0]
        taxed.button_draft()
        taxed.invoice_line_ids.tax_ids = self.tax5
        taxed.action_post()
        [batch] = self.send(backend)
        self.assertEqual((batch.kind, batch.state), ("correction", "verified"))
        self.assertEqual(batch.moves, 1)
        codes = {(bool(x.origin_id), x.tax_code) for x in batch.line_ids if x.tax_code}
        self.assertEqual(codes, {(True, CODES[code][20]), (False, CODES[code][5])})
        self.assert_equal_books(backend)
        # An account of a taxed item is changed in place; the tax goes along.
        moved = moves.filtered(lambda m: m.invoice_line_ids.tax_ids == self.inside)[0]
        moved.invoice_line_ids.account_id = self.accounts[2]
        moves[1].button_draft()
        moves[1].button_cancel()
        [batch] = self.send(backend)
        self.assertEqual((batch.state, batch.moves), ("verified", 2))
        self.assertNotIn(other.external_id, batch.line_ids.mapped("tax_code"))
        self.assert_equal_books(backend)
        self.assertFalse(self.plan(backend))
        self.assert_watched(fake, backend, batch)
        # Everything of the first day is taken back, and leaves once more.
        before.sudo().action_reverse()
        self.send(backend)
        self.send(backend)
        self.assertEqual(set(self.batches(backend).mapped("state")), {"verified"})
        self.assert_equal_books(backend)

    def assert_watched(self, fake, backend, batch):
        """Balances agree, with what codes post; a tax edited there is found."""
        self.env["retail.mapping.account"].search(
            [("backend_id", "=", backend.id)]
        ).exclusive = True
        backend.ledger_watch_days = 4000
        discrepancies = self.env["retail.discrepancy"].search_count
        backend._job_plan_journal_watch()
        self.assertFalse(discrepancies([("backend_id", "=", backend.id)]))
        if backend.platform == "xero":
            lines = fake.journals[batch.external_id]["JournalLines"]
            line = next(line for line in lines if line["TaxAmount"])
        else:
            lines = fake.entries[batch.external_id]["Line"]
            line = next(
                detail
                for detail in (line["JournalEntryLineDetail"] for line in lines)
                if detail.get("TaxAmount")
            )
            fake.touch(batch.external_id)
        before, line["TaxAmount"] = line["TaxAmount"], line["TaxAmount"] + 1
        backend._job_plan_journal_watch()
        found = self.env["retail.discrepancy"].search([("backend_id", "=", backend.id)])
        self.assertEqual(
            set(found.mapped("type")), {"ledger_changed", "ledger_balance"}
        )
        self.assertIn("tax", batch.problem)
        line["TaxAmount"] = before
        backend._job_plan_journal_watch()
        self.assertEqual(set(found.mapped("state")), {"resolved"})

    def test_a_day_that_is_split_is_exact_in_each_part(self):
        _fake, backend = self.connect_codes("xero")
        backend.policy_ids.max_lines = 9
        for number in range(12):
            self.invoice(
                (f"{number + 5}.99", self.inside),
                (f"{number}.97", self.tax20, self.other_sales),
                ("0.49", self.tax5),
            )
        self.plan(backend)
        self.map_taxes(backend)
        self.send(backend)
        batches = self.batches(backend)
        self.assertGreater(len(batches), 2)
        self.assertEqual(set(batches.mapped("state")), {"verified"})
        self.assertLessEqual(max(batches.mapped("lines")), 9)
        self.assert_equal_books(backend)

    def test_a_tax_account_that_is_mapped_elsewhere_is_named(self):
        _fake, backend = self.connect_codes("xero")
        self.invoice(("10.00", self.tax20))
        self.plan(backend)
        [row] = self.taxes_of(backend)
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
        odd = self.invoice(("50.00", self.tax20))
        # A platform's tax, three cents too much.
        odd.button_draft()
        odd.line_ids.filtered("tax_line_id").balance = -10.03
        odd.line_ids.filtered(
            lambda line: line.account_id == self.receivable
        ).balance = 60.03
        odd.action_post()
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
