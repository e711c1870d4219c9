"""Companies become contacts with places, people and terms; orders follow them."""

from odoo.tests import new_test_user, tagged

from ..canonical import (
    Address,
    Company,
    CompanyContact,
    CompanyLocation,
    Party,
    PaymentTerms,
)
from .importer_common import ImporterCase

DOCK = Address(
    name="Goods in", street="5 Industry Road", city="Bonn", zip="53111",
    country_code="DE",
)  # fmt: skip
OFFICE = Address(
    name="Accounts", street="PO Box 77", city="Bonn", zip="53001", country_code="DE"
)


@tagged("post_install", "-at_install", "retail")
class TestImporterCompany(ImporterCase):
    """Find, create and keep companies."""

    def _company(self, number="f1", **values):
        values.setdefault("name", "Musterhaus GmbH")
        values.setdefault(
            "locations",
            (
                CompanyLocation(
                    "l1",
                    "Bonn HQ",
                    shipping=DOCK,
                    billing=OFFICE,
                    vat="DE123456788",
                    payment_term=PaymentTerms("Net 45", "net", 45),
                ),
            ),
        )
        return Company(number, **values)

    def _take(self, *companies):
        items = self._import(*companies, kind="company")
        self.assertEqual(
            {item.outcome.state for item in items}, {"done"}, items[0].outcome
        )
        return [item.records for item in items]

    def _binding(self, number="f1"):
        return self.env["retail.binding.company"].search([("external_id", "=", number)])

    def test_a_company_comes_with_places_people_and_terms(self):
        contact = CompanyContact("c1", name="Erika Muster", email="e@example.com")
        [company] = self._take(self._company(contacts=(contact,)))
        place = self._binding().location_ids
        self.assertTrue(company.is_company)
        self.assertEqual(company.vat, "DE123456788")
        self.assertEqual(place.record_id.street, "5 Industry Road")
        self.assertEqual(place.record_id.parent_id, company)
        self.assertEqual(place.billing_partner_id.street, "PO Box 77")
        self.assertEqual(place.payment_term_id.line_ids.nb_days, 45)
        self.assertEqual(company.property_payment_term_id, place.payment_term_id)
        person = self.env["retail.binding.party"].search([("external_id", "=", "c1")])
        self.assertEqual(person.record_id.parent_id, company)

    def test_imported_twice_is_one_company(self):
        [first] = self._take(self._company())
        children = len(first.child_ids)
        [again] = self._take(self._company())
        self.assertEqual(first, again)
        self.assertEqual(len(again.child_ids), children)

    def test_our_own_key_at_the_platform_finds_the_contact(self):
        mine = self.env["res.partner"].create(
            {"name": "Other Name", "is_company": True, "ref": "CUST-77"}
        )
        by_id = self.env["res.partner"].create({"name": "Nr", "is_company": True})
        [found, other] = self._take(
            self._company(reference="CUST-77", locations=()),
            self._company("f2", reference=f"C{by_id.id}", locations=()),
        )
        self.assertEqual(found, mine)
        self.assertEqual(other, by_id)
        self.assertEqual(mine.name, "Other Name")

    def test_the_vat_number_finds_the_contact(self):
        mine = self.env["res.partner"].create(
            {"name": "Muster", "is_company": True, "vat": "DE123456788"}
        )
        [found] = self._take(self._company())
        self.assertEqual(found, mine)

    def test_the_same_name_alone_is_a_doubt(self):
        mine = self.env["res.partner"].create(
            {"name": "Musterhaus GmbH", "is_company": True}
        )
        [created] = self._take(self._company(locations=()))
        self.assertNotEqual(created, mine)
        doubt = self.env["retail.discrepancy"].search(
            [("type", "=", "party_ambiguous"), ("res_id", "=", created.id)]
        )
        self.assertTrue(doubt)

    def test_a_person_of_another_company_is_not_moved(self):
        elsewhere = self.env["res.partner"].create({"name": "E", "is_company": True})
        person = self.env["res.partner"].create(
            {"name": "Erika Muster", "email": "e@example.com",
             "parent_id": elsewhere.id, "company_id": self.company.id}
        )  # fmt: skip
        contact = CompanyContact("c1", name="Erika Muster", email="e@example.com")
        self._take(self._company(contacts=(contact,)))
        self.assertEqual(person.parent_id, elsewhere)

    def test_an_existing_term_of_the_same_meaning_is_used(self):
        term = self.env["account.payment.term"].search([("line_ids.nb_days", "=", 30)])
        place = CompanyLocation(
            "l9", "HQ", payment_term=PaymentTerms("Net 30", "net", 30)
        )
        before = self.env["account.payment.term"].search_count([])
        self._take(self._company(locations=(place,)))
        found = self._binding().location_ids.payment_term_id
        self.assertEqual(found.line_ids.nb_days, 30)
        if term.filtered(lambda t: len(t.line_ids) == 1 and not t.early_discount):
            self.assertEqual(self.env["account.payment.term"].search_count([]), before)

    # --- orders ---

    def _buyer(self, **values):
        attributes = {
            "company_id": "f1",
            "company_reference": "",
            "company_location_id": "l1",
            "company_location": "Bonn HQ",
        }
        values.setdefault("external_id", "c1")
        values.setdefault("name", "Erika Muster")
        return Party(
            email="e@example.com",
            company="Musterhaus GmbH",
            vat="DE123456788",
            attributes=attributes,
            **values,
        )

    def _order(self, **values):
        values.setdefault("customer", self._buyer())
        values.setdefault("shipping", DOCK)
        values.setdefault("billing", OFFICE)
        [item] = self._import(self.order(**values))
        self.assertEqual(item.outcome.state, "done", item.outcome)
        return item.records

    def test_an_order_has_company_contact_addresses_and_terms(self):
        contact = CompanyContact("c1", name="Erika Muster", email="e@example.com")
        [company] = self._take(self._company(contacts=(contact,)))
        place = self._binding().location_ids
        order = self._order()
        self.assertEqual(order.partner_id.name, "Erika Muster")
        self.assertEqual(order.partner_id.commercial_partner_id, company)
        self.assertEqual(order.partner_shipping_id, place.record_id)
        self.assertEqual(order.partner_invoice_id, place.billing_partner_id)
        self.assertEqual(order.payment_term_id, place.payment_term_id)

    def test_an_order_that_goes_elsewhere_keeps_its_own_address(self):
        [company] = self._take(self._company())
        site = Address(name="Site", street="1 Hill", city="Köln", zip="50667",
                       country_code="DE")  # fmt: skip
        order = self._order(shipping=site)
        self.assertEqual(order.partner_shipping_id.street, "1 Hill")
        self.assertEqual(order.partner_shipping_id.commercial_partner_id, company)

    def test_an_order_before_its_company_makes_the_company(self):
        order = self._order()
        company = self._binding().record_id
        self.assertEqual(order.partner_id.commercial_partner_id, company)
        self.assertTrue(company.is_company)
        self.assertEqual(company.vat, "DE123456788")
        [again] = self._take(self._company())
        self.assertEqual(again, company)

    def test_an_order_of_a_company_without_a_person(self):
        [company] = self._take(self._company())
        order = self._order(
            customer=self._buyer(external_id="f1", name="M", is_company=True)
        )
        self.assertEqual(order.partner_id, company)

    def test_the_screens_rights(self):
        person = CompanyContact(
            "c1", "cc1", "Erika Muster", "e@example.com", place_roles=(("l1", "admin"),)
        )
        self._take(self._company(contacts=(person,)))
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env,
            "company-outsider",
            groups="retail_connector_base.group_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        binding = self._binding()
        for record in (binding, binding.location_ids, binding.contact_ids):
            self.assertTrue(record)
            self.assertFalse(
                record.with_user(outsider)
                .with_context(allowed_company_ids=elsewhere.ids)
                .search([("id", "in", record.ids)])
            )
