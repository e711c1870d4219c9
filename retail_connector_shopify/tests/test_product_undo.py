"""What a shop was told of a product is taken back."""

import base64

from odoo.tests import tagged

from .product_case import ProductCase
from .test_product_extras import PIXEL


@tagged("post_install", "-at_install", "retail")
class TestProductUndo(ProductCase):
    """The shop shows again what it showed before."""

    def test_what_was_sent_is_taken_back_until_it_changes(self):
        listing = self.sent()
        listing.template_id.name = "Wrong name"
        listing.write({"tags": "wrong", "seo_title": "Wrong"})
        self.send()
        row = self.rows()[-1]
        undo = self.env["retail.undo"].browse(row.action_undo()["res_id"])
        self.assertEqual(undo.possible_count, 1, undo.line_ids.reason)
        self.assertIn("Wrong name", undo.line_ids.now)
        self.assertIn("Linen shirt", undo.line_ids.then)
        undo.action_apply()
        self.push()
        shown = self.shown(listing)
        self.assertEqual((shown.title, shown.seo_title), ("Linen shirt", ""))
        self.assertNotIn("wrong", shown.tags)
        self.env["retail.product.dirty"]._backend(self.backend)
        self.assertFalse(self.plan(), "it is not sent again")
        listing.template_id.name = "Right name"
        self.send()
        shown = self.shown(listing)
        self.assertEqual((shown.title, shown.seo_title), ("Right name", ""))
        # Sent again on purpose; and the creation of a product is not taken back
        listing.action_send_again()
        self.send()
        self.assertEqual(self.shown(listing).seo_title, "Wrong")
        undo = self.env["retail.undo"].browse(self.rows()[0].action_undo()["res_id"])
        self.assertIn("archive", undo.line_ids.reason)

    def sale_tax(self):
        """Return a tax on sales."""
        return self.env["account.tax"].search([("type_tax_use", "=", "sale")], limit=1)

    def undo(self):
        """Open what taking back the last change means."""
        return self.env["retail.undo"].browse(self.rows()[-1].action_undo()["res_id"])

    def test_values_taxes_and_pictures_of_what_is_still_there_are_taken_back(self):
        listing = self.sent(sizes=("S", "M"), image_1920=base64.b64encode(PIXEL))
        first, *_rest = variants = listing.template_id.product_variant_ids
        taxes, skus = listing.template_id.taxes_id, variants.mapped("default_code")
        before = self.shown(listing)
        more = self.env["ir.attachment"].create(
            {"name": "more.png", "raw": PIXEL + b"2", "mimetype": "image/png"}
        )
        first.default_code = "WRONG"
        listing.template_id.taxes_id = taxes.browse() if taxes else self.sale_tax()
        listing.image_ids = more
        self.send()
        changed = self.shown(listing)
        self.assertEqual(len(changed.media), len(before.media) + 1)
        undo = self.undo()
        self.assertEqual(undo.possible_count, 1, (undo.line_ids.reason, listing.before))
        self.assertIn("Pictures", undo.line_ids.then)
        undo.action_apply()
        self.push()
        shown = self.shown(listing)
        self.assertEqual([v.sku for v in shown.variants], skus)
        self.assertEqual(
            [v.taxable for v in shown.variants], [v.taxable for v in before.variants]
        )
        self.assertEqual(len(shown.media), len(before.media))
        self.env["retail.product.dirty"]._backend(self.backend)
        self.assertFalse(self.plan(), "it is not sent again")

    def test_what_is_not_there_any_more_says_why(self):
        listing = self.sent(sizes=("S", "M"))
        template = listing.template_id
        template.product_variant_ids[0].weight = 2.5
        self.send()
        self.assertIn("no weight", self.undo().line_ids.reason)
        listing.image_ids = self.env["ir.attachment"].create(
            {"name": "more.png", "raw": PIXEL, "mimetype": "image/png"}
        )
        self.send()
        listing.image_ids.unlink()
        listing.image_ids = False
        self.send()
        self.assertIn("is not in Odoo any more", self.undo().line_ids.reason)
        sizes = template.attribute_line_ids
        sizes.value_ids |= sizes.value_ids.create(
            {"name": "L", "attribute_id": sizes.attribute_id.id}
        )
        self.send()
        self.assertIn("Variants were added", self.undo().line_ids.reason)
