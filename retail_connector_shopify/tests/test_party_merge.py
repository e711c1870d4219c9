"""Two customers become one in the shop; their contacts are never merged silently."""

from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install", "retail")
class TestPartyMerge(ShopCase):
    """What ``customers/merge`` does to bindings and contacts."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        self.kept, self.gone = (
            self.control("add_customer", first=name, last="Hopper", email=email)["id"]
            for name, email in (("Grace", "g@example.com"), ("G.", "gh@example.com"))
        )

    def _hear(self, *ids):
        for customer in ids:
            self.post("customers/update", {"admin_graphql_api_id": customer})
        self.drain()

    def _merge(self, status="completed"):
        self.post(
            "customers/merge",
            {
                "admin_graphql_api_customer_kept_id": self.kept,
                "admin_graphql_api_customer_deleted_id": self.gone,
                "admin_graphql_api_job_id": None,
                "status": status,
                "errors": [],
            },
        )
        self.drain()
        self.drain()

    def _bound(self):
        rows = self.env["retail.binding.party"].search(
            [("backend_id", "=", self.backend.id)]
        )
        return {row.external_id: row.record_id for row in rows}

    def _doubts(self):
        return self.env["retail.discrepancy"].search(
            [("backend_id", "=", self.backend.id), ("type", "=", "party_ambiguous")]
        )

    def test_the_binding_of_a_customer_that_is_gone_moves(self):
        self._hear(self.gone)
        contact = self._bound()[self.gone]
        self._merge()
        self.assertEqual(self._bound(), {self.kept: contact})
        self.assertEqual(contact.email, "g@example.com", "read again after the merge")
        self.assertFalse(self._doubts())

    def test_two_contacts_stay_two_and_a_person_is_told(self):
        self._hear(self.kept, self.gone)
        bound = self._bound()
        self._merge()
        self.assertEqual(self._bound(), {self.kept: bound[self.kept]})
        self.assertTrue(bound[self.gone].exists())
        doubt = self._doubts()
        self.assertEqual(doubt.res_id, bound[self.kept].id)
        self.assertIn(bound[self.gone].display_name, doubt.note)
        self._merge()  # told again
        self.assertEqual(len(self._doubts()), 1)

    def test_a_merge_that_did_not_happen_changes_nothing(self):
        self._hear(self.kept, self.gone)
        before = self._bound()
        self._merge("failed")
        self.assertEqual(self._bound(), before)
