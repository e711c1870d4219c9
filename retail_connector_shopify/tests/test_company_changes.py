"""Companies change: places and people go, roles and the main contact are others."""

from odoo.fields import Command
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

    def test_a_person_may_do_something_else_in_each_place_both_ways(self):
        contact = self.bound.contact_ids
        place = {own.record_id: own for own in self.bound.location_ids}
        north, south = (place[branch] for branch in self.branches)
        contact.place_role_ids = [
            Command.create({"location_id": north.id, "role": "admin"}),
            Command.create({"location_id": south.id, "role": "none"}),
        ]
        self.assertEqual(
            contact.exceptions, "North: Administers the place, South: May not order"
        )
        east = self.branches[0].copy({"name": "East", "street": "3 East Road"})
        self.control("stats", reset=True)
        self.assertEqual(self.send(), 1)
        calls = self.control("stats")["calls"]
        self.assertEqual(
            (calls["CompanyContactRevoke"], calls["CompanyContactRoles"]), (1, 1)
        )
        self.assertEqual(
            self.roles(), {"North": "Location admin", "East": "Ordering only"}
        )
        self.hear("companies/update", self.there["id"])
        self.assertEqual(self.send(), 0)
        # What holds in general holds again where nothing else is said.
        contact.place_role_ids.filtered(lambda own: own.role == "none").unlink()
        self.assertEqual(self.send(), 1)
        self.assertEqual(
            self.roles(),
            {
                "North": "Location admin",
                "South": "Ordering only",
                "East": "Ordering only",
            },
        )
        # The shop takes the role in East away, and gives another one in South.
        self.backend.company_owner = "platform"
        usual, admin = self.there["_contactRoles"]
        [there] = map(self.records.get, self.there["_contacts"])
        held = {
            self.records.get(self.records.get(gid)["companyLocation"])["name"]: gid
            for gid in there["_roles"]
        }
        there["_roles"].remove(held["East"])
        self.records.get(held["South"])["role"] = admin
        self.records.get(held["North"])["role"] = usual
        self.records.touch(self.there)
        self.hear("companies/update", self.there["id"])
        said = {own.location_id.record_id: own.role for own in contact.place_role_ids}
        north, south = self.branches
        self.assertEqual(
            (contact.role, said), ("none", {north: "order", south: "admin"})
        )
        self.assertNotIn(east, said)
        # Once Odoo owns companies again, this is what it has the shop keep.
        self.backend.company_owner = "odoo"
        self.firm.name = "Musterhaus International"
        self.assertEqual(self.send(), 1)
        self.assertEqual(
            self.roles(), {"North": "Ordering only", "South": "Location admin"}
        )

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
