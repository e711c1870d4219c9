"""Write one group of a shop's fields into Odoo."""

from odoo import api, models


class RetailImporterListingApply(models.AbstractModel):
    """Take over what a shop shows, group by group."""

    _name = "retail.importer.listing.apply"
    _description = "Retail Listing Adoption"

    @api.model
    def _apply(self, listing, group, document, owner):
        """Write a group; where Odoo owns it, only what Odoo lacks.

        :param owner: of the group: odoo, shop or nobody
        """
        write = getattr(self, f"_apply_{group}", None)
        if write is not None:
            write(listing, document, owner)

    def _set(self, record, values):
        """Write what differs."""
        values = {
            k: v for k, v in values.items() if (record[k] or False) != (v or False)
        }
        if values:
            record.write(values)

    def _apply_text(self, listing, document, owner):
        template = listing.template_id
        title = document.title if document.title != template.name else False
        self._set(
            listing,
            {
                "title": title,
                "description_html": document.description_html,
                "vendor": document.vendor,
                "product_type": document.product_type,
                "handle": document.handle,
            },
        )

    def _apply_seo(self, listing, document, owner):
        self._set(
            listing,
            {
                "seo_title": document.seo_title,
                "seo_description": document.seo_description,
            },
        )

    def _apply_tags(self, listing, document, owner):
        own = {
            tag.casefold() for tag in listing.template_id.product_tag_ids.mapped("name")
        }
        more = [tag for tag in document.tags if tag.casefold() not in own]
        self._set(listing, {"tags": ", ".join(sorted(more, key=str.casefold))})

    def _apply_status(self, listing, document, owner):
        self._set(listing, {"status": document.status})

    def _apply_collections(self, listing, document, owner):
        found = self.env["retail.collection"].search(
            [
                ("backend_id", "=", listing.backend_id.id),
                ("external_id", "in", list(document.collections)),
            ]
        )
        if listing.collection_ids != found:
            listing.collection_ids = found

    def _apply_publications(self, listing, document, owner):
        found = self.env["retail.publication"].search(
            [
                ("backend_id", "=", listing.backend_id.id),
                ("external_id", "in", list(document.publications)),
            ]
        )
        if listing.publication_ids != found:
            listing.publication_ids = found

    def _apply_media(self, listing, document, owner):
        """List the pictures that were made in the shop."""
        known = {media.external_id: media for media in listing.media_ids}
        shown = {media.external_id for media in document.media}
        self.env["retail.listing.media"].create(
            [
                {
                    "listing_id": listing.id,
                    "sequence": 100 + place,
                    "external_id": media.external_id,
                    "url": media.url,
                    "alt": media.alt,
                    "state": media.status,
                }
                for place, media in enumerate(document.media)
                if media.external_id not in known
            ]
        )
        gone = [m for key, m in known.items() if key not in shown and not m.checksum]
        self.env["retail.listing.media"].union(*gone).unlink()
        listing.invalidate_recordset(["media_ids"])
        self.env["retail.importer.media"]._want(listing, document, owner)

    def _apply_variants(self, listing, document, owner):
        bindings = self.env["retail.binding.variant"]._find(
            listing.backend_id, [v.external_id for v in document.variants]
        )
        for variant in document.variants:
            binding = bindings.get(variant.external_id)
            product = binding and binding.record_id
            if product and product.product_tmpl_id == listing.template_id:
                self._apply_variant(product, variant, owner)
        self._apply_customs(listing.template_id, document.variants, owner)

    def _apply_variant(self, product, variant, owner):
        values = {}
        if variant.weight_kg:
            values["weight"] = float(variant.weight_kg)
        if variant.sku:
            values["default_code"] = variant.sku
        if variant.barcode and self._is_free(product, variant.barcode):
            values["barcode"] = variant.barcode
        if owner != "shop":  # only what Odoo lacks
            values = {k: v for k, v in values.items() if not product[k]}
        self._set(product, values)

    def _is_free(self, product, barcode):
        others = self.env["product.product"].with_context(active_test=False)
        domain = [("barcode", "=", barcode), ("id", "!=", product.id)]
        return not others.search_count(domain, limit=1)

    def _apply_customs(self, template, variants, owner):
        """Take tariff number and origin, kept once a product in Odoo."""
        code, country = template._retail_customs()
        values = {}
        found = next((v.hs_code for v in variants if v.hs_code), "")
        if found and (owner == "shop" or not code):
            values["retail_hs_code"] = found
        found = next((v.origin_country for v in variants if v.origin_country), "")
        if found and (owner == "shop" or not country):
            place = self.env["res.country"].search([("code", "=", found)], limit=1)
            values["retail_origin_country_id"] = place
        self._set(template, values)

    def _apply_tax(self, listing, document, owner):
        """Take whether a product is taxed, where the shop owns that."""
        flags = {variant.taxable for variant in document.variants}
        template = listing.template_id
        if owner != "shop" or len(flags) != 1 or flags == {bool(template.taxes_id)}:
            return
        company = listing.company_id
        template.taxes_id = company.account_sale_tax_id if flags == {True} else False
