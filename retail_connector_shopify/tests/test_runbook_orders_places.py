"""Whoever follows only the runbook gets each shipment told, whoever ships it."""

from odoo.tests import tagged

from odoo.addons.retail_connector_base.tests.runbook_person import RunbookPerson

from .goods_common import GoodsCase


@tagged("post_install", "-at_install", "retail")
class TestRunbookOrdersPlaces(RunbookPerson, GoodsCase):
    """A shop that asks several locations, and nobody said which of them Odoo is."""

    stories = ("several_locations",)

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    def tell_several_locations(self):
        home = self.backend.location_ids.filtered("record_id")
        home.record_id = False
        reading = self.backend.flow_ids.filtered(
            lambda flow: flow.code == "fulfilment_in"
        )
        reading.paused = True  # so Odoo does not know whom the shop asked
        self.sell()
        sold = self.there["orders"][0]["lines"]
        self.act("move", location="City Store", lines=[[1, 3]])
        picking = self.ship()
        row = self.env["retail.outbox"].search([("kind", "=", "fulfilment")])
        yield row
        self.assertFalse(self.there["fulfilments"])
        yield "Locations", "stock location"
        warehouse = home.filtered(lambda place: place.external_name == "Warehouse")
        warehouse.record_id = self.warehouse.lot_stock_id
        yield "transfer", "Tell the shop again"
        self.assertEqual(picking.retail_goods_state, "refused")
        picking.action_retail_tell_again()
        self.push()
        self.assertEqual(picking.retail_goods_state, "sent", picking.retail_goods_error)
        [made] = self.there["fulfilments"]
        self.assertEqual(made["location"], "Warehouse")
        self.assertEqual(made["lines"], sold)
        self.assertEqual(row.state, "superseded")
