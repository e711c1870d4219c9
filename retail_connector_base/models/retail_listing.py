"""A product as one shop offers it."""

import uuid

from odoo import api, fields, models

STATUSES = [("active", "Active"), ("draft", "Draft"), ("archived", "Archived")]
STATES = [
    ("new", "Not sent yet"),
    ("waiting", "Changes wait"),
    ("sent", "In agreement"),
    ("blocked", "Cannot be sent"),
]

# Causes that say that the shop does not have the product any more
GONE = ("gone", "no_product")


class RetailListing(models.Model):
    """Say how a product is offered in one shop, and what the shop was told of it.

    ``pushed`` is what the shop has, as far as we know, ``seen`` the fingerprint of what
    it showed afterwards: a platform may write a text in another way than we sent it.
    """

    _name = "retail.listing"
    _description = "Product in a Shop"
    _check_company_auto = True
    _order = "backend_id, template_id, id"
    _rec_name = "template_id"

    backend_id = fields.Many2one(
        "retail.backend", "Shop", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    template_id = fields.Many2one(
        "product.template",
        "Product",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
        help="The name the shop knows it by on our behalf: creating it again finds it.",
    )
    offered = fields.Boolean(
        default=True,
        help="Switched off, the shop does with it what its connection says about "
        "products that are not sold any more.",
    )
    status = fields.Selection(
        STATUSES, required=True, default="active", help="Whether the shop sells it."
    )
    title = fields.Char(translate=True, help="Empty: the product's name.")
    description_html = fields.Text(
        "Description (HTML)",
        translate=True,
        help="Empty: the product's sales description.",
    )
    vendor = fields.Char()
    product_type = fields.Char(help="The shop's own word for the kind of product.")
    handle = fields.Char(
        help="The last part of the product's address in the shop; empty: the shop "
        "makes one of the title."
    )
    tags = fields.Char(
        "More tags", help="Separated by commas, beside the tags of the product."
    )
    seo_title = fields.Char("Title for search engines", translate=True)
    seo_description = fields.Text("Description for search engines", translate=True)
    publication_ids = fields.Many2many(
        "retail.publication", string="Sales channels", check_company=True
    )
    collection_ids = fields.Many2many(
        "retail.collection",
        string="Collections",
        domain="[('backend_id', '=', backend_id), ('smart', '=', False)]",
        check_company=True,
    )
    image_ids = fields.Many2many(
        "ir.attachment",
        string="More pictures",
        domain="[('mimetype', '=like', 'image/%')]",
    )
    media_ids = fields.One2many("retail.listing.media", "listing_id", readonly=True)
    binding_id = fields.Many2one(
        "retail.binding.template", "At the shop", readonly=True, copy=False
    )
    external_url = fields.Char(related="binding_id.external_url")
    state = fields.Selection(
        STATES, required=True, default="new", readonly=True, copy=False, index=True
    )
    cause = fields.Char(readonly=True, copy=False)
    error = fields.Char("Why not", readonly=True, copy=False)
    pushed_at = fields.Datetime("Last sent", readonly=True, copy=False)
    revision = fields.Integer(readonly=True, copy=False)
    outbox_key = fields.Char(readonly=True, copy=False)
    wanted = fields.Json(readonly=True, copy=False, prefetch=False)
    wanted_hashes = fields.Json(readonly=True, copy=False)
    pushed = fields.Json(readonly=True, copy=False, prefetch=False)
    pushed_hashes = fields.Json(readonly=True, copy=False)
    seen_hashes = fields.Json(readonly=True, copy=False)
    settled_key = fields.Char(readonly=True, copy=False)  # of the last change
    before = fields.Json(readonly=True, copy=False, prefetch=False)  # what it replaced
    kept_hashes = fields.Json(readonly=True, copy=False)  # taken back: not sent again

    _unique = models.UniqueIndex(
        "(backend_id, template_id)", "The product is offered in this shop already."
    )
    _key_unique = models.UniqueIndex("(key)")

    @api.depends("template_id", "backend_id")
    def _compute_display_name(self):
        for listing in self:
            product = listing.template_id.display_name or ""
            shop = listing.backend_id.display_name or ""
            listing.display_name = f"{product} ({shop})"

    @api.model_create_multi
    def create(self, vals_list):
        """New listings have to be told to the shop."""
        listings = super().create(vals_list)
        self.env["retail.product.dirty"]._listings(listings)
        return listings

    def write(self, vals):
        """A change of what is offered has to be told to the shop."""
        result = super().write(vals)
        if not self._content_fields().isdisjoint(vals):
            self.env["retail.product.dirty"]._listings(self)
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        """A translated text is a change too."""
        result = super().update_field_translations(
            field_name, translations, source_lang
        )
        self.env["retail.product.dirty"]._listings(self)
        return result

    @api.model
    def _content_fields(self):
        """Return the fields that make up what the shop is told."""
        return {
            "offered", "status", "title", "description_html", "vendor", "product_type",
            "handle", "tags", "seo_title", "seo_description", "publication_ids",
            "collection_ids", "image_ids", "binding_id",
        }  # fmt: skip

    @api.model
    def _offer(self, backend, templates):
        """Offer products in a shop; return the listings, old and new."""
        known = self.search(
            [("backend_id", "=", backend.id), ("template_id", "in", templates.ids)]
        )
        fresh = templates - known.template_id
        return known | self.create(
            [
                {
                    "backend_id": backend.id,
                    "template_id": template.id,
                    "status": backend.listing_status,
                    "product_type": template.categ_id.name or False,
                    "vendor": backend.listing_vendor or False,
                    "publication_ids": [(6, 0, backend.publication_ids.ids)],
                }
                for template in fresh
            ]
        )

    # --- buttons ---

    def action_send_again(self):
        """Forget what the shop was told, and tell it everything anew."""
        self.check_access("write")
        for listing in self.sudo().filtered(lambda one: one.cause in GONE):
            self.env["retail.exporter.product"].sudo()._forget(listing)
        self.sudo().write(
            {
                "pushed": False,
                "pushed_hashes": False,
                "wanted_hashes": False,
                "kept_hashes": False,
                "state": "waiting",
                "cause": False,
                "error": False,
            }
        )
        self.env["retail.product.dirty"].sudo()._listings(self.sudo())
        return True

    def action_open_external(self):
        """Open the product at the platform."""
        return self.binding_id.action_open_external()

    def action_preview(self):
        """Show what would be sent of these products."""
        backend = self.backend_id[:1]
        return backend._product_preview(
            self.filtered(lambda own: own.backend_id == backend)
        )
