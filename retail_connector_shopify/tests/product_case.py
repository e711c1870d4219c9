"""A live shop that products are sent to, and what it shows of them."""

from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from .common import ShopCase


class ProductCase(ShopCase):
    """Plan, send and read products; flows send at once."""

    profile = "empty"

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        self.backend.flow_ids.preview_required = False
        self.read_channels()
        self.settle()

    def read_channels(self):
        """Read sales channels and collections, as the flows do."""
        for code in ("publication_in", "collection_in"):
            flow = self.backend.flow_ids.filtered(lambda f, c=code: f.code == c)
            self.backend._job_pull(flow.id)
        self.drain()

    def settle(self):
        """Write the marks of the transaction."""
        self.env.cr.precommit.run()

    def make(self, name="Linen shirt", sizes=(), **values):
        """Return a product of Odoo, with a variant per size."""
        lines = []
        if sizes:
            attribute = self.env["product.attribute"].create(
                {
                    "name": "Size",
                    "create_variant": "always",
                    "value_ids": [Command.create({"name": size}) for size in sizes],
                }
            )
            lines = [
                Command.create(
                    {
                        "attribute_id": attribute.id,
                        "value_ids": [Command.set(attribute.value_ids.ids)],
                    }
                )
            ]
        template = self.env["product.template"].create(
            {
                "name": name,
                "is_storable": True,
                "list_price": 25.0,
                "attribute_line_ids": lines,
                **values,
            }
        )
        for number, variant in enumerate(template.product_variant_ids):
            variant.default_code = f"{name[:3].upper()}-{number}"
        return template

    def offer(self, templates):
        """Offer products in the shop; return their listings."""
        return self.env["retail.listing"]._offer(self.backend, templates)

    def plan(self):
        """Work off all marks; return the new outbox rows."""
        self.settle()
        last = self.env["retail.outbox"].search([], limit=1).id
        while self.env["retail.product.dirty"]._waiting(self.backend):
            self.backend._job_plan_product()
            self.settle()
        return self.rows().filtered(lambda row: row.id > last)

    def rows(self, **values):
        """Return the outbox rows of products, oldest first."""
        domain = [("backend_id", "=", self.backend.id), ("kind", "=", "product")]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["retail.outbox"].search(domain, order="id")

    def push(self):
        """Send what waits; what waits for a second try is due now."""
        self.env["retail.outbox"].search(
            [("state", "=", "failed")]
        ).next_try_at = fields.Datetime.now()
        self.env.flush_all()
        with self.no_sleep():
            self.backend._job_push("product")
        self.env.invalidate_all()

    def no_sleep(self):
        """Look at operations of the platform without a pause."""
        return patch(
            "odoo.addons.retail_connector_shopify.platforms.shopify.product_bulk.PAUSE",
            0.1,
        )

    def send(self):
        """Plan and send."""
        rows = self.plan()
        self.push()
        return rows

    def shown(self, listing):
        """Return the product the shop has, as a document."""
        gid = listing.binding_id.external_id
        adapter = self.backend._adapter()
        return adapter.parse("product", adapter.fetch_many("product", [gid])[gid])

    def hear(self, *gids):
        """Let the shop tell of products, and import what it tells."""
        for gid in gids:
            self.post("products/update", {"admin_graphql_api_id": gid})
        self.drain()
        self.settle()

    def sent(self, **values):
        """Return the listing of a new product that was sent."""
        listing = self.offer(self.make(**values))
        self.send()
        self.assertEqual(listing.state, "sent", listing.error)
        return listing
