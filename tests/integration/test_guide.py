"""The guided start of every platform there is: no step fails, each kind has its own."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.retail_connector_base.platforms import ADAPTERS

SHOP = {"locations", "taxes", "tenders", "accounting", "catalogue", "preview"}
TILL = {"stores", "taxes", "tenders"}
LEDGER = {"chart", "policies", "accounts", "preview"}


@tagged("post_install", "-at_install", "retail")
class TestGuides(TransactionCase):
    """Steps come from what an adapter declares."""

    def test_every_platform_has_its_steps(self):
        for code, adapter in sorted(ADAPTERS.items()):
            with self.subTest(code):
                backend = self.env["retail.backend"].create(
                    {"name": code, "platform": code, "environment": "test"}
                )
                empty = backend.guide
                self.assertNotEqual(empty[0]["state"], "done")
                backend.credential_ids.filtered("required").sudo().write(
                    {"ciphertext": "x"}
                )
                # as if it had been tested
                backend.write(
                    {"state": "connected", "last_check_at": "2026-11-27 08:00:00"}
                )
                backend.sudo().credential_ids.filtered(
                    lambda c: c.required and not c.is_set
                ).write({"value": "x"})
                backend.invalidate_recordset()
                codes = {step["code"] for step in backend.guide}
                self.assertLessEqual({"connect", "flows", "live", "watch"}, codes)
                if "journal" in adapter.pushes:
                    self.assertLessEqual(LEDGER, codes)
                elif "receipt" in adapter.kinds and "order" not in adapter.kinds:
                    self.assertLessEqual(TILL, codes)
                elif "order" in adapter.kinds:
                    self.assertLessEqual(SHOP, codes)
                self.assertEqual(backend.guide[0]["state"], "done", backend.guide[0])
                for step in backend.guide:
                    self.assertTrue(step["message"], step["code"])
                    for button in step["actions"]:
                        self.assertTrue(hasattr(backend, button["method"]), button)
