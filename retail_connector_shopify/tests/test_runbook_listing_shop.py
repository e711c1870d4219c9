"""Whoever follows only the runbook has the shop and Odoo agree again."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.runbook_people import RunbookPeople
from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from .company_case import CompanyCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookListingShop(RunbookPerson, RunbookPeople, CompanyCase):
    """Companies and price lists that the shop refuses; orders that only Odoo has."""

    stories = (
        "missing_in_channel", "place_in_use", "company_role",
        "price_list_currency_mismatch",
    )  # fmt: skip

    def test_each_page_leads_to_its_end(self):
        self.company = self.env.company
        self.backend.write({"tally_grace_minutes": 0})
        self.backend.flow_ids.write({"paused": False, "delay_seconds": 0})
        self.firm, self.branches, _person = self._firm_with_branches()
        self.firm.action_publish_to_shops()
        self.send()
        [self.there] = self.records.table("Company").values()
        self.walk_all()

    def rows(self, cause):
        """Return the rows of the outbox that wait for a cause."""
        return self.env["retail.outbox"].search([("cause", "=", cause)])

    # --- companies ---

    def places(self):
        """Return the names of the company's places at the shop."""
        return [self.records.get(gid)["name"] for gid in self.there["_locations"]]

    def roles(self):
        """Return the roles of the company's only person at the shop."""
        [contact] = map(self.records.get, self.there["_contacts"])
        held = [self.records.get(gid)["role"] for gid in contact["_roles"]]
        return {self.records.get(gid)["name"] for gid in held}

    def tell_place_in_use(self):
        [order] = self.control("place_orders", plain=True, payment="paid")
        self.control("buy_as_company", order=order["id"], company=self.there["id"])
        north, _south = self.branches
        north.active = False
        self.send()
        yield self.rows("place_in_use")
        yield "Unarchive the address"
        self.by("staff", north).action_unarchive()
        self.send()
        self.assertFalse(self.rows("place_in_use"))
        self.assertEqual(self.places(), ["North", "South"])
        self.assertEqual(self.send(), 0)
        north.active = False
        self.send()
        yield "Ignore the row"
        self.by("operator", self.rows("place_in_use")).action_ignore("It stays there")
        self.assertEqual(self.send(), 0)
        self.assertEqual(self.places(), ["North", "South"])

    def tell_company_role(self):
        _usual, admin = map(self.records.get, self.there["_contactRoles"])
        admin["name"] = "Buyer"
        contact = self.binding(self.there["id"]).contact_ids
        contact.role = "admin"
        self.send()
        yield self.rows("company_role")
        yield "Orders / Companies"
        self.by("operator", contact).role = "order"
        self.send()
        self.assertFalse(self.rows("company_role"))
        self.assertEqual(self.roles(), {"Ordering only"})
        contact.role = "admin"
        self.send()
        row = self.rows("company_role")
        yield "at the shop", "retry"
        admin["name"] = "Location admin"
        self.by("operator", row).action_retry()
        self.send()
        self.assertEqual(row.state, "done", row.error)
        self.assertEqual(self.roles(), {"Location admin"})

    # --- orders ---

    def tell_missing_in_channel(self):
        orders = self.control("place_orders", count=2, plain=True, payment="paid")
        for order in orders:
            self.post("orders/create", {"admin_graphql_api_id": order["id"]})
        for _turn in range(2):
            self.drain()
            self.approve_mappings()
            self.events(state="parked").action_retry()
        for order in orders:
            self.records.table("Order").pop(order["id"])
        day = self.env["retail.tally"]._today(self.backend)
        self.backend._job_tally(str(day))
        found = self.env["retail.discrepancy"].search(
            [("type", "=", "missing_in_channel")]
        )
        of = found.filtered(lambda one: one.kind == "order").grouped("entity")
        gone, kept = (of[order["id"]] for order in orders)
        yield found
        yield "cancel the document in Odoo"
        binding = self.env[gone.res_model].browse(gone.res_id)
        self.assertEqual(gone.found, binding.record_id.amount_total)
        self.by("staff", binding.record_id).action_cancel()
        yield "resolve the discrepancy"
        for one in found.filtered(lambda one: one.reference == kept.reference):
            told = self.by("operator", one)
            told.resolution = "Kept for the accountant"
            told.action_resolve()
        yield "Count again"
        tallies = self.env["retail.tally"].search([("day", "=", day)])
        self.by("operator", tallies).action_count()
        self.backend._job_tally(str(day))
        self.assertTrue(gone.healed)
        states = {tally.kind: tally.state for tally in tallies}
        self.assertEqual((states["order"], states["payment"]), ("equal", "equal"))

    # --- prices ---

    def pull(self, code):
        """Press Run now at a flow."""
        flow = self.backend.flow_ids.filtered(lambda one: one.code == code)
        self.backend._job_pull(flow.id)
        self.drain()

    def price(self):
        """Do what plans and sends prices."""
        self.env.flush_all()
        self.backend._job_plan_price()
        self.backend._job_push("price")
        self.env.invalidate_all()

    def tell_price_list_currency_mismatch(self):
        euro = self.env.ref("base.EUR")
        rate = {"name": "2020-01-01", "rate": 0.5, "company_id": self.company.id}
        euro.write({"active": True, "rate_ids": [Command.create(rate)]})
        self.pull("product_in")
        made = self.control("add_catalog", title="Wholesale", currency="USD")
        self.pull("price_list_in")
        binding = self.backend.price_list_ids
        variant = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "matched")], limit=1
        )
        rule = {
            "applied_on": "0_product_variant",
            "product_id": variant.record_id.id,
            "compute_price": "fixed",
            "fixed_price": 11,
        }
        binding.record_id = self.env["product.pricelist"].create(
            {"name": "Wholesale", "item_ids": [Command.create(rule)]}
        )
        self.records.get(made["price_list"])["currency"] = "EUR"
        self.price()
        yield self.rows("price_list_currency_mismatch")
        yield "Configuration / Flows", "Run now", "Price lists"
        self.pull("price_list_in")
        self.assertEqual(binding.currency_id, euro)
        self.price()
        held = self.control("prices", price_list=made["price_list"])
        [(price, _compare)] = held.values()
        self.assertEqual(Decimal(price), Decimal("5.50"))
        level = binding.level_ids.filtered("shop_price")
        self.assertEqual((level.state, level.currency_id), ("same", euro))
