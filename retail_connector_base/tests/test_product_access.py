"""Who may offer, adopt and map products, and never across companies."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import RetailCase

GROUP = "retail_connector_base.group_"
READ, WORK, ALL = "r", "rwc", "rwcd"
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
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install", "retail")
class TestProductAccess(RetailCase):
    """Groups and company rules of what belongs to products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = [
            new_test_user(cls.env, f"product-{name}", groups=GROUP + name)
            for name in ("viewer", "operator", "manager")
        ]
        cls.stranger = new_test_user(cls.env, "product-none", groups="base.group_user")
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.outsider = new_test_user(
            cls.env,
            "product-outsider",
            groups=f"{GROUP}manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )

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

    def test_every_group_has_exactly_its_rights(self):
        for model, rights in RIGHTS.items():
            for user, expected in zip(self.users, rights, strict=True):
                found = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if self.env[model].with_user(user).has_access(operation)
                )
                self.assertEqual(found, expected, f"{model} for {user.login}")

    def test_a_stranger_sees_nothing(self):
        for model in RIGHTS:
            self.assertFalse(
                self.env[model].with_user(self.stranger).has_access("read"), model
            )

    def test_another_company_sees_nothing(self):
        for record in self._one_of_each():
            manager = self.users[-1]
            domain = [("id", "=", record.id)]
            self.assertTrue(record.with_user(manager).search(domain), record._name)
            theirs = record.with_user(self.outsider)
            self.assertFalse(theirs.search(domain), record._name)
            with self.assertRaises(AccessError):
                theirs.invalidate_recordset()
                theirs.read(["display_name"])

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
