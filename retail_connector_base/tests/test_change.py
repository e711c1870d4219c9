"""Sensitive settings are changed by two people, where the company wants that."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RetailCase

GROUP = "retail_connector_base.group_"


@tagged("post_install", "-at_install", "retail")
class TestChange(RetailCase):
    """Propose, approve, reject; nobody approves his own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.retail_change_approval = True
        cls.first = new_test_user(cls.env, "first", groups=f"{GROUP}manager")
        cls.second = new_test_user(cls.env, "second", groups=f"{GROUP}manager")
        cls.books = new_test_user(cls.env, "books", groups=f"{GROUP}accountant")
        cls.backend.live_since = cls.backend.create_date
        cls.Change = cls.env["retail.change"]

    def pending(self):
        return self.Change.search([("state", "=", "pending")])

    def audit(self, record):
        lines = self.env["retail.audit"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )
        return [(x.operation, x.user_id, x.before or "", x.after or "") for x in lines]

    def test_a_policy_waits_for_somebody_else_and_the_rest_is_written(self):
        backend = self.backend.with_user(self.first)
        before = len(self.audit(self.backend))
        backend.write({"accounting_policy": "none", "name": "Renamed"})
        self.assertEqual(backend.accounting_policy, "invoice")
        self.assertEqual(backend.name, "Renamed")
        change = self.pending()
        self.assertEqual((change.before, change.after), ("invoice", "none"))
        self.assertEqual(self.backend.change_count, 1)
        with self.assertRaises(UserError):
            change.with_user(self.first).action_approve()
        with self.assertRaises(AccessError):
            change.with_user(self.books).action_approve()
        with self.assertRaises(AccessError):
            change.with_user(self.second).write({"state": "applied"})
        self.assertFalse(change.with_user(self.first).may_decide)
        self.assertTrue(change.with_user(self.second).may_decide)
        change.with_user(self.second).action_approve()
        self.assertEqual(backend.accounting_policy, "none")
        self.assertEqual(
            [line for line in self.audit(self.backend)[before:] if line[3] == "none"],
            [
                ("proposed", self.first, "invoice", "none"),
                ("applied", self.second, "invoice", "none"),
                ("write", self.second, "invoice", "none"),
            ],
        )
        # the system and companies that do not ask for it go on as before
        self.backend.sudo().risk_hold = "never"
        self.assertEqual(self.backend.risk_hold, "never")
        self.env.company.retail_change_approval = False
        backend.risk_hold = "medium"
        self.assertEqual(self.backend.risk_hold, "medium")
        lines = self.audit(self.env.company)
        self.assertIn(("write", self.env.user, "True", "False"), lines)

    def test_rejected_withdrawn_and_overtaken_changes_do_nothing(self):
        backend = self.backend.with_user(self.first)
        backend.risk_hold = "never"
        self.pending().with_user(self.second).action_reject()
        backend.risk_hold = "never"
        self.pending().with_user(self.first).action_withdraw()
        backend.risk_hold = "never"
        backend.risk_hold = "never"
        change = self.pending()
        self.assertEqual(len(change), 1, "a repeat replaces the older proposal")
        self.backend.sudo().risk_hold = "medium"
        change.with_user(self.second).action_approve()
        self.assertEqual(change.state, "stale")
        self.assertEqual(self.backend.risk_hold, "medium")
        self.assertFalse(self.pending())
        backend.risk_hold = "medium"
        self.assertFalse(self.pending(), "what does not differ needs nobody")

    def test_a_credential_is_kept_encrypted_until_approved(self):
        password = self._credential(self.backend, "password")
        password.with_user(self.first).new_value = "new password"
        self.assertEqual(password._get(), "hunter2")
        change = self.pending()
        self.assertNotIn("new password", str(change.sudo().read()))
        self.env.cr.execute(
            "SELECT count(*) FROM retail_change c WHERE c::text LIKE %s",
            ["%new password%"],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        change.with_user(self.second).action_approve()
        self.assertEqual(password._get(), "new password")
        self.assertFalse(change.sudo().ciphertext)
        account = self._credential(self.backend, "account")
        account.with_user(self.first).write({"value": "other"})
        self.assertEqual(account.value, "tests")

    def test_a_mapping_is_approved_by_two_and_its_target_too(self):
        Mapping = self.env["retail.mapping.shipping"].with_user(self.first)
        products = self.env["product.product"].create(
            [{"name": n, "type": "service"} for n in ("Van", "Bike")]
        )
        van, bike = products
        mapping = Mapping.create(
            {
                "backend_id": self.backend.id,
                "title": "Express",
                "product_id": van.id,
                "state": "approved",
            }
        )
        self.assertEqual(mapping.state, "suggested", "not by the back door")
        self.pending().with_user(self.second).action_reject()
        mapping.write({"state": "approved"})
        self.assertEqual(mapping.state, "suggested")
        mapping.action_approve()
        change = self.pending()
        self.assertEqual(len(change), 1)
        change.with_user(self.books).action_approve()
        self.assertEqual(mapping.state, "approved")
        self.assertEqual(mapping.approved_by_id, self.books)
        mapping.product_id = bike
        self.assertEqual(mapping.product_id, van)
        self.pending().with_user(self.second).action_approve()
        self.assertEqual(mapping.product_id, bike)

    def test_a_place_sells_from_elsewhere_when_two_want_it(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.backend.company_id.id)], limit=1
        )
        shelf, other = self.env["stock.location"].create(
            [{"name": n, "location_id": warehouse.lot_stock_id.id} for n in "AB"]
        )
        place = self.env["retail.binding.location"].create(
            {"backend_id": self.backend.id, "external_id": "L", "record_id": shelf.id}
        )
        place.with_user(self.first).write({"record_id": other.id, "push_stock": False})
        self.assertEqual((place.record_id, place.push_stock), (shelf, True))
        change = self.pending()
        self.assertIn(f"({other.id})", change.after)
        self.env.invalidate_all()  # the database keeps names in an order of its own
        change.with_user(self.second).action_approve()
        self.assertEqual((place.record_id, place.push_stock), (other, False))

    def test_those_who_see_payloads_masked_do_not_search_them(self):
        viewer = new_test_user(self.env, "searcher", groups=f"{GROUP}viewer")
        for model, name in (
            ("retail.outbox", "payload"),
            ("retail.outbox", "answer"),
        ):
            rows = self.env[model].with_user(viewer)
            for domain in (
                [(name, "ilike", "Ada")],
                ["|", ("id", "=", 0), "!", (name, "ilike", "Ada")],
                [(f"{name}.email", "=", "ada@example.com")],
            ):
                with self.subTest(domain), self.assertRaises(AccessError):
                    rows.search(domain)
            with self.assertRaises(AccessError):
                rows.search([], order=name)
            self.assertFalse(rows.search([("id", "=", 0)]))
            rows.with_user(self.first).search([(name, "ilike", "Ada")])

    def test_going_live_takes_two_but_shadow_mode_one(self):
        fresh = self._connect(name="Fresh")
        fresh.state = "connected"
        mine = fresh.with_user(self.first)
        mine.risk_hold = "never"
        self.assertEqual(fresh.risk_hold, "never", "setting up needs one person")
        mine.action_go_live()
        self.assertEqual(fresh.state, "connected")
        with self.assertRaises(AccessError):
            mine.write({"state": "live"})
        change = self.pending()
        self.assertEqual(change.label, "Go live")
        mine.action_start_shadow()
        self.assertEqual((fresh.state, fresh.shadow), ("live", True))
        with self.assertRaises(AccessError):
            mine.write({"shadow": False})
        mine.action_leave_shadow()
        self.assertTrue(fresh.shadow)
        leave = self.pending() - change
        leave.with_user(self.second).action_approve()
        self.assertFalse(fresh.shadow)

    def test_other_companies_do_not_see_it(self):
        self.backend.with_user(self.first).risk_hold = "never"
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups=f"{GROUP}manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        change = self.pending()
        self.assertFalse(change.with_user(stranger)._filtered_access("read"))
        viewer = new_test_user(self.env, "onlooker", groups=f"{GROUP}viewer")
        self.assertFalse(change.with_user(viewer).has_access("read"))
