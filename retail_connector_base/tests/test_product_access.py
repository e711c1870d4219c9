"""Who may offer, adopt and map products, and never across companies."""

from odoo.tests import new_test_user, tagged

from .access_common import ALL, READ, WORK, AccessMixin
from .common import RetailCase

# model -> what viewer, operator and manager may do
RIGHTS = {
    "retail.adoption": (READ, ALL, ALL),
    "retail.adoption.line": (READ, ALL, ALL),
    "retail.collection": (READ, WORK, ALL),
    "retail.collection.rule": (READ, ALL, ALL),
    "retail.listing": (READ, WORK, ALL),
    "retail.listing.media": (READ, READ, READ),
    "retail.metafield": (READ, READ, ALL),
    "retail.product.dirty": ("", "", ""),
    "retail.publication": (READ, READ, "rw"),
}


@tagged("post_install", "-at_install", "retail")
class TestProductAccess(AccessMixin, RetailCase):
    """Groups and company rules of what belongs to products."""

    groups = ("viewer", "operator", "manager")
    rights = RIGHTS

    def _one_of_each(self):
        backend = self.backend.id
        template = self.env["product.template"].create({"name": "Poster"})
        listing = self.env["retail.listing"].create(
            {"backend_id": backend, "template_id": template.id}
        )
        adoption = self.env["retail.adoption"].create({"backend_id": backend})
        collection = self.env["retail.collection"].create(
            {
                "backend_id": backend,
                "name": "Walls",
                "smart": True,
                "rule_ids": [(0, 0, {"value": "paper"})],
            }
        )
        field = self.env["ir.model.fields"]._get("product.template", "sequence")
        return [
            listing,
            adoption,
            collection,
            collection.rule_ids,
            self.env["retail.adoption.line"].create(
                {
                    "adoption_id": adoption.id,
                    "external_product_id": "p",
                    "external_id": "v",
                }
            ),
            self.env["retail.listing.media"].create(
                {"listing_id": listing.id, "external_id": "m"}
            ),
            self.env["retail.metafield"].create(
                {
                    "backend_id": backend,
                    "key": "rank",
                    "type": "number_integer",
                    "field_id": field.id,
                }
            ),
            self.env["retail.publication"].create(
                {"backend_id": backend, "external_id": "c", "name": "Web"}
            ),
        ]

    def test_another_company_sees_nothing(self):
        for record in self._one_of_each():
            self.assert_apart(record)

    def test_a_person_without_the_connector_may_still_save_products(self):
        template = self.env["product.template"].create({"name": "Poster"})
        self.env["retail.listing"].create(
            {"backend_id": self.backend.id, "template_id": template.id}
        )
        clerk = new_test_user(
            self.env,
            "product-clerk",
            groups="base.group_user,product.group_product_manager",
        )
        template.with_user(clerk).write({"name": "Poster II", "weight": 2})
        self.env.cr.precommit.run()
        self.assertTrue(self.env["retail.product.dirty"]._waiting(self.backend))
