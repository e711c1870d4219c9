"""Pictures that were made in a shop, into Odoo's products."""

import base64

from odoo import api, models

from ..exporters.product_parts import fingerprint

AT_ONCE = 20  # pictures a job


class RetailImporterMedia(models.AbstractModel):
    """Download the pictures a product lacks; only what the shop owns replaces one.

    A picture that came from the shop is not sent back: it is known there by its id.
    """

    _name = "retail.importer.media"
    _description = "Retail Picture Importer"

    @api.model
    def _want(self, listing, document, owner):
        """Mark the pictures to download: the product's first and its variants' own."""
        template = listing.template_id
        known = {media.external_id: media for media in listing.media_ids}
        wanted = {}
        if document.media and (owner == "shop" or not template.image_1920):
            wanted[document.media[0].external_id] = template
        bindings = self.env["retail.binding.variant"]._find(
            listing.backend_id, [v.external_id for v in document.variants]
        )
        for variant in document.variants:
            product = variant.external_id in bindings and (
                bindings[variant.external_id].record_id
            )
            for media_id in variant.media_ids[:1]:
                own = product and (owner == "shop" or not product.image_variant_1920)
                if own and media_id not in wanted:
                    wanted[media_id] = product
        for media_id, record in wanted.items():
            media = known.get(media_id)
            if media and media.url and not media.checksum:
                media.write({"fetch_model": record._name, "fetch_id": record.id})
        if wanted:
            listing.backend_id._wake_media()

    @api.model
    def _fetch(self, backend, adapter):
        """Download what is marked; return whether something is left."""
        media = self.env["retail.listing.media"].search(
            [("backend_id", "=", backend.id), ("fetch_id", "!=", False)],
            limit=AT_ONCE,
        )
        for one in media:
            record = self.env[one.fetch_model].browse(one.fetch_id).exists()
            content = adapter.read_media(one.url)
            if record and content:
                self._keep(one, record, content)
            one.write({"fetch_model": False, "fetch_id": False})
        return len(media) == AT_ONCE

    def _keep(self, media, record, content):
        """Write a picture into its record, and know it as the shop's."""
        name = "image_1920"
        if record._name == "product.product":
            name = "image_variant_1920"
        record[name] = base64.b64encode(content)
        record.flush_recordset()
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", record._name),
                ("res_field", "=", name),
                ("res_id", "=", record.id),
            ],
            limit=1,
        )
        media.checksum = file.checksum
        self._rename(media.listing_id, media.external_id, file.checksum)

    def _rename(self, listing, external_id, checksum):
        """Call a picture by its content in what the shop is known to have."""
        pushed = dict(listing.pushed or {})
        if "media" not in pushed:
            return
        pushed["media"] = [
            {**row, "name": checksum if row["name"] == external_id else row["name"]}
            for row in pushed["media"]
        ]
        told = fingerprint(pushed["media"])
        listing.write(
            {
                "pushed": pushed,
                "pushed_hashes": {**listing.pushed_hashes, "media": told},
                "seen_hashes": {**(listing.seen_hashes or {}), "media": told},
            }
        )
