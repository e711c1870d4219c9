"""What the tests of groups share: a person of each group, and a table of rights."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

GROUP = "retail_connector_base.group_"
NOBODY, READ, WORK, WRITE, ALL = "", "r", "rwc", "rw", "rwcd"
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


class AccessMixin:
    """Hold ``rights``, model -> what a person of each of ``groups`` may do."""

    groups = ("viewer", "operator", "accountant", "manager")
    rights = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = [
            new_test_user(cls.env, f"person-{name}", groups=GROUP + name)
            for name in cls.groups
        ]
        cls.stranger = new_test_user(cls.env, "stranger", groups="base.group_user")
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.outsider = new_test_user(
            cls.env,
            "outsider",
            groups=f"{GROUP}manager",
            company_id=cls.elsewhere.id,
            company_ids=[(6, 0, cls.elsewhere.ids)],
        )

    def test_every_group_has_exactly_its_rights(self):
        self.assertTrue(self.rights)
        for model, rights in self.rights.items():
            for user, expected in zip(self.users, rights, strict=True):
                found = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if self.env[model].with_user(user).has_access(operation)
                )
                self.assertEqual(
                    sorted(found), sorted(expected), f"{model} for {user.login}"
                )

    def test_a_stranger_sees_nothing(self):
        for model in self.rights:
            self.assertFalse(
                self.env[model].with_user(self.stranger).has_access("read"), model
            )

    def assert_apart(self, record):
        """Assert that a manager sees a record and one of another company does not."""
        domain = [("id", "=", record.id)]
        self.assertTrue(record.with_user(self.users[-1]).search(domain), record._name)
        theirs = record.with_user(self.outsider)
        self.assertFalse(theirs.search(domain), record._name)
        with self.assertRaises(AccessError):
            theirs.invalidate_recordset()
            theirs.read(["display_name"])
