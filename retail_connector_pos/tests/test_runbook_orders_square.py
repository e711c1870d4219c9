"""Whoever follows only the runbook offers again what a seller deleted there."""

from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from .square_common import EARLIER, SquareCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookOrdersSquare(RunbookPerson, SquareCase):
    """A product that is not in the seller's catalogue any more."""

    stories = ("gone",)

    def test_each_page_leads_to_its_end(self):
        self.backend.flow_ids.write({"paused": False, "preview_required": False})
        self.wait(EARLIER + 60)  # both clocks agree
        self.walk_all()

    def offer(self, name):
        """Offer a product in the stores and send it; return its listing."""
        template = self.env["product.template"].create(
            {
                "name": name,
                "default_code": name.upper(),
                "list_price": 25.0,
                "taxes_id": False,
                "company_id": self.company.id,
            }
        )
        listing = self.env["retail.listing"]._offer(self.backend, template)
        self.send()
        return listing

    def send(self):
        """Plan and deliver what is marked; return the rows this made."""
        rows = self.env["retail.outbox"].search([("kind", "=", "product")])
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.backend._job_plan_product()
        self.backend._job_push("product")
        self.env.invalidate_all()
        return self.env["retail.outbox"].search([("kind", "=", "product")]) - rows

    def lose(self, listing):
        """Delete a product at the seller, and have Odoo change it; return the row."""
        self.seller.remove(listing.binding_id.external_id)
        listing.template_id.name += ", blue"
        return self.send()

    def shown(self):
        """Return the names in the seller's catalogue."""
        return {
            one["item_data"]["name"]
            for one in self.seller.objects.values()
            if one["type"] == "ITEM" and not one.get("is_deleted")
        }

    def tell_gone(self):
        wanted, unwanted = self.offer("Cup"), self.offer("Jug")
        rows = self.lose(wanted) | self.lose(unwanted)
        yield rows
        yield "deleted on purpose", "Offered"
        unwanted.offered = False
        self.assertFalse(self.send(), "there is nothing to take off")
        yield "Send everything again", "made anew"
        wanted.action_send_again()
        made = self.send()
        self.assertEqual(made.mapped("state"), ["done"], made.mapped("error"))
        self.assertEqual(self.shown(), {"Cup, blue"})
        yield "Ignore a row"
        rows.action_ignore("The old one is gone")
