"""Who may do what, model by model, and never across companies."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .access_common import ALL, GROUP, NOBODY, READ, WORK, WRITE, AccessMixin
from .common import RetailCase

# model -> what viewer, operator, accountant and manager may do
RIGHTS = {
    "retail.awaiting": (READ, READ, READ, READ),
    "retail.backend": (READ, READ, READ, ALL),
    "retail.backfill": (READ, WORK, READ, WORK),
    "retail.budget": (READ, READ, READ, READ),
    "retail.credential": (NOBODY, NOBODY, NOBODY, WRITE),
    "retail.discrepancy": (READ, WRITE, WRITE, WRITE),
    "retail.event": (READ, READ, READ, READ),
    "retail.flow": (READ, READ, READ, ALL),
    "retail.lane": (READ, READ, READ, READ),
    "retail.outbox": (READ, READ, READ, READ),
    "retail.privacy.line": (NOBODY, READ, NOBODY, READ),
    "retail.privacy.request": (NOBODY, READ, NOBODY, WRITE),
    "retail.rehearsal": (READ, READ, READ, ALL),
    "retail.rehearsal.line": (READ, READ, READ, READ),
    "retail.resync": (READ, WORK, READ, WORK),
    "retail.trace": (READ, READ, READ, READ),
}


@tagged("post_install", "-at_install", "retail")
class TestSecurity(AccessMixin, RetailCase):
    """Groups and company rules."""

    rights = RIGHTS

    def one_of_each(self):
        """Return one record of each model."""
        event = self.receive(self.notice("k1"))
        self.Outbox._publish(self.backend, "price", [{"key": "m1", "payload": {}}])
        one = {"backend_id": self.backend.id}
        tried = self.env["retail.rehearsal"].create(
            {
                **one,
                "version": "2",
                "line_ids": [(0, 0, {"subject": "s", "result": "same"})],
            }
        )
        asked = self.env["retail.privacy.request"].create(
            {
                **one,
                "external_id": "r1",
                "kind": "erase_shop",
                "requested_at": "2026-11-02 10:00:00",
                "line_ids": [(0, 0, {"code": "contact"})],
            }
        )
        return {
            "retail.backend": self.backend,
            "retail.backfill": self.env["retail.backfill"].create(one),
            "retail.budget": self.env["retail.budget"].search(
                [("backend_id", "=", self.backend.id)]
            ),
            "retail.credential": self.backend.credential_ids[0],
            "retail.discrepancy": self.env["retail.discrepancy"].create(
                {**one, "type": "stock", "entity": "1"}
            ),
            "retail.event": event,
            "retail.flow": self.backend.flow_ids[0],
            "retail.lane": self.env["retail.lane"].search(
                [("backend_id", "=", self.backend.id)], limit=1
            ),
            "retail.outbox": self.Outbox.search([("key", "=", "m1")]),
            "retail.privacy.line": asked.line_ids,
            "retail.privacy.request": asked,
            "retail.rehearsal": tried,
            "retail.rehearsal.line": tried.line_ids,
            "retail.resync": self.env["retail.resync"].create(
                {**one, "flow_id": self.flow("party_in").id}
            ),
            "retail.trace": self.Trace.search(
                [("backend_id", "=", self.backend.id)], limit=1
            ),
        }

    def test_another_company_sees_nothing(self):
        for model, record in self.one_of_each().items():
            self.assertTrue(record, model)
            self.assert_apart(record)

    def test_groups_build_on_each_other(self):
        viewer, operator, accountant, manager = self.users
        self.assertTrue(manager.has_group(GROUP + "operator"))
        self.assertTrue(operator.has_group(GROUP + "viewer"))
        self.assertTrue(accountant.has_group(GROUP + "viewer"))
        self.assertFalse(accountant.has_group(GROUP + "operator"))
        self.assertFalse(viewer.has_group(GROUP + "operator"))

    def test_the_webhook_address_is_for_managers(self):
        viewer, manager = self.users[0], self.users[-1]
        self.assertTrue(self.backend.with_user(manager).webhook_url)
        with self.assertRaises(AccessError):
            self.backend.with_user(viewer).read(["token"])

    def test_a_stand_in_is_for_test_environments(self):
        self.backend.base_url = "http://127.0.0.1:1"
        with self.assertRaises(ValidationError):
            self.backend.environment = "production"
