"""Files of gateways and cash deposits become settlements like any other."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import DAY, SettlementCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestSettlementFile(SettlementCase):
    """The wizards of the accountant."""

    def setUp(self):
        super().setUp()
        self._map_tender("acquirer")
        self._map_roles("acquirer")

    def _file(self, *rows):
        head = "Id,Date,Type,Amount,Commission,VAT,Currency,Authorisation,Batch,Paid"
        return base64.b64encode("\n".join([head, *rows]).encode())

    def _wizard(self, data, layout="layout_acquirer", **values):
        return self.env["retail.settlement.file"].create(
            {
                "backend_id": self.backend.id,
                "gateway": "acquirer",
                "layout_id": self.env.ref(f"retail_connector_finance.{layout}").id,
                "data": data,
                **values,
            }
        )

    def test_an_acquirers_file_settles_its_payments(self):
        tender = self.tender("t-1", 20, gateway="acquirer", reference="A1")
        self._account(self.order("1", tenders=[tender]))
        wizard = self._wizard(
            self._file(f"9,{DAY},Sale,20.00,0.50,0.08,USD,A1,B7,{DAY}")
        )
        self.assertFalse(wizard.problem)
        self.assertIn("19.50", wizard.result)
        action = wizard.action_import()
        self.backend._job_settle()
        payout = self.env["retail.settlement"].search(action["domain"])
        self.assertEqual(payout.state, "booked", payout.state_error)
        self.assertEqual(
            self._booked(payout.record_id),
            {"bank": "19.50", "fee": "0.42", "fee_tax": "0.08", "clearing": "-20.00"},
        )
        event = self.env["retail.event"].search(
            [("entity_id", "=", payout.external_id)]
        )
        self.assertEqual(event.state, "done")
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_import()

    def test_a_word_that_is_not_known_is_mapped_by_a_person(self):
        wizard = self._wizard(self._file(f"9,{DAY},Levy,-3.00,0,0,USD,,B7,{DAY}"))
        self.assertIn("levy", wizard.problem)
        with self.assertRaises(UserError):
            wizard.action_import()
        wizard.action_map()
        word = wizard.layout_id.word_ids.filtered(lambda row: row.word == "levy")
        self.assertFalse(word.kind)
        word.kind = "adjustment"
        wizard.invalidate_recordset()
        self.assertFalse(wizard.problem)

    def test_the_columns_of_a_new_layout_are_guessed(self):
        layout = self.env["retail.settlement.layout"].create({"name": "New"})
        data = base64.b64encode(
            b"Date,Type,Amount,Fee,Currency\n2026-10-01,Sale,1,0,USD"
        )
        wizard = self._wizard(data)
        wizard.layout_id = layout
        wizard.action_map()
        self.assertEqual(
            {row.field: row.header for row in layout.column_ids},
            {
                "date": "Date", "type": "Type", "gross": "Amount", "fee": "Fee",
                "currency": "Currency",
            },
        )  # fmt: skip
        self.assertEqual(layout.word_ids.mapped("word"), ["sale"])

    def test_cash_that_was_brought_to_the_bank(self):
        self._map_roles("cash")
        with Form(self.env["retail.cash.deposit"]) as form:
            form.backend_id = self.backend
            form.amount = 1245.5
            form.date = DAY
            form.reference = "slip 7"
        action = form.record.action_import()
        self.backend._job_settle()
        deposit = self.env["retail.settlement"].search(action["domain"])
        self.assertEqual(
            self._booked(deposit.record_id), {"bank": "1245.50", "cash": "-1245.50"}
        )
        self.assertEqual(deposit.kind, "cash_deposit")

    def test_only_accountants_and_managers_decide_about_money(self):
        operator = new_test_user(
            self.env, "money-operator", groups=f"{GROUP}operator",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        accountant = new_test_user(
            self.env, "money-accountant", groups=f"{GROUP}accountant",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        [payout] = self._settle(
            self.settlement(self.entry(1, "sale", "5", tender_id="none"))
        )
        with self.assertRaises(AccessError):
            payout.with_user(operator).action_resume()
        with self.assertRaises(AccessError):
            payout.with_user(accountant).write({"state": "booked"})
        with self.assertRaises(AccessError):
            payout.line_ids.with_user(operator).action_choose_account(
                self.accounts["transfer"]
            )
        payout.line_ids.with_user(accountant).action_choose_account(
            self.accounts["transfer"]
        )
        self.assertEqual(payout.line_ids.chosen_account_id, self.accounts["transfer"])
        for model in (
            "retail.settlement.file",
            "retail.cash.deposit",
            "retail.tips.payout",
        ):
            self.assertFalse(self.env[model].with_user(operator).has_access("create"))
            self.assertTrue(self.env[model].with_user(accountant).has_access("create"))

    def test_another_company_sees_none_of_it(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env, "money-outsider", groups=f"{GROUP}manager",
            company_id=elsewhere.id, company_ids=[(6, 0, elsewhere.ids)],
        )  # fmt: skip
        [payout] = self._settle(self.settlement(self.entry(1, "fee", "-5")))
        self._import(self.dispute("won"), kind="dispute")
        for records in (
            payout,
            payout.line_ids,
            self.env["retail.dispute"].search([]),
            self.env["retail.mapping.settlement"].search([], limit=1),
        ):
            self.assertTrue(records)
            self.assertFalse(
                records.with_user(outsider)
                .with_context(allowed_company_ids=elsewhere.ids)
                .search([("id", "in", records.ids)])
            )
