"""Customers become contacts; two people are never merged silently."""

from odoo.tests import tagged

from ..canonical import Address
from .importer_common import ImporterCase


@tagged("post_install", "-at_install", "retail")
class TestImporterParty(ImporterCase):
    """Match, create and complete contacts."""

    def _contact(self, **values):
        return self.env["res.partner"].create(
            {"name": "Ada Buyer", "company_id": self.company.id, **values}
        )

    def _party(self, *parties):
        items = self._import(*parties, kind="party")
        self.assertEqual({item.outcome.state for item in items}, {"done"})
        return [item.records for item in items]

    def _doubts(self):
        return self.env["retail.discrepancy"].search(
            [("backend_id", "=", self.backend.id), ("type", "=", "party_ambiguous")]
        )

    def test_external_id_wins(self):
        [first] = self._party(self.party("c1", email="a@example.com"))
        [again] = self._party(self.party("c1", "New Name", "other@example.com"))
        self.assertEqual(first, again)
        self.assertEqual(first.name, "New Name")

    def test_email_finds_the_contact_and_completes_it_only(self):
        contact = self._contact(email="Ada@Example.com", phone=False)
        [found] = self._party(self.party("c1", "A. Buyer", phone="+1 555 123 4567"))
        self.assertEqual(found, contact)
        self.assertEqual(contact.name, "Ada Buyer")
        self.assertEqual(contact.phone, "+1 555 123 4567")

    def test_same_email_other_name_is_another_person(self):
        contact = self._contact(email="family@example.com")
        [created] = self._party(self.party("c1", "Bob Other", "family@example.com"))
        self.assertNotEqual(created, contact)
        self.assertEqual(created.email, "family@example.com")
        self.assertEqual(self._doubts().res_id, created.id)

    def test_two_contacts_with_the_email_are_ambiguous(self):
        twins = self._contact(email="x@example.com") | self._contact(
            email="x@example.com"
        )
        [created] = self._party(self.party("c1", "Ada Buyer", "x@example.com"))
        self.assertNotIn(created, twins)
        self.assertTrue(self._doubts())

    def test_phone_finds_when_there_is_no_email(self):
        contact = self._contact(phone="(217) 555-0147")
        [found] = self._party(self.party("c1", email="", phone="+1 217 555 0147"))
        self.assertEqual(found, contact)

    def test_company_is_never_renamed_or_turned_into_a_person(self):
        company = self._contact(
            name="Acme Inc", is_company=True, email="ada@example.com"
        )
        [person] = self._party(self.party("c1", "Ada Buyer", "ada@example.com"))
        self.assertNotEqual(person, company)
        self.assertRecordValues(company, [{"name": "Acme Inc", "is_company": True}])
        self.assertFalse(person.is_company)

    def test_vat_finds_the_company(self):
        company = self._contact(name="Acme", is_company=True, vat="BE0477472701")
        [found] = self._party(
            self.party(
                "c1",
                "Acme Inc",
                "new@acme.example",
                vat="BE 0477.472.701",
                is_company=True,
            )
        )
        self.assertEqual(found, company)
        self.assertEqual(company.name, "Acme")

    def test_two_customers_of_a_shop_are_never_one_contact(self):
        first, second = self._party(
            self.party("c1", email="same@example.com"),
            self.party("c2", email="same@example.com"),
        )
        self.assertNotEqual(first, second)

    def test_contacts_of_other_companies_are_not_found(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._contact(email="ada@example.com", company_id=other.id)
        [created] = self._party(self.party())
        self.assertEqual(created.company_id, self.company)

    def test_addresses_are_children_and_used_again(self):
        home = self.address()
        work = self.address(name="Ada Buyer", street="9 Work Road", company="Acme")
        [contact] = self._party(self.party(addresses=(home, work)))
        self.assertEqual(contact.street, "1 Main Street")
        self.assertRecordValues(
            contact.child_ids,
            [{"name": "Acme, Ada Buyer", "street": "9 Work Road", "type": "other"}],
        )
        self._party(self.party(addresses=(work, home), phone="1234567"))
        self.assertEqual(len(contact.child_ids), 1)

    def test_order_addresses_bill_and_ship(self):
        document = self.order(
            billing=self.address(street="1 Bill Street"),
            shipping=self.address(name="Carl Friend", street="2 Ship Street"),
        )
        order, _binding = self._imported(document)
        self.assertEqual(order.partner_invoice_id.street, "1 Bill Street")
        self.assertRecordValues(
            order.partner_shipping_id,
            [
                {
                    "name": "Carl Friend",
                    "street": "2 Ship Street",
                    "type": "delivery",
                    "parent_id": order.partner_id.id,
                    "state_id": self.env.ref("base.state_us_14").id,
                }
            ],
        )
        again, _binding = self._imported(
            self.order(
                "1002",
                billing=self.address(street="1 Bill Street"),
                shipping=self.address(name="Carl Friend", street="2 Ship Street"),
            )
        )
        self.assertEqual(again.partner_shipping_id, order.partner_shipping_id)
        self.assertEqual(again.partner_invoice_id, order.partner_invoice_id)

    def test_guests_are_found_by_email_or_have_contacts_of_their_own(self):
        contact = self._contact(email="guest@example.com", name="Gus Guest")
        address = self.address(name="Gus Guest")
        known, _b = self._imported(
            self.order("1", customer=None, email="guest@example.com", billing=address)
        )
        self.assertEqual(known.partner_id, contact)
        one, _b = self._imported(
            self.order("2", customer=None, email="u1@example.com", billing=address)
        )
        two, _b = self._imported(
            self.order("3", customer=None, email="u2@example.com", billing=address)
        )
        self.assertNotEqual(one.partner_id, two.partner_id)
        self.assertNotIn(self.backend.guest_partner_id, one.partner_id | two.partner_id)

    def test_one_guest_twice_in_a_batch_is_one_contact(self):
        items = self._import(
            *(
                self.order(
                    str(n),
                    customer=None,
                    email="twice@example.com",
                    billing=Address(name="Tess Twice"),
                )
                for n in range(3)
            )
        )
        partners = {item.records.partner_id for item in items}
        self.assertEqual(len(partners), 1)

    def test_guest_policy_create_and_shared(self):
        contact = self._contact(email="guest@example.com", name="Gus Guest")
        guest = {
            "customer": None,
            "email": "guest@example.com",
            "billing": Address(name="Gus Guest"),
        }
        self.backend.guest_policy = "create"
        order, _binding = self._imported(self.order("1", **guest))
        self.assertNotEqual(order.partner_id, contact)
        self.backend.guest_policy = "shared"
        order, _binding = self._imported(self.order("2", **guest))
        self.assertEqual(order.partner_id, self.backend.guest_partner_id)
        self.assertEqual(order.partner_invoice_id.name, "Gus Guest")
