"""What a shop was told of a product is taken back."""

from odoo.tests import tagged

from .product_case import ProductCase


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
