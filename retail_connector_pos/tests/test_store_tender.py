"""A store with an acquirer of its own."""

from decimal import Decimal

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PosCase


@tagged("post_install", "-at_install", "retail")
class TestStoreTender(PosCase):
    """What the stores share is booked together, what is one's own apart."""

    def own_tender(self):
        """Let the harbour's cards have an acquirer of their own; return its account."""
        account = self._account("Harbour cards", "112950", "asset_current")
        card = self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id), ("gateway", "=", "card")]
        )
        self.harbour.tender_ids = [
            Command.create(
                {
                    "mapping_id": card.id,
                    "journal_id": self.bank.id,
                    "account_id": account.id,
                }
            )
        ]
        return account

    def test_stores_are_changed_by_two_people_where_that_is_wanted(self):
        self.own_tender()
        [own] = self.harbour.tender_ids
        account = own.account_id
        self.company.retail_change_approval = True
        self.backend.live_since = self.backend.create_date
        group = "retail_connector_base.group_manager"
        first, second = (
            new_test_user(
                self.env,
                name,
                groups=group,
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for name in ("store first", "store second")
        )
        before = self.harbour.over_short_limit
        self.harbour.with_user(first).write(
            {"over_short_limit": before + 100, "name": "Harbour quay"}
        )
        own.with_user(first).account_id = self.clearing
        self.backend.with_user(first).loyalty_point_value = 9
        self.assertEqual(self.harbour.over_short_limit, before)
        self.assertEqual(self.harbour.name, "Harbour quay")
        self.assertEqual(own.account_id, account)
        self.assertNotEqual(self.backend.loyalty_point_value, 9)
        changes = self.env["retail.change"].search([("state", "=", "pending")])
        self.assertEqual(len(changes), 3)
        changes.with_user(second).action_approve()
        self.assertEqual(self.harbour.over_short_limit, before + 100)
        self.assertEqual(own.account_id, self.clearing)

    def test_a_store_books_a_way_to_pay_on_an_account_of_its_own(self):
        account = self.own_tender()
        for number, store in enumerate(("S1", "S2")):
            card = self.tender("10.80", "card", number=f"c{number}")
            sale = self.receipt(1, self.line("MUG", 1), store=store, tenders=(card,))
            self.booked(sale)
            self.store = store
            shift = self.take_shift(self.shift(tenders={"card": "10.80"}))
            self.assertEqual(self.close(shift).state, "closed", shift.problem)
        self.assertEqual(self.balance(self.clearing), Decimal("10.80"))
        self.assertEqual(self.balance(account), Decimal("10.80"))
        [own] = self.harbour.tender_ids
        method = own.pos_method_id
        self.assertEqual(method.outstanding_account_id, account)
        own.account_id = self.clearing
        self.assertFalse(own.pos_method_id)
        with self.assertRaises(ValidationError):
            own.journal_id = self.main.register_ids.config_id.journal_id[:1]
        other = self.env["res.company"].create({"name": "Somebody else"})
        stranger = new_test_user(
            self.env,
            "tender_stranger",
            "retail_connector_base.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        seen = own.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(seen.search([]))
