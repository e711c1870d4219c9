"""Companies both ways with the fake shop, and their orders."""

from odoo.tests import tagged

from odoo.addons.retail_connector_base.platforms import PushItem

from .company_case import CompanyCase

PLACE = {
    "recipient": "Goods in", "address1": "5 Industry Road", "city": "Portland",
    "zip": "04101", "zoneCode": "ME", "countryCode": "US",
}  # fmt: skip


@tagged("post_install", "-at_install", "retail")
class TestCompanyFlow(CompanyCase):
    """Companies with places, contacts and payment terms."""

    def test_a_company_of_the_shop_comes_in(self):
        customer = self.control(
            "add_customer", first="Erika", last="Muster", email="e@example.com"
        )
        made = self.control(
            "add_company", name="Musterhaus", customer=customer["id"], days=30,
            place=PLACE, taxRegistrationId="12-3456789",
        )  # fmt: skip
        self.hear("companies/create", made["id"])
        company = self.binding(made["id"]).record_id
        place = self.binding(made["id"]).location_ids
        self.assertEqual(company.vat, "12-3456789")
        self.assertEqual(place.record_id.street, "5 Industry Road")
        self.assertEqual(place.payment_term_id.line_ids.nb_days, 30)
        self.assertEqual(company.child_ids.filtered("email").name, "Erika Muster")

    def test_polling_finds_a_company_whose_message_was_lost(self):
        made = self.control("add_company", name="Musterhaus")
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "company_in")
        self.backend._job_pull(flow.id)
        self.drain()
        self.assertTrue(self.binding(made["id"]).record_id)

    def test_a_published_company_is_whole_and_made_once(self):
        firm = self._firm()
        firm.action_publish_to_shops()
        firm.action_publish_to_shops()
        self.assertEqual(self.send(), 1)
        [company] = self.records.table("Company").values()
        place = self.records.get(company["_locations"][0])
        self.assertEqual(company["externalId"], "CUST-77")
        self.assertEqual(place["taxSettings"]["taxRegistrationId"], "12-3456789")
        self.assertEqual(place["shippingAddress"]["address1"], "5 Industry Road")
        template = place["buyerExperienceConfiguration"]["paymentTermsTemplate"]
        self.assertEqual(self.records.get(template)["dueInDays"], 30)
        self.assertEqual(self.binding(company["id"]).record_id, firm)
        self.assertEqual(self.send(), 0)

    def test_a_crash_after_the_request_makes_no_second_company(self):
        self._firm().action_publish_to_shops()
        rows = self.env["retail.outbox"]._begin(self.backend, "company")
        items = [PushItem(row.key, row.payload) for row in rows]
        self.backend._adapter().push_many("company", items, rows[0].request_key)
        self._deliver(rows)
        self.assertEqual(rows.state, "done", rows.error)
        self.assertEqual(len(self.records.table("Company")), 1)

    def test_a_change_in_odoo_goes_out_and_does_not_come_back(self):
        firm = self._firm()
        firm.action_publish_to_shops()
        self.send()
        [company] = self.records.table("Company").values()
        firm.name = "Musterhaus International"
        self.assertEqual(self.send(), 1)
        self.assertEqual(company["name"], "Musterhaus International")
        self.hear("companies/update", company["id"])
        self.assertEqual(firm.name, "Musterhaus International")
        self.assertEqual(self.send(), 0)

    def test_customers_of_a_company_become_its_contacts_there(self):
        firm = self._firm()
        self._person_of(firm)
        firm.action_publish_to_shops()
        self.send()
        [company] = self.records.table("Company").values()
        [contact] = map(self.records.get, company["_contacts"])
        customer = self.records.get(contact["customer"])
        self.assertEqual(customer["email"], "e@example.com")

    def test_every_delivery_address_is_a_place_with_terms_and_people(self):
        firm, branches, _person = self._firm_with_branches()
        firm.action_publish_to_shops()
        rows = self.env["retail.outbox"]._begin(self.backend, "company")
        items = [PushItem(row.key, row.payload) for row in rows]
        # the answer to the first request is lost
        self.backend._adapter().push_many("company", items, rows[0].request_key)
        self._deliver(rows)
        self.assertEqual(rows.state, "done", rows.error)
        [company] = self.records.table("Company").values()
        places = [self.records.get(gid) for gid in company["_locations"]]
        self.assertEqual([place["name"] for place in places], ["North", "South"])
        self.assertEqual(places[1]["shippingAddress"]["address1"], "2 Bay")
        [contact] = map(self.records.get, company["_contacts"])
        held = [self.records.get(gid) for gid in contact["_roles"]]
        self.assertEqual(
            [entry["companyLocation"] for entry in held], company["_locations"]
        )
        bound = self.binding(company["id"]).location_ids.sorted("id")
        self.assertEqual(bound.record_id, branches)
        self.assertEqual(self.send(), 0)

        bound[1].payment_term_id = self.env.ref("account.account_payment_term_15days")
        branches[0].street = "3 North Pier"
        self.assertEqual(self.send(), 1)
        days = []
        for place in places:
            terms = place["buyerExperienceConfiguration"]["paymentTermsTemplate"]
            days.append(self.records.get(terms)["dueInDays"])
        self.assertEqual(days, [30, 15])
        self.assertEqual(places[0]["shippingAddress"]["address1"], "3 North Pier")
        self.hear("companies/update", company["id"])
        self.assertEqual(self.send(), 0, "it does not come back")
        self.assertEqual(len(firm.child_ids), 3)

    def test_terms_the_shop_does_not_have_are_refused_and_listed(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "37 days",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 100, "nb_days": 37})
                ],
            }
        )
        self._firm(property_payment_term_id=term.id).action_publish_to_shops()
        self.send()
        row = self.env["retail.outbox"].search([("kind", "=", "company")])
        self.assertEqual((row.state, row.cause), ("parked", "payment_term"))

    def test_an_order_of_a_company_has_its_contact_and_terms(self):
        customer = self.control(
            "add_customer", first="Erika", last="Muster", email="e@example.com"
        )
        made = self.control(
            "add_company", name="Musterhaus", customer=customer["id"], days=30,
            place=PLACE,
        )  # fmt: skip
        self.hear("companies/create", made["id"])
        [order] = self.control("place_orders", plain=True, payment="paid")
        self.control("buy_as_company", order=order["id"], company=made["id"])
        self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        sale = (
            self.env["retail.binding.order"]
            .search([("external_id", "=", order["id"])])
            .record_id
        )
        firm = self.binding(made["id"])
        self.assertEqual(sale.partner_id.commercial_partner_id, firm.record_id)
        self.assertEqual(sale.payment_term_id, firm.location_ids.payment_term_id)
        self.assertEqual(sale.partner_shipping_id.commercial_partner_id, firm.record_id)
