"""Whoever follows only the runbook gets collections to a seller that has only lists."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.runbook_people import RunbookPeople
from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from .square_common import EARLIER, SquareCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookListingSquare(RunbookPerson, RunbookPeople, SquareCase):
    """Collections that fill themselves."""

    stories = ("smart_collection",)

    def test_each_page_leads_to_its_end(self):
        self.backend.flow_ids.write({"paused": False, "preview_required": False})
        self.backend.own_collections = "odoo"
        self.wait(EARLIER + 60)  # both clocks agree
        self.walk_all()

    def send(self, kind):
        """Do what plans and sends a kind; return the rows this made."""
        last = self.env["retail.outbox"].search([], limit=1, order="id desc").id or 0
        self.env.flush_all()
        self.env.cr.precommit.run()
        getattr(self.backend, f"_job_plan_{kind}")()
        self.backend._job_push(kind)
        self.env.invalidate_all()
        return self.env["retail.outbox"].search([("id", ">", last)])

    def tell_smart_collection(self):
        template = self.env["product.template"].create(
            {"name": "Mug", "default_code": "MUG-1", "list_price": 5.0,
             "taxes_id": False, "company_id": self.company.id}
        )  # fmt: skip
        listing = self.env["retail.listing"]._offer(self.backend, template)
        self.send("product")
        rule = {"field": "title", "relation": "contains", "value": "Mug"}
        mugs, sale = self.env["retail.collection"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "name": name,
                    "smart": True,
                    "rule_ids": [Command.create(rule)],
                }
                for name in ("Mugs", "Sale")
            ]
        )
        yield self.send("collection")
        yield "By rules", "choose its products"
        self.by("operator", mugs).write({"smart": False, "listing_ids": listing.ids})
        self.assertEqual(self.send("collection").state, "done")
        self.send("product")
        category = self.seller.objects[mugs.external_id]
        self.assertEqual(category["category_data"]["name"], "Mugs")
        item = self.seller.objects[listing.binding_id.external_id]
        self.assertEqual(item["item_data"]["categories"], [{"id": mugs.external_id}])
        yield "Archive", "ignore its row"
        self.by("operator", sale).action_archive()
        [row] = self.env["retail.outbox"].search([("cause", "=", "smart_collection")])
        self.by("operator", row).action_ignore("Not at this seller")
        self.assertFalse(self.send("collection"))
