"""What one process of the tests keeps, no other process deletes."""

from odoo.tests import TransactionCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import config


@tagged("post_install", "-at_install", "retail")
class TestOwnFilestore(TransactionCase):
    """The store of files belongs to one database."""

    def test_the_store_is_named_after_the_database(self):
        name = get_db_name()
        self.assertTrue(config.filestore(name).endswith(f"/filestore/{name}"))
        path = self.env["ir.attachment"].create({"name": "a", "raw": b"x"}).store_fname
        self.assertIn(f"/{name}/", self.env["ir.attachment"]._full_path(path))
