"""A company of Odoo and of a fake shop, its branches and people."""

from odoo.addons.retail_connector_base.platforms import PushItem

from .common import ShopCase


class CompanyCase(ShopCase):
    """A shop that is told of companies."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        flows = self.backend.flow_ids.filtered(
            lambda f: f.code in ("company_out", "party_out")
        )
        flows.write({"paused": False, "delay_seconds": 0})

    def hear(self, topic, company):
        self.post(topic, {"admin_graphql_api_id": company})
        self.drain()
        self.assertEqual(set(self.events().mapped("state")), {"done"})

    def binding(self, company):
        return self.env["retail.binding.company"].search(
            [("external_id", "=", company)]
        )

    def send(self):
        """Plan and send what waits; return how many companies were sent."""
        self.env.flush_all()
        self.backend._job_plan_company()
        sent = 0
        while True:
            rows = self.env["retail.outbox"]._begin(self.backend, "company")
            if not rows:
                return sent
            sent += len(rows)
            self._deliver(rows)

    def _deliver(self, rows):
        items = [PushItem(row.key, row.payload) for row in rows]
        adapter = self.backend._adapter()
        rows._record(adapter.push_many("company", items, rows[0].request_key))
        self.env.invalidate_all()

    def _firm(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "Musterhaus",
                "is_company": True,
                "ref": "CUST-77",
                "vat": "12-3456789",
                "street": "5 Industry Road",
                "city": "Portland",
                "zip": "04101",
                "state_id": self.env.ref("base.state_us_20").id,
                "country_id": self.env.ref("base.us").id,
                "property_payment_term_id": self.env.ref(
                    "account.account_payment_term_30days"
                ).id,
                **values,
            }
        )

    def _firm_with_branches(self):
        """Return a company, its two branches, and a person the shop knows."""
        firm = self._firm()
        town = {"country_id": firm.country_id.id, "state_id": firm.state_id.id}
        branches = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "parent_id": firm.id,
                    "type": "delivery",
                    "street": street,
                    "city": "Portland",
                    "zip": "04102",
                    **town,
                }
                for name, street in (("North", "1 North Pier"), ("South", "2 Bay"))
            ]
        )
        return firm, branches, self._person_of(firm)

    def _person_of(self, firm):
        """Return a person of a company whom the shop knows as a customer."""
        person = self.env["res.partner"].create(
            {"name": "Erika Muster", "email": "e@example.com", "parent_id": firm.id}
        )
        person.action_publish_to_shops()
        rows = self.env["retail.outbox"]._begin(self.backend, "party")
        items = [PushItem(row.key, row.payload) for row in rows]
        rows._record(self.backend._adapter().push_many("party", items, "r1"))
        return person
