"""What a ledger answers that nobody knew is counted, and stops nothing."""

from odoo.tests import tagged

from .test_ledgers import LEDGERS, LedgersCase

# What a ledger has new: how it comes into an account of the fake, and what is told
NEWS = {
    "xero": (
        {"Status": "FROZEN", "Score": 7},
        {("field", "Accounts[].Score", ""), ("value", "Accounts[].Status", "FROZEN")},
    ),
    "quickbooks": (
        {"Classification": "Contingent", "Score": 7},
        {
            ("field", "QueryResponse.Account[].Score", ""),
            ("value", "QueryResponse.Account[].Classification", "Contingent"),
        },
    ),
    "business_central": (
        {"accountType": "Virtual", "score": 7},
        {("field", "value[].score", ""), ("value", "value[].accountType", "Virtual")},
    ),
}


@tagged("post_install", "-at_install", "retail")
class TestLedgerDrift(LedgersCase):
    """Fields, words and notices of ledgers."""

    def found(self, backend):
        rows = self.env["retail.drift"].search([("backend_id", "=", backend.id)])
        return {(row.type, row.path, row.value or "") for row in rows}

    def test_news_of_each_ledger_are_told_once_and_nothing_stops(self):
        for code in LEDGERS:
            with self.subTest(code):
                fake, backend = self.connect(code)
                backend._job_plan_journal_watch()
                self.assertFalse(self.found(backend), "the samples know all of it")
                news, told = NEWS[code]
                if code == "quickbooks":
                    fake.news = news
                else:
                    list(fake.accounts.values())[-1].update(news)
                backend._http().notices["Sunset", "/accounts", "2027-01-01"] += 1
                chart = backend.with_context(active_test=False).ledger_account_ids
                backend.action_read_ledger()
                self.assertEqual(
                    self.found(backend),
                    told | {("header", "Sunset /accounts", "2027-01-01")},
                )
                self.assertEqual(len(chart.exists()), len(chart))
