"""Companies change: places and people go, roles and the main contact are others."""

from odoo.tests import tagged

from .company_case import CompanyCase


@tagged("post_install", "-at_install", "retail")
class TestCompanyChanges(CompanyCase):
    """What ends on one side ends on the other, or says why not."""

    def setUp(self):
        super().setUp()
        self.firm, self.branches, self.person = self._firm_with_branches()
        self.firm.action_publish_to_shops()
        self.assertEqual(self.send(), 1)
        [self.there] = self.records.table("Company").values()
        self.bound = self.binding(self.there["id"])

    def roles(self):
        """Return place -> role of the only contact there."""
        [contact] = map(self.records.get, self.there["_contacts"])
        held = [self.records.get(gid) for gid in contact["_roles"]]
        name = {
            self.records.get(entry["companyLocation"])["name"]: self.records.get(
                entry["role"]
            )["name"]
            for entry in held
        }
        return name

    def names(self):
        return [self.records.get(gid)["name"] for gid in self.there["_locations"]]

    def last(self):
        return self.env["retail.outbox"].search(
            [("kind", "=", "company")], order="id desc", limit=1
        )

    def test_a_place_that_ends_in_odoo_ends_in_the_shop(self):
        north, south = self.branches
        south.active = False
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.names(), ["North"])
        self.assertEqual(self.roles(), {"North": "Ordering only"})
        self.assertEqual(self.bound.location_ids.record_id, north)
        self.hear("companies/update", self.there["id"])
        self.assertEqual(self.send(), 0)
        # The last one is deleted: the company's own address takes its place.
        north.unlink()
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.names(), ["Musterhaus"])
        self.assertEqual(self.roles(), {"Musterhaus": "Ordering only"})
        self.assertEqual(self.bound.location_ids.record_id, self.firm)
        self.assertEqual(self.send(), 0)

    def test_a_place_that_was_ordered_for_stays_and_a_person_is_told(self):
        [order] = self.control("place_orders", plain=True, payment="paid")
        self.control("buy_as_company", order=order["id"], company=self.there["id"])
        self.branches[0].active = False
        self.firm.name = "Musterhaus International"
        self.send()
        row = self.last()
        self.assertEqual((row.state, row.cause), ("parked", "place_in_use"))
        self.assertEqual(self.there["name"], "Musterhaus International", "all the rest")
        self.assertEqual(self.names(), ["North", "South"])

    def test_a_person_who_leaves_is_no_contact_there(self):
        self.assertEqual(self.bound.contact_ids.record_id, self.person)
        self.person.active = False
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.there["_contacts"], [])
        self.assertFalse(self.bound.contact_ids)
        self.assertTrue(self.records.table("Customer"), "still a customer")
        self.assertEqual(self.send(), 0)
        self.person.active = True
        self.assertEqual(self.send(), 1)
        self.assertEqual(len(self.there["_contacts"]), 1)

    def test_roles_and_the_main_contact_are_told_and_taken_away(self):
        contact = self.bound.contact_ids
        contact.role = "admin"
        self.assertEqual(self.send(), 1)
        self.assertEqual(
            self.roles(), {"North": "Location admin", "South": "Location admin"}
        )
        contact.role = "none"
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.roles(), {})
        self.hear("companies/update", self.there["id"])
        self.assertEqual((contact.role, contact.role_names), ("none", False))
        contact.role = "order"
        boss = self.control(
            "add_customer", first="Ada", last="Chef", email="chef@example.com"
        )
        self.control("join_company", company=self.there["id"], customer=boss["id"])
        self.hear("companies/update", self.there["id"])
        first, second = self.bound.contact_ids.sorted("id")
        self.assertEqual((first.is_main, second.is_main), (True, False))
        self.assertEqual(second.record_id.parent_id, self.firm)
        second.is_main = True
        self.assertFalse(first.is_main)
        self.assertEqual(self.send(), 1)
        main = [
            self.records.get(gid)["isMainContact"] for gid in self.there["_contacts"]
        ]
        self.assertEqual(main, [False, True])

    def test_a_role_the_company_does_not_have_is_refused_and_listed(self):
        _usual, admin = map(self.records.get, self.there["_contactRoles"])
        admin["name"] = "Buyer"
        self.bound.contact_ids.role = "admin"
        self.send()
        row = self.last()
        self.assertEqual((row.state, row.cause), ("parked", "company_role"))

    def test_where_the_shop_owns_companies_it_says_who_may_do_what(self):
        self.backend.company_owner = "platform"
        contact = self.bound.contact_ids
        _usual, admin = self.there["_contactRoles"]
        [there] = map(self.records.get, self.there["_contacts"])
        for gid in there["_roles"]:
            self.records.get(gid)["role"] = admin
        self.hear("companies/update", self.there["id"])
        self.assertEqual(
            (contact.role, contact.role_names), ("admin", "Location admin")
        )
        self.records.get(admin)["name"] = "Auditor"
        self.records.touch(self.there)
        self.hear("companies/update", self.there["id"])
        self.assertEqual((contact.role, contact.role_names), ("other", "Auditor"))
        # A place and the person go there: they are forgotten here, the contacts stay.
        self.there["_locations"].pop()
        self.there["_contacts"].clear()
        self.records.touch(self.there)
        self.hear("companies/update", self.there["id"])
        self.assertEqual(self.bound.location_ids.record_id, self.branches[0])
        self.assertFalse(self.bound.contact_ids)
        self.assertEqual(self.person.parent_id, self.firm)
        self.assertEqual(self.send(), 0)

    def test_a_person_whose_company_is_in_doubt_is_not_taken_out_of_theirs(self):
        other = self._firm(name="Other", ref="CUST-88", vat=False)
        worker = self.env["res.partner"].create(
            {"name": "Bo Byte", "email": "bo@example.com", "parent_id": other.id}
        )
        customer = self.control(
            "add_customer", first="Bo", last="Byte", email="bo@example.com"
        )
        self.control("join_company", company=self.there["id"], customer=customer["id"])
        self.hear("companies/update", self.there["id"])
        self.assertEqual(worker.parent_id, other)
        self.firm.name = "Musterhaus International"
        self.send()
        self.assertEqual(len(self.there["_contacts"]), 2, "a person decides")
