"""Tax as codes of the ledger: what is booked here is what the code books there."""

import random
from datetime import timedelta
from decimal import Decimal

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

    def test_many_documents_take_no_more_queries(self):
        _fake, backend = self.connect_codes("xero")
        counts = []
        for day, documents in enumerate((1, 2, 9)):  # the first fills the caches
            for number in range(documents):
                self.invoice((f"{number + 5}.99", self.inside), day=day)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["retail.journal.build"]._build(backend)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(abs(counts[2] - counts[1]), 3, counts)
