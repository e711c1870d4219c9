"""Who may see and change what is about journals."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .ledger_common import LedgerCase

GROUP = "retail_connector_base.group_"
READ = "r"
# model -> what viewer, operator, accountant and manager may do
RIGHTS = {
    "retail.journal.policy": (READ, READ, "rwc", "rwcd"),
    "retail.journal.batch": (READ, READ, "rwd", "rwd"),
    "retail.journal.batch.line": (READ, READ, READ, READ),
    "retail.journal.link": (READ, READ, READ, READ),
    "retail.journal.proof": (READ, READ, READ, READ),
    "retail.journal.proof.line": (READ, READ, READ, READ),
    "retail.ledger.account": (READ, READ, READ, READ),
    "retail.ledger.value": (READ, READ, READ, READ),
    "retail.mapping.account": (READ, READ, "rwcd", "rwcd"),
    "retail.mapping.dimension": (READ, READ, "rwcd", "rwcd"),
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install", "retail")
class TestJournalSecurity(LedgerCase):
    """Groups and companies."""

    def test_each_group_may_do_what_it_needs(self):
        groups = ("viewer", "operator", "accountant", "manager")
        for number, group in enumerate(groups):
            user = new_test_user(self.env, f"journal-{group}", groups=GROUP + group)
            for name, rights in RIGHTS.items():
                model = self.env[name].with_user(user)
                for letter, operation in OPERATIONS.items():
                    with self.subTest(group=group, model=name, operation=operation):
                        self.assertEqual(
                            model.has_access(operation), letter in rights[number]
                        )

    def test_another_company_sees_nothing(self):
        self.sell()
        [batch] = self.export()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env,
            "outsider",
            groups=f"{GROUP}manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        proof = self.env["retail.journal.proof"]._prove(self.backend)
        for record in (
            batch,
            batch.line_ids[0],
            self.links(batch)[0],
            proof,
            self.policy,
            self.env["retail.mapping.account"].search([], limit=1),
        ):
            with self.assertRaises(AccessError):
                record.with_user(outsider).check_access("read")
