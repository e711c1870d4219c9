"""Random faults are all found, shown with their amounts, and healed or assigned.

By default each kind once; more of them by name:

    RETAIL_FAULTS=40 RETAIL_FAULTS_SEED=7 ./setup/test tests/integration/test_faults.py

The time from fault to alert is counted in intervals of the checks. An interval is what
the connection's setting "Count today every" says, plus its grace for what is young.
"""

from odoo.tests import tagged

from .faults_case import FaultsCase, chosen
from .faults_person import Person


@tagged("post_install", "-at_install", "retail")
class TestFaults(FaultsCase):
    """Inject, check, repair."""

    def test_every_fault_is_found_and_ends(self):
        self.assertFalse(self.open_ones(), "the day begins without differences")
        count, rng = chosen(13, 11)
        faults = self.inject(rng, count)
        self.check()  # one interval
        for name, expected in faults:
            with self.subTest(name):
                self.assertTrue(self.is_found(expected), f"{name}: {expected}")
        self._assert_shown()
        self._assert_alerted(faults)
        self.work(poll=False)
        self.check()
        for name, expected in faults:
            if name in ("lost_order", "deleted_order", "lost_refund"):
                self.assertFalse(
                    self.open_ones(expected), f"{name}: the count heals it"
                )
        for _interval in range(3):
            self.work()
            self.check()
        left = self.open_ones()
        healed = self.env["retail.discrepancy"].search(
            [("company_id", "=", self.company.id), ("healed", "=", True)]
        )
        self.assertTrue(all(left.mapped("user_id")), "what does not heal has an owner")
        self.assertTrue(healed, "losses are repaired without a person")
        self.assertNotIn("units_mismatch", left.mapped("type"))
        person = Person(self)
        for row in left:
            if row.state == "open":  # one page may end several
                person.repair(row)
        if any(name == "late_till" for name, _expected in faults):
            person.visit_store()
        for _interval in range(2):
            self.work()
            self.check()
        self.assertFalse(
            [(row.type, row.kind, row.reference) for row in self.open_ones()]
        )
        firing = self.env["retail.alert"].search(
            [("company_id", "=", self.company.id), ("state", "=", "firing"),
             ("type", "in", ("tally", "evidence", "till"))]
        )  # fmt: skip
        self.assertFalse(firing.mapped("text"))

    def _assert_shown(self):
        """The overview shows how much is in question, and opens the list of it."""
        overview = self.env["retail.overview"].get_overview(days=7)
        figures = {figure["key"]: figure for figure in overview["figures"]}
        shown = figures["question"]
        rows = self.env["retail.discrepancy"].search(shown["target"]["domain"])
        money = self.open_ones().filtered("currency_id")
        self.assertEqual(rows, money)
        self.assertAlmostEqual(
            shown["value"], sum(abs(row.difference) for row in money), 2
        )

    def _assert_alerted(self, faults):
        """One interval is enough for an alert of each kind of check."""
        firing = self.env["retail.alert"].search(
            [("company_id", "=", self.company.id), ("state", "=", "firing")]
        )
        kinds = {"till" if e.cause == "till" else "evidence"
                 if e.cause.endswith("_changed") else "tally"
                 for _name, e in faults}  # fmt: skip
        self.assertLessEqual(kinds, set(firing.mapped("type")))
