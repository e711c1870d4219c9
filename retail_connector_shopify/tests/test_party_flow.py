"""Customers both ways with the fake shop, and no ping-pong in between."""

from odoo.tests import tagged

from odoo.addons.retail_connector_base.platforms import PushItem

from .common import ShopCase


@tagged("post_install", "-at_install", "retail")
class TestPartyFlow(ShopCase):
    """Contacts and customers follow each other, field group by field group."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        flow = self.backend.flow_ids.filtered(lambda f: f.code == "party_out")
        flow.write({"paused": False, "delay_seconds": 0})
        made = self.control(
            "add_customer", first="Grace", last="Hopper", email="grace@example.com"
        )
        self.customer = made["id"]
        self.take_in()
        self.binding = self.env["retail.binding.party"].search(
            [("external_id", "=", self.customer)]
        )
        self.partner = self.binding.record_id
        self.control("stats", reset=True)

    def take_in(self):
        """Hear of the customer as it is now at the shop."""
        record = self.records.get(self.customer)
        self.post(
            "customers/update",
            {"admin_graphql_api_id": self.customer, "updated_at": record["updatedAt"]},
        )
        self.drain()

    def send(self):
        """Plan and send what waits; return how many customers were sent."""
        self.env.flush_all()
        self.backend._job_plan_party()
        sent = 0
        while True:
            rows = self.env["retail.outbox"]._begin(self.backend, "party")
            if not rows:
                return sent
            sent += len(rows)
            items = [PushItem(row.key, row.payload) for row in rows]
            rows._record(
                self.backend._adapter().push_many("party", items, rows[0].request_key)
            )
            self.env.invalidate_all()

    def change_there(self, **values):
        self.control("update_customer", customer=self.customer, **values)
        self.take_in()

    def there(self):
        return self.records.get(self.customer)

    def test_a_change_in_odoo_goes_out_once_and_does_not_come_back(self):
        self.partner.write({"email": "hopper@example.com", "name": "Grace M. Hopper"})
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.there()["email"], "hopper@example.com")
        self.assertEqual(self.there()["firstName"], "Grace M.")
        self.take_in()
        self.assertEqual(self.partner.email, "hopper@example.com")
        self.assertEqual(self.send(), 0)
        self.assertEqual(self.control("stats")["calls"]["CustomerSet"], 1)

    def test_a_change_in_the_shop_comes_in_and_does_not_go_back(self):
        self.change_there(lastName="Murray", tags=["vip"], email="murray@example.com")
        self.assertEqual(self.partner.name, "Grace Murray")
        self.assertEqual(self.partner.email, "murray@example.com")
        self.assertEqual(self.partner.category_id.mapped("name"), ["vip"])
        self.assertEqual(self.send(), 0)

    def test_tags_go_both_ways(self):
        self.change_there(tags=["vip", "press"])
        tag = self.env["res.partner.category"].create({"name": "wholesale"})
        self.partner.category_id += tag
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.there()["tags"], ["press", "vip", "wholesale"])
        self.change_there(tags=["press", "wholesale"])
        self.assertEqual(
            sorted(self.partner.category_id.mapped("name")), ["press", "wholesale"]
        )
        self.assertEqual(self.send(), 0)

    def test_addresses_go_out(self):
        self.partner.write(
            {
                "street": "1 Harbor Street",
                "city": "Portland",
                "zip": "04101",
                "country_id": self.env.ref("base.us").id,
                "state_id": self.env.ref("base.state_us_20").id,
            }
        )
        self.env["res.partner"].create(
            {
                "name": "Grace Hopper",
                "parent_id": self.partner.id,
                "type": "delivery",
                "street": "9 Pier Road",
                "city": "Portland",
                "zip": "04102",
                "country_id": self.env.ref("base.us").id,
            }
        )
        self.assertEqual(self.send(), 1)
        places = self.there()["_addresses"]
        self.assertEqual(
            [p["address1"] for p in places], ["1 Harbor Street", "9 Pier Road"]
        )
        self.take_in()
        self.assertEqual(len(self.partner.child_ids), 1)
        self.assertEqual(self.send(), 0)

    def test_consent_is_the_shops_unless_odoo_owns_it(self):
        self.change_there(_emailState="SUBSCRIBED")
        self.assertEqual(self.partner.retail_marketing, "subscribed")
        self.partner.retail_marketing = "unsubscribed"
        self.assertEqual(self.send(), 0)
        self.backend.party_consent_owner = "newest"
        self.partner.retail_marketing = "subscribed"
        self.partner.retail_marketing = "unsubscribed"
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.there()["_emailState"], "UNSUBSCRIBED")

    def test_consent_to_text_messages_goes_both_ways_by_itself(self):
        self.change_there(phone="+12075550100", _smsState="SUBSCRIBED")
        self.assertEqual(self.partner.retail_marketing_sms, "subscribed")
        self.backend.party_sms_owner = "newest"
        self.partner.retail_marketing_sms = "unsubscribed"
        self.control("stats", reset=True)
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.there()["_smsState"], "UNSUBSCRIBED")
        self.assertNotIn("_emailState", self.there(), "nobody spoke of e-mails")
        self.assertEqual(self.control("stats")["calls"], {"CustomerConsentSms": 1})
        self.take_in()
        self.assertEqual(self.send(), 0)

    def test_the_tax_exempt_get_the_fiscal_position_and_back(self):
        position = self.env["account.fiscal.position"].create(
            {"name": "Exempt", "company_id": self.env.company.id}
        )
        self.backend.exempt_fiscal_position_id = position
        self.change_there(taxExempt=True, taxExemptions=["US_ME_RESELLER_EXEMPTION"])
        self.assertEqual(self.partner.property_account_position_id, position)
        self.assertEqual(self.binding.tax_exemptions, "US_ME_RESELLER_EXEMPTION")
        self.assertEqual(self.send(), 0)
        self.partner.property_account_position_id = False
        self.assertEqual(self.send(), 1)
        self.assertFalse(self.there()["taxExempt"])

    def test_what_odoo_owns_is_put_right_at_the_shop(self):
        self.backend.party_identity_owner = "odoo"
        self.change_there(lastName="Other")
        self.assertEqual(self.partner.name, "Grace Hopper")
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.there()["lastName"], "Hopper")
        self.take_in()
        self.assertEqual(self.send(), 0)

    def test_what_the_shop_owns_never_goes_out(self):
        self.backend.party_identity_owner = "platform"
        self.partner.name = "Somebody"
        self.assertEqual(self.send(), 0)

    def test_a_taken_email_is_refused_and_listed(self):
        self.control("add_customer", first="Ada", last="L", email="ada@example.com")
        self.partner.email = "ada@example.com"
        self.send()
        row = self.env["retail.outbox"].search([("kind", "=", "party")])
        self.assertEqual((row.state, row.cause), ("parked", "taken"))
        self.assertEqual(self.there()["email"], "grace@example.com")

    def test_what_was_refused_ends_when_another_value_is_told(self):
        self.control("add_customer", first="Ada", last="L", email="ada@example.com")
        self.partner.write({"email": "ada@example.com"})
        self.send()
        row = self.env["retail.outbox"].search([("kind", "=", "party")], limit=1)
        self.partner.write({"phone": False})
        self.assertEqual((self.send(), row.state), (0, "parked"), "still refused as is")
        self.partner.write({"email": "lovelace@example.com"})
        self.assertEqual((self.send(), row.state), (1, "superseded"))
        self.assertEqual(self.there()["email"], "lovelace@example.com")

    def test_a_new_contact_is_published_once(self):
        contact = self.env["res.partner"].create(
            {"name": "Alan Turing", "email": "alan@example.com"}
        )
        contact.action_publish_to_shops()
        contact.action_publish_to_shops()
        self.assertEqual(self.send(), 1)
        binding = self.env["retail.binding.party"].search(
            [("record_id", "=", contact.id)]
        )
        self.assertEqual(
            self.records.get(binding.external_id)["displayName"], "Alan Turing"
        )
        self.assertEqual(self.send(), 0)

    def test_a_published_contact_is_one_customer_after_a_crash(self):
        contact = self.env["res.partner"].create(
            {"name": "Alan Turing", "email": "alan@example.com"}
        )
        contact.action_publish_to_shops()
        before = len(self.control("customers"))
        rows = self.env["retail.outbox"]._begin(self.backend, "party")
        items = [PushItem(row.key, row.payload) for row in rows]
        self.backend._adapter().push_many("party", items, rows[0].request_key)
        rows._record(
            self.backend._adapter().push_many("party", items, rows[0].request_key)
        )
        self.assertEqual(len(self.control("customers")), before + 1)

    def test_the_customer_of_another_contact_is_not_merged(self):
        twin = self.env["res.partner"].create(
            {"name": "Someone Else", "email": "grace@example.com"}
        )
        twin.action_publish_to_shops()
        self.send()
        self.assertFalse(twin.retail_binding_count)
        self.assertEqual(self.binding.record_id, self.partner)
        self.assertEqual(self.there()["displayName"], "Grace Hopper")
        found = self.env["retail.discrepancy"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", twin.id)]
        )
        self.assertEqual(found.type, "party_ambiguous")

    def test_a_customer_the_shop_knows_is_bound_and_not_overwritten(self):
        made = self.control(
            "add_customer", first="Alan", last="Turing", email="alan@example.com"
        )
        contact = self.env["res.partner"].create(
            {"name": "A. Turing", "email": "alan@example.com"}
        )
        contact.action_publish_to_shops()
        self.send()
        self.assertEqual(contact.retail_external_id, made["id"])
        self.assertEqual(self.records.get(made["id"])["displayName"], "Alan Turing")

    def test_language_and_note_go_both_ways(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        self.partner.comment = "<p>Rings twice</p>"
        self.assertEqual(self.send(), 1)
        record = self.records.get(self.customer)
        self.assertEqual((record["locale"], record["note"]), ("fr-FR", "Rings twice"))
        self.take_in()
        self.assertEqual(self.send(), 0)
        self.change_there(locale="en", note="Leave it at the door")
        self.assertEqual(self.partner.lang, "en_US")
        self.assertIn("Leave it at the door", self.partner.comment)
        self.assertEqual(self.send(), 0)
